//! The table and its machines as a whole: every state with every input, what each timer does, and anything at random.

mod everything;
mod random;
mod table;

use super::{LinkId, Output, ServerId, Transactions};
use crate::entropy::Entropy;
use crate::message::{Message, Method, Name, Request, Response};
use crate::time::Instant;

const LINK: LinkId = LinkId(1);

/// Counts, so that every branch is another.
struct Counter(u8);

impl Entropy for Counter {
    fn fill(&mut self, bytes: &mut [u8]) {
        for byte in bytes {
            self.0 = self.0.wrapping_mul(5).wrapping_add(1);
            *byte = self.0;
        }
    }
}

/// The table, a clock, and what it put out last.
struct Bench {
    table: Transactions,
    entropy: Counter,
    now: Instant,
    out: Vec<Output>,
}

impl Bench {
    fn new() -> Self {
        Self {
            table: Transactions::new("WSS", "x.invalid", 0),
            entropy: Counter(1),
            now: Instant(0),
            out: vec![],
        }
    }

    /// A request of ours, as it went out.
    fn ask(&mut self, method: Method) -> (super::ClientId, Request) {
        let mut request = Request::new(method.clone(), "sip:bob@example.com");
        request.headers.push(Name::Route, "<sip:proxy.example.com;lr>");
        request.headers.push(Name::From, "<sip:alice@example.com>;tag=a");
        request.headers.push(Name::To, "<sip:bob@example.com>");
        request.headers.push(Name::CallId, "ours");
        request.headers.push(Name::CSeq, format!("1 {}", method.as_str()));
        let id = self.table.request(self.now, LINK, request, &mut self.entropy);
        self.hear();
        match self.out.as_slice() {
            [Output::Send(LINK, Message::Request(sent))] => (id, sent.clone()),
            other => panic!("one request is sent, not {other:?}"),
        }
    }

    /// Its answer comes.
    fn answer(&mut self, request: &Request, status: u16) {
        let mut response = request.response(status);
        response.headers.set_to_tag("b");
        self.receive(Message::Response(response));
    }

    fn receive(&mut self, message: Message) {
        self.table.receive(self.now, LINK, message);
        self.hear();
    }

    /// A request comes; the transaction that it began.
    fn asked(&mut self, request: &Request) -> ServerId {
        self.receive(Message::Request(request.clone()));
        match self.out.as_slice() {
            [Output::Request(id, LINK, _)] => *id,
            other => panic!("the core gets the request, not {other:?}"),
        }
    }

    fn respond(&mut self, id: ServerId, response: &Response) {
        self.table.respond(self.now, id, response.clone());
        self.hear();
    }

    fn pass(&mut self, ms: u64) {
        self.now = Instant(self.now.0 + ms);
        self.table.on_deadline(self.now);
        self.hear();
    }

    fn cancel(&mut self, id: super::ClientId) {
        self.table.cancel(self.now, id);
        self.hear();
    }

    fn lose(&mut self, link: LinkId) {
        self.table.link_lost(link);
        self.hear();
    }

    /// What the last step put out.
    fn hear(&mut self) {
        self.out = self.table.take_output();
    }

    /// What was put out, a word each.
    fn said(&self) -> Vec<String> {
        self.out.iter().map(word).collect()
    }
}

fn word(output: &Output) -> String {
    match output {
        Output::Send(_, Message::Request(request)) => format!("send {}", request.method.as_str()),
        Output::Send(_, Message::Response(response)) => format!("send {}", response.status),
        Output::Request(_, _, request) => format!("told {}", request.method.as_str()),
        Output::Ack(_) => "told ACK".into(),
        Output::Response(_, response) => format!("told {}", response.status),
        Output::Failed(_, gone) => format!("{gone:?}"),
        Output::Over(_) => "Over".into(),
    }
}

/// A request of a peer; the branch is without its magic when it begins with a letter `o`, for old.
fn incoming(method: Method, branch: &str, tag: Option<&str>) -> Request {
    let magic = if branch.starts_with('o') { "" } else { "z9hG4bK" };
    let tag = tag.map(|tag| format!(";tag={tag}")).unwrap_or_default();
    let mut request = Request::new(method.clone(), "sip:alice@x.invalid");
    request.headers.push(Name::Via, format!("SIP/2.0/WSS p.example.com;branch={magic}{branch}"));
    request.headers.push(Name::From, "<sip:bob@example.com>;tag=b");
    request.headers.push(Name::To, format!("<sip:alice@example.com>{tag}"));
    request.headers.push(Name::CallId, "theirs");
    request.headers.push(Name::CSeq, format!("1 {}", method.as_str()));
    request
}
