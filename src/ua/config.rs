//! What a user agent is told at birth.

use serde::Deserialize;

/// The configuration, as the page hands it over.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Config {
    /// `wss://sip.example.com:8443/ws`; plain `ws:` only to loopback, or with `allow_insecure`.
    pub server: String,
    /// The address of record: `sip:alice@example.com`.
    pub account: String,
    /// The user name in answers to challenges; the account's user part by default.
    #[serde(default)]
    pub auth_user: Option<String>,
    /// The password.
    #[serde(default)]
    pub password: Option<String>,
    /// The name shown to the other side.
    #[serde(default)]
    pub display_name: Option<String>,
    /// Register at all; on by default.
    #[serde(default = "yes")]
    pub register: bool,
    /// Seconds of registration to ask for.
    #[serde(default = "default_expires")]
    pub expires: u32,
    /// What User-Agent and Server say.
    #[serde(default = "default_user_agent")]
    pub user_agent: String,
    /// Allow plain `ws:` to a host that is not loopback.
    #[serde(default)]
    pub allow_insecure: bool,
    /// What the page told its peer connections about ICE servers: it decides when a description is taken (decision 8).
    #[serde(default)]
    pub ice: Ice,
    /// This instance's UUID (RFC 5626 §4.1); made from entropy when absent.
    #[serde(default)]
    pub instance: Option<String>,
}

/// Which candidates can be expected (decision 8).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Ice {
    /// Host candidates only.
    #[default]
    Host,
    /// There are STUN or TURN servers.
    Servers,
    /// `iceTransportPolicy: "relay"`.
    Relay,
}

const fn yes() -> bool {
    true
}

/// Decision 13: ten minutes.
const fn default_expires() -> u32 {
    600
}

fn default_user_agent() -> String {
    concat!("Bellwire/", env!("CARGO_PKG_VERSION")).into()
}
