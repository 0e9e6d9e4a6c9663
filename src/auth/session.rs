//! One realm's challenge and our answers to it (RFC 7616 §3.3, §3.4).

use super::digest::{Algorithm, Protection, Question, hexadecimal, response};
use super::secret::Credentials;
use crate::entropy::{Entropy, token};
use crate::message::{Challenge, Request, push_quoted};
use crate::text::pieces;

/// One challenge that we have answered or may answer, with the counter of its nonce.
#[derive(Clone, Debug)]
pub(super) struct Session {
    challenge: Challenge,
    algorithm: Algorithm,
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
    pub(super) fn new(challenge: Challenge, proxy: bool) -> Option<Self> {
        let algorithm = match challenge.get("algorithm") {
            Some(name) => Algorithm::from_token(&name)?,
            None => Algorithm::Md5,
        };
        let qop = challenge.get("qop");
        let qop_auth = qop.as_deref().is_some_and(|qop| pieces(b',', qop).any(is_auth));
        let is_whole = challenge.params.get("realm").is_some() && challenge.params.get("nonce").is_some();
        if !is_whole || qop_auth != qop.is_some() || !challenge.scheme.eq_ignore_ascii_case("Digest") {
            return None;
        }
        Some(Self { challenge, algorithm, qop_auth, nc: 0, proxy, fresh: true, stale: 0 })
    }

    pub(super) fn realm(&self) -> String {
        self.challenge.get("realm").unwrap_or_default()
    }

    pub(super) fn nonce(&self) -> String {
        self.challenge.get("nonce").unwrap_or_default()
    }

    /// It calls our last answer stale.
    pub(super) fn calls_stale(&self) -> bool {
        self.challenge.get("stale").is_some_and(|stale| stale.eq_ignore_ascii_case("true"))
    }

    /// They are about the same realm.
    #[inline(never)]
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.proxy == other.proxy && self.realm() == other.realm()
    }

    /// The value of an Authorization or Proxy-Authorization row for this request.
    #[inline(never)]
    pub(super) fn answer(
        &mut self,
        request: &Request,
        credentials: &Credentials,
        entropy: &mut dyn Entropy,
    ) -> String {
        self.fresh = false;
        self.nc = self.nc.saturating_add(1);
        let count = hexadecimal(&[self.nc], u32::to_be_bytes);
        let cnonce = token(entropy, 16);
        let (realm, nonce) = (self.realm(), self.nonce());
        let question = Question {
            algorithm: self.algorithm,
            realm: &realm,
            nonce: &nonce,
            protection: self.qop_auth.then_some(Protection { count: &count, cnonce: &cnonce }),
            method: request.method.as_str(),
            uri: &request.uri,
        };
        let response = response(&question, &credentials.username, credentials.password.bytes());
        let mut value = String::from("Digest ");
        add_quoted(&mut value, "username=", &credentials.username);
        add_quoted(&mut value, ", realm=", &realm);
        add_quoted(&mut value, ", nonce=", &nonce);
        add_quoted(&mut value, ", uri=", &request.uri);
        add_quoted(&mut value, ", response=", &response);
        // Older servers stumble over an algorithm that they did not name.
        if self.challenge.params.get("algorithm").is_some() {
            add(&mut value, ", algorithm=", self.algorithm.as_str());
        }
        if let Some(opaque) = self.challenge.get("opaque") {
            add_quoted(&mut value, ", opaque=", &opaque);
        }
        if self.qop_auth {
            add(&mut value, ", qop=auth, nc=", &count);
            add_quoted(&mut value, ", cnonce=", &cnonce);
        }
        value
    }
}

fn is_auth(option: &str) -> bool {
    option.trim_ascii().eq_ignore_ascii_case("auth")
}

fn add(value: &mut String, name: &str, text: &str) {
    value.push_str(name);
    value.push_str(text);
}

#[inline(never)]
fn add_quoted(value: &mut String, name: &str, text: &str) {
    value.push_str(name);
    push_quoted(value, text);
}
