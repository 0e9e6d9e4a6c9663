//! The configuration as the page writes it.

use super::plain::PlainObject;
use crate::auth::{Hash, Key, Secret};
use crate::message::{Limits, Method, Name};
use crate::ua::{Config, OwnHeader, Timers};

/// A complete configuration. What is missing and needed is left empty: the user agent has the words for that.
pub(super) fn config(plain: &PlainObject) -> Config {
    let text = |name| plain.read_text(name);
    let flag = |name, to: &mut bool| *to = plain.read_flag(name).unwrap_or(*to);
    let number = |name, to: &mut u32| *to = plain.read_number(name).unwrap_or(*to);
    let mut config = Config::new(text("server").unwrap_or_default(), text("account").unwrap_or_default());
    config.auth_user = text("authUser");
    config.password = text("password").map(Secret::from);
    config.ha1 = ha1(plain);
    config.memory = text("memory").unwrap_or_default();
    flag("askCredentials", &mut config.ask_credentials);
    config.realms = plain.read_texts("realms");
    config.display_name = text("displayName");
    flag("register", &mut config.register);
    config.registrar = text("registrar");
    config.outbound_proxy = text("outboundProxy");
    config.route = plain.read_texts("route");
    config.contact_params = text("contactParams").unwrap_or_default();
    config.headers = headers(plain);
    flag("literalHash", &mut config.literal_hash);
    flag("strictTarget", &mut config.strict_target);
    number("expires", &mut config.expires);
    number("ringLimit", &mut config.ring_limit);
    if let Some(name) = text("userAgent") {
        config.user_agent = name;
    }
    flag("allowInsecure", &mut config.allow_insecure);
    if let Some(ice) = plain.read_word("ice") {
        config.ice = ice;
    }
    flag("tcpCandidates", &mut config.tcp_candidates);
    number("gathering", &mut config.gathering);
    config.limits = limits(&plain.read_object("limits"));
    config.timers = timers(&plain.read_object("timers"));
    config.instance = text("instance");
    config
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
