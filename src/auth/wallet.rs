//! What we know about the realms that asked who we are, and what we tell them (RFC 3261 §22, RFC 8760 §2).

use core::error::Error;
use core::fmt;

use super::digest::{Algorithm, Protection, Question, response};
use super::secret::Credentials;
use crate::entropy::{Entropy, token};
use crate::message::{Challenge, Headers, Name, Request, Response, quote};

/// Stale nonces in a row that we accept from a realm, lest a server with a broken clock keep us going for ever.
const STALE_LIMIT: u8 = 3;

/// Answers that we remember. More are never under way at once.
const ANSWER_LIMIT: usize = 32;

/// One challenge that we have answered or may answer, with the counter of its nonce.
#[derive(Clone, Debug)]
pub struct Session {
    realm: String,
    nonce: String,
    opaque: Option<String>,
    algorithm: Algorithm,
    /// The server named its algorithm; older ones stumble over one they did not name.
    names_algorithm: bool,
    qop_auth: bool,
    nc: u32,
    proxy: bool,
    /// No request has answered this challenge yet.
    fresh: bool,
    /// How many stale nonces have led here.
    stale: u8,
}

/// A request that answered a challenge, as opposed to one that carried credentials before it was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Answer {
    realm: String,
    proxy: bool,
    request: RequestKey,
}

/// Call-ID and CSeq, which no two attempts share.
type RequestKey = [Vec<u8>; 2];

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
    answers: Vec<Answer>,
}

impl Wallet {
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
        let mut learned: Vec<Session> = Vec::new();
        for proxy in [false, true] {
            for challenge in response.headers.challenges(&challenge_header(proxy)) {
                let Some(session) = Session::new(&challenge, proxy) else {
                    continue;
                };
                if learned.iter().any(|other| other.is_same(&session)) {
                    continue;
                }
                let stale = challenge
                    .get("stale")
                    .is_some_and(|stale| stale.eq_ignore_ascii_case("true"));
                let session = self.judge(session, stale, sent)?;
                learned.push(session);
            }
        }
        if learned.is_empty() {
            return Err(Refusal::NoSupportedChallenge);
        }
        for session in learned {
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
                let (realm, proxy) = (session.realm.clone(), session.proxy);
                self.answers.push(Answer {
                    realm,
                    proxy,
                    request: key(&request.headers),
                });
            } else {
                session.stale = 0;
            }
            let value = session.answer(request, credentials, entropy);
            request.headers.push(answer_header(session.proxy), value);
        }
        let too_many = self.answers.len().saturating_sub(ANSWER_LIMIT);
        self.answers.drain(..too_many);
    }

    /// Every realm that asks is one we have answered before.
    #[must_use]
    pub fn knows(&self, response: &Response) -> bool {
        [false, true].into_iter().all(|proxy| {
            response
                .headers
                .challenges(&challenge_header(proxy))
                .iter()
                .all(|challenge| {
                    let realm = challenge.get("realm");
                    self.sessions
                        .iter()
                        .any(|known| known.proxy == proxy && Some(&known.realm) == realm.as_ref())
                })
        })
    }

    /// Forgets everything, as when other credentials come.
    pub fn forget(&mut self) {
        *self = Self::default();
    }

    /// Whether a new challenge may be answered, given what `sent` told its realm.
    fn judge(&mut self, mut session: Session, stale: bool, sent: &Request) -> Result<Session, Refusal> {
        let told = sent.headers.credentials(&answer_header(session.proxy));
        let Some(told) = told
            .iter()
            .find(|told| told.get("realm").as_ref() == Some(&session.realm))
        else {
            return Ok(session);
        };
        let (realm, proxy) = (session.realm.clone(), session.proxy);
        let answered = self.answers.contains(&Answer {
            realm,
            proxy,
            request: key(&sent.headers),
        });
        let refusal = if stale {
            let before = self.sessions.iter().find(|known| known.is_same(&session));
            session.stale = before.map_or(0, |known| known.stale) + u8::from(answered);
            (session.stale > STALE_LIMIT).then_some(Refusal::StaleForEver)
        } else {
            let same = told.get("nonce").as_ref() == Some(&session.nonce);
            (answered || same).then_some(Refusal::WrongCredentials)
        };
        let Some(refusal) = refusal else {
            return Ok(session);
        };
        self.sessions.retain(|known| !known.is_same(&session));
        Err(refusal)
    }

    /// Takes the place of what was known of the realm. A nonce that comes again goes on counting: a server refuses a
    /// count it has seen (RFC 7616 §3.4).
    fn keep(&mut self, mut session: Session) {
        match self.sessions.iter_mut().find(|known| known.is_same(&session)) {
            Some(known) => {
                if known.nonce == session.nonce {
                    session.nc = known.nc;
                }
                *known = session;
            }
            None => self.sessions.push(session),
        }
    }
}

impl Session {
    /// What a challenge asks for, if we support it.
    fn new(challenge: &Challenge, proxy: bool) -> Option<Self> {
        if !challenge.scheme.eq_ignore_ascii_case("Digest") {
            return None;
        }
        let algorithm = challenge.get("algorithm");
        let qop = challenge.get("qop");
        let qop_auth = qop.as_ref().is_some_and(|qop| {
            qop.split(',')
                .any(|option| option.trim_ascii().eq_ignore_ascii_case("auth"))
        });
        if qop.is_some() && !qop_auth {
            return None;
        }
        Some(Self {
            realm: challenge.get("realm")?,
            nonce: challenge.get("nonce")?,
            opaque: challenge.get("opaque"),
            algorithm: algorithm
                .as_deref()
                .map_or(Some(Algorithm::Md5), Algorithm::from_token)?,
            names_algorithm: algorithm.is_some(),
            qop_auth,
            nc: 0,
            proxy,
            fresh: true,
            stale: 0,
        })
    }

    /// They are about the same realm.
    fn is_same(&self, other: &Self) -> bool {
        self.proxy == other.proxy && self.realm == other.realm
    }

    /// The value of an Authorization or Proxy-Authorization row for this request.
    fn answer(&mut self, request: &Request, credentials: &Credentials, entropy: &mut dyn Entropy) -> String {
        self.fresh = false;
        self.nc = self.nc.saturating_add(1);
        let count = eight_digits(self.nc);
        let cnonce = token(entropy, 16);
        let question = Question {
            algorithm: self.algorithm,
            realm: &self.realm,
            nonce: &self.nonce,
            protection: self.qop_auth.then_some(Protection {
                count: &count,
                cnonce: &cnonce,
            }),
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

/// `nc-value = 8LHEX`
fn eight_digits(count: u32) -> String {
    let digit = |shift: u32| char::from_digit(count >> shift & 15, 16).unwrap_or_default();
    [28, 24, 20, 16, 12, 8, 4, 0].into_iter().map(digit).collect()
}

fn key(headers: &Headers) -> RequestKey {
    [Name::CallId, Name::CSeq].map(|name| headers.all(&name).next().unwrap_or_default().to_vec())
}

/// Where a challenge stands.
const fn challenge_header(proxy: bool) -> Name {
    if proxy {
        Name::ProxyAuthenticate
    } else {
        Name::WwwAuthenticate
    }
}

/// Where its answer goes.
const fn answer_header(proxy: bool) -> Name {
    if proxy {
        Name::ProxyAuthorization
    } else {
        Name::Authorization
    }
}
