//! Every request gets an answer.

use core::time::Duration;

use bellwire::message::{Message, Name, Response};
use bellwire::ua::{Command, Event, FailureKind, Manner};

use crate::expect_event;
use crate::support::{ALLOW, Ringing, Row, Script, row};

/// UAS-11, S-5L, decision 12: a PBX probes with OPTIONS, and takes anything but 200 for a dead phone.
#[test]
fn options_is_answered_with_what_we_can_do_in_a_call_too() {
    row("S-5L", Script::registered, |script| {
        let check = |response: Response| {
            assert_eq!(response.headers.list(&Name::Allow), ALLOW);
            assert_eq!(response.headers.list(&Name::Supported), ["outbound", "gruu"]);
            let accepts = ["application/sdp", "multipart/mixed", "multipart/alternative"];
            assert_eq!(response.headers.list(&Name::Accept), accepts);
            assert!(response.headers.to().unwrap().tag().is_some());
        };
        script.bob("OPTIONS", "idle", 1, "");
        check(script.expect_status(200));
        let tag = script.talk_to_bob().tag;
        script.bob("OPTIONS", "busy", 1, "");
        check(script.expect_status(200));
        script.bob("OPTIONS", "inside", 2, &tag);
        check(script.expect_status(200));
    });
}

/// UAS-11: RFC 3261 §12.2.2; a proxy that probes a call of which only it knows lets go of it.
#[test]
fn options_in_a_call_that_is_over_is_481_and_in_one_that_is_not_answered_yet_200() {
    let mut script = Script::unregistered();
    let Ringing { call, tag, .. } = script.ring();
    script.bob("OPTIONS", "early", 1, &tag);
    script.expect_status(200);
    script.command(Command::Decline { call, manner: Manner::Busy }).unwrap();
    script.expect_status(486);
    script.bob("OPTIONS", "late", 2, &tag);
    script.expect_status(481);
    let invite = script.dial("bob");
    let mut options = script.bobs_request("OPTIONS", "callee", 1, None);
    options.headers.set(Name::CallId, invite.headers.call_id().unwrap());
    options.headers.set(Name::To, invite.headers.text(&Name::From).unwrap());
    script.send(&Message::Request(options));
    script.expect_status(200);
}

/// S-5M: RFC 3261 §15.1.2.
#[test]
fn what_only_a_dialog_knows_is_481_without_one() {
    row("S-5M", Script::registered, |script| {
        for method in ["BYE", "UPDATE"] {
            script.bob(method, method, 1, "");
            script.expect_status(481);
        }
    });
}

#[test]
fn options_is_200_while_as_many_ring_as_may() {
    let mut script = Script::registered();
    script.fill_the_lines();
    script.bob("OPTIONS", "full", 1, "");
    script.expect_status(200);
}

/// TXN-08. Decision 14.
#[test]
fn a_request_that_comes_again_gets_the_same_answer_for_32_seconds() {
    let mut script = Script::unregistered();
    script.bob("OPTIONS", "1", 1, "");
    let first = script.expect_status(200);
    script.pass(Duration::from_secs(32));
    script.bob("OPTIONS", "1", 1, "");
    assert_eq!(script.expect_status(200), first);
    script.pass(Duration::from_millis(1));
    script.bob("OPTIONS", "1", 1, "");
    assert_ne!(script.expect_status(200), first, "answered anew, with a tag of its own");
    script.bob("OPTIONS", "2", 1, "");
    assert_ne!(script.expect_status(200), first, "another branch is another request");
}

#[test]
fn only_so_many_answers_are_kept() {
    let mut script = Script::unregistered();
    let answers: Vec<_> = (0..65)
        .map(|n| {
            script.bob("OPTIONS", &n.to_string(), 1, "");
            script.expect_status(200)
        })
        .collect();
    script.bob("OPTIONS", "1", 1, "");
    assert_eq!(script.expect_status(200), answers[1]);
    script.bob("OPTIONS", "0", 1, "");
    assert_ne!(script.expect_status(200), answers[0], "the oldest made room");
}

/// Decision 14: a call that was refused does not ring again.
#[test]
fn an_invite_that_comes_again_after_its_refusal_rings_nobody() {
    let mut script = Script::unregistered();
    let Ringing { call, invite, tag } = script.ring();
    script.command(Command::Decline { call, manner: Manner::Busy }).unwrap();
    let refusal = script.expect_status(486);
    script.bob("ACK", "1", 1, &tag);
    expect_event!(script, Event::Ended { .. });
    script.send(&Message::Request(invite));
    assert_eq!(script.expect_status(486), refusal);
    assert!(script.events.is_empty());
}

/// UAS-02, S-5M.
#[test]
fn methods_we_do_not_have_are_405_and_unknown_ones_501() {
    row("S-5M", Script::registered, |script| {
        for (method, status) in [("MESSAGE", 405), ("REFER", 405), ("SUBSCRIBE", 405), ("FLY", 501)] {
            script.bob(method, method, 1, "");
            let response = script.expect_status(status);
            assert_eq!(response.headers.list(&Name::Allow), ALLOW);
        }
        assert!(script.events.is_empty());
    });
}

/// S-5F: whatever else comes over the link, a call that stands is none the worse.
#[test]
fn a_call_goes_on_while_bad_requests_are_answered_by_what_is_wrong_with_them() {
    let good = "OPTIONS sip:a@b SIP/2.0\r\nVia: SIP/2.0/WSS p;branch=z9hG4bK{}\r\nMax-Forwards: 70\r\n\
        From: <sip:b@c>;tag=1\r\nTo: <sip:a@b>\r\nCall-ID: c\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n";
    Row::new("S-5F").unrepeated().run(Script::registered, |script| {
        let call = script.talk_to_bob().call;
        let bad = [
            ("SIP/2.0\r\nVia", "SIP/7.0\r\nVia", 505),
            ("Length: 0", "Length: 9999", 400),
            ("Length: 0", "Length: -1", 400),
            ("CSeq: 1 OPTIONS", "CSeq: 1 INVITE", 400),
            ("CSeq: 1 OPTIONS", "CSeq: 36893488147419103232 OPTIONS", 400),
            ("From: <sip:b@c>;tag=1", "From: <sip:b@c", 400),
            ("OPTIONS sip:a@b", "FLY sip:a@b", 501),
        ];
        for (n, (from, to, status)) in bad.into_iter().enumerate() {
            let bad = good.replace("{}", &n.to_string()).replace(from, to);
            let bad = if status == 501 { bad.replace("1 OPTIONS", "1 FLY") } else { bad };
            script.receive(bad.as_bytes());
            assert_eq!(script.expect_status(status).headers.call_id(), Ok("c"), "{to}");
            if status != 501 {
                expect_event!(script, Event::Warning { failure } if failure.kind == FailureKind::Protocol);
            }
        }
        script.receive(b"\0\xff\xfe");
        expect_event!(script, Event::Warning { .. });
        script.hang_up(call);
        let bye = script.expect("BYE");
        script.reply(&bye, 200);
    });
}

/// UAS-05, S-5C.
#[test]
fn an_extension_we_do_not_have_is_420_and_named() {
    row("S-5C", Script::registered, |script| {
        let mut invite = script.bobs_request("INVITE", "1", 1, None);
        invite.headers.push(Name::Require, "gruu, 100rel, foo");
        script.send(&Message::Request(invite));
        assert_eq!(script.expect_status(420).headers.list(&Name::Unsupported), ["100rel", "foo"]);
        script.bob("ACK", "1", 1, "");
        script.expect_silence();
    });
}

/// DLG-06, UAS-10.
#[test]
fn a_request_for_a_dialog_that_is_gone_is_481() {
    let mut script = Script::unregistered();
    for method in ["BYE", "INVITE", "INFO"] {
        script.bob(method, method, 1, "gone");
        script.expect_status(481);
    }
    script.bob("CANCEL", "x", 1, "");
    script.expect_status(481);
    script.bob("ACK", "y", 1, "gone");
    script.expect_silence();
}

#[test]
fn a_body_that_is_no_session_is_415() {
    let mut script = Script::unregistered();
    let mut invite = script.bobs_request("INVITE", "1", 1, None);
    invite.headers.push(Name::ContentType, "text/plain");
    invite.body = b"hello".to_vec();
    script.send(&Message::Request(invite));
    assert_eq!(
        script.expect_status(415).headers.text(&Name::Accept),
        Ok("application/sdp, multipart/mixed, multipart/alternative")
    );
}

#[test]
fn a_request_without_the_headers_it_needs_is_400() {
    let mut script = Script::unregistered();
    for missing in [Name::From, Name::To, Name::CallId, Name::CSeq] {
        let mut request = script.bobs_request("OPTIONS", missing.as_str(), 1, None);
        request.headers.remove(&missing);
        script.send(&Message::Request(request));
        script.expect_status(400);
        expect_event!(script, Event::Warning { failure } if failure.kind == FailureKind::Protocol);
    }
}

/// UAC-09.
#[test]
fn a_response_for_somebody_else_is_dropped() {
    let mut script = Script::unregistered();
    let invite = script.dial("bob");
    script.reply_with(&invite, 486, |response| {
        response.headers.push(Name::Via, "SIP/2.0/WSS other;branch=z9hG4bKx")
    });
    script.expect_silence();
    assert!(script.events.is_empty());
}

#[test]
fn garbage_is_told_and_changes_nothing() {
    let mut script = Script::unregistered();
    let frames: [&[u8]; 6] =
        [b"\0\xff\xfe", b"GET / HTTP/1.1\r\n\r\n", b"INVITE", b"SIP/2.0", b"\r\n\r\n\r\nx", b"{}"];
    for frame in frames {
        script.receive(frame);
        script.expect_silence();
        let failure = expect_event!(script, Event::Warning { failure } => failure);
        assert_eq!(failure.kind, FailureKind::Protocol);
        assert!(!failure.reason.is_empty(), "it says what was wrong");
    }
    script.dial("bob");
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
