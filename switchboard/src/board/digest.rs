//! Digest authentication, the server's side: RFC 7616 with `qop=auth`, as RFC 3261 §22 uses it, in the two hashes that
//! phones know (RFC 8760).

use alloc::collections::VecDeque;
use core::time::Duration;

use bellwire::auth::{Credentials, Hash, Key, Protection, Question};
use bellwire::message::{Challenge, Name, Request};
use bellwire::time::Instant;

use super::account::{self, PASSWORD, REALM};

/// What is offered, the best first (RFC 8760 §2.3). Phones that know one hash only take the last challenge they see.
const HASHES: [Hash; 2] = [Hash::Sha256, Hash::Md5];

/// How long a nonce is taken.
const LIFETIME: Duration = Duration::from_secs(300);

/// How many nonces are remembered.
const MOST_NONCES: usize = 1024;

/// What the credentials in a request are worth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// They are this user's.
    Right(String),
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
    /// One challenge a hash with this new nonce, in the order in which they are to stand.
    pub(super) fn challenges(&mut self, nonce: String, stale: bool, now: Instant) -> [String; HASHES.len()] {
        self.0.retain(|nonce| nonce.expires > now);
        if self.0.len() >= MOST_NONCES {
            self.0.pop_front();
        }
        let stale = if stale { ", stale=true" } else { "" };
        let challenges = HASHES.map(|hash| {
            let algorithm = hash.name();
            format!("Digest realm=\"{REALM}\", nonce=\"{nonce}\", algorithm={algorithm}, qop=\"auth\"{stale}")
        });
        self.0.push_back(Nonce { value: nonce, expires: now + LIFETIME, count: 0 });
        challenges
    }

    /// Judges the credentials in the header of this name.
    pub(super) fn judge(&mut self, request: &Request, header: &Name, now: Instant) -> Verdict {
        let credentials = request.headers.credentials(header);
        let Some(answer) = credentials.iter().find(|answer| is_ours(answer)).and_then(Answer::read) else {
            return Verdict::Wrong;
        };
        let is_right = account::is_known(&answer.user)
            && answer.uri == request.uri
            && answer.response == answer.expected(request.method.as_str());
        if !is_right {
            return Verdict::Wrong;
        }
        let known = self.0.iter_mut().find(|nonce| nonce.value == answer.nonce);
        match known.filter(|nonce| nonce.expires > now && nonce.count < answer.count) {
            Some(nonce) => {
                nonce.count = answer.count;
                Verdict::Right(answer.user)
            }
            None => Verdict::Stale,
        }
    }
}

/// It answers a challenge of ours, or says so.
pub(super) fn is_ours(answer: &Challenge) -> bool {
    answer.scheme.eq_ignore_ascii_case("Digest") && answer.get("realm").as_deref() == Some(REALM)
}

/// What a client answered a challenge with.
struct Answer {
    hash: Hash,
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
    /// Reads an answer to a challenge of ours; without `qop=auth` it is none, nor by a hash that was not offered.
    fn read(answer: &Challenge) -> Option<Self> {
        if answer.get("qop")? != "auth" {
            return None;
        }
        let algorithm = answer.get("algorithm").unwrap_or_else(|| Hash::Md5.name().to_owned());
        let nc = answer.get("nc")?;
        Some(Self {
            hash: HASHES.into_iter().find(|hash| algorithm.eq_ignore_ascii_case(hash.name()))?,
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
        let protection = Protection { count: &self.nc, cnonce: &self.cnonce, body: None };
        let question = Question {
            hash: self.hash,
            session: None,
            realm: REALM,
            nonce: &self.nonce,
            protection: Some(protection),
            method,
            uri: &self.uri,
        };
        question.response(&Credentials { username: self.user.clone(), key: Key::Password(PASSWORD.into()) })
    }
}
