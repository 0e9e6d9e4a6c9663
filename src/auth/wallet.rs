//! What we know about the realms that asked who we are, and what we tell them (RFC 3261 §22, RFC 8760 §2).

use core::mem::take;

use super::hash::Hash;
use super::secret::Credentials;
use super::session::Session;
use crate::entropy::Entropy;
use crate::message::{Headers, Method, Name, Request, Response};
use crate::text::{concat, cut, pieces};

/// Stale nonces in a row that we accept from a realm, lest a server with a broken clock keep us going for ever.
const STALE_LIMIT: u8 = 3;

/// Answers, sessions and realms that we remember. Nobody meets more, but who wants to make our requests too long.
const LIMIT: usize = 8;

/// The number of our own credentials.
const OWN: u32 = 1;

/// What a realm accepted, in a wallet's memory.
const HASHED: &str = "h";
const PROTECTED: &str = "p";
const BOTH: &str = "b";

/// Why a challenge is not answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// No challenge is one that we can answer.
    Unsupported,
    /// The realm once accepted a stronger answer than it now asks for.
    Weaker,
    /// The realm is none that we answer to (decision 10).
    Foreign,
    /// There are no credentials for the realm.
    Missing,
    /// The realm has seen our answer and did not accept it.
    Wrong,
    /// The realm calls every answer stale.
    Stale,
}

/// A challenge that is not answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Why.
    pub why: Refusal,
    /// Who asked; of several the one that it failed with.
    pub realm: String,
    /// The algorithm that would have been answered.
    pub hash: Hash,
}

/// What outlives the challenges of a realm.
#[derive(Clone, Debug, Default)]
struct Realm {
    name: String,
    /// It was answered at a place where that is safe: inside a dialog it may ask again.
    learned: bool,
    /// What the application gave when it was asked, with its number.
    given: Option<(u32, Credentials)>,
    /// It accepted a hash better than MD5.
    hashed: bool,
    /// It accepted an answer with `qop`.
    protected: bool,
}

/// The sessions of a user agent, by realm and by who asked: the registrar, somebody who was called (401) or a proxy (407).
#[derive(Clone, Debug)]
pub struct Wallet {
    /// For every realm that may be answered.
    own: Option<Credentials>,
    /// The only realms that are answered, if there are any.
    only: Vec<String>,
    realms: Vec<Realm>,
    sessions: Vec<Session>,
    /// The number of the credentials that were given last; our own have 1.
    last_given: u32,
    /// Requests that answered a challenge, as opposed to those that carried credentials before anybody asked.
    answers: Vec<String>,
}

impl Wallet {
    /// A wallet with the credentials for every realm, or for the `only` ones.
    #[must_use]
    pub const fn new(own: Option<Credentials>, only: Vec<String>) -> Self {
        Self { own, only, realms: Vec::new(), sessions: Vec::new(), last_given: OWN, answers: Vec::new() }
    }

    /// Reads every challenge of a 401 or 407 to `sent`, and takes for each realm the topmost that we support (RFC 8760
    /// §2.4).
    ///
    /// Credentials that `sent` carried before anybody asked may be out of date, so their refusal leads to one more try;
    /// so does a nonce that the server calls stale. An answer to a challenge that is refused is final for these
    /// credentials: another try would only look like an attack (decision 11).
    ///
    /// # Errors
    /// When there is nothing to answer, or no sense in it.
    pub fn learn(&mut self, response: &Response, sent: &Request) -> Result<(), Refused> {
        for session in self.asked(response, sent)? {
            self.admit(session, sent)?;
        }
        Ok(())
    }

    /// Answers every realm known in the request, replacing answers that it carries.
    pub fn authorize(&mut self, request: &mut Request, entropy: &mut dyn Entropy) {
        request.headers.remove(&answer_header(false));
        request.headers.remove(&answer_header(true));
        let mut sessions = take(&mut self.sessions);
        for at in 0..sessions.len() {
            let Some(session) = sessions.get(at) else { continue };
            // A server refuses a count that it has seen, whoever of us it gave the nonce to (RFC 7616 §3.4).
            let is_shared = |other: &&Session| other.realm == session.realm && other.nonce == session.nonce;
            let count = sessions.iter().filter(is_shared).map(|other| other.nc).max();
            let (Some(count), Some(session)) = (count, sessions.get_mut(at)) else { continue };
            let Some((_, credentials)) = self.credentials(session).filter(|_| session.goes_with(request))
            else {
                continue;
            };
            let answers = session.fresh.then(|| answer(session, &request.headers));
            if !session.fresh {
                session.stale = 0;
            }
            session.nc = count;
            let value = session.answer(request, credentials, entropy);
            request.headers.push(answer_header(session.proxy), value);
            if let Some(answer) = answers {
                push_limited(&mut self.answers, answer);
            }
        }
        self.sessions = sessions;
    }

    /// `sent` was accepted: remembers how well its realms were answered, and takes the next nonce of
    /// Authentication-Info (RFC 7616 §3.5). False if the server's own proof there is wrong; then nothing is taken.
    #[must_use]
    pub fn accept(&mut self, response: &Response, sent: &Request) -> bool {
        let mut info = response.headers.authentication_info();
        let mut proven = true;
        let mut sessions = take(&mut self.sessions);
        // It is for Authorization (RFC 3261 §20.6), and a proxy's only where there was no other answer.
        let places = sessions.len();
        for at in 0..2 * places {
            let Some(session) = sessions.get_mut(at % places) else { continue };
            if session.proxy != (at >= places) {
                continue;
            }
            let told = sent.headers.credentials(&answer_header(session.proxy));
            let Some(told) = told.iter().find(|told| session.is_answered_by(told)) else { continue };
            let realm = self.realm_mut(&session.realm);
            realm.hashed |= session.hash() != Hash::Md5;
            realm.protected |= session.has_qop();
            let Some(found) = &info else { continue };
            if found.has("cnonce") && found.unquoted("cnonce") != told.get("cnonce") {
                continue;
            }
            let credentials = self.credentials(session);
            proven = credentials.is_none_or(|(_, known)| session.is_proven(told, found, response, known));
            if let Some(nonce) = found.unquoted("nextnonce").filter(|_| proven) {
                session.renew(nonce);
            }
            info = None;
        }
        self.sessions = sessions;
        proven
    }

    /// What the application gave for a realm when it was asked.
    pub fn give(&mut self, realm: &str, credentials: Credentials) {
        let known = self.realm(realm).and_then(|realm| realm.given.as_ref());
        let number = match known {
            // The same ones again are no new ones.
            Some((number, known)) if *known == credentials => *number,
            _ if self.own.as_ref() == Some(&credentials) => OWN,
            _ => {
                self.last_given += 1;
                self.last_given
            }
        };
        self.realm_mut(realm).given = Some((number, credentials));
    }

    /// The application starts anew: what was refused may be tried once more.
    pub fn pardon(&mut self) {
        while let Some(at) = self.sessions.iter().position(|session| session.refused != 0) {
            self.sessions.remove(at);
        }
    }

    /// How well realms were answered, a line each, for the page's next user agent: no weaker answer is given to it either.
    #[must_use]
    pub fn memory(&self) -> String {
        let mut memory = String::new();
        for realm in &self.realms {
            let mark = match (realm.hashed, realm.protected) {
                (false, false) => continue,
                (true, false) => HASHED,
                (false, true) => PROTECTED,
                (true, true) => BOTH,
            };
            memory.push_str(&concat(&[mark, &realm.name, "\n"]));
        }
        memory
    }

    /// Takes over what another wallet has told of.
    pub fn remember(&mut self, memory: &str) {
        for line in pieces(b'\n', memory).filter(|line| !line.is_empty()) {
            let (mark, name) = cut(line, 1);
            let realm = self.realm_mut(name);
            realm.hashed |= mark != PROTECTED;
            realm.protected |= mark != HASHED;
        }
    }

    /// Forgets every nonce, every realm, how well they were answered, and what the application gave for them.
    pub fn forget(&mut self) {
        self.sessions.clear();
        self.realms.clear();
        self.answers.clear();
    }

    /// For each realm that asks, the topmost challenge that we support and that is no weaker than before.
    fn asked(&self, response: &Response, sent: &Request) -> Result<Vec<Session>, Refused> {
        let mut asked: Vec<Session> = Vec::new();
        let mut weaker = None;
        let mut unsupported = String::new();
        for proxy in [false, true] {
            for challenge in response.headers.challenges(&challenge_header(proxy)) {
                unsupported = challenge.get("realm").unwrap_or_default();
                let Some(session) = Session::new(challenge, proxy, sent.method == Method::Register) else {
                    continue;
                };
                if self.credentials(&session).is_some_and(|(_, known)| !known.key.serves(session.hash())) {
                    continue;
                }
                if self.is_weaker(&session) {
                    weaker = Some(session);
                } else if !asked.iter().any(|other| other.is_same(&session)) {
                    asked.push(session);
                }
            }
        }
        match weaker {
            _ if !asked.is_empty() => Ok(asked),
            Some(session) => Err(refuse(&session, Refusal::Weaker)),
            None => Err(Refused { why: Refusal::Unsupported, realm: unsupported, hash: Hash::Md5 }),
        }
    }

    /// The realm has accepted better (RFC 8760 §4: whoever stands between may have taken the better ones out).
    fn is_weaker(&self, session: &Session) -> bool {
        self.realm(&session.realm).is_some_and(|known| {
            (known.hashed && session.hash() == Hash::Md5) || (known.protected && !session.has_qop())
        })
    }

    /// Whether a new challenge may be answered, given where it comes from and what `sent` told its realm.
    #[inline(never)]
    fn admit(&mut self, mut session: Session, sent: &Request) -> Result<(), Refused> {
        let listed = self.only.contains(&session.realm);
        if !listed && !self.realm(&session.realm).is_some_and(|known| known.learned) {
            let in_dialog = sent.headers.has_to_tag();
            if in_dialog || !self.only.is_empty() {
                return Err(refuse(&session, Refusal::Foreign));
            }
            // Without qop the answer could be looked up in a table that whoever asks has made before.
            session.needs_given = !session.proxy && !session.has_qop() && sent.method != Method::Register;
        }
        let known = self.sessions.iter().position(|known| known.is_same(&session));
        let known = known.map(|at| self.sessions.remove(at));
        if let Some(known) = &known {
            session.refused = known.refused;
            // A nonce that comes again goes on counting.
            if known.nonce == session.nonce {
                session.nc = known.nc;
            }
        }
        let told = sent.headers.credentials(&answer_header(session.proxy));
        if let Some(told) = told.iter().find(|told| told.has("realm", &session.realm)) {
            let answered = self.answers.contains(&answer(&session, &sent.headers));
            if session.calls_stale() {
                session.stale = known.map_or(0, |known| known.stale) + u8::from(answered);
                if session.stale > STALE_LIMIT {
                    return Err(refuse(&session, Refusal::Stale));
                }
            } else if answered || told.has("nonce", &session.nonce) {
                session.refused = self.credentials(&session).map_or(session.refused, |(number, _)| number);
            }
        }
        let outcome = match (self.credentials(&session), session.refused) {
            (Some(_), _) => {
                self.realm_mut(&session.realm).learned = true;
                Ok(())
            }
            (None, 0) => Err(refuse(&session, Refusal::Missing)),
            (None, _) => Err(refuse(&session, Refusal::Wrong)),
        };
        push_limited(&mut self.sessions, session);
        outcome
    }

    /// What may be told, with its number, unless it was told and refused.
    #[inline(never)]
    fn credentials(&self, session: &Session) -> Option<(u32, &Credentials)> {
        let given = self.realm(&session.realm).and_then(|realm| realm.given.as_ref());
        let told = match given {
            Some((number, credentials)) => (*number, credentials),
            None if session.needs_given => return None,
            None => (OWN, self.own.as_ref()?),
        };
        (told.0 != session.refused).then_some(told)
    }

    fn realm(&self, name: &str) -> Option<&Realm> {
        self.realms.iter().find(|realm| realm.name == name)
    }

    /// What is known of a realm, which may be new.
    fn realm_mut(&mut self, name: &str) -> &mut Realm {
        let at = self.realms.iter().position(|realm| realm.name == name).unwrap_or_else(|| {
            // The first ones are ours: they stay.
            if self.realms.len() == LIMIT {
                self.realms.pop();
            }
            self.realms.push(Realm { name: name.into(), ..Realm::default() });
            self.realms.len() - 1
        });
        &mut self.realms[at]
    }
}

#[inline(never)]
fn refuse(session: &Session, why: Refusal) -> Refused {
    Refused { why, realm: session.realm.clone(), hash: session.hash() }
}

/// Adds to a list that forgets what it has known for longest.
fn push_limited<T>(list: &mut Vec<T>, item: T) {
    if list.len() == LIMIT {
        list.remove(0);
    }
    list.push(item);
}

/// A request and the realm it speaks to. No two attempts share Call-ID and CSeq, and none of the parts has a line end.
fn answer(session: &Session, headers: &Headers) -> String {
    let row = |name: &Name| headers.text(name).unwrap_or_default();
    let proxy = if session.proxy { "407" } else { "401" };
    concat(&[proxy, &session.realm, "\n", row(&Name::CallId), "\n", row(&Name::CSeq)])
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
