//! The link to the server: opening, keep-alive (RFC 5626 §4.4.1), and coming back. Nobody else knows about reconnecting.

use core::time::Duration;

use super::alarm::{Alarm, LinkAlarm};
use super::desk::Desk;
use super::event::{Event, LinkState};
use super::failure::{Failure, FailureKind};
use super::input::LinkClosure;
use super::output::Output;
use crate::text::{concat, decimal};
use crate::time;
use crate::transaction::LinkId;

/// So often in a row a server may close the link on a long message that goes out by itself.
const LONG_MESSAGE_TRIES: u32 = 3;

/// The link.
///
/// ```text
///   Closed --start--> Opening --opened--> Open --closed--> Waiting
///     ^                  |  ^                                 |
///     |                  |  +-------- pause over, online -----+
///     +---- close -------+------- closed, 20 s ---> Waiting
///     +---- the same long message closed it thrice
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    #[default]
    Closed,
    Opening(LinkId),
    Open(LinkId),
    Waiting,
}

/// The link and its tries.
#[derive(Debug, Default)]
pub(super) struct Link {
    state: State,
    last: u32,
    tries: u32,
    /// Seconds between pings, once the server has asked for them: then it owes pongs.
    flow_timer: Option<u32>,
    /// A ping waits for its pong.
    pinged: bool,
}

impl Link {
    /// Opens a WebSocket, if none is open or opening.
    pub(super) fn open(&mut self, desk: &mut Desk) {
        if matches!(self.state, State::Opening(_) | State::Open(_)) {
            return;
        }
        desk.stop_alarm(Alarm::Link(LinkAlarm::Retry));
        self.last += 1;
        let id = LinkId(self.last);
        self.state = State::Opening(id);
        desk.effect(Output::OpenLink(id, desk.config.server.clone()));
        let limit = Duration::from_secs(desk.config.timers.opening.into());
        desk.alarm_in(Alarm::Link(LinkAlarm::OpeningLimit), limit);
        desk.event(Event::Link { state: LinkState::Connecting, failure: None, retry_in: None });
    }

    /// It is open; false when it is not the one we asked for.
    pub(super) fn on_opened(&mut self, desk: &mut Desk, id: LinkId) -> bool {
        if self.state != State::Opening(id) {
            return false;
        }
        desk.stop_alarm(Alarm::Link(LinkAlarm::OpeningLimit));
        self.state = State::Open(id);
        desk.link_opened(id);
        self.keep_alive(desk, None);
        desk.event(Event::Link { state: LinkState::Open, failure: None, retry_in: None });
        true
    }

    /// It closed, or never opened; the transactions on it end, and another try is due.
    pub(super) fn on_closed(&mut self, desk: &mut Desk, id: LinkId, closure: &LinkClosure) {
        if self.state == State::Opening(id) || self.state == State::Open(id) {
            let failure = failure_of(closure, desk.loss());
            self.lose(desk, id, failure);
        }
    }

    /// One WebSocket message; true when it is a SIP message and not a keep-alive.
    pub(super) fn on_received(&mut self, desk: &mut Desk, id: LinkId, bytes: &[u8]) -> bool {
        if self.state != State::Open(id) {
            return false;
        }
        match bytes {
            b"\r\n\r\n" => {
                desk.transmit_bytes(id, b"\r\n".to_vec());
                false
            }
            b"\r\n" => {
                self.pinged = false;
                desk.stop_alarm(Alarm::Link(LinkAlarm::Pong));
                false
            }
            _ => {
                // Only a server that speaks is one to come back to quickly: some accept and close at once, for ever.
                self.tries = 0;
                true
            }
        }
    }

    /// The registrar wants to hear from us this often (RFC 5626 §4.4), or the application does: pings begin.
    pub(super) fn keep_alive(&mut self, desk: &mut Desk, flow_timer: Option<u32>) {
        self.flow_timer = flow_timer.filter(|seconds| *seconds > 0);
        desk.stop_alarm(Alarm::Link(LinkAlarm::Ping));
        self.arm_ping(desk);
    }

    pub(super) fn on_alarm(&mut self, desk: &mut Desk, alarm: LinkAlarm) {
        match (alarm, self.state) {
            (LinkAlarm::Retry, State::Waiting) => self.open(desk),
            (LinkAlarm::Ping, State::Open(id)) => {
                desk.transmit_bytes(id, b"\r\n\r\n".to_vec());
                if self.flow_timer.is_some() && !self.pinged {
                    self.pinged = true;
                    let limit = Duration::from_secs(desk.config.timers.pong.into());
                    desk.alarm_in(Alarm::Link(LinkAlarm::Pong), limit);
                }
                self.arm_ping(desk);
            }
            (LinkAlarm::Pong, State::Open(id)) => {
                debug_assert_eq!(desk.link, Some(id), "the link that is open is the desk's");
                self.give_up(
                    desk,
                    Failure::new(FailureKind::Transport, "the server did not answer a keep-alive"),
                );
            }
            (LinkAlarm::OpeningLimit, State::Opening(id)) => {
                desk.effect(Output::CloseLink(id));
                self.lose(
                    desk,
                    id,
                    Failure::new(FailureKind::Unreachable, "the server did not accept in time"),
                );
            }
            (LinkAlarm::Retry | LinkAlarm::Ping | LinkAlarm::Pong | LinkAlarm::OpeningLimit, _) => {}
        }
    }

    /// Somebody found the link dead though the socket says otherwise: it is closed, and another is tried.
    pub(super) fn give_up(&mut self, desk: &mut Desk, failure: Failure) {
        if let State::Open(id) = self.state {
            desk.effect(Output::CloseLink(id));
            self.lose(desk, id, failure);
        }
    }

    /// The network is back, or a person wants something: do not wait any longer.
    pub(super) fn hurry(&mut self, desk: &mut Desk) {
        if self.state == State::Waiting {
            self.open(desk);
        }
    }

    /// Closes for good.
    pub(super) fn close(&mut self, desk: &mut Desk) {
        if let State::Opening(id) | State::Open(id) = self.state {
            desk.effect(Output::CloseLink(id));
            Self::drop_link(desk, id);
        }
        desk.stop_alarm(Alarm::Link(LinkAlarm::Retry));
        self.tries = 0;
        if self.state != State::Closed {
            self.state = State::Closed;
            desk.event(Event::Link { state: LinkState::Lost, failure: None, retry_in: None });
        }
    }

    fn lose(&mut self, desk: &mut Desk, id: LinkId, failure: Failure) {
        Self::drop_link(desk, id);
        let pause = self.pause(desk);
        self.state = State::Closed;
        self.tries += 1;
        self.pinged = false;
        let mut retry_in = None;
        if failure.kind != FailureKind::MaybeTooLarge || self.tries < LONG_MESSAGE_TRIES {
            self.state = State::Waiting;
            desk.alarm_in(Alarm::Link(LinkAlarm::Retry), pause);
            retry_in = u32::try_from(pause.as_millis()).ok();
        }
        desk.event(Event::Link { state: LinkState::Lost, failure: Some(failure), retry_in });
    }

    fn drop_link(desk: &mut Desk, id: LinkId) {
        for alarm in [LinkAlarm::OpeningLimit, LinkAlarm::Ping, LinkAlarm::Pong] {
            desk.stop_alarm(Alarm::Link(alarm));
        }
        desk.link = None;
        desk.link_lost(id);
    }

    /// Decision 20: at once (within a second, so that a whole office does not come at the same moment), then
    /// 1, 2, 4 … 30 s, each times a random share between a half and one.
    fn pause(&self, desk: &mut Desk) -> Duration {
        let (share, longest) = (desk.unit(), f64::from(desk.config.timers.retry));
        let seconds = match self.tries {
            0 => share,
            tries => f64::from(1_u32 << (tries - 1).min(30)).min(longest) * (0.5 + share / 2.0),
        };
        time::seconds(seconds)
    }

    /// Between 80 and 100 % of what was asked (RFC 5626 §4.4).
    fn arm_ping(&self, desk: &mut Desk) {
        let period = self.flow_timer.or(desk.config.timers.keep_alive);
        if let (Some(seconds), State::Open(_)) = (period, self.state) {
            let after = f64::from(seconds) * (0.8 + desk.unit() / 5.0);
            desk.alarm_in(Alarm::Link(LinkAlarm::Ping), time::seconds(after));
        }
    }
}

fn failure_of(closure: &LinkClosure, loss: FailureKind) -> Failure {
    match closure {
        LinkClosure::Refused => Failure::new(FailureKind::Unreachable, ""),
        LinkClosure::WrongSubprotocol => Failure::new(FailureKind::Subprotocol, ""),
        LinkClosure::Closed { code, reason } => {
            let mut text = concat(&["close code ", &decimal(*code)]);
            if !reason.is_empty() {
                text.push_str(": ");
                text.push_str(reason);
            }
            Failure::new(loss, text)
        }
    }
}
