//! What is wrong with a configuration, by the name of its option.

use super::{Config, OwnHeader};
use crate::auth::is_whole;
use crate::dialog::RouteSet;
use crate::message::{Method, NameAddr, Param, SipUri, Uri, Written, is_all_token};
use crate::text::{around, concat, decimal, lists, pieces, until};
use crate::ua::failure::ConfigError;

/// The headers that an application may write, of those that we know by name; what the core does with the others would
/// be undone.
const FREE: &str = "Accept-Contact Error-Info Identity Identity-Info Reason Referred-By Reject-Contact \
    Request-Disposition Subject Timestamp";
/// What is wrong with a proxy.
const PROXY: &str = "must be a SIP address such as sip:proxy.example.com;lr";
/// The Contact's own parameters, which say what this binding is.
const BINDING: &str = "expires +sip.instance reg-id pub-gruu temp-gruu tag";

/// The addresses among the options.
#[derive(Debug)]
pub(in crate::ua) struct Addresses {
    pub(in crate::ua) account: SipUri,
    pub(in crate::ua) registrar: String,
    pub(in crate::ua) routes: RouteSet,
}

const fn refuse<T>(option: &'static str, problem: &'static str) -> Result<T, ConfigError> {
    Err(ConfigError { option, problem })
}

impl Config {
    /// Checks every option; returns the addresses among them.
    pub(in crate::ua) fn check(&self) -> Result<Addresses, ConfigError> {
        self.check_texts()?;
        self.check_headers()?;
        let is_secure = self.check_server()?;
        let account = match Uri::parse(&self.account) {
            Ok(Uri::Sip(account)) if account.user.is_some() => account,
            Ok(_) | Err(_) => {
                return refuse("account", "must be a SIP address such as sip:alice@example.com");
            }
        };
        // RFC 3261 §19.1.1: an address is shown to everybody on the way.
        if account.password.is_some() {
            return refuse("account", "has a password in it: put that into the option password");
        }
        // RFC 7118 §9.2: sips: promises encryption all the way.
        if account.secure && !is_secure {
            return refuse(
                "account",
                "is sips:, which needs encryption: use a server of wss:, or write sip:",
            );
        }
        Ok(Addresses {
            registrar: self.checked_registrar(&account)?,
            routes: RouteSet(self.checked_routes()?),
            account,
        })
    }

    fn check_texts(&self) -> Result<(), ConfigError> {
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
        Ok(())
    }

    fn check_headers(&self) -> Result<(), ConfigError> {
        for OwnHeader { method, name, value } in &self.headers {
            let is_free = !name.is_known() || lists(b' ', FREE, name.as_str());
            // A CANCEL repeats the rows of its INVITE.
            let is_sent = is_all_token(method.as_str()) && *method != Method::Cancel;
            if !is_free || !is_sent || !is_all_token(name.as_str()) || is_unprintable(value) {
                return refuse(
                    "headers",
                    "holds a header that the phone writes itself, or one that no request can carry",
                );
            }
        }
        let contact = NameAddr::parse(&concat(&["<sip:x>", &self.contact_params]));
        let is_ours = |param: &Param| !lists(b' ', BINDING, &param.name);
        if is_unprintable(&self.contact_params)
            || !contact.is_ok_and(|contact| contact.params.0.iter().all(is_ours))
        {
            return refuse(
                "contactParams",
                "holds a parameter that the phone writes itself, or one that no Contact can carry",
            );
        }
        Ok(())
    }

    /// Whether the link is encrypted.
    fn check_server(&self) -> Result<bool, ConfigError> {
        match scheme_and_host(&self.server) {
            Some((Scheme::Wss, _)) => Ok(true),
            Some((Scheme::Ws, host)) if self.allow_insecure || is_loopback(host) => Ok(false),
            Some((Scheme::Ws, _)) => refuse(
                "server",
                "is plain ws:, which shows calls to everybody on the way: use wss:, or set allowInsecure",
            ),
            None => refuse("server", "must be a WebSocket address such as wss://sip.example.com"),
        }
    }

    fn checked_registrar(&self, account: &SipUri) -> Result<String, ConfigError> {
        let Some(text) = &self.registrar else {
            let port = account.port.map_or_else(String::new, |port| concat(&[":", &decimal(port)]));
            return Ok(concat(&[if account.secure { "sips:" } else { "sip:" }, &account.host, &port]));
        };
        // RFC 3261 §10.2: it has no user.
        let problem = "must be a SIP address without a user such as sip:example.com";
        if sip_address("registrar", problem, text)?.user.is_some() {
            return refuse("registrar", problem);
        }
        Ok(text.clone())
    }

    fn checked_routes(&self) -> Result<Vec<String>, ConfigError> {
        let mut routes = Vec::new();
        if let Some(proxy) = &self.outbound_proxy {
            let mut proxy = sip_address("outboundProxy", PROXY, proxy)?;
            proxy.params.set("lr", None);
            routes.push(NameAddr::new(Uri::Sip(proxy)).written());
        }
        for proxy in &self.route {
            routes.push(NameAddr::new(Uri::Sip(sip_address("route", PROXY, proxy)?)).written());
        }
        Ok(routes)
    }
}

#[inline(never)]
fn sip_address(option: &'static str, problem: &'static str, text: &str) -> Result<SipUri, ConfigError> {
    match Uri::parse(text) {
        // `?headers` are for a page to click on (RFC 3261 §19.1.1).
        Ok(Uri::Sip(uri)) if uri.headers.is_none() => Ok(uri),
        Ok(_) | Err(_) => refuse(option, problem),
    }
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

    /// TRP-09, NOT-05.
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

    /// NOT-03.
    #[test]
    fn no_option_can_smuggle_a_header_onto_the_wire() {
        let mut config = Config::new("wss://x", "sip:a@b");
        config.display_name = Some("Alice\r\nEvil: 1".into());
        assert_eq!(config.check().unwrap_err().option, "displayName");
    }
}
