//! What registrar and proxy share: the moment, the transactions, randomness and the queue of effects.

use alloc::collections::VecDeque;

use bellwire::entropy::{Entropy, number, token};
use bellwire::message::{Message, Request, Response};
use bellwire::time::Instant;
use bellwire::transaction::{ClientId, LinkId, Output as Told, ServerId, Transactions};

use super::{Output, line};

/// The wire.
pub(super) struct Wire {
    pub(super) now: Instant,
    transactions: Transactions,
    entropy: Box<dyn Entropy + Send>,
    told: VecDeque<Told>,
    outputs: VecDeque<Output>,
}

impl Wire {
    pub(super) fn new(sent_by: &str, mut entropy: Box<dyn Entropy + Send>) -> Self {
        Self {
            now: Instant::default(),
            transactions: Transactions::new("WS", sent_by, number(&mut *entropy)),
            entropy,
            told: VecDeque::new(),
            outputs: VecDeque::new(),
        }
    }

    /// What the transactions tell, in its order.
    pub(super) fn next_told(&mut self) -> Option<Told> {
        self.told.pop_front()
    }

    pub(super) fn poll_output(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    pub(super) fn log(&mut self, line: String) {
        self.outputs.push_back(Output::Log(line));
    }

    /// A random token.
    pub(super) fn token(&mut self) -> String {
        token(&mut *self.entropy, 16)
    }

    pub(super) fn receive(&mut self, link: LinkId, message: Message) {
        let mut out = Vec::new();
        self.transactions.receive(self.now, link, message, &mut out);
        self.told.extend(out);
    }

    /// Sends a request in a transaction of its own.
    pub(super) fn request(&mut self, link: LinkId, request: Request) -> ClientId {
        let mut out = Vec::new();
        let id = self.transactions.request(self.now, link, request, &mut *self.entropy, &mut out);
        self.told.extend(out);
        id
    }

    /// Passes on an ACK for a 2xx, which has no transaction.
    pub(super) fn ack(&mut self, link: LinkId, mut ack: Request) {
        self.transactions.stamp(&mut ack, &mut *self.entropy);
        self.transmit(link, &Message::Request(ack));
    }

    pub(super) fn respond(&mut self, id: ServerId, response: Response) {
        let mut out = Vec::new();
        self.transactions.respond(self.now, id, response, &mut out);
        self.told.extend(out);
    }

    /// A response of our own; all but 100 have a tag of ours (RFC 3261 §8.2.6.2).
    pub(super) fn local_response(&mut self, request: &Request, status: u16) -> Response {
        let mut response = request.response(status);
        if status != 100 {
            response.headers.set_to_tag(&self.token());
        }
        response
    }

    pub(super) fn cancel(&mut self, id: ClientId) {
        let mut out = Vec::new();
        self.transactions.cancel(self.now, id, &mut out);
        self.told.extend(out);
    }

    /// The INVITE that a CANCEL is about.
    pub(super) fn invite_of(&self, cancel: &Request) -> Option<ServerId> {
        self.transactions.invite_of(cancel)
    }

    pub(super) fn link_lost(&mut self, link: LinkId) {
        let mut out = Vec::new();
        self.transactions.link_lost(link, &mut out);
        self.told.extend(out);
    }

    pub(super) fn next_deadline(&self) -> Option<Instant> {
        self.transactions.next_deadline()
    }

    pub(super) fn on_deadline(&mut self) {
        let mut out = Vec::new();
        self.transactions.on_deadline(self.now, &mut out);
        self.told.extend(out);
    }

    pub(super) fn transmit(&mut self, link: LinkId, message: &Message) {
        match message.to_bytes() {
            Ok(bytes) => {
                self.log(line::of(link, message));
                self.transmit_bytes(link, bytes);
            }
            Err(error) => self.log(format!("socket {} gets no message: {error}", link.0)),
        }
    }

    pub(super) fn transmit_bytes(&mut self, link: LinkId, bytes: Vec<u8>) {
        self.outputs.push_back(Output::Transmit(link, bytes));
    }
}
