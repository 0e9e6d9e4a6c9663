//! A switchboard on a virtual clock, and the messages its peers send and get.

use core::cell::Cell;
use core::time::Duration;
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

use bellwire::entropy::Entropy;
use bellwire::message::{Challenge, Message, Method, Name, Request, Response};
use bellwire::time::Instant;
use bellwire::transaction::LinkId;
use bellwire::ua::media::{MediaReply, MediaRequest, PeerId};
use md5::{Digest, Md5};
use sha2::Sha256;
use switchboard::{MediaNews, Output, Switchboard};

/// Goes on for all who draw from it, so that every token differs and every run is the same.
#[derive(Clone)]
struct Sequence(Rc<Cell<u64>>);

impl Entropy for Sequence {
    fn fill(&mut self, bytes: &mut [u8]) {
        for byte in bytes {
            let next = self.0.get().wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            self.0.set(next);
            *byte = next.to_be_bytes()[0];
        }
    }
}

pub(crate) struct Bench {
    switchboard: Switchboard,
    now: Instant,
    arrived: BTreeMap<LinkId, VecDeque<Vec<u8>>>,
    asked: VecDeque<(PeerId, MediaRequest)>,
    pub(crate) log: Vec<String>,
    branches: u32,
}

impl Bench {
    pub(crate) fn new() -> Self {
        Self {
            switchboard: Switchboard::new("127.0.0.1:8080", Sequence(Rc::new(Cell::new(1)))),
            now: Instant::default(),
            arrived: BTreeMap::new(),
            asked: VecDeque::new(),
            log: Vec::new(),
            branches: 0,
        }
    }

    /// With these users registered, the first on link 1.
    pub(crate) fn with(users: &[&str]) -> Self {
        let mut bench = Self::new();
        for (link, user) in (1..).map(LinkId).zip(users) {
            bench.register(link, user);
        }
        bench
    }

    /// Sends bytes as they are.
    pub(crate) fn send_raw(&mut self, link: LinkId, frame: &[u8]) {
        self.switchboard.receive(self.now, link, frame);
        self.drain();
    }

    pub(crate) fn send(&mut self, link: LinkId, message: impl Into<AnyMessage>) {
        self.send_raw(link, &message.into().0.to_bytes().unwrap());
    }

    /// A request outside of any dialog, with a branch of its own and the Contact of its socket.
    pub(crate) fn request(&mut self, link: LinkId, method: &str, uri: &str) -> Request {
        self.branches += 1;
        let mut request = Request::new(Method::from_token(method), uri);
        for (name, value) in [
            (Name::Via, format!("SIP/2.0/WS host{}.invalid;branch=z9hG4bK{}", link.0, self.branches)),
            (Name::MaxForwards, "70".to_owned()),
            (Name::From, format!("<sip:socket{}@localhost>;tag=from{}", link.0, link.0)),
            (Name::To, format!("<{uri}>")),
            (Name::CallId, format!("call{}", self.branches)),
            (Name::CSeq, format!("1 {method}")),
            (Name::Contact, contact(link)),
        ] {
            request.headers.push(name, value);
        }
        request
    }

    /// A REGISTER of this user, not yet authenticated.
    pub(crate) fn register_request(&mut self, link: LinkId, user: &str) -> Request {
        let mut request = self.request(link, "REGISTER", "sip:localhost");
        request.headers.set(Name::From, format!("<sip:{user}@localhost>;tag=from{}", link.0));
        request.headers.set(Name::To, format!("<sip:{user}@localhost>"));
        request
    }

    /// Sends a REGISTER, answers the challenge with this password, and returns the last response.
    pub(crate) fn register_with(
        &mut self,
        link: LinkId,
        user: &str,
        mut register: Request,
        password: &str,
    ) -> Response {
        self.send(link, register.clone());
        let challenge = self.expect(link, 401);
        let credentials = credentials(&challenge, user, &register, password, 1);
        register.headers.push(Name::Authorization, credentials);
        self.again(&mut register, 2);
        self.send(link, register);
        self.response(link)
    }

    pub(crate) fn register(&mut self, link: LinkId, user: &str) -> Response {
        let register = self.register_request(link, user);
        let response = self.register_with(link, user, register, "bellwire");
        assert_eq!(response.status, 200, "{response:?}");
        response
    }

    /// Sends a request, answers the challenge as this user, and returns the request that did.
    pub(crate) fn prove(&mut self, link: LinkId, user: &str, mut request: Request) -> Request {
        self.send(link, request.clone());
        let challenge = self.expect(link, 407);
        let credentials = credentials(&challenge, user, &request, "bellwire", 1);
        request.headers.push(Name::ProxyAuthorization, credentials);
        self.again(&mut request, 2);
        self.send(link, request.clone());
        request
    }

    /// Makes it the next request of its kind.
    pub(crate) fn again(&mut self, request: &mut Request, number: u32) {
        self.branches += 1;
        let via = format!("SIP/2.0/WS again.invalid;branch=z9hG4bK{}", self.branches);
        request.headers.set(Name::Via, via);
        let method = request.method.as_str().to_owned();
        request.headers.set(Name::CSeq, format!("{number} {method}"));
    }

    pub(crate) fn raw(&mut self, link: LinkId) -> Option<Vec<u8>> {
        self.arrived.entry(link).or_default().pop_front()
    }

    fn message(&mut self, link: LinkId) -> Message {
        let frame = self.raw(link);
        let frame = frame.unwrap_or_else(|| panic!("nothing came to socket {}: {:#?}", link.0, self.log));
        Message::parse(&frame).unwrap()
    }

    pub(crate) fn response(&mut self, link: LinkId) -> Response {
        match self.message(link) {
            Message::Response(response) => response,
            Message::Request(request) => panic!("a request came: {request:?}"),
        }
    }

    /// The next message on the link is a response of this status.
    pub(crate) fn expect(&mut self, link: LinkId, status: u16) -> Response {
        let response = self.response(link);
        assert_eq!(response.status, status, "{response:?}");
        response
    }

    /// The next message on the link is a request of this method.
    pub(crate) fn expect_request(&mut self, link: LinkId, method: &str) -> Request {
        match self.message(link) {
            Message::Request(request) => {
                assert_eq!(request.method.as_str(), method);
                request
            }
            Message::Response(response) => panic!("a response came: {response:?}"),
        }
    }

    pub(crate) fn expect_nothing(&mut self, link: LinkId) {
        let frame = self.raw(link);
        assert!(frame.is_none(), "{}", String::from_utf8_lossy(&frame.unwrap_or_default()));
    }

    /// The next thing that a media host is asked for.
    pub(crate) fn asked(&mut self) -> (PeerId, MediaRequest) {
        self.asked.pop_front().unwrap_or_else(|| panic!("no media host was asked: {:#?}", self.log))
    }

    /// A media host tells this.
    pub(crate) fn tell(&mut self, peer: PeerId, news: MediaNews) {
        self.switchboard.media(self.now, peer, news);
        self.drain();
    }

    /// A media host replies.
    pub(crate) fn reply(&mut self, peer: PeerId, reply: MediaReply) {
        self.tell(peer, MediaNews::Reply(reply));
    }

    pub(crate) fn close(&mut self, link: LinkId) {
        self.switchboard.link_closed(self.now, link);
        self.drain();
    }

    /// Lets time pass, stopping at every deadline.
    pub(crate) fn pass(&mut self, seconds: u64) {
        let end = self.now + Duration::from_secs(seconds);
        while let Some(deadline) = self.switchboard.next_deadline().filter(|deadline| *deadline <= end) {
            self.now = deadline;
            self.switchboard.on_deadline(deadline);
            self.drain();
        }
        self.now = end;
    }

    /// Nothing waits for time any more.
    pub(crate) fn is_at_rest(&self) -> bool {
        self.switchboard.next_deadline().is_none()
    }

    fn drain(&mut self) {
        while let Some(output) = self.switchboard.poll_output() {
            match output {
                Output::Log(line) => self.log.push(line),
                Output::Media(peer, request) => self.asked.push_back((peer, request)),
                Output::Transmit(link, frame) => self.arrived.entry(link).or_default().push_back(frame),
            }
        }
    }
}

/// A request or a response.
pub(crate) struct AnyMessage(Message);

impl From<Request> for AnyMessage {
    fn from(request: Request) -> Self {
        Self(Message::Request(request))
    }
}

impl From<Response> for AnyMessage {
    fn from(response: Response) -> Self {
        Self(Message::Response(response))
    }
}

/// The address of the browser on this socket.
pub(crate) fn contact(link: LinkId) -> String {
    format!("<sip:user{0}@host{0}.invalid;transport=ws>", link.0)
}

/// A response of a callee, with its tag and Contact.
pub(crate) fn answer(request: &Request, link: LinkId, status: u16) -> Response {
    let mut response = request.response(status);
    response.headers.set_to_tag(&format!("to{}", link.0));
    response.headers.copy(&Name::RecordRoute, &request.headers);
    response.headers.push(Name::Contact, contact(link));
    response
}

/// The answer to a challenge in MD5.
pub(crate) fn credentials(
    challenge: &Response,
    user: &str,
    request: &Request,
    password: &str,
    count: u32,
) -> String {
    credentials_in("MD5", challenge, user, request, password, count)
}

/// The answer to the challenge of this algorithm, computed here a second time.
pub(crate) fn credentials_in(
    algorithm: &str,
    challenge: &Response,
    user: &str,
    request: &Request,
    password: &str,
    count: u32,
) -> String {
    let challenges = challenges(challenge);
    let challenge = challenges.iter().find(|challenge| challenge.has("algorithm", algorithm)).unwrap();
    assert_eq!(challenge.get("qop").as_deref(), Some("auth"));
    let hash = if algorithm == "MD5" { hash::<Md5> } else { hash::<Sha256> };
    let (realm, nonce) = (challenge.get("realm").unwrap(), challenge.get("nonce").unwrap());
    let uri = &request.uri;
    let ha1 = hash(&format!("{user}:{realm}:{password}"));
    let ha2 = hash(&format!("{}:{uri}", request.method.as_str()));
    let response = hash(&format!("{ha1}:{nonce}:{count:08x}:c0ffee:auth:{ha2}"));
    format!(
        "Digest username=\"{user}\", realm=\"{realm}\", nonce=\"{nonce}\", uri=\"{uri}\", response=\"{response}\", \
        algorithm={algorithm}, qop=auth, nc={count:08x}, cnonce=\"c0ffee\""
    )
}

/// Its challenges, the preferred one first.
pub(crate) fn challenges(response: &Response) -> Vec<Challenge> {
    let name = if response.status == 407 { Name::ProxyAuthenticate } else { Name::WwwAuthenticate };
    response.headers.challenges(&name)
}

fn hash<D: Digest>(text: &str) -> String {
    D::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}
