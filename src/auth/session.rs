//! One realm's challenge and our answers to it (RFC 7616 §3.3, §3.4).

use super::digest::{Algorithm, Protection, Question, hexadecimal, response};
use super::secret::Credentials;
use crate::entropy::{Entropy, token};
use crate::message::{Challenge, Request, quote};
use crate::text::pieces;

/// One challenge that we have answered or may answer, with the counter of its nonce.
#[derive(Clone, Debug)]
pub(super) struct Session {
    pub(super) realm: String,
    pub(super) nonce: String,
    opaque: Option<String>,
    algorithm: Algorithm,
    /// The server named its algorithm; older ones stumble over one they did not name.
    names_algorithm: bool,
    qop_auth: bool,
    pub(super) nc: u32,
    pub(super) proxy: bool,
    /// No request has answered this challenge yet.
    pub(super) fresh: bool,
    /// How many stale nonces have led here.
    pub(super) stale: u8,
}

impl Session {
    /// What a challenge asks for, if we support it.
    pub(super) fn new(challenge: &Challenge, proxy: bool) -> Option<Self> {
        if !challenge.scheme.eq_ignore_ascii_case("Digest") {
            return None;
        }
        let algorithm = challenge.get("algorithm");
        let qop = challenge.get("qop");
        let qop_auth = qop.as_ref().is_some_and(|qop| {
            pieces(b',', qop).any(|option| option.trim_ascii().eq_ignore_ascii_case("auth"))
        });
        if qop.is_some() && !qop_auth {
            return None;
        }
        Some(Self {
            realm: challenge.get("realm")?,
            nonce: challenge.get("nonce")?,
            opaque: challenge.get("opaque"),
            algorithm: algorithm.as_deref().map_or(Some(Algorithm::Md5), Algorithm::from_token)?,
            names_algorithm: algorithm.is_some(),
            qop_auth,
            nc: 0,
            proxy,
            fresh: true,
            stale: 0,
        })
    }

    /// They are about the same realm.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.proxy == other.proxy && self.realm == other.realm
    }

    /// The value of an Authorization or Proxy-Authorization row for this request.
    pub(super) fn answer(
        &mut self,
        request: &Request,
        credentials: &Credentials,
        entropy: &mut dyn Entropy,
    ) -> String {
        self.fresh = false;
        self.nc = self.nc.saturating_add(1);
        let count = hexadecimal(&self.nc.to_be_bytes());
        let cnonce = token(entropy, 16);
        let question = Question {
            algorithm: self.algorithm,
            realm: &self.realm,
            nonce: &self.nonce,
            protection: self.qop_auth.then_some(Protection { count: &count, cnonce: &cnonce }),
            method: request.method.as_str(),
            uri: &request.uri,
        };
        let response = response(&question, &credentials.username, credentials.password.bytes());
        let mut value = String::from("Digest username=");
        value.push_str(&quote(&credentials.username));
        let mut add = |name: &str, text: &str| {
            value.push_str(", ");
            value.push_str(name);
            value.push('=');
            value.push_str(text);
        };
        add("realm", &quote(&self.realm));
        add("nonce", &quote(&self.nonce));
        add("uri", &quote(&request.uri));
        add("response", &quote(&response));
        if self.names_algorithm {
            add("algorithm", self.algorithm.as_str());
        }
        if let Some(opaque) = &self.opaque {
            add("opaque", &quote(opaque));
        }
        if self.qop_auth {
            add("qop", "auth");
            add("nc", &count);
            add("cnonce", &quote(&cnonce));
        }
        value
    }
}
