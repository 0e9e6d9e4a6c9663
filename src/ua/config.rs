//! What a user agent is told at birth.

mod check;

use core::mem::take;

pub(super) use check::Addresses;

use crate::auth::{Credentials, Hash, Key, Secret};
use crate::message::{Limits, Method, Name, Request, SipUri};

/// Decision 13: ten minutes.
const EXPIRES: u32 = 600;
/// Decision 8: one second.
const GATHERING: u32 = 1_000;
/// Longer than a proxy waits (RFC 3261 §16.6: more than three minutes).
const RING_LIMIT: u32 = 300;

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
    /// What [`UserAgent::memory`](super::UserAgent::memory) of the one before this one has told.
    pub memory: String,
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
    /// The proxy that requests outside of a dialog pass first; a loose router, whether it says so or not.
    pub outbound_proxy: Option<String>,
    /// The proxies behind it, as they stand: one without `lr` is a strict router (RFC 3261 §8.1.2).
    pub route: Vec<String>,
    /// Parameters of our Contact as they stand on the wire: `;q=0.7;+sip.ice`.
    pub contact_params: String,
    /// Headers of the application, by method.
    pub headers: Vec<OwnHeader>,
    /// Dial `#` as it is; it goes out as `%23` by default (RFC 3261 §25.1).
    pub literal_hash: bool,
    /// Take only what is addressed to the account or to this instance; by default, all that comes over our link is for us
    /// (decision 12).
    pub strict_target: bool,
    /// Seconds of registration to ask for.
    pub expires: u32,
    /// Seconds a call may ring, in either direction, before it fails as `Timeout`.
    pub ring_limit: u32,
    /// What User-Agent and Server say.
    pub user_agent: String,
    /// Allow plain `ws:` to a host that is not loopback.
    pub allow_insecure: bool,
    /// What the page told its peer connections about ICE servers: it decides when a description is taken (decision 8).
    pub ice: Ice,
    /// Tell TCP candidates too; they make messages long, and who cannot be reached by UDP is seldom reached so (decision 5).
    pub tcp_candidates: bool,
    /// Milliseconds that gathering may take when there are ICE servers (decision 8).
    pub gathering: u32,
    /// How much of a message is read: one that is longer is answered 513, and told.
    pub limits: Limits,
    /// How long things may take.
    pub timers: Timers,
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
            memory: String::new(),
            ask_credentials: false,
            realms: Vec::new(),
            display_name: None,
            register: true,
            registrar: None,
            outbound_proxy: None,
            route: Vec::new(),
            contact_params: String::new(),
            headers: Vec::new(),
            literal_hash: false,
            strict_target: false,
            expires: EXPIRES,
            ring_limit: RING_LIMIT,
            user_agent: concat!("Bellwire/", env!("CARGO_PKG_VERSION")).into(),
            allow_insecure: false,
            ice: Ice::default(),
            tcp_candidates: false,
            gathering: GATHERING,
            limits: Limits::default(),
            timers: Timers::default(),
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

    /// The application asks that nobody learns who calls (RFC 3323 §4.2).
    pub(super) fn is_private(&self) -> bool {
        self.headers.iter().any(|OwnHeader { method, name, value }| {
            *method == Method::Invite && name.as_str().eq_ignore_ascii_case("Privacy") && value != "none"
        })
    }

    /// Writes the application's headers for this method.
    pub(super) fn add_headers(&self, request: &mut Request) {
        for OwnHeader { method, name, value } in &self.headers {
            if *method == request.method {
                request.headers.push(name.clone(), value.as_str());
            }
        }
    }
}
