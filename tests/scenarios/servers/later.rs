//! Manners whose handling is still to come: each test moves to its server's file with it.

use core::time::Duration;

use bellwire::message::{Message, Name, Request, Response};
use bellwire::ua::{EndedBy, Event};

use crate::expect_event;
use crate::support::{CALL, Ringing, Row, Script, row, sdp};

/// A request of the server in the dialog of a call that Alice made; `number` counts on from nothing.
fn in_dialog(script: &Script, invite: &Request, method: &str, number: u32, offer: &str) -> Message {
    let text = |name: &Name| invite.headers.text(name).unwrap().to_owned();
    let body = if offer.is_empty() { String::new() } else { sdp(offer) };
    let kind = if offer.is_empty() { "" } else { "Content-Type: application/sdp\r\n" };
    let request = format!(
        "{method} sip:alice@tab.invalid;transport=ws SIP/2.0\r\n\
        Via: SIP/2.0/WSS proxy.example.com;branch=z9hG4bK{method}{number}\r\nMax-Forwards: 69\r\n\
        From: {};tag=peer\r\nTo: {}\r\nCall-ID: {}\r\nCSeq: {number} {method}\r\n\
        Contact: <sip:asterisk@192.0.2.1:5060;transport=ws>\r\n{kind}\r\n{body}",
        text(&Name::To),
        text(&Name::From),
        text(&Name::CallId),
    );
    assert!(script.link_open);
    Message::parse(request.as_bytes()).unwrap()
}

fn body_of(response: &Response) -> String {
    String::from_utf8_lossy(&response.body).into_owned()
}

/// Asterisk, decision 16: a mailbox is told of whether or not somebody subscribed.
#[test]
fn it_tells_of_messages_waiting_without_being_asked_and_hears_200() {
    row("Asterisk, MWI", Script::registered, |script| {
        let mut notify = script.bobs_request("NOTIFY", "mwi", 1, None);
        notify.headers.remove(&Name::RecordRoute);
        notify.headers.push(Name::from_token("Event"), "message-summary");
        notify.headers.push(Name::from_token("Subscription-State"), "terminated");
        notify.headers.push(Name::ContentType, "application/simple-message-summary");
        notify.body = b"Messages-Waiting: yes\r\nMessage-Account: sip:asterisk@192.0.2.1\r\nVoice-Message: 2/0 (0/0)\r\n".to_vec();
        script.send(&Message::Request(notify));
        script.expect_status(200);
        assert_eq!(script.events.len(), 1, "the application is told once");
        script.events.clear();
    });
}

/// Decision 16: what nobody subscribed to is 481, but for the three that servers send unasked.
#[test]
fn of_unsolicited_notifies_only_three_events_are_taken() {
    for (event, status) in [("keep-alive", 200), ("check-sync", 200), ("dialog", 481), ("presence", 481)] {
        row("S-5M", Script::registered, |script| {
            let mut notify = script.bobs_request("NOTIFY", event, 1, None);
            notify.headers.push(Name::from_token("Event"), event);
            notify.headers.push(Name::from_token("Subscription-State"), "active");
            script.send(&Message::Request(notify));
            script.expect_status(status);
            script.events.clear();
        });
    }
}

/// Asterisk, connected line: an UPDATE with an offer a moment after the answer.
#[test]
fn it_sends_an_update_with_an_offer_after_the_answer_and_gets_one_back() {
    row("Asterisk, UPDATE", Script::registered, |script| {
        let invite = script.talk();
        let update = in_dialog(script, &invite, "UPDATE", 1, "connected");
        script.send(&update);
        let ok = script.expect_status(200);
        assert!(body_of(&ok).contains("s=local"));
        assert_eq!(script.media.log, ["answer bob", "offer connected"]);
        assert!(script.events.is_empty(), "the call neither ends nor is answered again");
        script.hang_up(CALL);
        let bye = script.expect("BYE");
        assert_eq!(bye.uri, "sip:asterisk@192.0.2.1:5060;transport=ws", "UPDATE moves the target");
        script.reply(&bye, 200);
    });
}

/// Asterisk, direct media or a bridge that changes.
#[test]
fn it_sends_a_re_invite_with_an_offer_after_the_answer_and_the_call_goes_on() {
    row("Asterisk, re-INVITE", Script::registered, |script| {
        let invite = script.talk();
        let again = in_dialog(script, &invite, "INVITE", 1, "bridge");
        script.send(&again);
        let ok = script.expect_status(200);
        assert!(body_of(&ok).contains("s=local"));
        let mut ack = in_dialog(script, &invite, "ACK", 1, "");
        if let Message::Request(ack) = &mut ack {
            ack.headers.set(Name::Via, "SIP/2.0/WSS proxy.example.com;branch=z9hG4bKnewack");
        }
        script.send(&ack);
        script.expect_silence();
        assert!(script.events.is_empty());
    });
}

/// S-66: the server wants our offer.
#[test]
fn a_re_invite_without_an_offer_is_answered_with_ours() {
    row("S-66", Script::registered, |script| {
        let Ringing { tag, .. } = script.talk_to_bob();
        script.bob("INVITE", "again", 2, &tag);
        let ok = script.expect_status(200);
        assert!(body_of(&ok).contains("m=audio"));
        let mut ack = script.bobs_request("ACK", "ack2", 2, Some(&tag));
        ack.headers.push(Name::ContentType, "application/sdp");
        ack.body = sdp("bob again").into_bytes();
        script.send(&Message::Request(ack));
        script.expect_silence();
        assert!(script.events.is_empty());
    });
}

/// FreeSWITCH, session timer: a re-INVITE with the description it had is answered with the one we had.
#[test]
fn its_session_refresh_changes_nothing_and_gets_the_same_description() {
    Row::new("FreeSWITCH, refresh").unstretched().run(Script::registered, |script| {
        let ringing = script.ring();
        script.answer(ringing.call);
        let first = script.expect_status(200);
        script.bob("ACK", "ack", 1, &ringing.tag);
        expect_event!(script, Event::Answered { .. });
        script.pass(Duration::from_secs(60));
        let mut refresh = script.bobs_request("INVITE", "refresh", 2, Some(&ringing.tag));
        refresh.headers.push(Name::from_token("Session-Expires"), "120;refresher=uac");
        refresh.headers.push(Name::ContentType, "application/sdp");
        refresh.body = sdp("bob").into_bytes();
        script.send(&Message::Request(refresh));
        let again = script.expect_status(200);
        assert_eq!(body_of(&again), body_of(&first), "with the same o= line (decision 4)");
        script.bob("ACK", "ack2", 2, &ringing.tag);
        script.expect_silence();
        assert!(script.events.is_empty());
        script.bob("BYE", "bye", 3, &ringing.tag);
        script.expect_status(200);
        expect_event!(script, Event::Ended { by: EndedBy::Remote, .. });
    });
}
