//! Floor 4: the user agent: one link, one registration, any number of calls.
//!
//! [`UserAgent`] is the only machine anybody outside sees. It is fed with [`Input`] and drained of [`Output`]; the
//! floors below are drained inside [`UserAgent::handle_input`], so nobody polls them.

mod alarm;
mod call;
mod config;
mod desk;
mod event;
mod failure;
mod identity;
mod input;
mod inventory;
mod link;
mod login;
pub mod media;
mod notify;
mod offer;
mod output;
mod registration;
mod respond;
mod sent;
mod target;
mod trace;

use core::time::Duration;

pub use config::{Config, Ice, OwnHeader, Timers};
pub use event::{AskId, CallId, EndedBy, Event, LinkState, Party, Ringing, Stamped};
pub use failure::{ConfigError, Failure, FailureKind, MisuseKind, Said};
pub use input::{Command, Input, LinkClosure, Manner, Network};
pub use inventory::Inventory;
pub use output::{Output, Trace};
pub use target::check_target;

use crate::entropy::{Entropy, token};
use crate::message::{Method, Request, Response};
use crate::time::{Now, WallClock};
use crate::transaction;
use alarm::Alarm;
use call::Calls;
use desk::Desk;
use identity::Identity;
use link::Link;
use registration::Registration;
use sent::{Owner, Sent};

/// How long `close` waits for the registrar's last word.
const CLOSE_LIMIT: Duration = Duration::from_secs(2);

/// A SIP user agent without clock, randomness or network of its own.
///
/// ```text
///              Start                        Close: hang up, leave the registrar
///   Stopped -----------> Started ----------------------------------------> Leaving
///      ^                    ^                                                 |
///      |                    +--------------------- Start ---------------------+
///      +------- link closed: nobody is owed a word any more, or after 2 s ----+
/// ```
///
/// Stopped it takes no command but these two; while it is leaving a new call is answered with 480.
pub struct UserAgent {
    desk: Desk,
    link: Link,
    registration: Registration,
    calls: Calls,
    /// `start` was commanded, `close` was not.
    started: bool,
}

impl UserAgent {
    /// A user agent that does nothing until [`Command::Start`].
    pub fn new(config: Config, mut entropy: Box<dyn Entropy>) -> Result<Self, ConfigError> {
        let addresses = config.check()?;
        let identity = Identity::new(&config, addresses, &mut *entropy)?;
        let registration = Registration::new(token(&mut *entropy, 16), token(&mut *entropy, 16));
        Ok(Self {
            desk: Desk::new(config, identity, entropy),
            link: Link::default(),
            registration,
            calls: Calls::new(),
            started: false,
        })
    }

    /// Feeds one input. What a peer sends is never an `Err`; only what the application may not do is.
    ///
    /// Drain [`Self::poll_output`] to [`Output::Wait`] before the next call.
    pub fn handle_input(&mut self, now: Now, input: Input) -> Result<(), MisuseKind> {
        debug_assert!(!self.desk.has_effects(), "drain poll_output to Output::Wait before the next input");
        self.advance(now);
        let result = match input {
            Input::Command(command) => self.on_command(command),
            Input::LinkOpened(id) => {
                if self.link.on_opened(&mut self.desk, id) {
                    if self.desk.config.register {
                        self.registration.register(&mut self.desk);
                    }
                    self.calls.on_link_opened(&mut self.desk);
                }
                Ok(())
            }
            Input::LinkClosed(id, closure) => {
                let open = self.desk.link == Some(id);
                self.link.on_closed(&mut self.desk, id, &closure);
                if open {
                    self.settle();
                    self.calls.on_link_lost(&mut self.desk);
                }
                Ok(())
            }
            Input::Received(id, bytes) => {
                if self.link.on_received(&mut self.desk, id, &bytes) {
                    self.desk.receive(id, &bytes);
                }
                Ok(())
            }
            Input::Media(peer, reply) => {
                self.calls.on_media(&mut self.desk, peer, Some(reply));
                Ok(())
            }
            Input::Network(Network::Online | Network::Resumed) => {
                self.link.hurry(&mut self.desk);
                self.registration.hurry(&mut self.desk);
                Ok(())
            }
            Input::Network(Network::Offline) | Input::Wake => Ok(()),
        };
        self.settle();
        self.on_time();
        self.finish_closing();
        result
    }

    /// What the page's next user agent for this account has to know (decision 10): how well each realm was answered, so
    /// that nothing weaker is told to it. Nothing secret; it is for [`Config::memory`], and never stored.
    #[must_use]
    pub fn memory(&self) -> String {
        self.desk.wallet.memory()
    }

    /// The next effect; [`Output::Wait`] ends the drain.
    pub fn poll_output(&mut self) -> Output {
        self.desk.pop_effect().unwrap_or_else(|| {
            let deadlines = [self.desk.next_deadline(), self.registration.next_deadline(&self.desk)];
            Output::Wait(deadlines.into_iter().flatten().min())
        })
    }

    /// Neither clock goes backwards for us.
    fn advance(&mut self, now: Now) {
        let last = self.desk.now;
        let mono = now.mono.max(last.mono);
        let wall = now.wall.0.max(last.wall.0);
        self.desk.now = Now { mono, wall: WallClock(wall) };
    }

    fn on_command(&mut self, command: Command) -> Result<(), MisuseKind> {
        let desk = &mut self.desk;
        if !self.started && !matches!(command, Command::Start | Command::Close) {
            return Err(MisuseKind::NotStarted);
        }
        match command {
            Command::Start => {
                self.started = true;
                desk.stop_alarm(Alarm::CloseLimit);
                if self.registration.reset() {
                    desk.wallet.pardon();
                }
                self.link.open(desk);
                if desk.link.is_some() && desk.config.register {
                    self.registration.register(desk);
                }
            }
            Command::Close => self.close(),
            Command::Call { call, target, audio, expires, late_offer } => {
                self.link.open(desk);
                self.calls.call(desk, call, &target, audio, expires, late_offer)?;
            }
            Command::Answer { call, audio } => self.calls.answer(desk, call, audio)?,
            Command::Decline { call, manner } => self.calls.decline(desk, call, manner)?,
            Command::Redirect { call, target } => self.calls.redirect(desk, call, &target)?,
            Command::SendTones { call, tones } => self.calls.send_tones(desk, call, tones)?,
            Command::HangUp { call } => self.calls.hang_up(desk, call)?,
            Command::Credentials { ask, username, key } => desk.take_credentials(ask, username, key)?,
            Command::ForgetAuth => desk.wallet.forget(),
        }
        Ok(())
    }

    fn close(&mut self) {
        if !self.started {
            return;
        }
        self.started = false;
        self.calls.hang_up_all(&mut self.desk);
        // The other side hears of it first: a CANCEL may wait for a response, a BYE for its ACK or a challenge.
        if self.registration.leave(&mut self.desk) || self.is_leaving() {
            self.desk.alarm_in(Alarm::CloseLimit, CLOSE_LIMIT);
        } else {
            self.link.close(&mut self.desk);
        }
    }

    /// Time passes: transactions, alarms, the registration's expiry.
    fn on_time(&mut self) {
        self.desk.wake_transactions();
        self.settle();
        while let Some(alarm) = self.desk.pop_alarm() {
            match alarm {
                Alarm::Link(alarm) => {
                    let open = self.desk.link.is_some();
                    self.link.on_alarm(&mut self.desk, alarm);
                    if open && self.desk.link.is_none() {
                        self.settle();
                        self.calls.on_link_lost(&mut self.desk);
                    }
                }
                Alarm::RegistrationRetry => self.registration.on_alarm(&mut self.desk),
                Alarm::CloseLimit => self.link.close(&mut self.desk),
                Alarm::Credentials(ask) => self.desk.answer_ask(ask, None),
                Alarm::Call(id, alarm) => self.calls.on_alarm(&mut self.desk, id, alarm),
            }
            self.settle();
        }
        self.registration.on_time(&mut self.desk);
        self.settle();
    }

    /// Hands what the transactions tell to whom it concerns, until nothing is left.
    fn settle(&mut self) {
        loop {
            while let Some((sent, response)) = self.desk.pop_answered() {
                self.deliver(&sent, &response);
            }
            let Some(output) = self.desk.pop_inbox() else { return };
            match output {
                transaction::Output::Send(..) => {}
                transaction::Output::Request(id, _, request) if !self.started && is_new_call(&request) => {
                    // Whoever is leaving takes no new call, and must not leave it ringing.
                    self.desk.refuse(id, request.response(480));
                }
                transaction::Output::Request(id, _, request) => {
                    respond::on_request(&mut self.desk, &mut self.calls, id, request);
                }
                transaction::Output::Ack(ack) => self.calls.on_ack(&mut self.desk, &ack),
                transaction::Output::Response(id, response) => {
                    if let Some(sent) = self.desk.take_sent(id, response.status) {
                        self.desk.check_proof(&sent.request, &response);
                        self.deliver(&sent, &response);
                    }
                }
                transaction::Output::Failed(id, gone) => self.on_silence(id, Some(gone)),
                transaction::Output::Over(id) => self.on_silence(id, None),
            }
        }
    }

    /// A response, to whom it is for.
    fn deliver(&mut self, sent: &Sent, response: &Response) {
        match sent.owner {
            Owner::Registration => {
                let Self { desk, link, registration, .. } = self;
                registration.on_response(desk, link, sent, response);
            }
            Owner::Call(call) => self.calls.on_response(&mut self.desk, call, sent, response),
        }
        self.desk.heed(response);
    }

    /// Nothing more will come to a request of ours: too early if `gone` says why.
    fn on_silence(&mut self, id: transaction::ClientId, gone: Option<transaction::Gone>) {
        let Some(sent) = self.desk.forget_sent(id) else { return };
        match (sent.owner, gone) {
            (Owner::Registration, Some(gone)) => {
                let Self { desk, link, registration, .. } = self;
                let open = desk.link.is_some();
                registration.on_silence(desk, link, &sent.request, gone);
                if open && self.desk.link.is_none() {
                    self.calls.on_link_lost(&mut self.desk);
                }
            }
            (Owner::Registration, None) => {}
            (Owner::Call(call), gone) => self.calls.on_silence(&mut self.desk, call, &sent, gone),
        }
    }

    /// Somebody is still owed a word, or owes one.
    fn is_leaving(&self) -> bool {
        self.desk.awaits_response() || self.calls.awaits_ack()
    }

    fn finish_closing(&mut self) {
        if self.desk.has_alarm(Alarm::CloseLimit) && !self.is_leaving() {
            self.desk.stop_alarm(Alarm::CloseLimit);
            self.link.close(&mut self.desk);
            self.settle();
        }
    }
}

fn is_new_call(request: &Request) -> bool {
    request.method == Method::Invite && !request.headers.has_to_tag()
}
