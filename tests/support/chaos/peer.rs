//! The server after a fault: it answers whatever comes, as a server without a script would.

use core::time::Duration;

use bellwire::message::{Message, Method, Name, Request, Response};
use bellwire::ua::LinkClosure;

use crate::support::agent::Agent;
use crate::support::history::{PeersDialog, accepts};
use crate::support::media::sdp_answer;

/// How quickly the server answers: before any timer of the agent.
const TICK: Duration = Duration::from_millis(200);

impl Agent {
    /// The server is there, and answers, for this long.
    pub(super) fn attend(&mut self, span: Duration) {
        let end = self.now + span;
        while self.now < end {
            if self.link.is_some() && !self.link_open {
                self.open_link();
            }
            self.answer_all();
            self.pass(TICK);
        }
        self.answer_all();
    }

    fn answer_all(&mut self) {
        while let Some(bytes) = self.sent.pop_front() {
            self.react(&bytes);
        }
    }

    /// The server is away for this long: every try to reach it fails.
    pub(super) fn stay_away(&mut self, span: Duration) {
        let end = self.now + span;
        while self.now < end {
            if self.link.is_some() {
                self.lose_link(LinkClosure::Refused);
            }
            self.pass(TICK);
        }
    }

    /// The peer ends a dialog; true if there was one to end.
    pub(super) fn bye_of_the_peer(&mut self, dialog: &PeersDialog) -> bool {
        let PeersDialog { call_id, peer, agent } = dialog;
        self.receive(
            format!(
                "BYE sip:alice@tab.invalid;transport=ws SIP/2.0\r\n\
                Via: SIP/2.0/WSS proxy.example.com;branch=z9hG4bKlast{call_id}{}\r\nMax-Forwards: 69\r\n\
                From: {peer}\r\nTo: {agent}\r\nCall-ID: {call_id}\r\nCSeq: 1000 BYE\r\n\r\n",
                peer.len()
            )
            .as_bytes(),
        );
        let answer = self.sent.pop_front().expect("a BYE is answered");
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let ended = answer.starts_with("SIP/2.0 200 ");
        assert!(ended || answer.starts_with("SIP/2.0 481 "), "a BYE is 200 or 481, not {answer}");
        ended
    }

    fn react(&mut self, bytes: &[u8]) {
        match Message::parse(bytes) {
            Ok(Message::Request(request)) => self.react_to(&request),
            // Whoever called before the link broke confirms what is told again.
            Ok(Message::Response(response)) if accepts(&response) => self.confirm(&response),
            Ok(Message::Response(_)) | Err(_) => {}
        }
    }

    fn react_to(&mut self, request: &Request) {
        let in_dialog = request.headers.has_to_tag();
        let status = match request.method {
            Method::Ack => return,
            Method::Invite if in_dialog => 488,
            Method::Invite => 486,
            _ => 200,
        };
        let mut response = request.response(status);
        response.headers.set_to_tag("after");
        if request.method == Method::Register {
            response.headers.copy(&Name::Contact, &request.headers);
            response.headers.push(Name::Expires, "600");
        }
        self.receive(&Message::Response(response).to_bytes().expect("written"));
    }

    fn confirm(&mut self, ok: &Response) {
        let text = |name: &Name| ok.headers.text(name).unwrap_or_default().to_owned();
        let mut ack = Request::new(Method::Ack, "sip:alice@tab.invalid");
        ack.headers.push(Name::Via, "SIP/2.0/WSS proxy.example.com;branch=z9hG4bKconfirms");
        for name in [Name::From, Name::To, Name::CallId] {
            ack.headers.push(name.clone(), text(&name));
        }
        let number = ok.headers.cseq().map_or(1, |cseq| cseq.number);
        ack.headers.push(Name::CSeq, format!("{number} ACK"));
        // Whoever left the offer to the agent owes an answer; nobody else's body is read.
        ack.headers.push(Name::ContentType, "application/sdp");
        ack.body = sdp_answer("after").into_bytes();
        self.receive(&Message::Request(ack).to_bytes().expect("written"));
    }
}
