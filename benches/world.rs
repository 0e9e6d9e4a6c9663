//! Agents that are driven as a page drives them, on a clock that stands still unless it is told otherwise.

use core::time::Duration;

use bellwire::entropy::Entropy;
use bellwire::message::Message;
use bellwire::time::{Instant, Now, WallClock};
use bellwire::transaction::LinkId;
use bellwire::ua::media::{MediaReply, MediaRequest, PeerId, Step};
use bellwire::ua::{CallId, Command, Config, Event, Input, Output, UserAgent};

use crate::sdp::chromium;

struct Dice(u64);

impl Entropy for Dice {
    fn fill(&mut self, bytes: &mut [u8]) {
        for byte in bytes {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            *byte = (self.0 >> 33) as u8;
        }
    }
}

/// One agent with a page that always says yes.
struct Phone {
    agent: UserAgent,
    now: Instant,
    sent: Vec<Vec<u8>>,
    calls: Vec<CallId>,
}

const LINK: LinkId = LinkId(1);

impl Phone {
    fn new(user: &str, seed: u64) -> Self {
        let mut config = Config::new("wss://sip.example.com", format!("sip:{user}@example.com"));
        config.register = false;
        let agent = UserAgent::new(config, Box::new(Dice(seed))).expect("a good configuration");
        let mut phone = Self { agent, now: Instant(0), sent: vec![], calls: vec![] };
        phone.feed(Input::Command(Command::Start));
        phone.feed(Input::LinkOpened(LINK));
        phone
    }

    fn feed(&mut self, input: Input) {
        let now = Now { mono: self.now, wall: WallClock(1_700_000_000_000 + self.now.0) };
        self.agent.handle_input(now, input).expect("no misuse");
        let mut media = vec![];
        loop {
            match self.agent.poll_output() {
                Output::Wait(_) => break,
                Output::Transmit(_, bytes) => self.sent.push(bytes),
                Output::Media(_, peer, request) => media.push((peer, request)),
                Output::Event(stamped) => {
                    if let Event::Incoming { call, .. } = stamped.event {
                        self.calls.push(call);
                    }
                }
                Output::OpenLink(..) | Output::CloseLink(_) | Output::Trace(_) => {}
            }
        }
        for (peer, request) in media {
            self.serve(peer, &request);
        }
    }

    fn serve(&mut self, peer: PeerId, request: &MediaRequest) {
        match request {
            MediaRequest::Negotiate { stamp, step: Step::CreateOffer { .. } | Step::CreateAnswer { .. } } => {
                self.feed(Input::Media(peer, MediaReply::Description { stamp: *stamp }));
                let gathered =
                    MediaReply::Gathered { udp: 1, reflexive: 0, relay: 0, bare: 0, complete: true };
                self.feed(Input::Media(peer, gathered));
            }
            MediaRequest::Negotiate { stamp, .. } => {
                self.feed(Input::Media(peer, MediaReply::Done { stamp: *stamp }));
            }
            MediaRequest::TakeDescription => {
                self.feed(Input::Media(peer, MediaReply::Taken { sdp: chromium(true) }));
            }
            MediaRequest::SendTones { .. } | MediaRequest::Close => {}
        }
    }

    fn pass(&mut self, span: Duration) {
        self.now = self.now + span;
        self.feed(Input::Wake);
    }
}

/// Two agents that call each other over a line without delay.
pub struct Line {
    alice: Phone,
    bob: Phone,
    last: u32,
}

impl Line {
    /// Both idle.
    #[must_use]
    pub fn new() -> Self {
        Self { alice: Phone::new("alice", 1), bob: Phone::new("bob", 2), last: 0 }
    }

    /// Alice calls, Bob answers, Alice hangs up; then half a minute passes for both.
    pub fn call(&mut self) {
        self.last += 1;
        let call = CallId(self.last);
        self.alice.feed(Input::Command(Command::Call {
            call,
            target: "bob".into(),
            expires: None,
            late_offer: false,
            audio: Default::default(),
        }));
        self.carry();
        let incoming = self.bob.calls.pop().expect("it rings");
        self.bob.feed(Input::Command(Command::Answer { call: incoming, audio: Default::default() }));
        self.carry();
        self.alice.feed(Input::Command(Command::HangUp { call }));
        self.carry();
        for phone in [&mut self.alice, &mut self.bob] {
            phone.pass(Duration::from_secs(33));
            assert!(phone.sent.is_empty(), "a call is over without a loose end");
        }
    }

    fn carry(&mut self) {
        while !self.alice.sent.is_empty() || !self.bob.sent.is_empty() {
            for bytes in core::mem::take(&mut self.alice.sent) {
                self.bob.feed(Input::Received(LINK, bytes));
            }
            for bytes in core::mem::take(&mut self.bob.sent) {
                self.alice.feed(Input::Received(LINK, bytes));
            }
        }
    }
}

impl Default for Line {
    fn default() -> Self {
        Self::new()
    }
}

/// An agent in as many calls as one likes.
pub struct Crowd {
    phone: Phone,
    tags: Vec<String>,
    last: u32,
}

impl Crowd {
    /// So many calls came in, were answered, and stand.
    #[must_use]
    pub fn new(dialogs: u32) -> Self {
        let mut crowd = Self { phone: Phone::new("alice", 3), tags: vec![], last: 0 };
        for _ in 0..dialogs {
            crowd.begin();
            if crowd.tags.len().is_multiple_of(64) {
                crowd.settle();
            }
        }
        crowd.settle();
        crowd
    }

    /// Another call comes in, is answered and stands.
    pub fn begin(&mut self) {
        let caller = self.tags.len();
        let invite = self.request("INVITE", caller, "", &chromium(true));
        self.receive(invite);
        let call = self.phone.calls.pop().expect("it rings");
        self.phone.feed(Input::Command(Command::Answer { call, audio: Default::default() }));
        let ok = self.phone.sent.pop().expect("a 200");
        self.phone.sent.clear();
        let Ok(Message::Response(ok)) = Message::parse(&ok) else { panic!("a 200") };
        let tag = ok.headers.to().ok().and_then(|to| to.tag().map(str::to_owned)).expect("a tag");
        let ack = self.request("ACK", caller, &tag, "");
        self.tags.push(tag);
        self.receive(ack);
    }

    /// The newest caller hangs up.
    pub fn end(&mut self) {
        let tag = self.tags.pop().expect("somebody talks");
        let bye = self.request("BYE", self.tags.len(), &tag, "");
        self.receive(bye);
        self.settle();
    }

    /// Every timer of what went before has come.
    fn settle(&mut self) {
        self.phone.pass(Duration::from_secs(33));
        self.phone.sent.clear();
    }

    /// A message in one of the dialogs, each another one than the last.
    #[must_use]
    pub fn message(&mut self) -> Vec<u8> {
        let caller = (self.last as usize).wrapping_mul(7919) % self.tags.len();
        let tag = self.tags[caller].clone();
        self.request("INFO", caller, &tag, "")
    }

    /// What comes over the link; of what is sent the first few are kept, so that the list does not grow with the rounds.
    pub fn receive(&mut self, bytes: Vec<u8>) {
        self.phone.feed(Input::Received(LINK, bytes));
        self.phone.sent.truncate(4);
    }

    fn request(&mut self, method: &str, caller: usize, tag: &str, sdp: &str) -> Vec<u8> {
        self.last += 1;
        let number = self.last;
        // Call-IDs come in no order.
        let call_id = (caller as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let tag = if tag.is_empty() { String::new() } else { format!(";tag={tag}") };
        let kind = if sdp.is_empty() { "" } else { "Content-Type: application/sdp\r\n" };
        format!(
            "{method} sip:alice@kq3v9m2xw7ut.invalid;transport=ws SIP/2.0\r\n\
            Via: SIP/2.0/WSS edge.example.com:8443;branch=z9hG4bK{number}\r\n\
            Via: SIP/2.0/WSS caller.invalid;branch=z9hG4bKfar{number}\r\n\
            Record-Route: <sip:edge.example.com;lr>\r\nMax-Forwards: 69\r\n\
            From: \"Bob\" <sip:bob@example.com>;tag=bob{caller}\r\nTo: <sip:alice@example.com>{tag}\r\n\
            Call-ID: {call_id:016x}\r\nCSeq: {number} {method}\r\nContact: <sip:bob@bob.invalid;transport=ws>\r\n{kind}\
            Content-Length: {}\r\n\r\n{sdp}",
            sdp.len()
        )
        .into_bytes()
    }
}
