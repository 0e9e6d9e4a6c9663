//! What all parts of the user agent share: the wire, the clock, the timers and the queue of effects.

use core::mem::take;
use core::time::Duration;

use super::alarm::Alarm;
use super::event::{CallId, Event, Stamped};
use super::failure::{Failure, FailureKind};
use super::identity::Identity;
use super::media::{MediaRequest, PeerId};
use super::output::{Output, Trace};
use super::sent::{Asking, Owner, Sent};
use super::{config::Config, trace};
use crate::auth::Wallet;
use crate::dialog::Dialogs;
use crate::entropy::{Entropy, number, token, unit};
use crate::message::{Message, Method, Name, Request, Response};
use crate::table::{Table, pop_first};
use crate::text::{begins, concat};
use crate::time::{Deadlines, Instant, Now};
use crate::transaction::{self, ClientId, LinkId, ServerId, Transactions};

/// The methods we take, as Allow says them (decision 18: only what is implemented).
pub(super) const ALLOW: &str = "INVITE, ACK, BYE, CANCEL, OPTIONS, UPDATE, NOTIFY";

/// The extensions a call of ours understands.
pub(super) const SUPPORTED: &str = "outbound, gruu";

/// The longest pause that a server can ask for, in words or by 503 (decision 20).
pub(super) const LONGEST_ASKED_PAUSE: u32 = 1_800;

/// For longer messages the buffers of Kamailio (`tcp_rd_buf_size`) and OpenSIPS (`ws_max_msg_chunks`) may be too small.
const LONG_MESSAGE: usize = 4_096;
/// Then they close the link, and say nothing (decision 25); Kamailio 5.6 within some 30 ms.
const LONG_MESSAGE_DOUBT: Duration = Duration::from_secs(1);

/// The desk.
pub(super) struct Desk {
    pub(super) config: Config,
    pub(super) identity: Identity,
    pub(super) dialogs: Dialogs,
    pub(super) now: Now,
    /// The link that is open.
    pub(super) link: Option<LinkId>,
    pub(super) entropy: Box<dyn Entropy>,
    pub(super) wallet: Wallet,
    pub(super) asking: Asking,
    transactions: Transactions,
    sent: Table<ClientId, Sent>,
    alarms: Deadlines<Alarm>,
    effects: Vec<Output>,
    inbox: Vec<transaction::Output>,
    /// The server asked for a pause until then.
    paused: Instant,
    /// A link that is lost before then may have been closed for the length of a message.
    doubt: Instant,
    last_seq: u32,
    last_peer: u32,
}

impl Desk {
    pub(super) fn new(mut config: Config, identity: Identity, mut entropy: Box<dyn Entropy>) -> Self {
        let secure = begins(&config.server, "wss:");
        let mut wallet = Wallet::new(config.take_credentials(&identity.account), take(&mut config.realms));
        wallet.remember(&config.memory);
        let seed = number(&mut *entropy);
        let transactions = Transactions::new(if secure { "WSS" } else { "WS" }, &identity.sent_by, seed);
        Self {
            config,
            identity,
            dialogs: Dialogs::new(seed),
            now: Now::default(),
            link: None,
            entropy,
            wallet,
            asking: Asking::default(),
            transactions,
            sent: Table::new(),
            alarms: Deadlines::new(),
            effects: Vec::new(),
            inbox: Vec::new(),
            paused: Instant(0),
            doubt: Instant(0),
            last_seq: 0,
            last_peer: 0,
        }
    }

    // What goes out.

    /// Queues an effect.
    pub(super) fn effect(&mut self, output: Output) {
        self.effects.push(output);
    }

    /// Tells the application.
    pub(super) fn event(&mut self, event: Event) {
        self.last_seq += 1;
        self.effects.push(Output::Event(Stamped { seq: self.last_seq, event }));
    }

    /// Asks the media host.
    pub(super) fn media(&mut self, call: CallId, peer: PeerId, request: MediaRequest) {
        self.effects.push(Output::Media(call, peer, request));
    }

    /// Names a new peer connection.
    pub(super) fn new_peer(&mut self) -> PeerId {
        self.last_peer += 1;
        PeerId(self.last_peer)
    }

    /// The next queued effect.
    pub(super) fn pop_effect(&mut self) -> Option<Output> {
        pop_first(&mut self.effects)
    }

    /// Something is queued: the caller has not drained.
    pub(super) fn has_effects(&self) -> bool {
        !self.effects.is_empty()
    }

    // What goes on the wire.

    /// Sends a request in a transaction of its own; `None` when there is no link.
    pub(super) fn send(&mut self, owner: Owner, mut request: Request) -> Option<ClientId> {
        let link = self.link?;
        let body = take(&mut request.body);
        // Who sends it once more writes its description anew, and what every request gets comes to it again.
        let sent = Sent { owner, request: request.clone(), denied: false };
        request.headers.push(Name::UserAgent, self.config.user_agent.as_str());
        self.config.add_headers(&mut request);
        request.body = body;
        let id = self.transactions.request(self.now.mono, link, request, &mut *self.entropy);
        self.sent.insert(id, sent);
        self.carry_out();
        Some(id)
    }

    /// Sends an ACK for a 2xx, which has no transaction, with a Via of its own; returns it for repetition.
    pub(super) fn send_ack(&mut self, mut ack: Request) -> Request {
        self.config.add_headers(&mut ack);
        self.transactions.stamp(&mut ack, &mut *self.entropy);
        self.send_bare(Message::Request(ack.clone()));
        ack
    }

    /// Sends a message outside of any transaction: an ACK, or a 2xx again.
    pub(super) fn send_bare(&mut self, message: Message) {
        if let Some(link) = self.link {
            self.transmit(link, &message);
        }
    }

    /// Answers a request.
    pub(super) fn respond(&mut self, id: ServerId, mut response: Response) {
        self.sign(&mut response);
        self.respond_signed(id, response);
    }

    /// Sends a response that makes no dialog; it needs a tag all the same (RFC 3261 §8.2.6.2).
    pub(super) fn refuse(&mut self, id: ServerId, mut response: Response) {
        response.headers.set_to_tag(&self.token());
        self.respond(id, response);
    }

    /// Says who answers.
    pub(super) fn sign(&self, response: &mut Response) {
        response.headers.push(Name::Server, self.config.user_agent.as_str());
    }

    /// Answers a request with what may have to be sent again byte for byte.
    pub(super) fn respond_signed(&mut self, id: ServerId, response: Response) {
        self.transactions.respond(self.now.mono, id, response);
        self.carry_out();
    }

    /// Gives up an INVITE.
    pub(super) fn cancel(&mut self, id: ClientId) {
        self.transactions.cancel(self.now.mono, id);
        self.carry_out();
    }

    /// The link is encrypted.
    pub(super) fn is_secure(&self) -> bool {
        begins(&self.config.server, "wss:")
    }

    /// A tag, Call-ID or the like.
    pub(super) fn token(&mut self) -> String {
        token(&mut *self.entropy, 16)
    }

    /// A random share of `0..1`.
    pub(super) fn unit(&mut self) -> f64 {
        unit(&mut *self.entropy)
    }

    // What comes in.

    /// A message that came over a link.
    pub(super) fn receive(&mut self, link: LinkId, bytes: &[u8]) {
        let limits = self.config.limits;
        // One byte more than may be is enough to see that it is too long; the rest is nowhere copied.
        let bytes = bytes.get(..=limits.message).unwrap_or(bytes);
        self.trace(false, bytes);
        let error = match Message::parse_within(bytes, &limits) {
            Ok(Message::Response(response)) if response.check().is_err() || is_anothers(&response) => return,
            Ok(message) => {
                self.transactions.receive(self.now.mono, link, message);
                return self.carry_out();
            }
            Err(error) => error,
        };
        self.warn(FailureKind::Protocol, error.kind.sentence());
        // Every request gets an answer, if enough of it can be read for one.
        if let Some(request) = Request::salvage(bytes).filter(|request| request.method != Method::Ack) {
            let mut response = request.response(error.kind.status());
            response.headers.set_to_tag(&self.token());
            self.sign(&mut response);
            self.transmit(link, &Message::Response(response));
        }
    }

    /// Tells of something that was ignored.
    pub(super) fn warn(&mut self, kind: FailureKind, reason: &str) {
        self.event(Event::Warning { failure: Failure::new(kind, reason) });
    }

    /// How a link is called that is lost now.
    pub(super) fn loss(&self) -> FailureKind {
        if self.now.mono < self.doubt { FailureKind::MaybeTooLarge } else { FailureKind::Transport }
    }

    /// A new link, which no message was too long for yet.
    pub(super) const fn link_opened(&mut self, link: LinkId) {
        self.link = Some(link);
        self.doubt = Instant(0);
    }

    /// A link broke.
    pub(super) fn link_lost(&mut self, link: LinkId) {
        self.transactions.link_lost(link);
        self.carry_out();
    }

    /// What the transactions tell, one at a time.
    pub(super) fn pop_inbox(&mut self) -> Option<transaction::Output> {
        pop_first(&mut self.inbox)
    }

    /// Whose request it was; forgotten if no further response can come.
    pub(super) fn take_sent(&mut self, id: ClientId, status: u16) -> Option<Sent> {
        let sent = self.sent.get(&id)?;
        let lives_on = status < 200 || (status < 300 && sent.request.method == Method::Invite);
        if lives_on {
            return Some(sent.clone());
        }
        self.sent.remove(&id)
    }

    /// Whose request it was; forgotten.
    pub(super) fn forget_sent(&mut self, id: ClientId) -> Option<Sent> {
        self.sent.remove(&id)
    }

    /// The INVITE that a CANCEL is about.
    pub(super) fn invite_of(&self, cancel: &Request) -> Option<ServerId> {
        self.transactions.invite_of(cancel)
    }

    /// A server that is overloaded says how long to leave it alone (RFC 3261 §21.5.4).
    pub(super) fn heed(&mut self, response: &Response) {
        if let (503, Ok(Some(seconds))) = (response.status, response.headers.retry_after()) {
            self.paused = self.now.mono + Duration::from_secs(seconds.min(LONGEST_ASKED_PAUSE).into());
        }
    }

    /// How many seconds are left of that pause; nothing when there is none. It is for new calls: a call that stands
    /// goes on, and the registration has a pause of its own.
    pub(super) fn pause(&self) -> Option<u32> {
        let left = self.paused.0.saturating_sub(self.now.mono.0).div_ceil(1000);
        u32::try_from(left).ok().filter(|left| *left > 0)
    }

    /// A request of ours still may get its final response.
    pub(super) fn awaits_response(&self) -> bool {
        self.transactions.awaits_response()
    }

    // Time.

    /// Sets an alarm, in the place of an earlier one of the same name.
    pub(super) fn alarm_in(&mut self, alarm: Alarm, after: Duration) {
        self.alarms.set(alarm, self.now.mono + after);
    }

    /// Sets an alarm at a moment.
    pub(super) fn alarm_at(&mut self, alarm: Alarm, at: Instant) {
        self.alarms.set(alarm, at);
    }

    /// Takes an alarm back.
    pub(super) fn stop_alarm(&mut self, alarm: Alarm) {
        self.alarms.stop(alarm);
    }

    /// That alarm is set.
    pub(super) fn has_alarm(&self, alarm: Alarm) -> bool {
        self.alarms.keys().any(|set| set == alarm)
    }

    /// The next alarm that has come.
    pub(super) fn pop_alarm(&mut self) -> Option<Alarm> {
        self.alarms.pop_due(self.now.mono)
    }

    /// Lets the transactions see the time.
    pub(super) fn wake_transactions(&mut self) {
        self.transactions.on_deadline(self.now.mono);
        self.carry_out();
    }

    /// The soonest of alarms and transaction timers.
    pub(super) fn next_deadline(&self) -> Option<Instant> {
        [self.alarms.next(), self.transactions.next_deadline()].into_iter().flatten().min()
    }

    /// Every alarm that is set.
    pub(super) fn alarms(&self) -> impl Iterator<Item = Alarm> {
        self.alarms.keys()
    }

    /// Every request of ours that may still get a response.
    pub(super) fn requests(&self) -> impl Iterator<Item = &Sent> {
        self.sent.iter().map(|(_, sent)| sent)
    }

    /// The transactions.
    pub(super) const fn transactions(&self) -> &Transactions {
        &self.transactions
    }

    #[inline(never)]
    fn carry_out(&mut self) {
        for output in self.transactions.take_output() {
            match output {
                transaction::Output::Send(link, message) => self.transmit(link, &message),
                other @ (transaction::Output::Request(..)
                | transaction::Output::Ack(_)
                | transaction::Output::Response(..)
                | transaction::Output::Failed(..)
                | transaction::Output::Over(_)) => self.inbox.push(other),
            }
        }
    }

    fn transmit(&mut self, link: LinkId, message: &Message) {
        match message.to_bytes() {
            Ok(bytes) => self.transmit_bytes(link, bytes),
            Err(error) => self.warn(FailureKind::Protocol, error.sentence()),
        }
    }

    /// Sends what is no message: a keep-alive (RFC 5626 §4.4.1).
    pub(super) fn transmit_bytes(&mut self, link: LinkId, bytes: Vec<u8>) {
        self.trace(true, &bytes);
        if bytes.len() > LONG_MESSAGE {
            self.doubt = self.now.mono + LONG_MESSAGE_DOUBT;
        }
        self.effects.push(Output::Transmit(link, bytes));
    }

    /// A description as the browser made it or gets it, where the wire has another (decision 5).
    pub(super) fn trace_description(&mut self, sent: bool, sdp: &str) {
        self.trace(sent, concat(&["in the browser\r\n", sdp]).as_bytes());
    }

    fn trace(&mut self, sent: bool, bytes: &[u8]) {
        let trace = Trace { at: self.now.wall.0, sent, text: trace::redact(bytes) };
        self.effects.push(Output::Trace(trace));
    }
}

/// A response with more than one Via was meant for somebody before us (RFC 3261 §8.1.3.3).
fn is_anothers(response: &Response) -> bool {
    response.headers.vias().is_ok_and(|vias| vias.len() > 1)
}
