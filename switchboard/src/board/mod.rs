//! The switchboard without sockets: what comes in is handed to whom it concerns.

mod account;
mod digest;
mod extensions;
mod gate;
mod line;
mod location;
mod proxy;
mod registrar;
mod wire;

use bellwire::entropy::Entropy;
use bellwire::message::{Message, Method, ParseError, Request};
use bellwire::time::Instant;
use bellwire::transaction::{LinkId, Output as Told, ServerId};
use bellwire::ua::media::{MediaReply, MediaRequest, PeerId};

use self::extensions::{Act, Extensions};
use self::gate::Gate;
use self::location::Location;
use self::proxy::Proxy;
use self::wire::Wire;

/// What the shell is asked to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// Send this as one WebSocket message.
    Transmit(LinkId, Vec<u8>),
    /// Ask the media host of a call with `echo`.
    Media(PeerId, MediaRequest),
    /// Tell the person who watches.
    Log(String),
}

/// What a media host of a call with `echo` tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MediaNews {
    /// Its answer to a request, or what it has noticed.
    Reply(MediaReply),
    /// The caller pressed this key (RFC 4733).
    Key(char),
    /// It is no more, and what it held is free.
    Gone,
}

/// Registrar, location service, proxy and extensions in one. Feed it, then drain [`Self::poll_output`].
pub struct Switchboard {
    wire: Wire,
    gate: Gate,
    location: Location,
    proxy: Proxy,
    extensions: Extensions,
}

impl Switchboard {
    /// Nobody is connected. `sent_by` is the host and port that people reach it by.
    #[must_use]
    pub fn new(sent_by: &str, entropy: impl Entropy + Clone + 'static) -> Self {
        Self {
            wire: Wire::new(sent_by, Box::new(entropy.clone())),
            gate: Gate::default(),
            location: Location::default(),
            proxy: Proxy::new(sent_by),
            extensions: Extensions::new(&entropy),
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
        self.take(link, frame);
        self.settle();
    }

    /// A socket closed: its bindings and its transactions end with it.
    pub fn link_closed(&mut self, now: Instant, link: LinkId) {
        self.wire.now = now;
        self.gate.forget(link);
        self.location.forget(link);
        self.proxy.caller_lost(&mut self.wire, link);
        self.wire.link_lost(link);
        self.settle();
    }

    /// A media host has something to tell.
    pub fn media(&mut self, now: Instant, peer: PeerId, news: MediaNews) {
        self.wire.now = now;
        let acts = self.extensions.media(now, peer, news);
        self.carry_out(acts);
        self.settle();
    }

    /// When [`Self::on_deadline`] is next due.
    #[must_use]
    pub fn next_deadline(&self) -> Option<Instant> {
        let deadlines =
            [self.wire.next_deadline(), self.proxy.next_deadline(), self.extensions.next_deadline()];
        deadlines.into_iter().flatten().min()
    }

    /// Time has passed; one call too many does nothing.
    pub fn on_deadline(&mut self, now: Instant) {
        self.wire.now = now;
        self.proxy.on_deadline(&mut self.wire);
        self.wire.on_deadline();
        let acts = self.extensions.on_deadline(now);
        self.carry_out(acts);
        self.settle();
    }

    /// The next effect.
    pub fn poll_output(&mut self) -> Option<Output> {
        self.wire.poll_output()
    }

    /// Takes a message off the wire, or from one of our extensions.
    fn take(&mut self, link: LinkId, frame: &[u8]) {
        match read(frame) {
            Ok(message) => {
                if let Message::Response(response) = &message
                    && !(300..400).contains(&response.status)
                {
                    // A redirection lists the addresses of others.
                    self.location.learn(link, &response.headers, self.gate.knows(link));
                }
                self.wire.receive(link, message);
            }
            Err(error) => self.drop_frame(link, frame, error),
        }
    }

    /// Hands on what the transactions tell, and what is for the extensions, until nothing is left.
    fn settle(&mut self) {
        loop {
            if let Some(told) = self.wire.next_told() {
                self.dispatch(told);
            } else if let Some((link, frame)) = self.wire.next_inside() {
                let acts = self.extensions.receive(self.wire.now, link, frame);
                self.carry_out(acts);
            } else {
                return;
            }
        }
    }

    fn carry_out(&mut self, acts: Vec<Act>) {
        for act in acts {
            match act {
                Act::Send(link, frame) => self.take(link, &frame),
                Act::Media(peer, request) => self.wire.output(Output::Media(peer, request)),
                Act::Log(line) => self.wire.log(line),
            }
        }
    }

    fn dispatch(&mut self, told: Told) {
        match told {
            Told::Send(link, message) => self.wire.transmit(link, &message),
            Told::Request(id, link, request) => self.on_request(id, link, request),
            Told::Ack(ack) => self.proxy.on_ack(&mut self.wire, &self.location, ack),
            Told::Response(id, response) => self.proxy.on_response(&mut self.wire, id, response),
            Told::Failed(id, gone) => self.proxy.on_failed(&mut self.wire, id, gone),
            Told::Over(id) => self.proxy.on_over(&mut self.wire, id),
        }
    }

    fn on_request(&mut self, id: ServerId, link: LinkId, request: Request) {
        let Self { wire, gate, location, proxy, .. } = self;
        if request.method == Method::Register {
            let response = registrar::answer(wire, gate, location, link, &request);
            wire.respond(id, response);
        } else if request.method == Method::Cancel {
            proxy.on_cancel(wire, id, &request);
        } else if request.method == Method::Options && account::is_our_own(&request.uri) {
            let response = wire.local_response(&request, 200);
            wire.respond(id, response);
        } else {
            proxy.on_request(wire, gate, location, id, link, request);
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
