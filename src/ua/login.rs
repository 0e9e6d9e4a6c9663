//! Challenges: what is answered, what the application is asked for first, and what is refused (RFC 3261 §22, decisions
//! 10 and 11). The registration and all calls share one memory of realms and nonces.

use core::time::Duration;

use super::alarm::Alarm;
use super::desk::Desk;
use super::event::{AskId, Event};
use super::failure::{Failure, FailureKind, MisuseKind};
use super::sent::{Owner, Sent, Waiting};
use crate::auth::{Credentials, Key, Refusal, Refused, is_whole};
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
        let in_dialog = sent.request.headers.has_to_tag();
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
        if illegal || matches!(&key, Some(Key::Ha1(list)) if !is_whole(list)) {
            return Err(MisuseKind::IllegalText);
        }
        self.answer_ask(ask, key.map(|key| Credentials { username, key }));
        Ok(())
    }

    /// Whatever waits for the answer goes on with it, or without.
    pub(super) fn answer_ask(&mut self, id: AskId, credentials: Option<Credentials>) {
        let denied = credentials.is_none();
        let mut realm = None;
        for waiting in &mut self.asking.waiting {
            if waiting.ask == id {
                waiting.sent.denied = denied;
                waiting.ready = true;
                realm = Some(waiting.realm.as_str());
            }
        }
        if let (Some(realm), Some(credentials)) = (realm, credentials) {
            self.wallet.give(realm, credentials);
        }
        self.stop_alarm(Alarm::Credentials(id));
    }

    /// A response whose challenge can now be answered, or not at all.
    pub(super) fn pop_answered(&mut self) -> Option<(Sent, Response)> {
        let at = self.asking.waiting.iter().position(|waiting| waiting.ready)?;
        let waiting = self.asking.waiting.remove(at);
        Some((waiting.sent, waiting.response))
    }

    /// Nobody waits any more for what was asked in the name of `owner`; how many requests that were.
    pub(super) fn unask(&mut self, owner: Owner) -> usize {
        let mut gone = 0;
        while let Some(at) = self.asking.waiting.iter().position(|waiting| waiting.sent.owner == owner) {
            let ask = self.asking.waiting.remove(at).ask;
            if self.asking.waiting.iter().all(|waiting| waiting.ask != ask) {
                self.stop_alarm(Alarm::Credentials(ask));
            }
            gone += 1;
        }
        gone
    }

    /// Asks once for each realm, whoever waits.
    fn ask(&mut self, refused: Refused, sent: &Sent, response: &Response) {
        let is_same = |open: &&Waiting| !open.ready && open.realm == refused.realm;
        let open = self.asking.waiting.iter().find(is_same).map(|open| open.ask);
        let ask = open.unwrap_or(AskId(self.asking.last.0 + 1));
        if open.is_none() {
            self.asking.last = ask;
            self.alarm_in(Alarm::Credentials(ask), ANSWER_LIMIT);
            self.event(Event::NeedCredentials {
                ask,
                realm: refused.realm.clone(),
                hash: refused.hash,
                refused: refused.why == Refusal::Wrong,
                call: sent.owner.call(),
            });
        }
        let mut sent = sent.clone();
        // Its answers are judged; whatever comes next is new.
        sent.request.headers.remove(&Name::Authorization);
        sent.request.headers.remove(&Name::ProxyAuthorization);
        let (realm, response) = (refused.realm, response.clone());
        self.asking.waiting.push(Waiting { ask, realm, sent, response, ready: false });
    }
}
