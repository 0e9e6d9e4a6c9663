//! The registration of this instance (RFC 3261 §10, RFC 5626, RFC 5627).

use core::time::Duration;

use super::alarm::Alarm;
use super::desk::{Desk, LONGEST_ASKED_PAUSE};
use super::event::Event;
use super::failure::Failure;
use super::link::Link;
use super::login::Login;
use super::sent::{Owner, Sent};
use crate::dialog::Head;
use crate::message::{Method, Name, Request, Response, Uri};
use crate::text::{decimal, number};
use crate::time::{self, Instant, WallClock};
use crate::transaction::{ClientId, Gone};

/// What a registrar that does not list our binding is believed to have granted, at most (decision 13).
const UNCONFIRMED_EXPIRES: u32 = 300;
/// The longest registration that a registrar can talk us into.
const LONGEST_LEAST: u32 = 86_400;
/// How often in a row it may ask for a longer one.
const LENGTHENINGS: u8 = 3;

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
    /// The shortest time that the registrar takes (RFC 3261 §10.2.8), and how often in a row it said so.
    least: u32,
    lengthened: u8,
    /// The server cannot do outbound (RFC 5626 §6): we register without.
    without_outbound: bool,
    /// The pause is the server's wish, which the network's coming back does not cut short.
    patient: bool,
    /// How long our binding stands, whatever becomes of the refresh, and why the last one failed.
    stands_until: Option<WallClock>,
    failure: Option<Failure>,
}

impl Registration {
    pub(super) fn new(call_id: String, tag: String) -> Self {
        Self {
            state: State::Off,
            call_id,
            tag,
            sequence: 0,
            succeeded: false,
            tries: 0,
            least: 0,
            lengthened: 0,
            without_outbound: false,
            patient: false,
            stands_until: None,
            failure: None,
        }
    }

    /// Registers, or registers again over a new link; not after a refusal, until the application starts anew.
    pub(super) fn register(&mut self, desk: &mut Desk) {
        if matches!(self.state, State::Refused | State::Leaving | State::Registering(_)) {
            return;
        }
        desk.stop_alarm(Alarm::RegistrationRetry);
        if let Some(client) = self.send(desk, desk.config.expires.max(self.least)) {
            self.state = State::Registering(client);
        }
    }

    /// The network is back, or somebody looks at the page: do not wait any longer, unless the server asked for it.
    pub(super) fn hurry(&mut self, desk: &mut Desk) {
        if self.state == State::Waiting && !self.patient {
            self.register(desk);
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
        self.forget(desk);
        if bound && self.send(desk, 0).is_some() {
            self.state = State::Leaving;
            return true;
        }
        self.state = State::Off;
        false
    }

    /// An answer to REGISTER.
    pub(super) fn on_response(&mut self, desk: &mut Desk, link: &mut Link, sent: &Sent, response: &Response) {
        if response.status < 200 || !self.is_latest(&sent.request) {
            return;
        }
        match (response.status, self.state) {
            (401 | 407, State::Leaving | State::Registering(_)) => {
                let leaving = self.state == State::Leaving;
                match desk.challenged(sent, response, !leaving) {
                    Login::Answered => {
                        let client = self.send(desk, asked(sent));
                        if !leaving {
                            // Without a link there is nothing to do: a new one registers by itself.
                            self.state = client.map_or(State::Waiting, State::Registering);
                        }
                    }
                    Login::Asked => {}
                    Login::Refused(_) if leaving => self.state = State::Off,
                    Login::Refused(failure) => self.refuse(desk, failure),
                }
            }
            (_, State::Leaving) => {
                self.state = State::Off;
                desk.event(Event::Unregistered { failure: None, retrying: false });
            }
            (200..=299, _) => self.on_success(desk, link, sent, response),
            (423, _) if self.lengthen(asked(sent), response) => self.again(desk),
            (439, _) if !self.without_outbound => {
                self.without_outbound = true;
                self.again(desk)
            }
            (403 | 404 | 423, _) if !self.succeeded => self.refuse(desk, Failure::of_response(response)),
            (_, _) => self.wait(desk, Failure::of_response(response)),
        }
    }

    /// No answer will come.
    pub(super) fn on_silence(&mut self, desk: &mut Desk, link: &mut Link, sent: &Request, gone: Gone) {
        if !self.is_latest(sent) {
            return;
        }
        if self.state == State::Leaving {
            self.state = State::Off;
            return;
        }
        // A new link registers by itself.
        self.state = State::Waiting;
        if gone == Gone::Timeout {
            self.tell(desk, Failure::of_silence(gone));
            // A link that swallows a REGISTER is dead, whatever the socket says (RFC 5626 §4.2).
            link.give_up(desk, Failure::of_silence(gone));
        }
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
        if self.stands_until.is_some_and(|until| desk.now.wall >= until) {
            self.forget(desk);
            let failure = self.failure.take().unwrap_or_else(|| Failure::of_silence(Gone::Transport));
            desk.event(Event::Unregistered { failure: Some(failure), retrying: true });
        }
        if let State::Registered { refresh_at } = self.state
            && desk.now.wall >= refresh_at
            && desk.link.is_some()
        {
            self.register(desk);
        }
    }

    /// When [`Self::on_time`] is next due, on the monotonic clock.
    pub(super) fn next_deadline(&self, desk: &Desk) -> Option<Instant> {
        let mut due = self.stands_until;
        if let State::Registered { refresh_at } = self.state
            && desk.link.is_some()
        {
            due = Some(refresh_at);
        }
        due.map(|due| desk.now.mono + Duration::from_millis(due.0.saturating_sub(desk.now.wall.0)))
    }

    fn send(&mut self, desk: &mut Desk, expires: u32) -> Option<ClientId> {
        self.sequence += 1;
        let identity = &desk.identity;
        let head = Head {
            from: &identity.address(Some(&self.tag)),
            to: &identity.address(None),
            call_id: &self.call_id,
            sequence: self.sequence,
        };
        let routes = identity.routes(&Method::Register);
        let mut request = routes.request(Method::Register, &identity.registrar, &head);
        request.headers.push(Name::Contact, desk.identity.binding(!self.without_outbound, expires == 0));
        request.headers.push(Name::Expires, decimal(expires));
        request.headers.push(Name::Allow, super::desk::ALLOW);
        let supported = if self.without_outbound { "path, gruu" } else { "path, outbound, gruu" };
        request.headers.push(Name::Supported, supported);
        desk.authorize(&mut request);
        desk.send(Owner::Registration, request)
    }

    /// The same again, as the registrar wants it.
    fn again(&mut self, desk: &mut Desk) {
        self.state = State::Waiting;
        self.register(desk);
    }

    /// RFC 3261 §10.2.8: the registrar wants longer registrations. What is no more than we asked for, or more than a day,
    /// is no answer, and neither is a fourth wish.
    fn lengthen(&mut self, asked: u32, response: &Response) -> bool {
        self.least = response.headers.min_expires().ok().flatten().unwrap_or_default();
        self.lengthened += 1;
        let sensible = self.least > asked && self.least <= LONGEST_LEAST && self.lengthened <= LENGTHENINGS;
        if !sensible {
            self.least = 0;
            self.lengthened = 0;
        }
        sensible
    }

    fn on_success(&mut self, desk: &mut Desk, link: &mut Link, sent: &Sent, response: &Response) {
        let contacts = response.headers.contacts();
        let own = desk.identity.own_binding(&contacts);
        let said = own.and_then(|contact| number(contact.params.get("expires")?));
        let general = response.headers.expires().ok().flatten();
        let granted = general.unwrap_or_else(|| asked(sent));
        let expires = match own {
            Some(_) => said.unwrap_or(granted),
            None => granted.min(UNCONFIRMED_EXPIRES),
        };
        if expires == 0 {
            // It took the binding away with the same breath; asking at once would be a loop.
            self.forget(desk);
            return self.wait(desk, Failure::of_response(response));
        }
        // Whoever wants to stay unknown is reached under a name that says nothing (RFC 5627 §4.4).
        let gruu = if desk.config.is_private() { "temp-gruu" } else { "pub-gruu" };
        let (confirmed, gruu) = (own.is_some(), own.and_then(|contact| contact.params.unquoted(gruu)));
        desk.identity.gruu = gruu.filter(|gruu| Uri::parse(gruu).is_ok());
        desk.identity.service_route = response.headers.service_routes();
        link.keep_alive(desk, response.headers.flow_timer().ok().flatten());
        self.succeeded = true;
        self.tries = 0;
        self.lengthened = 0;
        let half = u64::from(expires.max(2)) * 500;
        self.state = State::Registered { refresh_at: WallClock(desk.now.wall.0 + half) };
        self.stands_until = Some(WallClock(desk.now.wall.0 + 2 * half));
        self.failure = None;
        desk.event(Event::Registered { expires, confirmed });
    }

    fn refuse(&mut self, desk: &mut Desk, failure: Failure) {
        self.state = State::Refused;
        self.forget(desk);
        desk.event(Event::Unregistered { failure: Some(failure), retrying: false });
    }

    /// Tries again after 1, 2, 4 … 30 s times a random share, or when the server says; a server that cannot now is left
    /// alone for 30, 60 … 1,800 s (decision 20).
    fn wait(&mut self, desk: &mut Desk, failure: Failure) {
        let share = 0.5 + desk.unit() / 2.0;
        let longest = desk.config.timers.retry;
        let (first, longest) = match failure.status {
            // Who was let in before may be again; knocking harder gets an office banned (decision 13).
            Some(403 | 404) => (120, 120),
            Some(503) => (30, LONGEST_ASKED_PAUSE),
            _ => (1, longest),
        };
        let seconds = match failure.retry_after {
            // Even a server that says "at once" is asked once a second at most.
            Some(seconds) => f64::from(seconds.clamp(1, LONGEST_ASKED_PAUSE)),
            None => f64::from((first << self.tries.min(10)).min(longest.max(first))) * share,
        };
        self.patient = first > 1 || failure.retry_after.is_some();
        self.tries += 1;
        self.state = State::Waiting;
        // RFC 3608 §6.1: a route of a registration that is refused leads nowhere.
        desk.identity.service_route.clear();
        desk.alarm_in(Alarm::RegistrationRetry, time::seconds(seconds));
        self.tell(desk, failure);
    }

    /// A try failed and another will follow: the binding may stand all the same.
    fn tell(&mut self, desk: &mut Desk, failure: Failure) {
        desk.event(match self.stands_until {
            Some(until) => {
                self.failure = Some(failure.clone());
                let left = until.0.saturating_sub(desk.now.wall.0) / 1_000;
                Event::RefreshFailed { failure, left: left as u32 }
            }
            None => Event::Unregistered { failure: Some(failure), retrying: true },
        });
    }

    /// Our binding, and what came with it, is gone.
    fn forget(&mut self, desk: &mut Desk) {
        self.stands_until = None;
        desk.identity.gruu = None;
        desk.identity.service_route.clear();
    }
}

/// The time that a REGISTER asked for.
fn asked(sent: &Sent) -> u32 {
    sent.request.headers.expires().ok().flatten().unwrap_or_default()
}
