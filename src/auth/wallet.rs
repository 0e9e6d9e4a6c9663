//! What we know about the realms that asked who we are, and what we tell them (RFC 3261 §22, RFC 8760 §2).

use core::error::Error;
use core::fmt;

use super::secret::Credentials;
use super::session::Session;
use crate::entropy::Entropy;
use crate::message::{Headers, Name, Request, Response};
use crate::text::concat;

/// Stale nonces in a row that we accept from a realm, lest a server with a broken clock keep us going for ever.
const STALE_LIMIT: u8 = 3;

/// Answers that we remember. More are never under way at once.
const ANSWER_LIMIT: usize = 32;

/// Why a challenge is not answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// No challenge is one that we can answer.
    NoSupportedChallenge,
    /// The realm has seen our answer and did not accept it.
    WrongCredentials,
    /// The realm calls every answer stale.
    StaleForEver,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoSupportedChallenge => {
                "The server asks for a kind of login that is not supported: let it offer Digest with MD5 or SHA-256."
            }
            Self::WrongCredentials => "The server refused the user name or the password: check both.",
            Self::StaleForEver => "The server finds every login too old: check its clock and its nonce lifetime.",
        })
    }
}

impl Error for Refusal {}

/// The sessions of a user agent, by realm and by who asked: the server (401) or a proxy (407).
#[derive(Clone, Debug, Default)]
pub struct Wallet {
    sessions: Vec<Session>,
    /// Requests that answered a challenge, as opposed to those that carried credentials before anybody asked.
    answers: Vec<String>,
}

impl Wallet {
    /// Every challenge of the response that we can answer is of a realm that we have learned, and there is one.
    #[must_use]
    pub fn knows(&self, response: &Response) -> bool {
        let asked = asked(response);
        let is_known = |asked: &Session| self.sessions.iter().any(|known| known.is_same(asked));
        !asked.is_empty() && asked.iter().all(is_known)
    }

    /// Reads every challenge of a 401 or 407 to `sent`, and takes for each realm the topmost that we support (RFC 8760
    /// §2.4).
    ///
    /// Credentials that `sent` carried before anybody asked may be out of date, so their refusal leads to one more try;
    /// so does a nonce that the server calls stale. An answer to a challenge that is refused is final: another try would
    /// only look like an attack.
    ///
    /// # Errors
    /// When there is nothing to answer, or no sense in it; what a realm has refused is forgotten.
    pub fn learn(&mut self, response: &Response, sent: &Request) -> Result<(), Refusal> {
        let asked = asked(response);
        if asked.is_empty() {
            return Err(Refusal::NoSupportedChallenge);
        }
        for mut session in asked {
            self.judge(&mut session, sent)?;
            self.keep(session);
        }
        Ok(())
    }

    /// Answers every realm known in the request, replacing answers that it carries.
    pub fn authorize(&mut self, request: &mut Request, credentials: &Credentials, entropy: &mut dyn Entropy) {
        request.headers.remove(&answer_header(false));
        request.headers.remove(&answer_header(true));
        for session in &mut self.sessions {
            if session.fresh {
                if self.answers.len() == ANSWER_LIMIT {
                    self.answers.remove(0);
                }
                self.answers.push(answer(session, &request.headers));
            } else {
                session.stale = 0;
            }
            let value = session.answer(request, credentials, entropy);
            request.headers.push(answer_header(session.proxy), value);
        }
    }

    /// Forgets everything, as when other credentials come.
    pub fn forget(&mut self) {
        *self = Self::default();
    }

    /// Whether a new challenge may be answered, given what `sent` told its realm.
    #[inline(never)]
    fn judge(&mut self, session: &mut Session, sent: &Request) -> Result<(), Refusal> {
        let told = sent.headers.credentials(&answer_header(session.proxy));
        let realm = Some(session.realm());
        let Some(told) = told.iter().find(|told| told.get("realm") == realm) else {
            return Ok(());
        };
        let answered = self.answers.contains(&answer(session, &sent.headers));
        let refusal = if session.calls_stale() {
            let before = self.sessions.iter().find(|known| known.is_same(session));
            session.stale = before.map_or(0, |known| known.stale) + u8::from(answered);
            (session.stale > STALE_LIMIT).then_some(Refusal::StaleForEver)
        } else {
            let same = told.get("nonce") == Some(session.nonce());
            (answered || same).then_some(Refusal::WrongCredentials)
        };
        let Some(refusal) = refusal else {
            return Ok(());
        };
        self.sessions.retain(|known| !known.is_same(session));
        Err(refusal)
    }

    /// Takes the place of what was known of the realm. A nonce that comes again goes on counting: a server refuses a
    /// count it has seen (RFC 7616 §3.4).
    fn keep(&mut self, mut session: Session) {
        match self.sessions.iter_mut().find(|known| known.is_same(&session)) {
            Some(known) => {
                if known.nonce() == session.nonce() {
                    session.nc = known.nc;
                }
                *known = session;
            }
            None => self.sessions.push(session),
        }
    }
}

/// For each realm that asks, the topmost challenge that we support.
#[inline(never)]
fn asked(response: &Response) -> Vec<Session> {
    let mut asked: Vec<Session> = Vec::new();
    for proxy in [false, true] {
        for challenge in response.headers.challenges(&challenge_header(proxy)) {
            if let Some(session) = Session::new(challenge, proxy)
                && !asked.iter().any(|other| other.is_same(&session))
            {
                asked.push(session);
            }
        }
    }
    asked
}

/// A request and the realm it speaks to. No two attempts share Call-ID and CSeq, and none of the parts has a line end.
fn answer(session: &Session, headers: &Headers) -> String {
    let row = |name: &Name| headers.text(name).unwrap_or_default();
    let proxy = if session.proxy { "407" } else { "401" };
    concat(&[proxy, &session.realm(), "\n", row(&Name::CallId), "\n", row(&Name::CSeq)])
}

/// Where a challenge stands.
const fn challenge_header(proxy: bool) -> Name {
    if proxy { Name::ProxyAuthenticate } else { Name::WwwAuthenticate }
}

/// Where its answer goes.
const fn answer_header(proxy: bool) -> Name {
    if proxy { Name::ProxyAuthorization } else { Name::Authorization }
}

#[cfg(test)]
mod tests;
