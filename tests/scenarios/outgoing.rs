//! Calling somebody.

use core::time::Duration;

use bellwire::message::{Message, Name, Request};
use bellwire::ua::media::{ConnectionState, MediaReply, PeerId};
use bellwire::ua::{Command, EndedBy, Event, Input, MisuseKind, Ringing};

use crate::expect_event;
use crate::support::{ALLOW, CALL, Pair, Row, Script, row, sdp_answer};

/// INV-05, S-30.
#[test]
fn a_call_rings_is_answered_and_is_hung_up() {
    row("S-30", Script::registered, |script| {
        let invite = script.dial("bob");
        assert_eq!(invite.uri, "sip:bob@example.com");
        assert!(String::from_utf8_lossy(&invite.body).contains("s=local1"));
        assert_eq!(invite.headers.list(&Name::Allow), ALLOW);
        script.reply(&invite, 100);
        script.reply(&invite, 180);
        expect_event!(script, Event::Progress { call: CALL, status: 180, ringing: Ringing::Local, .. });
        script.accept(&invite, "peer", "bob");
        let ack = script.expect("ACK");
        assert_eq!(ack.uri, "sip:bob@peer.invalid;transport=ws");
        assert_eq!(ack.headers.cseq().unwrap().number, invite.headers.cseq().unwrap().number);
        assert_ne!(ack.headers.top_via().unwrap().branch(), invite.headers.top_via().unwrap().branch());
        expect_event!(script, Event::Answered { call: CALL });
        assert_eq!(script.media.log, ["answer bob"]);

        script.hang_up(CALL);
        let bye = script.expect("BYE");
        assert_eq!(bye.headers.cseq().unwrap().number, invite.headers.cseq().unwrap().number + 1);
        expect_event!(script, Event::Ended { call: CALL, by: EndedBy::Local, failure: None });
        script.reply(&bye, 200);
    });
}

#[test]
fn two_agents_talk_and_either_may_hang_up() {
    for alice_hangs_up in [true, false] {
        let (mut pair, call, incoming) = Pair::talking(7);
        let (by_alice, by_bob) = if alice_hangs_up {
            pair.alice.command(Command::HangUp { call }).unwrap();
            (EndedBy::Local, EndedBy::Remote)
        } else {
            pair.bob.command(Command::HangUp { call: incoming }).unwrap();
            (EndedBy::Remote, EndedBy::Local)
        };
        pair.run(Duration::from_secs(1));
        expect_event!(pair.alice, Event::Ended { by, failure: None, .. } if by == by_alice);
        expect_event!(pair.bob, Event::Ended { by, failure: None, .. } if by == by_bob);
        pair.run(Duration::from_secs(40));
        pair.alice.assert_nothing_left();
        pair.bob.assert_nothing_left();
    }
}

/// UAC-12, S-35.
#[test]
fn giving_up_while_it_rings_sends_cancel() {
    row("S-35", Script::registered, |script| {
        let invite = script.dial("bob");
        script.reply(&invite, 180);
        expect_event!(script, Event::Progress { .. });
        script.hang_up(CALL);
        let cancel = script.expect("CANCEL");
        assert_eq!(cancel.uri, invite.uri);
        assert_eq!(cancel.headers.top_via().unwrap().branch(), invite.headers.top_via().unwrap().branch());
        assert_eq!(cancel.headers.text(&Name::CSeq), Ok("1 CANCEL"));
        assert_eq!(cancel.headers.text(&Name::To), invite.headers.text(&Name::To));
        expect_event!(script, Event::Ended { by: EndedBy::Local, failure: None, .. });
        script.reply(&cancel, 200);
        script.reply(&invite, 487);
        script.expect("ACK");
        script.expect_silence();
        assert!(script.events.is_empty(), "a call ends once");
    });
}

/// UAC-12, S-36.
#[test]
fn a_cancel_waits_for_the_first_response() {
    row("S-36", Script::registered, |script| {
        let invite = script.dial("bob");
        script.hang_up(CALL);
        expect_event!(script, Event::Ended { by: EndedBy::Local, .. });
        script.expect_silence();
        script.reply(&invite, 100);
        let cancel = script.expect("CANCEL");
        script.reply(&cancel, 200);
        script.reply(&invite, 487);
        script.expect("ACK");
    });
}

/// S-36, the silent server.
#[test]
fn a_call_given_up_before_any_response_leaves_nothing_after_timer_b() {
    row("S-36", Script::registered, |script| {
        script.dial("bob");
        script.hang_up(CALL);
        script.expect_silence();
    });
}

/// UAC-13, DLG-10, S-37.
#[test]
fn a_2xx_that_crosses_the_cancel_is_acknowledged_and_ended() {
    row("S-37", Script::registered, |script| {
        let invite = script.dial("bob");
        script.reply(&invite, 180);
        script.hang_up(CALL);
        let cancel = script.expect("CANCEL");
        script.accept(&invite, "peer", "bob");
        script.expect("ACK");
        let bye = script.expect("BYE");
        script.reply(&cancel, 200);
        script.reply(&bye, 200);
        expect_event!(script, Event::Progress { .. });
        expect_event!(script, Event::Ended { by: EndedBy::Local, failure: None, .. });
        assert!(script.events.is_empty(), "never answered");
    });
}

/// A call that rang and was given up; its INVITE.
fn cancelled(script: &mut Script) -> Request {
    let invite = script.dial("bob");
    script.reply(&invite, 180);
    script.hang_up(CALL);
    let cancel = script.expect("CANCEL");
    script.reply(&cancel, 200);
    invite
}

/// S-38, UAC-13, TXN-11: 64 × T1 after the CANCEL nobody waits any more, yet for as long again whoever answers all the
/// same is not left in the dark. What comes later still is dropped.
#[test]
fn a_cancelled_call_that_is_answered_after_64_t1_is_acknowledged_and_ended() {
    Row::new("S-38").unstretched().run(Script::registered, |script| {
        let invite = cancelled(script);
        script.pass(Duration::from_secs(33));
        script.accept(&invite, "peer", "bob");
        script.expect("ACK");
        let bye = script.expect("BYE");
        script.reply(&bye, 200);
        expect_event!(script, Event::Progress { .. });
        expect_event!(script, Event::Ended { by: EndedBy::Local, failure: None, .. });
        assert!(script.events.is_empty(), "never answered");
        script.pass(Duration::from_secs(33));
        script.assert_nothing_left();
        script.accept(&invite, "late", "bob");
        script.expect_silence();
    });
}

/// S-38, UAC-13: the peer that never says anything.
#[test]
fn a_cancelled_call_that_nobody_ends_is_forgotten() {
    Row::new("S-38").unstretched().run(Script::registered, |script| {
        let invite = cancelled(script);
        script.pass(Duration::from_secs(65));
        script.assert_nothing_left();
        script.accept(&invite, "peer", "bob");
        script.expect_silence();
    });
}

/// INV-05, INV-20, S-39.
#[test]
fn a_repeated_2xx_gets_the_same_ack_and_no_second_event() {
    row("S-39", Script::registered, |script| {
        let invite = script.dial("bob");
        script.accept(&invite, "peer", "bob");
        let ack = script.expect("ACK");
        expect_event!(script, Event::Answered { .. });
        for _ in 0..2 {
            script.accept(&invite, "peer", "bob");
            let again = script.expect("ACK");
            assert_eq!(again.to_bytes().unwrap(), ack.to_bytes().unwrap());
        }
        assert!(script.events.is_empty());
    });
}

/// INV-05.
#[test]
fn a_proxys_challenge_is_answered_and_the_ack_repeats_the_credentials() {
    row("INV-05", Script::registered, |script| {
        let first = script.dial("bob");
        script.reply_with(&first, 407, |response| {
            response.headers.push(Name::ProxyAuthenticate, "Digest realm=\"p\", nonce=\"x\"");
        });
        script.expect("ACK");
        let second = script.expect("INVITE");
        assert_eq!(second.headers.call_id(), first.headers.call_id());
        assert_eq!(second.headers.from().unwrap().tag(), first.headers.from().unwrap().tag());
        assert_eq!(second.headers.cseq().unwrap().number, 2);
        script.accept(&second, "peer", "bob");
        let ack = script.expect("ACK");
        assert!(ack.headers.has(&Name::ProxyAuthorization));
        expect_event!(script, Event::Answered { .. });
    });
}

#[test]
fn a_contact_that_cannot_be_read_costs_itself_and_not_the_call() {
    for contact in ["*", "<<>", "\"unclosed"] {
        row("bad Contact", Script::registered, |script| {
            let invite = script.dial("bob");
            script.reply_with(&invite, 200, |response| {
                response.headers.push(Name::Contact, contact);
                response.headers.push(Name::ContentType, "application/sdp");
                response.body = sdp_answer("bob").into_bytes();
            });
            assert_eq!(script.expect("ACK").uri, invite.uri);
            expect_event!(script, Event::Answered { .. });
        });
    }
}

#[test]
fn hanging_up_while_the_microphone_is_asked_for_sends_nothing_and_closes_the_connection() {
    row("hang-up at the prompt", Script::registered, |script| {
        script.media.hold = true;
        script.call(1, "bob").unwrap();
        script.hang_up(CALL);
        expect_event!(script, Event::Ended { by: EndedBy::Local, failure: None, .. });
        script.release_media();
        script.expect_silence();
    });
}

#[test]
fn a_call_waits_for_the_microphone_and_then_goes_out() {
    row("call at the prompt", Script::registered, |script| {
        script.media.hold = true;
        script.call(1, "bob").unwrap();
        script.expect_silence();
        script.release_media();
        let invite = script.expect("INVITE");
        script.accept(&invite, "peer", "bob");
        script.expect("ACK");
        expect_event!(script, Event::Answered { .. });
    });
}

/// The ACK goes out before the browser has the answer, and the person is told after it.
#[test]
fn a_call_that_was_accepted_is_told_as_answered_when_the_browser_has_the_answer() {
    row("slow browser", Script::registered, |script| {
        let invite = script.dial("bob");
        script.media.hold = true;
        script.accept(&invite, "peer", "bob");
        script.expect("ACK");
        assert!(script.events.is_empty());
        script.release_media();
        expect_event!(script, Event::Answered { .. });
    });
}

#[test]
fn hanging_up_while_candidates_are_gathered_sends_nothing_and_stops_the_clock() {
    Row::new("hang-up while gathering").unstretched().run(Script::registered, |script| {
        script.media.gathers_on = true;
        script.call(1, "bob").unwrap();
        script.hang_up(CALL);
        expect_event!(script, Event::Ended { by: EndedBy::Local, failure: None, .. });
        script.pass(Duration::from_secs(1));
        script.expect_silence();
    });
}

#[test]
fn what_the_core_refuses_leaves_no_trace() {
    let mut script = Script::unregistered();
    assert_eq!(script.call(1, "not an@ address"), Err(MisuseKind::Target));
    assert_eq!(script.command(Command::HangUp { call: CALL }), Err(MisuseKind::NoSuchCall));
    script.call(1, "bob").unwrap();
    assert_eq!(script.call(1, "carol"), Err(MisuseKind::NameTaken));
    assert_eq!(
        script.command(Command::Answer { call: CALL, audio: Default::default() }),
        Err(MisuseKind::WrongState)
    );
    script.expect("INVITE");
    script.expect_silence();
}

#[test]
fn the_state_of_the_media_connection_is_passed_on() {
    let mut script = Script::unregistered();
    script.call(1, "bob").unwrap();
    let reply = MediaReply::Connection { state: ConnectionState::Connected };
    script.input(Input::Media(PeerId(1), reply)).unwrap();
    expect_event!(script, Event::Media { call: CALL, state: ConnectionState::Connected });
}

/// AUT-11, S-6C: a BYE may be challenged by a realm we know, and by nobody else.
#[test]
fn a_challenged_bye_is_answered_only_to_a_known_realm() {
    let challenge = |realm: &str| format!("Digest realm=\"{realm}\", nonce=\"x\"");
    for (realm, answered) in [("known", true), ("attacker", false)] {
        row("S-6C", Script::registered, |script| {
            let first = script.dial("bob");
            script.reply_with(&first, 407, |r| r.headers.push(Name::ProxyAuthenticate, challenge("known")));
            script.expect("ACK");
            let invite = script.expect("INVITE");
            script.accept(&invite, "peer", "bob");
            script.expect("ACK");
            script.hang_up(CALL);
            let mut bye = script.expect("BYE");
            let fresh = challenge(realm).replace("\"x\"", "\"y\"");
            // The known realm calls the nonce of the INVITE stale; the attacker asks for the first time.
            let fresh = if answered { format!("{fresh}, stale=true") } else { fresh };
            script.reply_with(&bye, 407, |r| r.headers.push(Name::ProxyAuthenticate, fresh));
            if answered {
                let again = script.expect("BYE");
                assert_eq!(again.headers.cseq().unwrap().number, bye.headers.cseq().unwrap().number + 1);
                bye = again;
                script.reply(&bye, 200);
            }
            script.expect_silence();
        });
    }
}

/// TXN-11.
#[test]
fn a_2xx_from_nowhere_changes_nothing() {
    let mut script = Script::unregistered();
    let mut invite = script.dial("bob");
    invite.headers.set(Name::Via, "SIP/2.0/WSS x.invalid;branch=z9hG4bKforeign");
    script.send(&Message::Response(invite.response(200)));
    script.expect_silence();
    assert!(script.events.is_empty());
}
