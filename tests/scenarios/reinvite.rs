//! Our own re-INVITE: a second try with a fresh connection, and candidates that were found late.

mod unanswered;

use core::time::Duration;

use bellwire::message::{Message, Method, Name, Request};
use bellwire::ua::media::{ConnectionState, MediaReply};
use bellwire::ua::{EndedBy, Event, FailureKind};

use crate::expect_event;
use crate::support::{CALL, Ringing, Row, Script, row, sdp, sdp_answer};

/// Bob answers, and the browser refuses it; the re-INVITE that follows.
pub(crate) fn refuse_the_answer(script: &mut Script) -> Request {
    script.media.refuse_remote = true;
    let invite = script.dial("bob");
    script.accept(&invite, "peer", "bob");
    script.expect("ACK");
    script.media.refuse_remote = false;
    let again = script.expect("INVITE");
    assert_eq!(again.uri, "sip:bob@peer.invalid;transport=ws", "in the dialog");
    assert_eq!(again.headers.cseq().unwrap().number, invite.headers.cseq().unwrap().number + 1);
    assert!(String::from_utf8_lossy(&again.body).contains("s=local2"), "by a fresh connection");
    again
}

/// A call that stands while the browser still finds candidates; the answer carried one.
pub(crate) fn talk_with_few_candidates(script: &mut Script) -> Request {
    script.media.gathers_on = true;
    script.call(CALL.0, "bob").unwrap();
    script.pass(Duration::from_millis(10));
    let invite = script.expect("INVITE");
    script.accept(&invite, "peer", "bob");
    let ack = script.expect("ACK");
    expect_event!(script, Event::Answered { .. });
    script.notice(MediaReply::Gathered { udp: 2, reflexive: 0, relay: 0, bare: 0, complete: true });
    script.media.gathers_on = false;
    script.media.candidates = 2;
    ack
}

/// The re-INVITE that tells them.
pub(crate) fn late_candidates(script: &mut Script) -> Request {
    talk_with_few_candidates(script);
    script.pass(Duration::from_millis(2_999));
    script.expect_silence();
    script.pass(Duration::from_millis(1));
    let again = script.expect("INVITE");
    let body = String::from_utf8_lossy(&again.body).into_owned();
    assert_eq!(body.matches("a=candidate").count(), 2, "{body}");
    again
}

/// Registered, and the realm of the server is known.
fn trusting() -> Script {
    let mut script = Script::with(|config| config.realms = vec!["example.com".into()]);
    let register = script.expect("REGISTER");
    script.grant(&register, 600);
    script.events.clear();
    script
}

/// A request of Bob's in a call of Alice's.
fn request_of_bob(script: &Script, method: &str, invite: &Request, number: u32, branch: &str) -> Request {
    let mut request = script.bobs_request(method, branch, number, None);
    for (name, from) in [(Name::From, Name::To), (Name::To, Name::From), (Name::CallId, Name::CallId)] {
        request.headers.set(name, invite.headers.text(&from).unwrap().to_owned());
    }
    request
}

/// Bob's re-INVITE.
fn offer_of_bob(script: &mut Script, invite: &Request, number: u32) {
    let mut offer = request_of_bob(script, "INVITE", invite, number, &format!("glare{number}"));
    offer.headers.push(Name::ContentType, "application/sdp");
    offer.body = sdp("bobs").into_bytes();
    script.send(&Message::Request(offer));
}

fn ack_of_bob(script: &mut Script, invite: &Request, number: u32, branch: &str) {
    let ack = request_of_bob(script, "ACK", invite, number, branch);
    script.send(&Message::Request(ack));
}

/// S-4A, decision 1: ACK, and at once a re-INVITE with a fresh connection in the same call.
#[test]
fn an_answer_that_the_browser_refuses_is_tried_again_with_a_fresh_connection() {
    row("S-4A", Script::registered, |script| {
        let again = refuse_the_answer(script);
        assert!(script.events.is_empty(), "nobody is told before it stands");
        script.accept(&again, "peer", "better");
        let ack = script.expect("ACK");
        assert_eq!(ack.headers.cseq().unwrap().number, again.headers.cseq().unwrap().number);
        expect_event!(script, Event::Answered { call: CALL });
        assert_eq!(script.media.log, ["close 1", "answer better"]);
        assert_eq!(script.media.open().count(), 1);
    });
}

/// S-4A, INV-07: BYE only when that fails too.
#[test]
fn a_second_answer_that_the_browser_refuses_ends_the_call() {
    row("S-4A", Script::registered, |script| {
        let again = refuse_the_answer(script);
        script.media.refuse_remote = true;
        script.accept(&again, "peer", "as bad");
        script.expect("ACK");
        script.expect_bye_for(FailureKind::Incompatible);
    });
}

/// S-4A: the peer does not want to begin again.
#[test]
fn a_second_try_that_the_peer_refuses_ends_the_call() {
    for status in [488, 500, 603] {
        row("S-4A", Script::registered, |script| {
            let again = refuse_the_answer(script);
            script.reply(&again, status);
            script.expect("ACK");
            script.expect_bye_for(FailureKind::Incompatible);
        });
    }
}

/// Decision 1, the callee's side: the answer to our offer came in the ACK.
#[test]
fn an_answer_in_the_ack_that_the_browser_refuses_is_tried_again_too() {
    row("S-51", Script::registered, |script| {
        let Ringing { call, tag, .. } = script.ring_with("");
        script.answer(call);
        script.expect_status(200);
        script.media.refuse_remote = true;
        let mut ack = script.bobs_request("ACK", "ack", 1, Some(&tag));
        ack.headers.push(Name::ContentType, "application/sdp");
        ack.body = sdp_answer("odd").into_bytes();
        script.send(&Message::Request(ack));
        script.media.refuse_remote = false;
        let again = script.expect("INVITE");
        script.accept(&again, "bob1", "better");
        script.expect("ACK");
        expect_event!(script, Event::Answered { .. });
    });
}

/// Decision 1: there is nothing left that the change could be of, and ours is to come.
#[test]
fn a_re_invite_that_waits_for_an_answer_that_the_browser_then_refuses_is_491() {
    for offers in [true, false] {
        Row::new("S-4A").unstretched().run(Script::registered, |script| {
            let invite = script.dial("bob");
            script.media.hold = true;
            script.accept(&invite, "peer", "bob");
            let ack = script.expect("ACK");
            if offers {
                offer_of_bob(script, &ack, 1);
            } else {
                let asks = request_of_bob(script, "INVITE", &ack, 1, "glare1");
                script.send(&Message::Request(asks));
            }
            script.media.refuse_remote = true;
            script.release_media();
            script.media.refuse_remote = false;
            script.expect_status(491);
            ack_of_bob(script, &ack, 1, "glare1");
            let again = script.expect("INVITE");
            script.accept(&again, "peer", "better");
            script.expect("ACK");
            expect_event!(script, Event::Answered { call: CALL });
        });
    }
}

#[test]
fn a_re_invite_that_is_cancelled_while_the_first_answer_is_set_takes_nothing_of_that_back() {
    Row::new("S-4A").unstretched().run(Script::registered, |script| {
        let invite = script.dial("bob");
        script.media.hold = true;
        script.accept(&invite, "peer", "bob");
        let ack = script.expect("ACK");
        offer_of_bob(script, &ack, 1);
        let cancel = request_of_bob(script, "CANCEL", &ack, 1, "glare1");
        script.send(&Message::Request(cancel));
        script.expect_status(200);
        script.expect_status(487);
        ack_of_bob(script, &ack, 1, "glare1");
        script.release_media();
        expect_event!(script, Event::Answered { call: CALL });
        assert_eq!(script.media.log, ["answer bob"]);
    });
}

/// Decision 8: one re-INVITE tells what was found after the description left.
#[test]
fn a_connection_that_is_not_up_after_three_seconds_gets_the_late_candidates_once() {
    Row::new("late candidates").unstretched().renegotiating().run(Script::registered, |script| {
        let again = late_candidates(script);
        script.accept(&again, "peer", "bob");
        script.expect("ACK");
        script.notice(MediaReply::Gathered { udp: 3, reflexive: 0, relay: 0, bare: 0, complete: true });
        script.pass(Duration::from_secs(10));
        script.expect_silence();
        assert!(script.events.is_empty());
        assert_eq!(script.media.log, ["answer bob", "answer bob"]);
    });
}

/// Decision 8: what is up needs nothing, and what has nothing new says nothing.
#[test]
fn a_connection_that_is_up_or_has_found_nothing_new_sends_no_re_invite() {
    Row::new("no late candidates").unstretched().renegotiating().run(Script::registered, |script| {
        talk_with_few_candidates(script);
        script.notice(MediaReply::Connection { state: ConnectionState::Connected });
        script.pass(Duration::from_secs(10));
        script.expect_silence();
        script.events.clear();
    });
}

/// S-62, INV-12: who owns the Call-ID waits longer; rolled back at once, tried once more with a new offer.
#[test]
fn glare_is_rolled_back_at_once_and_tried_again_after_the_owners_wait() {
    Row::new("S-62").unstretched().renegotiating().run(Script::registered, |script| {
        let again = late_candidates(script);
        offer_of_bob(script, &again, 1);
        script.expect_status(491);
        ack_of_bob(script, &again, 1, "glare1");
        script.reply(&again, 491);
        script.expect("ACK");
        assert_eq!(script.media.log, ["answer bob", "rollback"], "at once");
        script.pass(Duration::from_millis(2_099));
        script.expect_silence();
        script.pass(Duration::from_millis(1_901));
        let third = script.expect("INVITE");
        assert_eq!(third.headers.cseq().unwrap().number, again.headers.cseq().unwrap().number + 1);
        script.accept(&third, "peer", "bob");
        script.expect("ACK");
        assert!(script.events.is_empty());
    });
}

/// S-62: while we wait, the other one has its turn.
#[test]
fn the_other_side_of_a_glare_is_answered_while_we_wait() {
    Row::new("S-62").unstretched().renegotiating().run(Script::registered, |script| {
        let again = late_candidates(script);
        script.reply(&again, 491);
        script.expect("ACK");
        offer_of_bob(script, &again, 1);
        script.expect_status(200);
        ack_of_bob(script, &again, 1, "ack1");
        script.pass(Duration::from_secs(4));
        let third = script.expect("INVITE");
        script.accept(&third, "peer", "bob");
        script.expect("ACK");
    });
}

/// S-62: one who does not own the Call-ID waits two seconds at most.
#[test]
fn who_was_called_tries_again_within_two_seconds() {
    Row::new("S-62").unstretched().renegotiating().run(Script::registered, |script| {
        script.media.gathers_on = true;
        let Ringing { call, tag, .. } = script.ring();
        script.answer(call);
        script.pass(Duration::from_millis(10));
        script.expect_status(200);
        script.bob("ACK", "ack", 1, &tag);
        expect_event!(script, Event::Answered { .. });
        script.notice(MediaReply::Gathered { udp: 2, reflexive: 0, relay: 0, bare: 0, complete: true });
        script.media.gathers_on = false;
        script.pass(Duration::from_secs(3));
        let again = script.expect("INVITE");
        assert_eq!(again.headers.cseq().unwrap().number, 1);
        script.reply(&again, 491);
        script.expect("ACK");
        script.pass(Duration::from_secs(2));
        script.expect("INVITE");
    });
}

/// INV-12: once more, and no oftener.
#[test]
fn a_second_glare_is_a_refusal() {
    Row::new("S-62").unstretched().renegotiating().run(Script::registered, |script| {
        let again = late_candidates(script);
        script.reply(&again, 491);
        script.expect("ACK");
        script.pass(Duration::from_secs(4));
        let third = script.expect("INVITE");
        script.reply(&third, 491);
        script.expect("ACK");
        script.pass(Duration::from_secs(10));
        script.expect_silence();
        assert_eq!(script.media.log, ["answer bob", "rollback", "rollback"]);
    });
}

/// Decision 3, INV-11: an offer that is not on the wire yet loses, and a new one is made afterwards.
#[test]
fn an_offer_in_the_making_yields_to_the_peers_and_is_made_anew_when_that_is_through() {
    let mut script = Script::registered();
    let ours = talk_with_few_candidates(&mut script);
    script.media.hold = true;
    script.pass(Duration::from_secs(3));
    script.expect_silence();
    offer_of_bob(&mut script, &ours, 1);
    script.release_media();
    script.expect_status(200);
    assert_eq!(script.media.log, ["answer bob", "rollback", "offer bobs"]);
    script.expect_silence();
    ack_of_bob(&mut script, &ours, 1, "ack1");
    let again = script.expect("INVITE");
    script.accept(&again, "peer", "bob");
    script.expect("ACK");
    script.expect_silence();
}

/// INV-13: what the peer does not want is as it was, and the call goes on.
#[test]
fn a_re_invite_that_is_refused_leaves_the_call_as_it_was() {
    for status in [488, 503] {
        Row::new("INV-13").unstretched().renegotiating().run(Script::registered, |script| {
            let again = late_candidates(script);
            script.reply(&again, status);
            script.expect("ACK");
            script.expect_silence();
            assert_eq!(script.media.log, ["answer bob", "rollback"]);
            assert!(script.events.is_empty());
            offer_of_bob(script, &again, 1);
            script.expect_status(200);
            ack_of_bob(script, &again, 1, "ack1");
        });
    }
}

/// Table 1 of RFC 5057 §5.1: what a refusal ends.
const TRANSACTION_ONLY: [u16; 36] = [
    400, 401, 402, 403, 406, 407, 408, 412, 413, 414, 415, 417, 420, 421, 422, 423, 428, 429, 436, 437, 438,
    486, 487, 488, 491, 493, 494, 500, 503, 504, 505, 513, 580, 600, 603, 606,
];
const USAGE: [u16; 5] = [405, 480, 481, 489, 501];
const DIALOG: [u16; 9] = [404, 410, 416, 482, 483, 484, 485, 502, 604];
/// Redirections have no effect that anybody knows of, and what is unknown counts as the first of its class.
const OTHERS: [u16; 4] = [302, 499, 599, 699];

/// DLG-04, INV-13. Our dialog has one usage. 408 is as silence (§5.2), 489 is for SUBSCRIBE alone; and where the peer still
/// knows the call, it is kept.
#[test]
fn a_call_outlives_every_refusal_that_does_not_say_that_it_is_gone() {
    for status in [&TRANSACTION_ONLY, USAGE.as_slice(), &DIALOG, &OTHERS].concat() {
        let mut script = Script::registered();
        let again = late_candidates(&mut script);
        script.reply(&again, status);
        script.expect("ACK");
        let gone = DIALOG.contains(&status) || [408, 481].contains(&status);
        let told = script.events.iter().any(|event| matches!(event, Event::Ended { .. }));
        let byes = script.history.requests().iter().filter(|request| request.method == Method::Bye).count();
        assert_eq!((told, byes), (gone, usize::from(gone)), "{status}");
    }
}

/// DLG-04.
#[test]
fn a_re_invite_that_the_dialog_does_not_survive_ends_the_call_with_bye() {
    for status in [408, 481, 604] {
        Row::new("DLG-04").unstretched().renegotiating().run(Script::registered, |script| {
            let again = late_candidates(script);
            script.reply(&again, status);
            script.expect("ACK");
            let bye = script.expect("BYE");
            script.reply(&bye, 200);
            expect_event!(script, Event::Ended { by: EndedBy::Network, failure: Some(failure), .. }
                if failure.status == Some(status));
        });
    }
}

/// INV-13: silence is 408.
#[test]
fn a_re_invite_that_nobody_answers_ends_the_call() {
    Row::new("INV-13").unstretched().renegotiating().run(Script::registered, |script| {
        late_candidates(script);
        script.pass(Duration::from_secs(32));
        script.expect_bye_for(FailureKind::Timeout);
    });
}

/// S-67: the number is the dialog's next.
#[test]
fn a_re_invite_is_challenged_and_sent_again_with_credentials() {
    for (status, name) in [(401, Name::WwwAuthenticate), (407, Name::ProxyAuthenticate)] {
        Row::new("S-67").unstretched().renegotiating().run(trusting, |script| {
            let again = late_candidates(script);
            script.reply_with(&again, status, |refusal| {
                let challenge = "Digest realm=\"example.com\",nonce=\"n\",algorithm=MD5,qop=\"auth\"";
                refusal.headers.push(name.clone(), challenge);
            });
            script.expect("ACK");
            let third = script.expect("INVITE");
            assert_eq!(third.headers.cseq().unwrap().number, again.headers.cseq().unwrap().number + 1);
            assert!(third.headers.has(&Name::Authorization) || third.headers.has(&Name::ProxyAuthorization));
            assert_eq!(third.body, again.body, "it is the same offer");
            script.accept(&third, "peer", "bob");
            let ack = script.expect("ACK");
            assert!(ack.headers.has(&Name::Authorization) || ack.headers.has(&Name::ProxyAuthorization));
        });
    }
}

/// S-67, decision 10: whom we do not tell who we are, the call goes on without.
#[test]
fn a_challenge_that_is_not_answered_leaves_the_call_as_it_was() {
    Row::new("S-67").unstretched().renegotiating().run(Script::registered, |script| {
        let again = late_candidates(script);
        script.reply_with(&again, 401, |refusal| {
            refusal
                .headers
                .push(Name::WwwAuthenticate, "Digest realm=\"elsewhere\",nonce=\"n\",algorithm=MD5");
        });
        script.expect("ACK");
        expect_event!(script, Event::ChallengeRefused { call: Some(CALL), .. });
        script.expect_silence();
        assert!(script.events.is_empty());
    });
}

/// S-6E: RFC 5407 §3.2: the call is over, and what was open ends.
#[test]
fn a_bye_that_crosses_our_re_invite_is_200_and_the_re_invite_ends_with_it() {
    for status in [481, 487] {
        Row::new("S-6E").unstretched().renegotiating().run(Script::registered, |script| {
            let again = late_candidates(script);
            script.bye_from_bob(&again);
            script.expect_status(200);
            expect_event!(script, Event::Ended { by: EndedBy::Remote, failure: None, .. });
            script.reply(&again, status);
            script.expect("ACK");
            script.expect_silence();
            assert!(script.events.is_empty());
        });
    }
}

/// S-6E: a 2xx that crosses is confirmed all the same.
#[test]
fn a_2xx_to_our_re_invite_after_the_end_is_acknowledged() {
    Row::new("S-6E").unstretched().renegotiating().run(Script::registered, |script| {
        let again = late_candidates(script);
        script.hang_up(CALL);
        let bye = script.expect("BYE");
        script.accept(&again, "peer", "bob");
        script.expect("ACK");
        script.reply(&bye, 200);
        script.expect_silence();
        expect_event!(script, Event::Ended { by: EndedBy::Local, .. });
    });
}

/// INV-20: each copy of the 2xx gets the ACK again.
#[test]
fn a_repeated_2xx_to_a_re_invite_gets_the_same_ack() {
    Row::new("INV-20").unstretched().renegotiating().run(Script::registered, |script| {
        let again = late_candidates(script);
        script.accept(&again, "peer", "bob");
        let ack = script.expect("ACK");
        script.accept(&again, "peer", "bob");
        assert_eq!(script.expect("ACK"), ack);
        assert_eq!(script.media.log, ["answer bob", "answer bob"]);
    });
}

/// S-6O, DLG-07: a 2xx to our own re-INVITE moves the target too.
#[test]
fn a_2xx_to_our_re_invite_moves_the_target() {
    Row::new("S-6O").unstretched().renegotiating().run(Script::registered, |script| {
        let again = late_candidates(script);
        script.accept_with(&again, "peer", "bob", |ok| {
            ok.headers.set(Name::Contact, "<sip:bob@moved.invalid>")
        });
        assert_eq!(script.expect("ACK").uri, "sip:bob@moved.invalid");
        script.hang_up(CALL);
        let bye = script.expect("BYE");
        assert_eq!(bye.uri, "sip:bob@moved.invalid");
        script.reply(&bye, 200);
    });
}
