//! What must hold for any bytes at all: nothing panics, what was read is written and read again the same. The fuzz
//! targets feed it with what they make up, the tests with what was found.

use core::time::Duration;

use bellwire::message::{Challenge, Limits, Message, Name, NameAddr, Request, Unwritable, Uri, Via};
use bellwire::sdp;
use bellwire::ua::{CallId, Command, Config, Input, LinkClosure, Manner};

use crate::support::Agent;

/// Bytes as a message.
pub(crate) fn parse(bytes: &[u8]) {
    if let Some(request) = Request::salvage(bytes) {
        assert!(request.response(400).to_bytes().is_ok(), "whatever can be answered is answered");
    }
    let Ok(message) = Message::parse(bytes) else { return };
    let written = message.to_bytes();
    assert!(!matches!(written, Err(Unwritable::HeaderValue)), "what was read of a header can be written");
    if let Ok(written) = written {
        // A message without a Content-Length has a row more when it is written.
        let limits = Limits { headers: Limits::default().headers + 1, ..Limits::default() };
        let again = Message::parse_within(&written, &limits).expect("what is written can be read");
        assert_eq!(again.to_bytes().as_ref(), Ok(&written), "and is written the same");
    }
}

/// Bytes as a message of which everything is asked that can be, and as the value of everything that has a grammar.
pub(crate) fn headers(bytes: &[u8]) {
    if let Ok(message) = Message::parse(bytes) {
        match &message {
            Message::Request(request) => {
                let _ = (request.check(), request.parsed_uri(), request.session());
                let mut response = request.response(200);
                response.headers.set_to_tag("tag");
            }
            Message::Response(response) => {
                let _ = (response.check(), response.session());
            }
        }
        ask(message);
    }
    let text = String::from_utf8_lossy(bytes);
    if let Ok(uri) = Uri::parse(&text) {
        assert_eq!(Uri::parse(&uri.to_string()).as_ref(), Ok(&uri));
        assert!(uri.is_equivalent(&uri), "it is equal to itself");
    }
    if let Ok(address) = NameAddr::parse(&text) {
        assert_eq!(NameAddr::parse(&address.to_string()).as_ref(), Ok(&address));
    }
    if let Ok(via) = Via::parse(&text) {
        assert_eq!(Via::parse(&via.to_string()).as_ref(), Ok(&via));
    }
    if let Ok(challenge) = Challenge::parse(&text) {
        for param in &challenge.params.0 {
            let _ = challenge.get(&param.name);
        }
    }
    for line in sdp::media(&text) {
        let _ = (line.attribute("candidate"), line.is_active());
    }
    let _ = (sdp::is_webrtc(&text), sdp::has_audio(&text), sdp::hold(&text), sdp::session(&text));
    if text.starts_with("v=") {
        mend(&text);
    }
    let mut origin = sdp::Origin::new(7);
    assert_eq!(origin.stamp(&text), origin.stamp(&text), "what did not change keeps its version");
}

/// A description that was mended once is not mended again.
fn mend(text: &str) {
    for offer in ["", text] {
        let mended = sdp::mend_incoming(text, offer, "active").unwrap_or_else(|| text.into());
        assert_eq!(sdp::mend_incoming(&mended, offer, "active"), None, "{mended:?}");
    }
    let mended = sdp::mend_outgoing(text, false).unwrap_or_else(|| text.into());
    assert_eq!(sdp::mend_outgoing(&mended, false), None, "{mended:?}");
    let refusing = sdp::refuse_idle_lines(text);
    assert_eq!(sdp::refuse_idle_lines(&refusing), refusing);
}

/// Every typed header, whatever the message is.
fn ask(mut message: Message) {
    let headers = message.headers_mut();
    for row in headers.rows().to_vec() {
        let _ = (headers.list(&row.name), headers.text(&row.name).map(str::len));
        let _ = (headers.challenges(&row.name), headers.credentials(&row.name));
    }
    let _ = (headers.from(), headers.to(), headers.contacts(), headers.cseq(), headers.content_type());
    let _ = (headers.vias(), headers.record_routes(), headers.service_routes());
    let _ = (headers.expires(), headers.min_expires(), headers.max_forwards(), headers.retry_after());
    let _ = (headers.flow_timer(), headers.call_id().map(str::len), headers.accepts("application", "sdp"));
    let _ = (headers.reasons(), headers.warnings(), headers.error_infos());
    while headers.has(&Name::Via) {
        headers.pop_via();
    }
    while headers.has(&Name::Route) {
        headers.pop_route();
    }
}

/// What separates the steps of [`ua`]: no message has it.
const SEPARATOR: u8 = 0x1e;

/// Bytes as the life of a user agent: steps, each a digit for something that happens or a frame that comes in. At the
/// end it is closed, and nothing is left of anything.
pub(crate) fn ua(bytes: &[u8]) {
    let mut config = Config::new("wss://sip.example.com", "sip:alice@example.com");
    config.password = Some("secret".into());
    config.register = bytes.len().is_multiple_of(2);
    let mut agent = Agent::new(config, 1);
    let _ = agent.command(Command::Start);
    agent.open_link();
    for step in bytes.split(|byte| *byte == SEPARATOR).take(64) {
        happen(&mut agent, step);
        while let Some(frame) = agent.sent.pop_front() {
            let is_keep_alive = frame.trim_ascii().is_empty();
            assert!(is_keep_alive || Message::parse(&frame).is_ok(), "what it sends can be read");
            headers(&frame);
        }
    }
    let _ = agent.command(Command::Close);
    agent.pass(Duration::from_secs(60));
    agent.assert_nothing_left();
}

fn happen(agent: &mut Agent, step: &[u8]) {
    let (ours, theirs) = (CallId(1), CallId::FIRST_INCOMING);
    let audio = Default::default();
    let command = match step {
        b"1" => Command::Call { call: ours, target: "bob".into(), audio, expires: None, late_offer: false },
        b"2" => Command::Answer { call: theirs, audio },
        b"3" => Command::Decline { call: theirs, manner: Manner::Busy },
        b"4" => Command::HangUp { call: ours },
        b"5" => Command::HangUp { call: theirs },
        b"6" => return agent.pass(Duration::from_secs(1)),
        b"7" => return agent.pass(Duration::from_secs(40)),
        b"8" => {
            if let Some(link) = agent.link {
                let _ = agent.input(Input::LinkClosed(link, LinkClosure::Refused));
                agent.pass(Duration::from_secs(2));
                // After many losses it waits for longer.
                if agent.link.is_some() {
                    agent.open_link();
                }
            }
            return;
        }
        frame => {
            if agent.link.is_some() {
                agent.receive(frame);
            }
            return;
        }
    };
    let _ = agent.command(command);
}
