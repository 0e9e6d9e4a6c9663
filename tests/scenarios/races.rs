//! CANCEL against everything it may cross, and forks that answer late (RFC 3261 §9, RFC 6026 §7.2).

use core::time::Duration;

use bellwire::message::Name;
use bellwire::ua::{EndedBy, Event, FailureKind, Ringing};

use crate::expect_event;
use crate::support::{CALL, Row, Script, row};

/// UAC-12: RFC 3261 §9.1 has all of the INVITE's but the method, and nothing that asks for more.
#[test]
fn a_cancel_says_what_its_invite_said() {
    row("UAC-12", Script::registered, |script| {
        let first = script.dial("bob");
        script.reply_with(&first, 407, |response| {
            response.headers.push(Name::ProxyAuthenticate, "Digest realm=\"p\", nonce=\"x\"");
        });
        script.expect("ACK");
        let invite = script.expect("INVITE");
        script.reply(&invite, 180);
        script.hang_up(CALL);
        let cancel = script.expect("CANCEL");
        assert_eq!(cancel.uri, invite.uri);
        for name in [Name::From, Name::To, Name::CallId, Name::Route, Name::MaxForwards] {
            assert_eq!(cancel.headers.text(&name).ok(), invite.headers.text(&name).ok(), "{name:?}");
        }
        assert_eq!(cancel.headers.list(&Name::Via), invite.headers.list(&Name::Via));
        assert_eq!(cancel.headers.text(&Name::CSeq), Ok("2 CANCEL"));
        for name in [Name::Require, Name::ProxyRequire, Name::Contact, Name::ContentType] {
            assert!(!cancel.headers.has(&name), "{name:?}");
        }
        assert!(cancel.body.is_empty());
    });
}

/// S-36: the refusal comes before the CANCEL could go out.
#[test]
fn a_refusal_that_crosses_a_cancel_held_back_is_acknowledged_and_nothing_is_cancelled() {
    row("S-36", Script::registered, |script| {
        let invite = script.dial("bob");
        script.hang_up(CALL);
        script.reply(&invite, 486);
        script.expect("ACK");
        script.expect_silence();
        expect_event!(script, Event::Ended { by: EndedBy::Local, failure: None, .. });
        assert!(script.events.is_empty(), "a call ends once");
    });
}

/// S-36, S-37: the callee was quicker than any 1xx.
#[test]
fn a_2xx_that_crosses_a_cancel_held_back_is_acknowledged_and_ended_without_a_cancel() {
    row("S-37", Script::registered, |script| {
        let invite = script.dial("bob");
        script.hang_up(CALL);
        script.accept(&invite, "peer", "bob");
        script.expect("ACK");
        let bye = script.expect("BYE");
        script.reply(&bye, 200);
        script.expect_silence();
        expect_event!(script, Event::Ended { by: EndedBy::Local, failure: None, .. });
        assert!(script.events.is_empty(), "never answered");
    });
}

/// S-35: a proxy that forks may answer the CANCEL with 481, and the INVITE with whatever came first.
#[test]
fn whatever_a_cancel_is_answered_with_the_call_has_ended_once() {
    for (to_cancel, to_invite) in [(481, 487), (200, 486), (500, 603), (408, 408)] {
        row("S-35", Script::registered, |script| {
            let invite = script.dial("bob");
            script.reply(&invite, 100);
            script.hang_up(CALL);
            let cancel = script.expect("CANCEL");
            script.reply(&cancel, to_cancel);
            script.reply(&invite, to_invite);
            script.expect("ACK");
            script.expect_silence();
            expect_event!(script, Event::Ended { by: EndedBy::Local, failure: None, .. });
            assert!(script.events.is_empty(), "a call ends once");
        });
    }
}

/// A challenge that crosses the CANCEL is acknowledged, and nobody calls again.
#[test]
fn a_challenge_that_crosses_the_cancel_is_not_answered() {
    row("S-37", Script::registered, |script| {
        let invite = script.dial("bob");
        script.reply(&invite, 100);
        script.hang_up(CALL);
        let cancel = script.expect("CANCEL");
        script.reply_with(&invite, 407, |response| {
            response.headers.push(Name::ProxyAuthenticate, "Digest realm=\"p\", nonce=\"x\"");
        });
        script.expect("ACK");
        script.reply(&cancel, 200);
        script.expect_silence();
    });
}

/// INV-06, INV-20, S-41: forks may answer for 64 × T1; each gets its ACK and its BYE, and the call stands.
#[test]
fn forks_that_answer_within_64_t1_get_a_bye_and_later_ones_nothing() {
    Row::new("S-41").unstretched().run(Script::registered, |script| {
        let invite = script.talk();
        script.pass(Duration::from_secs(31));
        script.accept(&invite, "second", "second");
        script.expect("ACK");
        let bye = script.expect("BYE");
        assert!(bye.headers.reasons().iter().any(|reason| reason.cause == Some(200)), "it is no missed call");
        script.reply(&bye, 200);
        script.accept(&invite, "second", "second");
        assert_eq!(script.expect("ACK").headers.to().unwrap().tag(), Some("second"));
        script.expect_silence();
        script.pass(Duration::from_secs(2));
        script.accept(&invite, "straggler", "straggler");
        script.expect_silence();
        assert!(script.events.is_empty(), "one call");
        script.hang_up(CALL);
        script.expect("BYE");
    });
}

/// INV-06: the call was over before the fork answered.
#[test]
fn a_fork_that_answers_after_the_call_was_hung_up_is_ended_too() {
    row("S-41", Script::registered, |script| {
        let invite = script.talk();
        script.hang_up(CALL);
        let first = script.expect("BYE");
        script.reply(&first, 200);
        script.accept(&invite, "late", "late");
        script.expect("ACK");
        let second = script.expect("BYE");
        assert_eq!(second.headers.to().unwrap().tag(), Some("late"));
        script.reply(&second, 200);
    });
}

/// INV-05: the ACK says what the INVITE said of who we are, with its number.
#[test]
fn an_ack_has_the_number_and_the_way_of_its_invite() {
    row("INV-05", Script::registered, |script| {
        let invite = script.dial("bob");
        script.accept_with(&invite, "peer", "bob", |ok| {
            ok.headers.push(Name::RecordRoute, "<sip:proxy.example.com;lr>");
        });
        let ack = script.expect("ACK");
        assert_eq!(ack.headers.text(&Name::CSeq), Ok("1 ACK"));
        assert_eq!(ack.headers.list(&Name::Route), ["<sip:proxy.example.com;lr>"]);
        assert!(ack.body.is_empty());
    });
}

/// Decision 1, S-43: RFC 6228.
#[test]
fn when_the_leg_that_plays_is_gone_the_next_one_plays() {
    row("S-43", Script::registered, |script| {
        let invite = script.dial("bob");
        script.preview(&invite, "a", "desk");
        script.preview(&invite, "b", "mobile");
        script.reply_with(&invite, 199, |gone| gone.headers.set_to_tag("a"));
        script.accept(&invite, "b", "mobile");
        script.expect("ACK");
        assert_eq!(script.media.log, ["pranswer desk", "pranswer mobile", "answer mobile"]);
        expect_event!(script, Event::Progress { status: 183, ringing: Ringing::Network, .. });
        expect_event!(script, Event::Progress { status: 183, ringing: Ringing::Network, .. });
        expect_event!(script, Event::Progress { status: 199, .. });
        expect_event!(script, Event::Answered { .. });
    });
}

/// INV-07: RFC 3261 §13.2.2.4 wants the ACK and then the BYE at once.
#[test]
fn a_2xx_without_any_description_is_acknowledged_and_ended() {
    row("INV-07", Script::registered, |script| {
        let invite = script.dial("bob");
        script.reply(&invite, 200);
        script.expect("ACK");
        let bye = script.expect("BYE");
        assert!(bye.headers.reasons().iter().any(|reason| reason.cause == Some(400)));
        script.reply(&bye, 200);
        expect_event!(script, Event::Ended { failure: Some(failure), .. } if failure.kind == FailureKind::Protocol);
    });
}

/// DLG-08, INV-04: early media ends with the refusal.
#[test]
fn a_refusal_ends_every_leg_and_the_early_media() {
    row("INV-04", Script::registered, |script| {
        let invite = script.dial("bob");
        script.preview(&invite, "a", "desk");
        script.reply_with(&invite, 180, |ringing| ringing.headers.set_to_tag("b"));
        script.reply_with(&invite, 486, |busy| busy.headers.set_to_tag("b"));
        script.expect("ACK");
        assert_eq!(script.media.log, ["pranswer desk", "close 1"]);
        script.expect_silence();
    });
}

/// RFC 3261 §17.1.1.3: the number of an ACK is that of its INVITE.
#[test]
fn an_ack_of_another_number_does_not_confirm_our_2xx() {
    let mut script = Script::registered();
    let ringing = script.ring();
    script.answer(ringing.call);
    let ok = script.expect_status(200);
    script.bob("ACK", "other", 2, &ringing.tag);
    script.pass(Duration::from_millis(500));
    assert!(script.skip_repeats(&ok) > 0, "it still waits for its ACK");
    assert!(!script.events.iter().any(|event| matches!(event, Event::Answered { .. })));
    script.bob("ACK", "ack", 1, &ringing.tag);
    expect_event!(script, Event::Answered { .. });
}
