//! The configuration as the page writes it.

use super::plain::PlainObject;
use crate::auth::{Hash, Key, Secret};
use crate::message::{Limits, Method, Name};
use crate::ua::{Config, OwnHeader, Timers};

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
        registrar: text("registrar"),
        outbound_proxy: text("outboundProxy"),
        route: plain.read_texts("route"),
        contact_params: text("contactParams").unwrap_or_default(),
        headers: headers(plain),
        literal_hash: plain.read_flag("literalHash").unwrap_or_default(),
        expires: plain.read_number("expires").unwrap_or(default.expires),
        ring_limit: plain.read_number("ringLimit").unwrap_or(default.ring_limit),
        user_agent: text("userAgent").unwrap_or(default.user_agent),
        allow_insecure: plain.read_flag("allowInsecure").unwrap_or(default.allow_insecure),
        ice: plain.read_word("ice").unwrap_or(default.ice),
        gathering: plain.read_number("gathering").unwrap_or(default.gathering),
        limits: limits(&plain.read_object("limits")),
        timers: timers(&plain.read_object("timers")),
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

/// `["INVITE", "Subject", "Hello", …]`: methods, names and values by turns.
fn headers(plain: &PlainObject) -> Vec<OwnHeader> {
    let mut headers = Vec::new();
    for texts in plain.read_texts("headers").chunks_exact(3) {
        if let [method, name, value] = texts {
            let (method, name) = (Method::from_token(method), Name::from_token(name));
            headers.push(OwnHeader { method, name, value: value.clone() });
        }
    }
    headers
}

fn timers(plain: &PlainObject) -> Timers {
    let default = Timers::default();
    Timers {
        opening: plain.read_number("opening").unwrap_or(default.opening),
        pong: plain.read_number("pong").unwrap_or(default.pong),
        retry: plain.read_number("retry").unwrap_or(default.retry),
        keep_alive: plain.read_number("keepAlive"),
    }
}

fn limits(plain: &PlainObject) -> Limits {
    let default = Limits::default();
    let number = |name, default| plain.read_number(name).map_or(default, |number| number as usize);
    Limits {
        message: number("message", default.message),
        headers: number("headers", default.headers),
        line: number("line", default.line),
    }
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
