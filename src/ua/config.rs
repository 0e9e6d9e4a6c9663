//! What a user agent is told at birth.

use core::mem::take;

use super::failure::ConfigError;
use crate::auth::{Credentials, Hash, Key, Secret, is_whole};
use crate::message::{Limits, SipUri, Uri};
use crate::text::{around, pieces, until};

/// Decision 13: ten minutes.
const EXPIRES: u32 = 600;

/// The configuration, as the page hands it over.
#[derive(Clone)]
pub struct Config {
    /// `wss://sip.example.com:8443/ws`; plain `ws:` only to loopback, or with `allow_insecure`.
    pub server: String,
    /// The address of record: `sip:alice@example.com`.
    pub account: String,
    /// The user name in answers to challenges; the account's user part by default.
    pub auth_user: Option<String>,
    /// The password.
    pub password: Option<Secret>,
    /// `H(A1)` in its place, for each algorithm that is to be answered (RFC 7616 §3.4.2).
    pub ha1: Vec<(Hash, Secret)>,
    /// Ask the application for credentials that we have not, by [`Event::NeedCredentials`](super::Event::NeedCredentials).
    pub ask_credentials: bool,
    /// The only realms that are answered; empty, those that decision 10 allows.
    pub realms: Vec<String>,
    /// The name shown to the other side.
    pub display_name: Option<String>,
    /// Register at all; on by default.
    pub register: bool,
    /// Seconds of registration to ask for.
    pub expires: u32,
    /// What User-Agent and Server say.
    pub user_agent: String,
    /// Allow plain `ws:` to a host that is not loopback.
    pub allow_insecure: bool,
    /// What the page told its peer connections about ICE servers: it decides when a description is taken (decision 8).
    pub ice: Ice,
    /// How much of a message is read: one that is longer is answered 513, and told.
    pub limits: Limits,
    /// This instance's UUID (RFC 5626 §4.1); made from entropy when absent.
    pub instance: Option<String>,
}

/// Which candidates can be expected (decision 8).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ice {
    /// Host candidates only.
    #[default]
    Host,
    /// There are STUN or TURN servers.
    Servers,
    /// `iceTransportPolicy: "relay"`.
    Relay,
}

impl Config {
    /// The configuration where only what must be said is said.
    #[must_use]
    pub fn new(server: impl Into<String>, account: impl Into<String>) -> Self {
        Self {
            server: server.into(),
            account: account.into(),
            auth_user: None,
            password: None,
            ha1: Vec::new(),
            ask_credentials: false,
            realms: Vec::new(),
            display_name: None,
            register: true,
            expires: EXPIRES,
            user_agent: concat!("Bellwire/", env!("CARGO_PKG_VERSION")).into(),
            allow_insecure: false,
            ice: Ice::default(),
            limits: Limits::default(),
            instance: None,
        }
    }

    /// What challenges are answered with; secrets are kept in one place.
    pub(super) fn take_credentials(&mut self, account: &SipUri) -> Option<Credentials> {
        let key = match self.password.take() {
            Some(password) => Key::Password(password),
            None if self.ha1.is_empty() => return None,
            None => Key::Ha1(take(&mut self.ha1)),
        };
        Some(Credentials { username: self.username(account), key })
    }

    /// The user name in answers to challenges.
    pub(super) fn username(&self, account: &SipUri) -> String {
        let user = || account.user.as_deref().unwrap_or_default();
        self.auth_user.as_deref().unwrap_or_else(user).into()
    }

    /// Checks every option; returns the account.
    pub(super) fn check(&self) -> Result<SipUri, ConfigError> {
        let refuse = |option, problem| Err(ConfigError { option, problem });
        let texts = [
            ("server", Some(&self.server)),
            ("account", Some(&self.account)),
            ("authUser", self.auth_user.as_ref()),
            ("displayName", self.display_name.as_ref()),
            ("userAgent", Some(&self.user_agent)),
        ];
        for (option, text) in texts {
            if text.is_some_and(|text| text.bytes().any(|c| matches!(c, b'\r' | b'\n' | 0))) {
                return refuse(option, "holds a line break or a NUL, which would end a SIP header");
            }
        }
        if !is_whole(&self.ha1) {
            return refuse("ha1", "must be 32 hexadecimal digits for MD5, or 64 for SHA-256 and SHA-512-256");
        }
        match scheme_and_host(&self.server) {
            Some((Scheme::Wss, _)) => {}
            Some((Scheme::Ws, host)) if self.allow_insecure || is_loopback(host) => {}
            Some((Scheme::Ws, _)) => {
                return refuse(
                    "server",
                    "is plain ws:, which shows calls to everybody on the way: use wss:, or set allowInsecure",
                );
            }
            None => {
                return refuse("server", "must be a WebSocket address such as wss://sip.example.com");
            }
        }
        match Uri::parse(&self.account) {
            Ok(Uri::Sip(account)) if account.user.is_some() => Ok(account),
            Ok(_) | Err(_) => refuse("account", "must be a SIP address such as sip:alice@example.com"),
        }
    }
}

enum Scheme {
    Ws,
    Wss,
}

fn scheme_and_host(server: &str) -> Option<(Scheme, &str)> {
    let (scheme, rest) = around(b':', server)?;
    let rest = rest.strip_prefix("//")?;
    let authority = b"/\\?#".iter().fold(rest, |text, end| until(*end, text).0);
    let host = pieces(b'@', authority).last()?;
    let host = match host.strip_prefix("[") {
        Some(v6) => until(b']', v6).0,
        None => until(b':', host).0,
    };
    if host.is_empty() {
        return None;
    }
    match scheme {
        _ if scheme.eq_ignore_ascii_case("ws") => Some((Scheme::Ws, host)),
        _ if scheme.eq_ignore_ascii_case("wss") => Some((Scheme::Wss, host)),
        _ => None,
    }
}

fn is_loopback(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost")
        || host == "::1"
        || (host.starts_with("127.") && host.bytes().all(|c| c.is_ascii_digit() || c == b'.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_ws_is_refused_but_to_this_machine_or_when_allowed() {
        for server in ["ws://127.0.0.1:8088", "ws://localhost/sip", "ws://[::1]:80", "WSS://sip.example.com"]
        {
            assert!(Config::new(server, "sip:a@b").check().is_ok(), "{server}");
        }
        assert_eq!(Config::new("ws://127.evil.example", "sip:a@b").check().unwrap_err().option, "server");
        let mut open = Config::new("ws://sip.example.com", "sip:a@b");
        assert_eq!(open.check().unwrap_err().option, "server");
        open.allow_insecure = true;
        assert!(open.check().is_ok());
    }

    #[test]
    fn what_is_no_address_is_refused_by_the_name_of_its_option() {
        for server in ["", "https://sip.example.com", "wss://", "sip.example.com"] {
            assert_eq!(Config::new(server, "sip:a@b").check().unwrap_err().option, "server", "{server}");
        }
        for account in ["", "alice", "sip:example.com", "tel:+123"] {
            assert_eq!(Config::new("wss://x", account).check().unwrap_err().option, "account", "{account}");
        }
    }

    #[test]
    fn no_option_can_smuggle_a_header_onto_the_wire() {
        let mut config = Config::new("wss://x", "sip:a@b");
        config.display_name = Some("Alice\r\nEvil: 1".into());
        assert_eq!(config.check().unwrap_err().option, "displayName");
    }
}
