//! One realm's challenge and our answers to it (RFC 7616 §3.3, §3.4).

use super::digest::{Protection, Question};
use super::hash::{Hash, push_digits};
use super::secret::Credentials;
use crate::entropy::{Entropy, token};
use crate::message::{Challenge, Method, Params, Request, Response, push_quoted};
use crate::text::{cut, lists};

/// What the server wants protected: nothing (RFC 2069), the request line, or the body too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Qop {
    None,
    Auth,
    AuthInt,
}

/// One challenge that we have answered or may answer, with the counter of its nonce.
#[derive(Clone, Debug)]
pub(super) struct Session {
    challenge: Challenge,
    hash: Hash,
    /// The algorithm ends in `-sess`.
    seeded: bool,
    qop: Qop,
    pub(super) realm: String,
    pub(super) nonce: String,
    first_nonce: String,
    cnonce: String,
    pub(super) nc: u32,
    pub(super) proxy: bool,
    /// It came as a 401 to REGISTER. What the registrar asks and what whoever is called asks are kept apart, lest an
    /// answer meant for the registrar be shown to everybody who is called.
    register: bool,
    /// No request has answered this challenge yet.
    pub(super) fresh: bool,
    /// How many stale nonces have led here.
    pub(super) stale: u8,
    /// It is answered only by what the application gave when it was asked about this very realm (decision 10).
    pub(super) needs_given: bool,
    /// The number of the credentials that it did not accept (decision 11); none has 0.
    pub(super) refused: u32,
}

impl Session {
    /// What a challenge asks for, if we support it.
    pub(super) fn new(challenge: Challenge, proxy: bool, register: bool) -> Option<Self> {
        let algorithm = challenge.get("algorithm").unwrap_or_else(|| Hash::Md5.name().into());
        let (base, suffix) = cut(&algorithm, algorithm.len().saturating_sub(SESS.len()));
        let seeded = suffix.eq_ignore_ascii_case(SESS);
        let name = if seeded { base } else { &algorithm };
        let hash = Hash::ALL.into_iter().find(|known| known.name().eq_ignore_ascii_case(name))?;
        let qop = match challenge.get("qop") {
            // Proxies edit bodies, so `auth` it is wherever it is offered (decision 10).
            Some(offered) if lists(b',', &offered, "auth") => Qop::Auth,
            Some(offered) if lists(b',', &offered, "auth-int") => Qop::AuthInt,
            Some(_) => return None,
            // RFC 7616 §3.4: without qop there is no cnonce, and without cnonce no session.
            None if seeded => return None,
            None => Qop::None,
        };
        if !challenge.scheme.eq_ignore_ascii_case("Digest") {
            return None;
        }
        let (realm, nonce) = (challenge.get("realm")?, challenge.get("nonce")?);
        Some(Self {
            challenge,
            hash,
            seeded,
            qop,
            realm,
            first_nonce: nonce.clone(),
            nonce,
            cnonce: String::new(),
            nc: 0,
            proxy,
            register: register && !proxy,
            fresh: true,
            stale: 0,
            needs_given: false,
            refused: 0,
        })
    }

    pub(super) const fn hash(&self) -> Hash {
        self.hash
    }

    pub(super) fn has_qop(&self) -> bool {
        self.qop != Qop::None
    }

    /// It calls our last answer stale.
    pub(super) fn calls_stale(&self) -> bool {
        self.challenge.says("stale")
    }

    /// They are about the same realm, asked at the same place.
    #[inline(never)]
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.proxy == other.proxy && self.register == other.register && self.realm == other.realm
    }

    /// Its answer belongs into this request.
    pub(super) fn goes_with(&self, request: &Request) -> bool {
        self.proxy || self.register == (request.method == Method::Register)
    }

    /// It is an answer to the nonce that we have of this realm.
    pub(super) fn is_answered_by(&self, told: &Challenge) -> bool {
        told.has("realm", &self.realm) && told.has("nonce", &self.nonce)
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
        // The first cnonce is part of a session's key (RFC 7616 §3.4.2).
        if !self.seeded || self.cnonce.is_empty() {
            self.cnonce = token(entropy, 16);
        }
        let mut count = String::new();
        push_digits(&mut count, &self.nc.to_be_bytes());
        let method = request.method.as_str();
        let question = self.question(method, &request.uri, &count, &self.cnonce, &request.body);
        let response = question.response(credentials);
        let hides = self.challenge.says("userhash");
        let mut value = String::from("Digest ");
        if hides {
            add_quoted(&mut value, "username=", &question.userhash(&credentials.username));
        } else {
            add_quoted(&mut value, "username=", &credentials.username);
        }
        add_quoted(&mut value, ", realm=", &self.realm);
        add_quoted(&mut value, ", nonce=", &self.nonce);
        add_quoted(&mut value, ", uri=", &request.uri);
        add_quoted(&mut value, ", response=", &response);
        // Older servers stumble over an algorithm that they did not name.
        if self.challenge.params.has("algorithm") {
            add(&mut value, ", algorithm=", self.hash.name());
            add(&mut value, if self.seeded { SESS } else { "" }, "");
        }
        if let Some(opaque) = self.challenge.get("opaque") {
            add_quoted(&mut value, ", opaque=", &opaque);
        }
        if let Some(protection) = question.protection {
            add(&mut value, ", qop=", protection.qop());
            add(&mut value, ", nc=", &count);
            add_quoted(&mut value, ", cnonce=", &self.cnonce);
        }
        add(&mut value, if hides { ", userhash=true" } else { "" }, "");
        value
    }

    /// The server's proof that it knows the password too (RFC 7616 §3.5) is as it must be, or there is none.
    pub(super) fn is_proven(
        &self,
        told: &Challenge,
        info: &Params,
        response: &Response,
        credentials: &Credentials,
    ) -> bool {
        let (Some(proof), Some(count), Some(cnonce), Some(uri)) =
            (info.unquoted("rspauth"), told.get("nc"), told.get("cnonce"), told.get("uri"))
        else {
            return true;
        };
        // Another request may have gone out since, with a cnonce of its own.
        let question = self.question("", &uri, &count, &cnonce, &response.body);
        proof.eq_ignore_ascii_case(&question.response(credentials))
    }

    /// The nonce that the server wants to see next (RFC 7616 §3.5).
    pub(super) fn renew(&mut self, nonce: String) {
        self.nonce = nonce;
        self.nc = 0;
    }

    fn question<'a>(
        &'a self,
        method: &'a str,
        uri: &'a str,
        count: &'a str,
        cnonce: &'a str,
        body: &'a [u8],
    ) -> Question<'a> {
        let body = (self.qop == Qop::AuthInt).then_some(body);
        let protection = Protection { count, cnonce, body };
        Question {
            hash: self.hash,
            session: self.seeded.then_some((self.first_nonce.as_str(), self.cnonce.as_str())),
            realm: &self.realm,
            nonce: &self.nonce,
            protection: self.has_qop().then_some(protection),
            method,
            uri,
        }
    }
}

/// The end of an algorithm whose key is made once for each session.
const SESS: &str = "-sess";

fn add(value: &mut String, name: &str, text: &str) {
    value.push_str(name);
    value.push_str(text);
}

#[inline(never)]
fn add_quoted(value: &mut String, name: &str, text: &str) {
    value.push_str(name);
    push_quoted(value, text);
}
