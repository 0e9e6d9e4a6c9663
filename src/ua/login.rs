//! Challenges: what is answered, what the application is asked for first, and what is refused (RFC 3261 §22, decisions
//! 10 and 11). The registration and all calls share one memory of realms and nonces.

use alloc::collections::VecDeque;
use core::time::Duration;

use super::desk::{Alarm, Desk, Owner, Sent};
use super::event::{AskId, Event};
use super::failure::{Failure, FailureKind, MisuseKind};
use crate::auth::{Credentials, Key, Refusal, Refused};
use crate::message::{Name, Request, Response};

/// How long the application, or a person whom it asks, has time for an answer.
const ANSWER_LIMIT: Duration = Duration::from_secs(120);

/// What comes of a challenge.
pub(super) enum Login {
    /// The request is to be sent again: [`Desk::authorize`] knows the answer.
    Answered,
    /// The application was asked; the same response comes again when it has answered.
    Asked,
    /// It is not answered.
    Refused(Failure),
}

/// The questions that the application has not answered.
#[derive(Debug, Default)]
pub(super) struct Asking {
    last: AskId,
    open: Vec<Ask>,
    answered: VecDeque<(Sent, Response)>,
}

#[derive(Debug)]
struct Ask {
    id: AskId,
    realm: String,
    waiting: Vec<(Sent, Response)>,
}

impl Desk {
    /// Says in the request who we are, to every realm that wants to know it there.
    pub(super) fn authorize(&mut self, request: &mut Request) {
        self.wallet.authorize(request, &mut *self.entropy);
    }

    /// A 401 or 407. Who cannot wait for the application says so by `may_ask`.
    pub(super) fn challenged(&mut self, sent: &Sent, response: &Response, may_ask: bool) -> Login {
        let Err(refused) = self.wallet.learn(response, &sent.request) else { return Login::Answered };
        let lacks_credentials = matches!(refused.why, Refusal::Missing | Refusal::Wrong);
        if lacks_credentials && may_ask && self.config.ask_credentials && !sent.denied {
            self.ask(refused, sent, response);
            return Login::Asked;
        }
        let failure = Failure::of_refusal(refused.why, response);
        let in_dialog = sent.request.headers.to().is_ok_and(|to| to.tag().is_some());
        if in_dialog || !lacks_credentials {
            let (realm, failure) = (refused.realm, failure.clone());
            self.event(Event::ChallengeRefused { call: sent.owner.call(), realm, failure });
        }
        Login::Refused(failure)
    }

    /// A server that let us in may prove that it knows the password. A wrong proof is told; the call or registration
    /// stands, since nothing tells a mistake of the server from a fraud.
    pub(super) fn check_proof(&mut self, sent: &Request, response: &Response) {
        if (200..300).contains(&response.status) && !self.wallet.accept(response, sent) {
            self.warn(FailureKind::UnprovenServer, "");
        }
    }

    /// The application answers a question.
    pub(super) fn take_credentials(
        &mut self,
        ask: AskId,
        username: Option<String>,
        key: Option<Key>,
    ) -> Result<(), MisuseKind> {
        let username = username.unwrap_or_else(|| self.config.username(&self.identity.account));
        let illegal = username.bytes().any(|byte| matches!(byte, b'\r' | b'\n' | 0));
        if illegal || key.as_ref().is_some_and(|key| !key.is_whole()) {
            return Err(MisuseKind::IllegalText);
        }
        self.answer_ask(ask, key.map(|key| Credentials { username, key }));
        Ok(())
    }

    /// Whatever waits for the answer goes on with it, or without.
    pub(super) fn answer_ask(&mut self, id: AskId, credentials: Option<Credentials>) {
        let Some(at) = self.asking.open.iter().position(|ask| ask.id == id) else { return };
        let ask = self.asking.open.remove(at);
        self.stop_alarm(Alarm::Credentials(id));
        let denied = credentials.is_none();
        if let Some(credentials) = credentials {
            self.wallet.give(&ask.realm, credentials);
        }
        for (mut sent, response) in ask.waiting {
            sent.denied = denied;
            self.asking.answered.push_back((sent, response));
        }
    }

    /// A response whose challenge can now be answered, or not at all.
    pub(super) fn pop_answered(&mut self) -> Option<(Sent, Response)> {
        self.asking.answered.pop_front()
    }

    /// Nobody waits any more for what was asked in the name of `owner`; how many requests that were.
    pub(super) fn unask(&mut self, owner: Owner) -> usize {
        let mut gone = 0;
        for ask in &mut self.asking.open {
            let before = ask.waiting.len();
            ask.waiting.retain(|(sent, _)| sent.owner != owner);
            gone += before - ask.waiting.len();
            if ask.waiting.is_empty() {
                self.alarms.stop(Alarm::Credentials(ask.id));
            }
        }
        self.asking.open.retain(|ask| !ask.waiting.is_empty());
        gone
    }

    /// Asks once for each realm, whoever waits.
    fn ask(&mut self, refused: Refused, sent: &Sent, response: &Response) {
        let mut waiting = (sent.clone(), response.clone());
        // Its answers are judged; whatever comes next is new.
        for header in [Name::Authorization, Name::ProxyAuthorization] {
            waiting.0.request.headers.remove(&header);
        }
        if let Some(ask) = self.asking.open.iter_mut().find(|ask| ask.realm == refused.realm) {
            return ask.waiting.push(waiting);
        }
        self.asking.last.0 += 1;
        let id = self.asking.last;
        self.event(Event::NeedCredentials {
            ask: id,
            realm: refused.realm.clone(),
            hash: refused.hash,
            refused: refused.why == Refusal::Wrong,
            call: sent.owner.call(),
        });
        self.asking.open.push(Ask { id, realm: refused.realm, waiting: vec![waiting] });
        self.alarm_in(Alarm::Credentials(id), ANSWER_LIMIT);
    }
}
