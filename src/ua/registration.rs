//! The registration of this instance (RFC 3261 §10, RFC 5626, RFC 5627).

use core::time::Duration;

use super::desk::{Alarm, Desk, Head, Owner, Sent};
use super::event::Event;
use super::failure::{Failure, FailureKind};
use super::link::Link;
use super::login::Login;
use crate::message::{Method, Name, Request, Response};
use crate::text::{decimal, number};
use crate::time::{self, Instant, WallClock};
use crate::transaction::{ClientId, Gone};

/// What a registrar that does not list our binding is believed to have granted, at most (decision 13).
const UNCONFIRMED_EXPIRES: u32 = 300;
/// The longest pause between two tries.
const LONGEST_PAUSE: u32 = 30;

/// Its state.
///
/// ```text
///   Off --start--> Registering --2xx--> Registered --half of the expiry--> Registering
///    ^               |     ^                |
///    |               |     +-- pause over --|------- Waiting <-- 5xx, timeout
///    |               +-- 401 again, 403, 404 --> Refused
///    +---- answer, link lost ---- Leaving <-- leave
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    #[default]
    Off,
    Registering(ClientId),
    Registered {
        refresh_at: WallClock,
    },
    Waiting,
    Refused,
    Leaving,
}

/// The registration.
#[derive(Debug)]
pub(super) struct Registration {
    state: State,
    call_id: String,
    tag: String,
    sequence: u32,
    /// A 2xx came once: a later 403 may pass (decision 13).
    succeeded: bool,
    tries: u32,
}

impl Registration {
    pub(super) fn new(call_id: String, tag: String) -> Self {
        Self { state: State::Off, call_id, tag, sequence: 0, succeeded: false, tries: 0 }
    }

    /// Registers, or registers again over a new link; not after a refusal, until the application starts anew.
    pub(super) fn register(&mut self, desk: &mut Desk) {
        if matches!(self.state, State::Refused | State::Leaving | State::Registering(_)) {
            return;
        }
        desk.stop_alarm(Alarm::RegistrationRetry);
        let expires = desk.config.expires;
        if let Some(client) = self.send(desk, expires) {
            self.state = State::Registering(client);
        }
    }

    /// The application starts anew: an earlier refusal is forgotten, which the answer says. What is under way goes on (RFC 3261 §10.2 allows
    /// one REGISTER at a time).
    pub(super) fn reset(&mut self) -> bool {
        if matches!(self.state, State::Registering(_) | State::Registered { .. }) {
            return false;
        }
        self.state = State::Off;
        self.tries = 0;
        true
    }

    /// Takes the binding away (RFC 3261 §10.2.2), with the nonce we have; true when an answer is to be waited for.
    pub(super) fn leave(&mut self, desk: &mut Desk) -> bool {
        let bound = matches!(self.state, State::Registered { .. } | State::Registering(_) | State::Waiting);
        desk.stop_alarm(Alarm::RegistrationRetry);
        desk.unask(Owner::Registration);
        if bound && self.send(desk, 0).is_some() {
            self.state = State::Leaving;
            return true;
        }
        self.state = State::Off;
        false
    }

    /// An answer to REGISTER; true when we have left.
    pub(super) fn on_response(
        &mut self,
        desk: &mut Desk,
        link: &mut Link,
        sent: &Sent,
        response: &Response,
    ) -> bool {
        if response.status < 200 || !self.is_latest(&sent.request) {
            return false;
        }
        match (response.status, self.state) {
            (401 | 407, State::Leaving | State::Registering(_)) => {
                let leaving = self.state == State::Leaving;
                match desk.challenged(sent, response, !leaving) {
                    Login::Answered => {
                        let expires = sent.request.headers.expires().ok().flatten().unwrap_or_default();
                        let client = self.send(desk, expires);
                        if leaving {
                            return client.is_none();
                        }
                        // Without a link there is nothing to do: a new one registers by itself.
                        self.state = client.map_or(State::Waiting, State::Registering);
                    }
                    Login::Asked => {}
                    Login::Refused(_) if leaving => self.state = State::Off,
                    Login::Refused(failure) => self.refuse(desk, failure),
                }
                leaving
            }
            (_, State::Leaving) => {
                self.state = State::Off;
                desk.event(Event::Unregistered { failure: None, retrying: false });
                true
            }
            (200..=299, _) => {
                self.on_success(desk, link, response);
                false
            }
            (403 | 404, _) if !self.succeeded => {
                self.refuse(desk, Failure::of_response(response));
                false
            }
            (_, _) => {
                self.wait(desk, Failure::of_response(response));
                false
            }
        }
    }

    /// No answer will come; true when we were leaving.
    pub(super) fn on_silence(
        &mut self,
        desk: &mut Desk,
        link: &mut Link,
        sent: &Request,
        gone: Gone,
    ) -> bool {
        if !self.is_latest(sent) {
            return false;
        }
        if self.state == State::Leaving {
            self.state = State::Off;
            return true;
        }
        // A new link registers by itself.
        self.state = State::Waiting;
        if gone == Gone::Timeout {
            desk.event(Event::Unregistered { failure: Some(Failure::of_silence(gone)), retrying: true });
            // A link that swallows a REGISTER is dead, whatever the socket says (RFC 5626 §4.2).
            link.give_up(desk, Failure::of_silence(gone));
        }
        false
    }

    /// It is the REGISTER that counts, and not one that was overtaken.
    fn is_latest(&self, sent: &Request) -> bool {
        sent.headers.cseq().is_ok_and(|cseq| cseq.number == self.sequence)
    }

    /// The pause is over.
    pub(super) fn on_alarm(&mut self, desk: &mut Desk) {
        if self.state == State::Waiting {
            self.register(desk);
        }
    }

    /// Looks at the wall clock, which goes on while a laptop sleeps.
    pub(super) fn on_time(&mut self, desk: &mut Desk) {
        if let State::Registered { refresh_at } = self.state
            && desk.now.wall >= refresh_at
            && desk.link.is_some()
        {
            self.register(desk);
        }
    }

    /// When [`Self::on_time`] is next due, on the monotonic clock.
    pub(super) fn next_deadline(&self, desk: &Desk) -> Option<Instant> {
        let State::Registered { refresh_at } = self.state else {
            return None;
        };
        let left = refresh_at.0.saturating_sub(desk.now.wall.0);
        desk.link.map(|_| desk.now.mono + Duration::from_millis(left))
    }

    fn send(&mut self, desk: &mut Desk, expires: u32) -> Option<ClientId> {
        self.sequence += 1;
        let account = &desk.identity.account;
        let mut registrar = crate::message::SipUri::new(None, &account.host);
        registrar.secure = account.secure;
        registrar.port = account.port;
        let head = Head {
            to: &desk.identity.address(None),
            tag: &self.tag,
            call_id: &self.call_id,
            sequence: self.sequence,
        };
        let mut request = desk.new_request(Method::Register, &registrar.to_string(), &head);
        request.headers.push(Name::Contact, desk.identity.binding((expires == 0).then_some(0)));
        request.headers.push(Name::Expires, decimal(expires));
        request.headers.push(Name::Allow, super::desk::ALLOW);
        request.headers.push(Name::Supported, "path, outbound, gruu");
        desk.authorize(&mut request);
        desk.send(Owner::Registration, request)
    }

    fn on_success(&mut self, desk: &mut Desk, link: &mut Link, response: &Response) {
        let contacts = response.headers.contacts().unwrap_or_default();
        let own = desk.identity.own_binding(&contacts);
        let said = own.and_then(|contact| number(contact.params.get("expires")?));
        let general = response.headers.expires().ok().flatten();
        let asked = desk.config.expires;
        let expires = match own {
            Some(_) => said.or(general).unwrap_or(asked),
            None => general.unwrap_or(asked).min(UNCONFIRMED_EXPIRES),
        };
        let (confirmed, gruu) = (own.is_some(), own.and_then(|contact| contact.params.unquoted("pub-gruu")));
        desk.identity.gruu = gruu;
        link.keep_alive(desk, response.headers.flow_timer().ok().flatten());
        self.succeeded = true;
        self.tries = 0;
        let refresh_at = WallClock(desk.now.wall.0 + u64::from(expires.max(2)) * 500);
        self.state = State::Registered { refresh_at };
        desk.event(Event::Registered { expires, confirmed });
    }

    fn refuse(&mut self, desk: &mut Desk, failure: Failure) {
        self.state = State::Refused;
        desk.identity.gruu = None;
        desk.event(Event::Unregistered { failure: Some(failure), retrying: false });
    }

    /// Tries again after 1, 2, 4 … 30 s times a random share, or when the server says.
    fn wait(&mut self, desk: &mut Desk, failure: Failure) {
        let share = 0.5 + desk.unit() / 2.0;
        let refused = matches!(failure.status, Some(403 | 404));
        let seconds = match failure.retry_after {
            // Even a server that says "at once" is asked once a second at most.
            Some(seconds) => f64::from(seconds.max(1)),
            // Who was let in before may be again; knocking harder gets an office banned (decision 13).
            None if refused => 120.0 * share,
            None => f64::from((1_u32 << self.tries.min(5)).min(LONGEST_PAUSE)) * share,
        };
        self.tries += 1;
        self.state = State::Waiting;
        desk.alarm_in(Alarm::RegistrationRetry, time::seconds(seconds));
        let credentials = failure.kind == FailureKind::Credentials;
        desk.event(Event::Unregistered { failure: Some(failure), retrying: !credentials });
    }
}
