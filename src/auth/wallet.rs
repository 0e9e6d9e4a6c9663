//! What we know about the realms that asked who we are, and what we tell them (RFC 3261 §22, RFC 8760 §2).

use core::mem::take;

use super::hash::Hash;
use super::secret::Credentials;
use super::session::Session;
use crate::entropy::Entropy;
use crate::message::{Headers, Method, Name, Request, Response};
use crate::text::concat;

/// Stale nonces in a row that we accept from a realm, lest a server with a broken clock keep us going for ever.
const STALE_LIMIT: u8 = 3;

/// Answers, sessions and realms that we remember. Nobody meets more, but who wants to make our requests too long.
const LIMIT: usize = 8;

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
    /// What the application gave when it was asked.
    given: Option<Credentials>,
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
    /// Requests that answered a challenge, as opposed to those that carried credentials before anybody asked.
    answers: Vec<String>,
}

impl Wallet {
    /// A wallet with the credentials for every realm, or for the `only` ones.
    #[must_use]
    pub const fn new(own: Option<Credentials>, only: Vec<String>) -> Self {
        Self { own, only, realms: Vec::new(), sessions: Vec::new(), answers: Vec::new() }
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
            let Some(credentials) = self.credentials(session).cloned() else { continue };
            if !session.goes_with(request) {
                continue;
            }
            if session.fresh {
                push_limited(&mut self.answers, answer(session, &request.headers));
            } else {
                session.stale = 0;
            }
            session.nc = count;
            let value = session.answer(request, &credentials, entropy);
            request.headers.push(answer_header(session.proxy), value);
        }
        self.sessions = sessions;
    }

    /// `sent` was accepted: remembers how well its realms were answered, and takes the next nonce of
    /// Authentication-Info (RFC 7616 §3.5). False if the server's own proof there is wrong; then nothing is taken.
    #[must_use]
    pub fn accept(&mut self, response: &Response, sent: &Request) -> bool {
        let mut info = response.headers.authentication_info();
        for proxy in [false, true] {
            let told = sent.headers.credentials(&answer_header(proxy));
            for told in &told {
                let realm = self.realm_mut(&told.get("realm").unwrap_or_default());
                let algorithm = told.get("algorithm");
                realm.hashed |= algorithm.is_some_and(|name| !name.to_ascii_uppercase().starts_with("MD5"));
                realm.protected |= told.params.has("qop");
            }
            for at in 0..self.sessions.len() {
                let Some(session) = self.sessions.get(at).filter(|session| session.proxy == proxy) else {
                    continue;
                };
                let Some(told) = session.answer_in(&told) else { continue };
                let named = info.as_ref().and_then(|info| info.unquoted("cnonce"));
                if named.is_some() && named != told.get("cnonce") {
                    continue;
                }
                let (Some(found), Some(credentials)) = (info.take(), self.credentials(session)) else {
                    continue;
                };
                if !session.is_proven(&told, &found, response, credentials) {
                    return false;
                }
                if let (Some(nonce), Some(session)) = (found.unquoted("nextnonce"), self.sessions.get_mut(at))
                {
                    session.renew(nonce);
                }
            }
        }
        true
    }

    /// What the application gave for a realm when it was asked.
    pub fn give(&mut self, realm: &str, credentials: Credentials) {
        self.realm_mut(realm).given = Some(credentials);
    }

    /// The application starts anew: what was refused may be tried once more.
    pub fn pardon(&mut self) {
        self.sessions.retain(|session| session.refused.is_none());
    }

    /// Forgets every nonce, every realm, how well they were answered, and what the application gave for them.
    pub fn forget(&mut self) {
        *self = Self::new(self.own.take(), take(&mut self.only));
    }

    /// For each realm that asks, the topmost challenge that we support and that is no weaker than before.
    fn asked(&self, response: &Response, sent: &Request) -> Result<Vec<Session>, Refused> {
        let mut asked: Vec<Session> = Vec::new();
        let mut refused = Refused { why: Refusal::Unsupported, realm: String::new(), hash: Hash::Md5 };
        for proxy in [false, true] {
            for challenge in response.headers.challenges(&challenge_header(proxy)) {
                let realm = challenge.get("realm").unwrap_or_default();
                let session = Session::new(challenge, proxy, sent.method == Method::Register);
                let session = session.filter(|session| {
                    self.credentials(session).is_none_or(|known| known.key.serves(session.hash()))
                });
                match session {
                    Some(session) if self.is_weaker(&session) => {
                        refused = Refused { why: Refusal::Weaker, realm, hash: session.hash() };
                    }
                    Some(session) if !asked.iter().any(|other| other.is_same(&session)) => {
                        asked.push(session);
                    }
                    None if refused.realm.is_empty() => refused.realm = realm,
                    Some(_) | None => {}
                }
            }
        }
        if asked.is_empty() { Err(refused) } else { Ok(asked) }
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
        let (realm, hash) = (session.realm.clone(), session.hash());
        let refuse = |why| Err(Refused { why, realm: realm.clone(), hash });
        let listed = self.only.contains(&realm);
        if !listed && !self.realm(&realm).is_some_and(|known| known.learned) {
            let in_dialog = sent.headers.to().is_ok_and(|to| to.tag().is_some());
            if in_dialog || !self.only.is_empty() {
                return refuse(Refusal::Foreign);
            }
            // Without qop the answer could be looked up in a table that whoever asks has made before.
            session.needs_given = !session.proxy && !session.has_qop() && sent.method != Method::Register;
        }
        let known = self.sessions.iter().position(|known| known.is_same(&session));
        let known = known.map(|at| self.sessions.remove(at));
        if let Some(known) = &known {
            session.refused.clone_from(&known.refused);
            // A nonce that comes again goes on counting.
            if known.nonce == session.nonce {
                session.nc = known.nc;
            }
        }
        let told = sent.headers.credentials(&answer_header(session.proxy));
        if let Some(told) = told.iter().find(|told| told.get("realm").as_ref() == Some(&realm)) {
            let answered = self.answers.contains(&answer(&session, &sent.headers));
            if session.calls_stale() {
                session.stale = known.map_or(0, |known| known.stale) + u8::from(answered);
                if session.stale > STALE_LIMIT {
                    return refuse(Refusal::Stale);
                }
            } else if answered || told.get("nonce").as_ref() == Some(&session.nonce) {
                session.refused = self.credentials(&session).cloned().or(session.refused);
            }
        }
        let refusal = match (self.credentials(&session), &session.refused) {
            (Some(_), _) => None,
            (None, Some(_)) => Some(Refusal::Wrong),
            (None, None) => Some(Refusal::Missing),
        };
        push_limited(&mut self.sessions, session);
        if let Some(refusal) = refusal {
            return refuse(refusal);
        }
        self.realm_mut(&realm).learned = true;
        Ok(())
    }

    /// What may be told, unless it was told and refused.
    fn credentials(&self, session: &Session) -> Option<&Credentials> {
        let given = self.realm(&session.realm).and_then(|realm| realm.given.as_ref());
        let own = if session.needs_given { None } else { self.own.as_ref() };
        given.or(own).filter(|credentials| session.refused.as_ref() != Some(credentials))
    }

    fn realm(&self, name: &str) -> Option<&Realm> {
        self.realms.iter().find(|realm| realm.name == name)
    }

    /// What is known of a realm, which may be new.
    fn realm_mut(&mut self, name: &str) -> &mut Realm {
        let at = self.realms.iter().position(|realm| realm.name == name).unwrap_or_else(|| {
            // The first ones are ours: they stay.
            self.realms.truncate(LIMIT - 1);
            self.realms.push(Realm { name: name.into(), ..Realm::default() });
            self.realms.len() - 1
        });
        &mut self.realms[at]
    }
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
