//! What registrar, proxy and extensions share: the moment, the transactions, randomness and the queue of effects.

use alloc::collections::VecDeque;

use bellwire::entropy::{Entropy, number, token};
use bellwire::message::{Message, Request, Response};
use bellwire::time::Instant;
use bellwire::transaction::{ClientId, LinkId, Output as Told, ServerId, Transactions};

use super::{Output, extensions, line};

/// The wire.
pub(super) struct Wire {
    pub(super) now: Instant,
    transactions: Transactions,
    entropy: Box<dyn Entropy>,
    told: VecDeque<Told>,
    /// Messages for the extensions, which have no socket.
    inside: VecDeque<(LinkId, Vec<u8>)>,
    outputs: VecDeque<Output>,
}

impl Wire {
    pub(super) fn new(sent_by: &str, mut entropy: Box<dyn Entropy>) -> Self {
        Self {
            now: Instant::default(),
            transactions: Transactions::new("WS", sent_by, number(&mut *entropy)),
            entropy,
            told: VecDeque::new(),
            inside: VecDeque::new(),
            outputs: VecDeque::new(),
        }
    }

    /// What the transactions tell, in its order.
    pub(super) fn next_told(&mut self) -> Option<Told> {
        if self.told.is_empty() {
            self.told.extend(self.transactions.take_output());
        }
        self.told.pop_front()
    }

    /// The next message for an extension.
    pub(super) fn next_inside(&mut self) -> Option<(LinkId, Vec<u8>)> {
        self.inside.pop_front()
    }

    pub(super) fn poll_output(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    pub(super) fn output(&mut self, output: Output) {
        self.outputs.push_back(output);
    }

    pub(super) fn log(&mut self, line: String) {
        self.output(Output::Log(line));
    }

    /// A random token.
    pub(super) fn token(&mut self) -> String {
        token(&mut *self.entropy, 16)
    }

    pub(super) fn receive(&mut self, link: LinkId, message: Message) {
        self.transactions.receive(self.now, link, message);
    }

    /// Sends a request in a transaction of its own.
    pub(super) fn request(&mut self, link: LinkId, request: Request) -> ClientId {
        self.transactions.request(self.now, link, request, &mut *self.entropy)
    }

    /// Passes on an ACK for a 2xx, which has no transaction.
    pub(super) fn ack(&mut self, link: LinkId, mut ack: Request) {
        self.log(line::of_ack(&ack));
        self.transactions.stamp(&mut ack, &mut *self.entropy);
        self.transmit(link, &Message::Request(ack));
    }

    /// Answers a request; that is what a person hears of it.
    pub(super) fn respond(&mut self, id: ServerId, response: Response) {
        if response.status > 100 {
            self.log(line::of_response(&response));
        }
        self.transactions.respond(self.now, id, response);
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
        self.transactions.cancel(self.now, id);
    }

    /// The INVITE that a CANCEL is about.
    pub(super) fn invite_of(&self, cancel: &Request) -> Option<ServerId> {
        self.transactions.invite_of(cancel)
    }

    pub(super) fn link_lost(&mut self, link: LinkId) {
        self.transactions.link_lost(link);
    }

    pub(super) fn next_deadline(&self) -> Option<Instant> {
        self.transactions.next_deadline()
    }

    pub(super) fn on_deadline(&mut self) {
        self.transactions.on_deadline(self.now);
    }

    pub(super) fn transmit(&mut self, link: LinkId, message: &Message) {
        match message.to_bytes() {
            Ok(bytes) => self.transmit_bytes(link, bytes),
            Err(error) => self.log(format!("socket {} gets no message: {error}", link.0)),
        }
    }

    pub(super) fn transmit_bytes(&mut self, link: LinkId, bytes: Vec<u8>) {
        if extensions::is_inside(link) {
            self.inside.push_back((link, bytes));
        } else {
            self.output(Output::Transmit(link, bytes));
        }
    }
}
