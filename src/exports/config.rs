//! The configuration as the page writes it.

use super::plain::PlainObject;
use crate::auth::{Hash, Key, Secret};
use crate::ua::Config;

/// A complete configuration. What is missing and needed is left empty: the user agent has the words for that.
pub(super) fn config(plain: &PlainObject) -> Config {
    let text = |name| plain.read_text(name);
    let default = Config::new(text("server").unwrap_or_default(), text("account").unwrap_or_default());
    Config {
        auth_user: text("authUser"),
        password: text("password").map(Secret::from),
        ha1: ha1(plain),
        ask_credentials: plain.read_flag("askCredentials").unwrap_or(default.ask_credentials),
        realms: plain.read_texts("realms"),
        display_name: text("displayName"),
        register: plain.read_flag("register").unwrap_or(default.register),
        expires: plain.read_number("expires").unwrap_or(default.expires),
        user_agent: text("userAgent").unwrap_or(default.user_agent),
        allow_insecure: plain.read_flag("allowInsecure").unwrap_or(default.allow_insecure),
        ice: plain.read_word("ice").unwrap_or(default.ice),
        limits: default.limits,
        instance: text("instance"),
        server: default.server,
        account: default.account,
    }
}

/// What proves who we are: a password or `ha1`; `None` if there is neither.
pub(super) fn key(plain: &PlainObject) -> Option<Key> {
    if let Some(password) = plain.read_text("password") {
        return Some(Key::Password(password.into()));
    }
    let list = ha1(plain);
    if list.is_empty() { None } else { Some(Key::Ha1(list)) }
}

/// `{"MD5": "…", "SHA-256": "…"}`
fn ha1(plain: &PlainObject) -> Vec<(Hash, Secret)> {
    let plain = plain.read_object("ha1");
    let mut list = Vec::new();
    for hash in Hash::ALL {
        if let Some(digits) = plain.read_text(hash.name()) {
            list.push((hash, digits.into()));
        }
    }
    list
}
