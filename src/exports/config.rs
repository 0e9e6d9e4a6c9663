//! The configuration as the page writes it.

use super::plain::PlainObject;
use crate::ua::Config;

/// A complete configuration. What is missing and needed is left empty: the user agent has the words for that.
pub(super) fn config(plain: &PlainObject) -> Config {
    let text = |name| plain.read_text(name);
    let default = Config::new(text("server").unwrap_or_default(), text("account").unwrap_or_default());
    Config {
        auth_user: text("authUser"),
        password: text("password"),
        display_name: text("displayName"),
        register: plain.read_flag("register").unwrap_or(default.register),
        expires: plain.read_number("expires").unwrap_or(default.expires),
        user_agent: text("userAgent").unwrap_or(default.user_agent),
        allow_insecure: plain.read_flag("allowInsecure").unwrap_or(default.allow_insecure),
        ice: plain.read_word("ice").unwrap_or(default.ice),
        instance: text("instance"),
        server: default.server,
        account: default.account,
    }
}
