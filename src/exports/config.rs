//! The configuration as the page writes it, and what holds where it says nothing.

use super::fields::Fields;
use crate::ua::{Config, Ice};

/// Seconds of registration to ask for.
const EXPIRES: u32 = 600;
const USER_AGENT: &str = concat!("Bellwire/", env!("CARGO_PKG_VERSION"));

/// A complete configuration. What is missing and needed is left empty: the user agent has the words for that.
pub(super) fn config(fields: &Fields) -> Config {
    Config {
        server: fields.text("server").unwrap_or_default(),
        account: fields.text("account").unwrap_or_default(),
        auth_user: fields.text("authUser"),
        password: fields.text("password"),
        display_name: fields.text("displayName"),
        register: fields.flag("register").unwrap_or(true),
        expires: fields.number("expires").unwrap_or(EXPIRES),
        user_agent: fields.text("userAgent").unwrap_or_else(|| USER_AGENT.into()),
        allow_insecure: fields.flag("allowInsecure").unwrap_or(false),
        ice: match fields.text("ice").as_deref() {
            Some("relay") => Ice::Relay,
            Some("servers") => Ice::Servers,
            _ => Ice::Host,
        },
        instance: fields.text("instance"),
    }
}
