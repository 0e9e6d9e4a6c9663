//! Digest authentication, the server's side: RFC 7616 with MD5 and `qop=auth`, as RFC 3261 §22 uses it.

use alloc::collections::VecDeque;
use core::time::Duration;

use bellwire::message::{Challenge, Name, Request};
use bellwire::time::Instant;
use md5::{Digest as _, Md5};

use super::account::{PASSWORD, REALM};

/// How long a nonce is taken.
const LIFETIME: Duration = Duration::from_secs(300);

/// How many nonces are remembered.
const MOST_NONCES: usize = 1024;

/// What the credentials in a request are worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// They are the user's.
    Right,
    /// There are none, or they are wrong.
    Wrong,
    /// They were made for a nonce that is no longer taken, or for a count that was used.
    Stale,
}

#[derive(Debug)]
struct Nonce {
    value: String,
    expires: Instant,
    /// The highest `nc` that was taken, so that nothing is replayed.
    count: u32,
}

/// The nonces that are out, oldest first.
#[derive(Debug, Default)]
pub(super) struct Nonces(VecDeque<Nonce>);

impl Nonces {
    /// The value of WWW-Authenticate with this new nonce.
    pub(super) fn challenge(&mut self, value: String, stale: bool, now: Instant) -> String {
        self.0.retain(|nonce| nonce.expires > now);
        if self.0.len() >= MOST_NONCES {
            self.0.pop_front();
        }
        let stale = if stale { ", stale=true" } else { "" };
        let challenge =
            format!("Digest realm=\"{REALM}\", nonce=\"{value}\", algorithm=MD5, qop=\"auth\"{stale}");
        self.0.push_back(Nonce { value, expires: now + LIFETIME, count: 0 });
        challenge
    }

    /// Judges the credentials in Authorization.
    pub(super) fn judge(&mut self, request: &Request, user: &str, now: Instant) -> Verdict {
        let credentials = request.headers.credentials(&Name::Authorization);
        let ours = |answer: &&Challenge| {
            answer.scheme.eq_ignore_ascii_case("Digest") && answer.get("realm").as_deref() == Some(REALM)
        };
        let Some(answer) = credentials.iter().find(ours).and_then(Answer::read) else {
            return Verdict::Wrong;
        };
        let is_right = answer.user == user
            && answer.uri == request.uri
            && answer.response == answer.expected(request.method.as_str());
        if !is_right {
            return Verdict::Wrong;
        }
        let known = self.0.iter_mut().find(|nonce| nonce.value == answer.nonce);
        match known.filter(|nonce| nonce.expires > now && nonce.count < answer.count) {
            Some(nonce) => {
                nonce.count = answer.count;
                Verdict::Right
            }
            None => Verdict::Stale,
        }
    }
}

/// What a client answered a challenge with.
struct Answer {
    user: String,
    nonce: String,
    uri: String,
    /// `nc` as it stands on the wire, and as a number.
    nc: String,
    count: u32,
    cnonce: String,
    response: String,
}

impl Answer {
    /// Reads an answer to a challenge of ours; without `qop=auth` it is none.
    fn read(answer: &Challenge) -> Option<Self> {
        if answer.get("qop")? != "auth" {
            return None;
        }
        let nc = answer.get("nc")?;
        Some(Self {
            user: answer.get("username")?,
            nonce: answer.get("nonce")?,
            uri: answer.get("uri")?,
            count: u32::from_str_radix(&nc, 16).ok()?,
            nc,
            cnonce: answer.get("cnonce")?,
            response: answer.get("response")?.to_ascii_lowercase(),
        })
    }

    /// RFC 7616 §3.4.1.
    fn expected(&self, method: &str) -> String {
        let ha1 = hash(&[&self.user, REALM, PASSWORD]);
        let ha2 = hash(&[method, &self.uri]);
        hash(&[&ha1, &self.nonce, &self.nc, &self.cnonce, "auth", &ha2])
    }
}

/// `H(concat(one, ":", two, …))` in lower-case hexadecimal.
fn hash(parts: &[&str]) -> String {
    let digest = Md5::digest(parts.join(":"));
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
