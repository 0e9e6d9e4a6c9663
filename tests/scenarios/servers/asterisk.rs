//! Asterisk with PJSIP, imitated: it asks for the password with 401 everywhere, in a realm that is called `asterisk`.

use bellwire::message::{Message, Name, Request};
use bellwire::ua::Event;

use crate::expect_event;
use crate::reinvite::late_candidates;
use crate::support::{CALL, Ringing, Row, Script, body_of, row, sdp, sdp_answer};

/// Refuses with a fresh nonce, and expects the request again with an answer to it.
fn challenge(script: &mut Script, request: &Request, nonce: &str) -> Request {
    script.reply_with(request, 401, |refusal| {
        let challenge = format!(
            "Digest realm=\"asterisk\",nonce=\"1700000000/{nonce}\",opaque=\"5af3\",algorithm=MD5,qop=\"auth\""
        );
        refusal.headers.push(Name::WwwAuthenticate, challenge);
    });
    if request.method.as_str() == "INVITE" {
        script.expect("ACK");
    }
    let again = script.expect(request.method.as_str());
    let answer = &again.headers.credentials(&Name::Authorization)[0];
    assert_eq!(answer.get("realm").as_deref(), Some("asterisk"));
    assert!(answer.get("nonce").is_some_and(|answered| answered.ends_with(nonce)));
    again
}

#[test]
fn it_challenges_every_request_with_401_in_its_realm_and_is_answered_every_time() {
    row("Asterisk, 401", Script::new, |script| {
        let register = script.expect("REGISTER");
        let register = challenge(script, &register, "a");
        script.grant(&register, 600);
        expect_event!(script, Event::Registered { .. });
        let invite = script.dial("bob");
        let invite = challenge(script, &invite, "b");
        script.accept(&invite, "as1", "bob");
        let ack = script.expect("ACK");
        assert!(ack.headers.has(&Name::Authorization), "the ACK repeats the credentials of its INVITE");
        expect_event!(script, Event::Answered { .. });
        script.hang_up(CALL);
        let bye = script.expect("BYE");
        let bye = challenge(script, &bye, "c");
        script.reply(&bye, 200);
    });
}

/// Decision 12: `rewrite_contact` puts the socket's address where our own name was.
#[test]
fn it_rewrites_our_contact_and_its_calls_ring_all_the_same() {
    row("Asterisk, rewrite_contact", Script::registered, |script| {
        let mut invite = script.bobs_request("INVITE", "1", 1, None);
        invite.uri = "sip:k3h7@198.51.100.7:49152;transport=WS;x-ast-orig-host=tab.invalid:0".into();
        script.send(&Message::Request(invite));
        script.expect_status(180);
        expect_event!(script, Event::Incoming { .. });
    });
}

/// Decision 12: without a 200 the endpoint is unreachable, and no call comes any more.
#[test]
fn it_qualifies_with_options_and_hears_200() {
    row("Asterisk, qualify", Script::registered, |script| {
        let mut options = script.bobs_request("OPTIONS", "qualify", 4711, None);
        options.uri = "sip:k3h7@198.51.100.7:49152;transport=ws;x-ast-orig-host=tab.invalid:0".into();
        options.headers.set(Name::From, "<sip:asterisk@192.0.2.1>;tag=q1");
        options.headers.remove(&Name::RecordRoute);
        script.send(&Message::Request(options));
        script.expect_status(200);
        script.expect_silence();
        assert!(script.events.is_empty(), "nobody is told of a probe");
    });
}

#[test]
fn its_media_lines_are_called_audio_0_and_reach_the_browser_as_they_are() {
    let named = |name| sdp(name).replace("BUNDLE 0", "BUNDLE audio-0").replace("a=mid:0", "a=mid:audio-0");
    row("Asterisk, mids", Script::registered, |script| {
        let Ringing { call, tag, .. } = script.ring_with(&named("asterisk"));
        script.answer(call);
        script.expect_status(200);
        assert_eq!(script.media.remote.as_deref(), Some(named("asterisk").as_str()));
        script.bob("ACK", "ack", 1, &tag);
        expect_event!(script, Event::Answered { .. });
    });
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

/// Asterisk, connected line, while it rings: RFC 3311 §5.2 has UPDATE in an early dialog, and an offer in it only when ours
/// is answered.
#[test]
fn it_sends_an_update_before_the_answer_and_hears_200_or_with_an_offer_491() {
    row("Asterisk, early UPDATE", Script::registered, |script| {
        let invite = script.dial("bob");
        script.reply(&invite, 180);
        expect_event!(script, Event::Progress { status: 180, .. });
        for (number, offer, status) in [(1, "", 200), (2, "early", 491)] {
            let update = in_dialog(script, &invite, "UPDATE", number, offer);
            script.send(&update);
            assert_eq!(script.expect_status(status).headers.has(&Name::Contact), status == 200);
        }
        script.accept(&invite, "peer", "bob");
        script.expect("ACK");
        expect_event!(script, Event::Answered { .. });
        assert_eq!(script.media.log, ["answer bob"]);
        let mut other = in_dialog(script, &invite, "UPDATE", 3, "");
        let Message::Request(update) = &mut other else { unreachable!() };
        let fork = update.headers.text(&Name::From).unwrap().replace("tag=peer", "tag=fork");
        update.headers.set(Name::From, fork);
        script.send(&other);
        script.expect_status(481);
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

/// Decision 5, row 2: with every answer it takes the part in the handshake anew, where the connection has one already.
#[test]
fn it_answers_a_re_invite_with_the_other_role_and_the_browser_hears_the_agreed_one() {
    Row::new("Asterisk, role").unstretched().renegotiating().run(Script::registered, |script| {
        let again = late_candidates(script);
        let flipped = sdp_answer("bob").replace("a=setup:active", "a=setup:passive");
        script.accept_with(&again, "peer", "bob", |ok| ok.body = flipped.clone().into_bytes());
        script.expect("ACK");
        assert_eq!(script.expect_mended_theirs(), sdp_answer("bob"));
    });
}

/// Asterisk, a bridge to somebody else: another key is another handshake, and its role is as new (RFC 8842 §5.1).
#[test]
fn it_answers_a_re_invite_with_another_key_and_the_role_that_comes_with_it_stays() {
    Row::new("Asterisk, key").unstretched().renegotiating().run(Script::registered, |script| {
        let again = late_candidates(script);
        let other =
            sdp_answer("carol").replace("a=setup:active", "a=setup:passive").replace("AA:BB", "CC:DD");
        script.accept_with(&again, "peer", "carol", |ok| ok.body = other.clone().into_bytes());
        script.expect("ACK");
        assert_eq!(script.media.remote, Some(other));
    });
}

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
