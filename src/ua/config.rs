//! What a user agent is told at birth.

use core::mem::take;

use super::failure::ConfigError;
use crate::auth::{Credentials, Hash, Key, Secret, is_whole};
use crate::dialog::RouteSet;
use crate::message::{Limits, Method, Name, NameAddr, Request, SipUri, Uri, is_all_token, push_quoted};
use crate::text::{around, pieces, until};

/// Decision 13: ten minutes.
const EXPIRES: u32 = 600;
/// Decision 8: one second.
const GATHERING: u32 = 1_000;
/// The headers that an application may write, of those that we know by name; what the core does with the others would
/// be undone.
const FREE: &str = "Accept-Contact Accept-Language Alert-Info Call-Info Date Error-Info Identity Identity-Info \
    P-Asserted-Identity Privacy Reason Referred-By Reject-Contact Request-Disposition Subject Timestamp";
/// The Contact's own parameters, which say what this binding is.
const BINDING: &str = "expires +sip.instance reg-id pub-gruu temp-gruu tag";

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
    /// Where REGISTER goes: `sip:registrar.example.com`; the account's domain by default.
    pub registrar: Option<String>,
    /// Seconds of registration to ask for.
    pub expires: u32,
    /// The proxy that requests outside of a dialog pass first; a loose router, whether it says so or not.
    pub outbound_proxy: Option<String>,
    /// The proxies behind it, as they stand: one without `lr` is a strict router (RFC 3261 §8.1.2).
    pub route: Vec<String>,
    /// Parameters of our Contact (RFC 3840 feature tags, say), without value if that is empty.
    pub contact_params: Vec<(String, String)>,
    /// Headers of the application, by method.
    pub headers: Vec<OwnHeader>,
    /// Dial `#` as it is; it goes out as `%23` by default (RFC 3261 §25.1).
    pub literal_hash: bool,
    /// What User-Agent and Server say.
    pub user_agent: String,
    /// Allow plain `ws:` to a host that is not loopback.
    pub allow_insecure: bool,
    /// What the page told its peer connections about ICE servers: it decides when a description is taken (decision 8).
    pub ice: Ice,
    /// Milliseconds that gathering may take when there are ICE servers (decision 8).
    pub gathering: u32,
    /// How long things may take.
    pub timers: Timers,
    /// How much of a message is read: one that is longer is answered 513, and told.
    pub limits: Limits,
    /// This instance's UUID (RFC 5626 §4.1); made from entropy when absent.
    pub instance: Option<String>,
}

/// A header that the application adds to requests of one method.
#[derive(Clone, Debug)]
pub struct OwnHeader {
    /// To which requests.
    pub method: Method,
    /// Its name.
    pub name: Name,
    /// Its value.
    pub value: String,
}

/// How long things may take, in seconds.
#[derive(Clone, Copy, Debug)]
pub struct Timers {
    /// A server may take so long to accept a WebSocket.
    pub opening: u32,
    /// A server that asked for pings may take so long for a pong (RFC 5626 §4.4.1).
    pub pong: u32,
    /// The longest pause between two tries (decision 20).
    pub retry: u32,
    /// The time between pings where the server did not ask for any; none by default.
    pub keep_alive: Option<u32>,
}

impl Default for Timers {
    fn default() -> Self {
        Self { opening: 20, pong: 10, retry: 30, keep_alive: None }
    }
}

/// The addresses among the options.
#[derive(Debug)]
pub(super) struct Addresses {
    pub(super) account: SipUri,
    pub(super) registrar: String,
    pub(super) routes: RouteSet,
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
            registrar: None,
            expires: EXPIRES,
            outbound_proxy: None,
            route: Vec::new(),
            contact_params: Vec::new(),
            headers: Vec::new(),
            literal_hash: false,
            user_agent: concat!("Bellwire/", env!("CARGO_PKG_VERSION")).into(),
            allow_insecure: false,
            ice: Ice::default(),
            gathering: GATHERING,
            timers: Timers::default(),
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

    /// Writes the application's headers for this method.
    pub(super) fn add_headers(&self, request: &mut Request) {
        for OwnHeader { method, name, value } in &self.headers {
            if *method == request.method {
                request.headers.push(name.clone(), value.as_str());
            }
        }
    }

    /// The application's parameters of our Contact, as they stand on the wire.
    pub(super) fn written_contact_params(&self) -> String {
        let mut text = String::new();
        for (name, value) in &self.contact_params {
            text.push(';');
            text.push_str(name);
            if !value.is_empty() {
                text.push('=');
                if is_all_token(value) {
                    text.push_str(value);
                } else {
                    push_quoted(&mut text, value);
                }
            }
        }
        text
    }

    /// Checks every option; returns the addresses among them.
    pub(super) fn check(&self) -> Result<Addresses, ConfigError> {
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
        for OwnHeader { method, name, value } in &self.headers {
            let free = !name.is_known() || is_among(FREE, name.as_str());
            let method_is_ours = is_all_token(method.as_str()) && *method != Method::Cancel;
            if !free || !is_all_token(name.as_str()) || !method_is_ours || is_unprintable(value) {
                return refuse(
                    "headers",
                    "holds a header that the phone writes itself, or one that no request can carry",
                );
            }
        }
        for (name, value) in &self.contact_params {
            if is_among(BINDING, name) || !is_all_token(name) || is_unprintable(value) {
                return refuse(
                    "contactParams",
                    "holds a parameter that the phone writes itself, or one that no Contact can carry",
                );
            }
        }
        let mut is_secure = true;
        match scheme_and_host(&self.server) {
            Some((Scheme::Wss, _)) => {}
            Some((Scheme::Ws, host)) if self.allow_insecure || is_loopback(host) => is_secure = false,
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
        let account = match Uri::parse(&self.account) {
            Ok(Uri::Sip(account)) if account.user.is_some() => account,
            Ok(_) | Err(_) => {
                return refuse("account", "must be a SIP address such as sip:alice@example.com");
            }
        };
        // RFC 7118 §9.2: sips: promises encryption all the way.
        if account.secure && !is_secure {
            return refuse(
                "account",
                "is sips:, which needs encryption: use a server of wss:, or write sip:",
            );
        }
        let mut routes = Vec::new();
        for proxy in self.outbound_proxy.iter().chain(&self.route) {
            match Uri::parse(proxy) {
                Ok(uri @ Uri::Sip(_)) => routes.push(NameAddr::new(uri)),
                Ok(_) | Err(_) => {
                    let option = if routes.is_empty() && self.outbound_proxy.is_some() {
                        "outboundProxy"
                    } else {
                        "route"
                    };
                    return refuse(option, "must be a SIP address such as sip:proxy.example.com;lr");
                }
            }
        }
        if self.outbound_proxy.is_some()
            && let Some(NameAddr { uri: Uri::Sip(proxy), .. }) = routes.first_mut()
        {
            proxy.params.set("lr", None);
        }
        let registrar = match &self.registrar {
            None => {
                let mut registrar = SipUri::new(None, &account.host);
                registrar.secure = account.secure;
                registrar.port = account.port;
                registrar
            }
            Some(text) => match Uri::parse(text) {
                // RFC 3261 §10.2: it has no user.
                Ok(Uri::Sip(registrar)) if registrar.user.is_none() && registrar.headers.is_none() => {
                    registrar
                }
                Ok(_) | Err(_) => {
                    return refuse(
                        "registrar",
                        "must be a SIP address without a user such as sip:example.com",
                    );
                }
            },
        };
        Ok(Addresses { account, registrar: registrar.to_string(), routes: RouteSet(routes) })
    }
}

fn is_among(names: &str, name: &str) -> bool {
    pieces(b' ', names).any(|known| known.eq_ignore_ascii_case(name))
}

fn is_unprintable(text: &str) -> bool {
    text.bytes().any(|byte| byte < b' ' || byte == 0x7f)
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
