//! The switchboard without sockets: what comes in is handed to whom it concerns.

mod account;
mod digest;
mod line;
mod location;
mod proxy;
mod registrar;
mod wire;

use bellwire::entropy::Entropy;
use bellwire::message::{Message, Method, ParseError, Request};
use bellwire::time::Instant;
use bellwire::transaction::{LinkId, Output as Told, ServerId};

use self::location::Location;
use self::proxy::Proxy;
use self::registrar::Registrar;
use self::wire::Wire;

/// What the shell is asked to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// Send this as one WebSocket message.
    Transmit(LinkId, Vec<u8>),
    /// Tell the person who watches.
    Log(String),
}

/// Registrar, location service and proxy in one. Feed it, then drain [`Self::poll_output`].
pub struct Switchboard {
    wire: Wire,
    location: Location,
    registrar: Registrar,
    proxy: Proxy,
}

impl Switchboard {
    /// Nobody is connected. `sent_by` is the host and port that people reach it by.
    #[must_use]
    pub fn new(sent_by: &str, entropy: Box<dyn Entropy + Send>) -> Self {
        Self {
            wire: Wire::new(sent_by, entropy),
            location: Location::default(),
            registrar: Registrar::default(),
            proxy: Proxy::new(sent_by),
        }
    }

    /// A WebSocket message came.
    pub fn receive(&mut self, now: Instant, link: LinkId, frame: &[u8]) {
        self.wire.now = now;
        if frame.iter().all(|byte| matches!(byte, b'\r' | b'\n')) {
            // A ping is answered by a pong (RFC 5626 §4.4.1).
            if frame == b"\r\n\r\n" {
                self.wire.transmit_bytes(link, b"\r\n".to_vec());
            }
            return;
        }
        match read(frame) {
            Ok(message) => {
                self.location.learn(link, &message);
                self.wire.receive(link, message);
                self.dispatch();
            }
            Err(error) => self.drop_frame(link, frame, error),
        }
    }

    /// A socket closed: its bindings and its transactions end with it.
    pub fn link_closed(&mut self, now: Instant, link: LinkId) {
        self.wire.now = now;
        self.location.forget(link);
        self.proxy.caller_lost(&mut self.wire, link);
        self.wire.link_lost(link);
        self.dispatch();
    }

    /// When [`Self::on_deadline`] is next due.
    #[must_use]
    pub fn next_deadline(&self) -> Option<Instant> {
        let deadlines = [self.wire.next_deadline(), self.proxy.next_deadline()];
        deadlines.into_iter().flatten().min()
    }

    /// Time has passed; one call too many does nothing.
    pub fn on_deadline(&mut self, now: Instant) {
        self.wire.now = now;
        self.proxy.on_deadline(&mut self.wire);
        self.wire.on_deadline();
        self.dispatch();
    }

    /// The next effect.
    pub fn poll_output(&mut self) -> Option<Output> {
        self.wire.poll_output()
    }

    fn dispatch(&mut self) {
        while let Some(told) = self.wire.next_told() {
            match told {
                Told::Send(link, message) => self.wire.transmit(link, &message),
                Told::Request(id, link, request) => self.on_request(id, link, request),
                Told::Ack(ack) => self.proxy.on_ack(&mut self.wire, &self.location, ack),
                Told::Response(id, response) => self.proxy.on_response(&mut self.wire, id, response),
                Told::Failed(id, gone) => self.proxy.on_failed(&mut self.wire, id, gone),
                Told::Over(id) => self.proxy.on_over(&mut self.wire, id),
            }
        }
    }

    fn on_request(&mut self, id: ServerId, link: LinkId, request: Request) {
        let (wire, location) = (&mut self.wire, &mut self.location);
        if request.method == Method::Register {
            let response = self.registrar.answer(wire, location, link, &request);
            wire.respond(id, response);
        } else if request.method == Method::Cancel {
            self.proxy.on_cancel(wire, id, &request);
        } else if request.method == Method::Options && account::is_our_own(&request.uri) {
            let response = wire.local_response(&request, 200);
            wire.respond(id, response);
        } else {
            self.proxy.on_request(wire, location, id, link, request);
        }
    }

    /// What cannot be read is answered if it is a request that can be answered at all.
    fn drop_frame(&mut self, link: LinkId, frame: &[u8], error: ParseError) {
        self.wire.log(format!("socket {} sent what was dropped: {error}", link.0));
        if let Some(request) = Request::salvage(frame)
            && request.method != Method::Ack
        {
            let response = self.wire.local_response(&request, error.kind.status());
            self.wire.transmit(link, &Message::Response(response));
        }
    }
}

/// A message that has what routing it depends on.
fn read(frame: &[u8]) -> Result<Message, ParseError> {
    let message = Message::parse(frame)?;
    match &message {
        Message::Request(request) => request.check()?,
        Message::Response(response) => response.check()?,
    }
    Ok(message)
}
