//! One agent against a scripted server: it reads as the wire.

use core::ops::{Deref, DerefMut};

use bellwire::message::{Message, Name, Request, Response};
use bellwire::ua::{CallId, Command, Config, EndedBy, Event, Failure, FailureKind, LinkState};

use super::agent::Agent;
use super::media::{sdp, sdp_answer};

/// An agent, and the hand that plays its server.
pub(crate) struct Script {
    pub agent: Agent,
}

/// The call that [`Script::dial`] starts.
pub(crate) const CALL: CallId = CallId(1);

/// The methods we take (decision 18).
pub(crate) const ALLOW: [&str; 7] = ["INVITE", "ACK", "BYE", "CANCEL", "OPTIONS", "UPDATE", "NOTIFY"];

/// A call that came in: its name, Bob's INVITE, and the tag that our side of the dialog has.
pub(crate) struct Ringing {
    pub call: CallId,
    pub invite: Request,
    pub tag: String,
}

impl Deref for Script {
    type Target = Agent;

    fn deref(&self) -> &Agent {
        &self.agent
    }
}

impl DerefMut for Script {
    fn deref_mut(&mut self) -> &mut Agent {
        &mut self.agent
    }
}

impl Script {
    /// Alice, with a password, started, her link open.
    pub(crate) fn new() -> Self {
        Self::with(|config| config.display_name = Some("Alice".into()))
    }

    /// The same without registration: for scripts about calls.
    pub(crate) fn unregistered() -> Self {
        Self::with(|config| config.register = false)
    }

    /// Started, and nobody has opened the link yet.
    pub(crate) fn closed() -> Self {
        let mut config = Config::new("wss://sip.example.com", "sip:alice@example.com");
        config.password = Some("secret".into());
        let mut script = Self { agent: Agent::new(config, 1) };
        script.command(Command::Start).expect("it starts");
        script
    }

    /// Registered for ten minutes.
    pub(crate) fn registered() -> Self {
        let mut script = Self::new();
        let register = script.expect("REGISTER");
        script.grant(&register, 600);
        crate::expect_event!(script, Event::Registered { expires: 600, confirmed: true });
        script
    }

    /// The same with other options.
    pub(crate) fn with(change: impl FnOnce(&mut Config)) -> Self {
        let mut config = Config::new("wss://sip.example.com", "sip:alice@example.com");
        config.password = Some("secret".into());
        change(&mut config);
        let mut script = Self { agent: Agent::new(config, 1) };
        script.command(Command::Start).expect("it starts");
        crate::expect_event!(script, Event::Link { state: LinkState::Connecting, .. });
        script.open_link();
        crate::expect_event!(script, Event::Link { state: LinkState::Open, .. });
        script
    }

    /// The next message must be a request of this method.
    pub(crate) fn expect(&mut self, method: &str) -> Request {
        match self.next_message() {
            Some(Message::Request(request)) if request.method.as_str() == method => request,
            other => panic!("expected {method}, got {}", wire(other)),
        }
    }

    /// The next message must be a response of this status.
    pub(crate) fn expect_status(&mut self, status: u16) -> Response {
        match self.next_message() {
            Some(Message::Response(response)) if response.status == status => response,
            other => panic!("expected {status}, got {}", wire(other)),
        }
    }

    /// Nothing was sent that nobody has looked at.
    pub(crate) fn expect_silence(&mut self) {
        if let Some(message) = self.next_message() {
            panic!("expected silence, got {}", wire(Some(message)));
        }
    }

    /// Answers a request, with a To tag where it has none.
    pub(crate) fn reply(&mut self, request: &Request, status: u16) {
        self.reply_with(request, status, |_| {});
    }

    /// Answers a request after `edit` has had a look at the response.
    pub(crate) fn reply_with(&mut self, request: &Request, status: u16, edit: impl FnOnce(&mut Response)) {
        let mut response = request.response(status);
        edit(&mut response);
        if status > 100 {
            response.headers.set_to_tag("peer");
        }
        self.send(&Message::Response(response));
    }

    /// The callee takes the call with this description.
    pub(crate) fn accept(&mut self, invite: &Request, tag: &str, description: &str) {
        self.accept_with(invite, tag, description, |_| {});
    }

    /// The same after `edit` has had a look at the 200.
    pub(crate) fn accept_with(
        &mut self,
        invite: &Request,
        tag: &str,
        description: &str,
        edit: impl FnOnce(&mut Response),
    ) {
        let mut response = invite.response(200);
        response.headers.set_to_tag(tag);
        response.headers.push(Name::Contact, format!("<sip:bob@{tag}.invalid;transport=ws>"));
        describe(&mut response, description);
        edit(&mut response);
        self.send(&Message::Response(response));
    }

    /// The registrar keeps the binding for so many seconds.
    pub(crate) fn grant(&mut self, register: &Request, seconds: u32) {
        let contact = register.headers.text(&Name::Contact).expect("a REGISTER with a Contact").to_owned();
        self.reply_with(register, 200, |response| {
            response.headers.push(Name::Contact, format!("{contact};expires={seconds}"));
        });
    }

    /// Early media: an unreliable 183 of this leg.
    pub(crate) fn preview(&mut self, invite: &Request, tag: &str, description: &str) {
        let mut response = invite.response(183);
        response.headers.set_to_tag(tag);
        describe(&mut response, description);
        self.send(&Message::Response(response));
    }

    /// Our description was another in the browser than on the wire; what the browser made.
    pub(crate) fn expect_mended_ours(&mut self) -> String {
        self.expect_mended(true)
    }

    /// The peer's description is another in the browser than on the wire; what the browser has.
    pub(crate) fn expect_mended_theirs(&mut self) -> String {
        let mended = self.expect_mended(false);
        assert_eq!(self.media.remote.as_ref(), Some(&mended), "the trace tells what the browser has");
        mended
    }

    fn expect_mended(&mut self, ours: bool) -> String {
        let mended = core::mem::take(&mut self.mended);
        let [(made_here, sdp)] = mended.as_slice() else { panic!("one of them, not {mended:#?}") };
        assert_eq!(*made_here, ours, "{sdp}");
        sdp.clone()
    }

    // A call that goes out.

    /// Alice calls; her INVITE.
    pub(crate) fn dial(&mut self, target: &str) -> Request {
        self.call(CALL.0, target).expect("it is an address");
        self.expect("INVITE")
    }

    /// Alice calls and leaves the offer to the callee; her INVITE.
    pub(crate) fn dial_without_offer(&mut self, target: &str) -> Request {
        self.call_with(CALL.0, target, true).expect("it is an address");
        self.expect("INVITE")
    }

    /// Alice calls Bob and he answers; her INVITE.
    pub(crate) fn talk(&mut self) -> Request {
        let invite = self.dial("bob");
        self.accept(&invite, "peer", "bob");
        self.expect("ACK");
        crate::expect_event!(self, Event::Answered { call: CALL });
        invite
    }

    /// Alice hangs up for this reason, which is told, and Bob says that he has heard it.
    pub(crate) fn expect_bye_for(&mut self, kind: FailureKind) -> Failure {
        let bye = self.expect("BYE");
        self.reply(&bye, 200);
        let failure = crate::expect_event!(self, Event::Ended { by: EndedBy::Network, failure: Some(failure), .. } => failure);
        assert_eq!(failure.kind, kind);
        failure
    }

    pub(crate) fn hang_up(&mut self, call: CallId) {
        self.command(Command::HangUp { call }).expect("a call to hang up");
    }

    // A call that comes in.

    /// Bob calls, and it rings.
    pub(crate) fn ring(&mut self) -> Ringing {
        self.ring_with(&sdp("bob"))
    }

    /// The same with this description, or with none.
    pub(crate) fn ring_with(&mut self, description: &str) -> Ringing {
        let invite = self.invite("1", description);
        let ringing = self.expect_status(180);
        let tag = ringing.headers.to().ok().and_then(|to| to.tag().map(str::to_owned)).expect("a tag");
        let call = crate::expect_event!(self, Event::Incoming { call, .. } => call);
        Ringing { call, invite, tag }
    }

    pub(crate) fn answer(&mut self, call: CallId) {
        self.command(Command::Answer { call, audio: Default::default() }).expect("it rings");
    }

    /// Bob calls, Alice answers, Bob confirms.
    pub(crate) fn talk_to_bob(&mut self) -> Ringing {
        let ringing = self.ring();
        self.answer(ringing.call);
        self.expect_status(200);
        self.bob("ACK", "ack", 1, &ringing.tag);
        crate::expect_event!(self, Event::Answered { .. });
        ringing
    }

    /// Bob ends a call that Alice made; `ours` is a request of hers in it.
    pub(crate) fn bye_from_bob(&mut self, ours: &Request) {
        let mut bye = self.bobs_request("BYE", "bye", 100, None);
        for (name, from) in [(Name::From, Name::To), (Name::To, Name::From), (Name::CallId, Name::CallId)] {
            bye.headers.set(name, ours.headers.text(&from).expect("it is in the dialog").to_owned());
        }
        self.send(&Message::Request(bye));
    }

    /// As many calls ring as may.
    pub(crate) fn fill_the_lines(&mut self) {
        for n in 0..8 {
            self.bobs_other_call(n);
            self.expect_status(180);
        }
    }

    /// Bob calls over yet another line.
    pub(crate) fn bobs_other_call(&mut self, n: u32) {
        let name = format!("line{n}");
        let mut invite = self.bobs_request("INVITE", &name, 1, None);
        invite.headers.set(Name::CallId, name);
        self.send(&Message::Request(invite));
    }

    /// Bob sends a request, inside the dialog unless the tag is empty.
    pub(crate) fn bob(&mut self, method: &str, branch: &str, number: u32, tag: &str) {
        let request = self.bobs_request(method, branch, number, Some(tag).filter(|tag| !tag.is_empty()));
        self.send(&Message::Request(request));
    }

    // The wire.

    /// Passes over the same response said again; how often it was.
    pub(crate) fn skip_repeats(&mut self, of: &Response) -> usize {
        let bytes = of.to_bytes().expect("what was read can be written");
        let mut repeats = 0;
        while self.sent.front() == Some(&bytes) {
            self.sent.pop_front();
            repeats += 1;
        }
        repeats
    }

    pub(crate) fn send(&mut self, message: &Message) {
        let bytes = message.to_bytes().expect("the script writes what can be written");
        self.receive(&bytes);
    }

    /// Bob calls, with this description unless it is empty.
    pub(crate) fn invite(&mut self, branch: &str, description: &str) -> Request {
        let mut invite = self.bobs_request("INVITE", branch, 1, None);
        if !description.is_empty() {
            invite.headers.push(Name::ContentType, "application/sdp");
            invite.body = description.as_bytes().to_vec();
        }
        self.send(&Message::Request(invite.clone()));
        invite
    }

    /// A request of Bob's, inside the dialog when Alice's tag is given.
    pub(crate) fn bobs_request(&self, method: &str, branch: &str, number: u32, tag: Option<&str>) -> Request {
        let tag = tag.map(|tag| format!(";tag={tag}")).unwrap_or_default();
        let text = format!(
            "{method} sip:alice@tab.invalid;transport=ws SIP/2.0\r\n\
            Via: SIP/2.0/WSS proxy.example.com;branch=z9hG4bK{branch}\r\n\
            Via: SIP/2.0/WSS bob.invalid;branch=z9hG4bKfar\r\n\
            Record-Route: <sip:proxy.example.com;lr>\r\nMax-Forwards: 69\r\n\
            From: \"Bob\" <sip:bob@example.com>;tag=bob1\r\nTo: <sip:alice@example.com>{tag}\r\n\
            Call-ID: from-bob\r\nCSeq: {number} {method}\r\nContact: <sip:bob@bob.invalid;transport=ws>\r\n\r\n"
        );
        match Message::parse(text.as_bytes()).expect("Bob writes well") {
            Message::Request(request) => request,
            Message::Response(_) => unreachable!(),
        }
    }
}

/// The description in a message.
pub(crate) fn body_of(response: &Response) -> String {
    String::from_utf8_lossy(&response.body).into_owned()
}

/// A message as a person reads it.
fn wire(message: Option<Message>) -> String {
    let bytes = message.map(|message| message.to_bytes().expect("what was read can be written"));
    bytes.map_or_else(|| "silence".into(), |bytes| String::from_utf8_lossy(&bytes).into_owned())
}

/// Gives a response the answer to an offer.
fn describe(response: &mut Response, name: &str) {
    response.headers.push(Name::ContentType, "application/sdp");
    response.body = sdp_answer(name).into_bytes();
}
