//! The peer changes a call that stands.

use core::time::Duration;

use bellwire::message::{Message, Name, Request, Response};
use bellwire::ua::{EndedBy, Event, FailureKind};

use crate::expect_event;
use crate::support::{CALL, Ringing, Row, Script, body_of, row, sdp, sdp_answer};

/// A request of Bob's in the call, with this description unless it is empty.
fn change(script: &Script, method: &str, number: u32, tag: &str, description: &str) -> Request {
    let mut request = script.bobs_request(method, &format!("{method}{number}"), number, Some(tag));
    if !description.is_empty() {
        request.headers.push(Name::ContentType, "application/sdp");
        request.body = description.as_bytes().to_vec();
    }
    request
}

fn send(script: &mut Script, method: &str, number: u32, tag: &str, description: &str) {
    let request = change(script, method, number, tag, description);
    script.send(&Message::Request(request));
}

/// Bob confirms, and nothing comes of it.
fn confirm(script: &mut Script, number: u32, tag: &str) {
    script.bob("ACK", &format!("ack{number}"), number, tag);
    script.expect_silence();
}

/// Bob hangs up: the call stood to its end.
fn bye(script: &mut Script, number: u32, tag: &str) {
    script.bob("BYE", "bye", number, tag);
    script.expect_status(200);
    expect_event!(script, Event::Ended { by: EndedBy::Remote, failure: None, .. });
}

fn origin(response: &Response) -> String {
    body_of(response).lines().find(|line| line.starts_with("o=")).unwrap().to_owned()
}

/// INV-14, SDP-01: an offer in a re-INVITE is answered by the same connection, and nobody is asked.
#[test]
fn a_re_invite_with_an_offer_is_answered_by_the_same_connection() {
    row("re-INVITE", Script::registered, |script| {
        let Ringing { tag, .. } = script.talk_to_bob();
        send(script, "INVITE", 2, &tag, &sdp("moved"));
        let ok = script.expect_status(200);
        assert!(body_of(&ok).contains("s=local1") && ok.headers.has(&Name::Contact));
        assert_eq!(script.media.log, ["offer bob", "offer moved"]);
        confirm(script, 2, &tag);
        assert!(script.events.is_empty());
        bye(script, 3, &tag);
    });
}

/// S-66, INV-15, SDP-07: the peer wants our offer, and answers it in the ACK.
#[test]
fn a_re_invite_without_an_offer_is_answered_with_ours() {
    row("S-66", Script::registered, |script| {
        let Ringing { tag, .. } = script.talk_to_bob();
        send(script, "INVITE", 2, &tag, "");
        let ok = script.expect_status(200);
        assert!(body_of(&ok).contains("m=audio"));
        send(script, "ACK", 2, &tag, &sdp_answer("bob again"));
        script.expect_silence();
        assert_eq!(script.media.log, ["offer bob", "answer bob again"]);
        assert!(script.events.is_empty());
    });
}

/// S-66: what was agreed before is what is agreed.
#[test]
fn a_re_invite_without_an_offer_that_is_confirmed_without_an_answer_changes_nothing() {
    row("S-66", Script::registered, |script| {
        let Ringing { tag, .. } = script.talk_to_bob();
        send(script, "INVITE", 2, &tag, "");
        script.expect_status(200);
        confirm(script, 2, &tag);
        assert_eq!(script.media.log, ["offer bob", "rollback"]);
        send(script, "INVITE", 3, &tag, &sdp("later"));
        script.expect_status(200);
        confirm(script, 3, &tag);
    });
}

/// UPD-04: without an offer an UPDATE says only where the peer is.
#[test]
fn an_update_without_an_offer_is_200_and_touches_no_media() {
    row("UPDATE", Script::registered, |script| {
        let Ringing { tag, .. } = script.talk_to_bob();
        send(script, "UPDATE", 2, &tag, "");
        let ok = script.expect_status(200);
        assert!(ok.body.is_empty() && ok.headers.has(&Name::Contact));
        assert_eq!(script.media.log, ["offer bob"]);
    });
}

/// S-6O, DLG-07: only a 2xx moves the target, and the way there stays.
#[test]
fn an_accepted_change_moves_the_target_and_a_refused_one_does_not() {
    row("S-6O", Script::registered, |script| {
        let Ringing { call, tag, .. } = script.talk_to_bob();
        for (number, method, to, refused) in [
            (2, "UPDATE", "sip:bob@second.invalid", false),
            (3, "INVITE", "sip:bob@third.invalid", false),
            (4, "INVITE", "sip:bob@lost.invalid", true),
        ] {
            let mut request = change(script, method, number, &tag, &sdp(to));
            request.headers.set(Name::Contact, format!("<{to}>"));
            script.media.refuse_remote = refused;
            script.send(&Message::Request(request));
            script.expect_status(if refused { 488 } else { 200 });
            if method == "INVITE" {
                script.bob("ACK", if refused { "INVITE4" } else { "ack3" }, number, &tag);
            }
        }
        script.hang_up(call);
        let bye = script.expect("BYE");
        assert_eq!(bye.uri, "sip:bob@third.invalid");
        assert_eq!(bye.headers.list(&Name::Route), ["<sip:proxy.example.com;lr>"]);
        script.reply(&bye, 200);
    });
}

/// INV-13, SDP-04: what the browser refuses is 488, and the call goes on with what it had.
#[test]
fn a_change_that_the_browser_refuses_is_488_and_the_call_is_as_before() {
    for method in ["INVITE", "UPDATE"] {
        row("488", Script::registered, |script| {
            let Ringing { tag, .. } = script.talk_to_bob();
            script.media.refuse_remote = true;
            send(script, method, 2, &tag, &sdp("odd"));
            assert!(script.expect_status(488).headers.has(&Name::Warning));
            if method == "INVITE" {
                script.bob("ACK", "INVITE2", 2, &tag);
            }
            script.media.refuse_remote = false;
            send(script, method, 3, &tag, &sdp("even"));
            script.expect_status(200);
            if method == "INVITE" {
                confirm(script, 3, &tag);
            }
            assert!(script.events.is_empty());
            bye(script, 4, &tag);
        });
    }
}

/// SDP-06: the browser has the offer and cannot answer.
#[test]
fn a_change_that_cannot_be_answered_is_rolled_back() {
    row("rollback", Script::registered, |script| {
        let Ringing { tag, .. } = script.talk_to_bob();
        script.media.microphone_denied = true;
        send(script, "INVITE", 2, &tag, &sdp("moved"));
        script.expect_status(488);
        script.bob("ACK", "INVITE2", 2, &tag);
        assert_eq!(script.media.log, ["offer bob", "offer moved", "rollback"]);
    });
}

/// SDP-16, decision 7: plain RTP, or nothing to hear, is refused without asking the browser.
#[test]
fn a_change_to_what_no_browser_speaks_is_488_at_once() {
    row("not WebRTC", Script::registered, |script| {
        let Ringing { tag, .. } = script.talk_to_bob();
        let plain = sdp("plain").replace("a=fingerprint", "a=x-none");
        send(script, "INVITE", 2, &tag, &plain);
        script.expect_status(488);
        script.bob("ACK", "INVITE2", 2, &tag);
        expect_event!(script, Event::Warning { failure } if failure.kind == FailureKind::NotWebrtc);
        send(script, "UPDATE", 3, &tag, &sdp("mute").replace("m=audio 9", "m=audio 0"));
        script.expect_status(488);
        script.events.clear();
        assert_eq!(script.media.log, ["offer bob"]);
        bye(script, 4, &tag);
    });
}

/// SDP-03, decision 4: the same description once more is the same answer, byte for byte, and the browser is not asked.
#[test]
fn an_unchanged_offer_gets_the_unchanged_answer_and_a_changed_one_a_new_version() {
    row("unchanged", Script::registered, |script| {
        let Ringing { call, tag, .. } = script.ring();
        script.answer(call);
        let first = script.expect_status(200);
        script.bob("ACK", "ack", 1, &tag);
        expect_event!(script, Event::Answered { .. });
        for (number, method) in [(2, "INVITE"), (3, "UPDATE")] {
            send(script, method, number, &tag, &sdp("bob"));
            assert_eq!(body_of(&script.expect_status(200)), body_of(&first));
            if method == "INVITE" {
                confirm(script, number, &tag);
            }
        }
        assert_eq!(script.media.log, ["offer bob"]);
        script.media.candidates = 2;
        send(script, "UPDATE", 4, &tag, &sdp("moved"));
        let (before, after) = (origin(&first), origin(&script.expect_status(200)));
        let fields = |origin: &str| origin.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let (before, after) = (fields(&before), fields(&after));
        assert_eq!(before[1], after[1], "one id for the whole dialog");
        assert_eq!(before[2].parse::<u64>().unwrap() + 1, after[2].parse::<u64>().unwrap());
    });
}

/// INV-14, UPD-02: who has not waited for our answer is told to, within ten seconds.
#[test]
fn a_second_change_before_the_answer_to_the_first_is_500_with_retry_after() {
    for (first, second) in
        [("INVITE", "INVITE"), ("INVITE", "UPDATE"), ("UPDATE", "UPDATE"), ("UPDATE", "INVITE")]
    {
        let mut script = Script::registered();
        let Ringing { tag, .. } = script.talk_to_bob();
        script.media.hold = true;
        send(&mut script, first, 2, &tag, &sdp("one"));
        send(&mut script, second, 3, &tag, &sdp("two"));
        let wait = script.expect_status(500).headers.retry_after().unwrap();
        assert!(wait.is_some_and(|seconds| seconds <= 10), "{wait:?}");
        script.release_media();
        script.expect_status(200);
        assert_eq!(script.media.log, ["offer bob", "offer one"]);
    }
}

/// UPD-02: an UPDATE without an offer has nothing to wait for, unless another UPDATE is open.
#[test]
fn an_update_without_an_offer_is_answered_while_a_re_invite_waits() {
    let mut script = Script::registered();
    let Ringing { tag, .. } = script.talk_to_bob();
    script.media.hold = true;
    send(&mut script, "INVITE", 2, &tag, &sdp("one"));
    send(&mut script, "UPDATE", 3, &tag, "");
    script.expect_status(200);
    script.release_media();
    script.expect_status(200);
}

/// UPD-02: before the call is answered its own offer waits.
#[test]
fn while_it_rings_an_update_moves_the_target_and_an_offer_has_to_wait() {
    row("early UPDATE", Script::registered, |script| {
        let Ringing { tag, .. } = script.ring();
        send(script, "UPDATE", 2, &tag, "");
        script.expect_status(200);
        send(script, "UPDATE", 3, &tag, &sdp("early"));
        assert!(script.expect_status(500).headers.has(&Name::RetryAfter));
        send(script, "INVITE", 4, &tag, &sdp("early"));
        script.expect_status(500);
        script.bob("ACK", "INVITE4", 4, &tag);
        assert!(script.events.is_empty(), "it goes on ringing");
    });
}

/// S-64, decision 16: the answer to our offer is due in the ACK first.
#[test]
fn a_change_is_491_while_the_answer_to_our_offer_is_due() {
    row("S-64", Script::registered, |script| {
        let Ringing { tag, .. } = script.talk_to_bob();
        send(script, "INVITE", 2, &tag, "");
        script.expect_status(200);
        for (number, method) in [(3, "INVITE"), (4, "UPDATE")] {
            send(script, method, number, &tag, &sdp("glare"));
            script.expect_status(491);
        }
        script.bob("ACK", "INVITE3", 3, &tag);
        send(script, "UPDATE", 5, &tag, "");
        script.expect_status(200);
        send(script, "ACK", 2, &tag, &sdp_answer("answer"));
        script.expect_silence();
        assert_eq!(script.media.log, ["offer bob", "answer answer"]);
    });
}

/// S-64, decision 16: with the first offer answered, a second INVITE may overtake the ACK.
#[test]
fn a_re_invite_that_overtakes_the_ack_of_the_call_is_answered() {
    row("S-64", Script::registered, |script| {
        let Ringing { call, tag, .. } = script.ring();
        script.answer(call);
        script.expect_status(200);
        send(script, "INVITE", 2, &tag, &sdp("moved"));
        expect_event!(script, Event::Answered { .. });
        script.expect_status(200);
        script.bob("ACK", "ack", 1, &tag);
        confirm(script, 2, &tag);
        assert!(script.events.is_empty());
    });
}

/// INV-16, the callee's half: a re-INVITE that nobody confirms ends the call.
#[test]
fn a_2xx_to_a_re_invite_is_repeated_and_without_an_ack_the_call_ends_with_bye() {
    Row::new("INV-16").unstretched().run(Script::registered, |script| {
        let Ringing { tag, .. } = script.talk_to_bob();
        send(script, "INVITE", 2, &tag, &sdp("moved"));
        let ok = script.expect_status(200);
        let stale = script.bobs_request("ACK", "stale", 1, Some(&tag));
        script.send(&Message::Request(stale));
        script.pass(Duration::from_millis(500));
        assert_eq!(script.expect_status(200), ok);
        script.pass(Duration::from_secs(32));
        script.skip_repeats(&ok);
        script.expect_bye_for(FailureKind::Timeout);
        confirm(script, 2, &tag);
    });
}

/// RFC 3261 §9.2, in a call that stands.
#[test]
fn a_re_invite_that_is_cancelled_is_487_and_the_call_is_as_before() {
    let mut script = Script::registered();
    let Ringing { tag, .. } = script.talk_to_bob();
    script.media.hold = true;
    send(&mut script, "INVITE", 2, &tag, &sdp("moved"));
    script.bob("CANCEL", "INVITE2", 2, &tag);
    script.expect_status(200);
    script.expect_status(487);
    script.bob("ACK", "INVITE2", 2, &tag);
    script.release_media();
    script.expect_silence();
    assert_eq!(script.media.log, ["offer bob", "offer moved", "rollback"]);
    send(&mut script, "INVITE", 3, &tag, &sdp("again"));
    script.expect_status(200);
    confirm(&mut script, 3, &tag);
    bye(&mut script, 4, &tag);
    script.assert_nothing_left();
}

/// INV-19: a BYE ends what waits.
#[test]
fn a_bye_ends_the_change_that_waits_with_487() {
    let mut script = Script::registered();
    let Ringing { tag, .. } = script.talk_to_bob();
    script.media.hold = true;
    send(&mut script, "INVITE", 2, &tag, &sdp("moved"));
    script.bob("BYE", "bye", 3, &tag);
    script.expect_status(200);
    script.expect_status(487);
    script.bob("ACK", "INVITE2", 2, &tag);
    script.release_media();
    script.expect_silence();
    expect_event!(script, Event::Ended { by: EndedBy::Remote, .. });
    script.assert_nothing_left();
}

/// S-6P, DLG-05: a change out of order is no change.
#[test]
fn a_change_whose_number_falls_is_500_and_one_that_comes_again_gets_its_answer_again() {
    Row::new("S-6P").unstretched().run(Script::registered, |script| {
        let Ringing { tag, .. } = script.talk_to_bob();
        send(script, "UPDATE", 900, &tag, &sdp("jump"));
        let ok = script.expect_status(200);
        send(script, "UPDATE", 899, &tag, &sdp("late"));
        script.expect_status(500);
        send(script, "UPDATE", 900, &tag, &sdp("jump"));
        assert_eq!(script.expect_status(200), ok);
        assert_eq!(script.media.log, ["offer bob", "offer jump"]);
        bye(script, 901, &tag);
    });
}

/// S-60, SDP-05, the peer's half: told once, and once more when it ends.
#[test]
fn the_peers_hold_is_answered_and_told_and_so_is_its_end() {
    let held = [
        ("sendonly", sdp("held").replace("a=sendrecv", "a=sendonly")),
        ("inactive", sdp("held").replace("a=sendrecv", "a=inactive")),
        ("of the session", sdp("held").replace("a=sendrecv\r\n", "").replace("t=0 0", "t=0 0\r\na=inactive")),
        ("c=0.0.0.0", sdp("held").replace("m=audio 9", "m=audio 40000")),
    ];
    for (_, hold) in &held {
        row("S-60", Script::registered, |script| {
            let Ringing { call, tag, .. } = script.talk_to_bob();
            for number in [2, 3] {
                send(script, "INVITE", number, &tag, &hold.replace("s=held", &format!("s=held{number}")));
                script.expect_status(200);
                confirm(script, number, &tag);
            }
            expect_event!(script, Event::RemoteHold { call: told, held: true } if told == call);
            send(script, "UPDATE", 4, &tag, &sdp("resumed"));
            script.expect_status(200);
            expect_event!(script, Event::RemoteHold { held: false, .. });
            assert!(script.events.is_empty());
        });
    }
}

/// S-6G, the peer's half of RFC 4028, decision 18: we promise nothing, answer every refresh, and end nothing by ourselves.
#[test]
fn a_session_timer_of_the_peer_is_served_and_never_ours() {
    Row::new("S-6G").unstretched().run(Script::registered, |script| {
        let Ringing { tag, .. } = script.talk_to_bob();
        for (number, method) in [(2, "UPDATE"), (3, "INVITE")] {
            script.pass(Duration::from_secs(60));
            let description = if method == "INVITE" { sdp("bob") } else { String::new() };
            let mut refresh = change(script, method, number, &tag, &description);
            refresh.headers.push(Name::SessionExpires, "120;refresher=uac");
            refresh.headers.push(Name::Supported, "timer");
            script.send(&Message::Request(refresh));
            let ok = script.expect_status(200);
            assert!(
                !ok.headers.has(&Name::SessionExpires)
                    && !ok.headers.list(&Name::Supported).contains(&"timer")
            );
        }
        confirm(script, 3, &tag);
        script.pass(Duration::from_secs(150));
        script.expect_silence();
        assert!(script.events.is_empty(), "nobody refreshes any more, and the call goes on");
        bye(script, 4, &tag);
    });
}

/// UAS-05: in a call as outside of one.
#[test]
fn a_change_that_requires_what_we_have_not_is_420() {
    row("420", Script::registered, |script| {
        let Ringing { tag, .. } = script.talk_to_bob();
        let mut request = change(script, "UPDATE", 2, &tag, "");
        request.headers.push(Name::Require, "timer");
        script.send(&Message::Request(request));
        assert_eq!(script.expect_status(420).headers.list(&Name::Unsupported), ["timer"]);
    });
}

/// UAS-02: what else comes in a call is answered, and changes nothing.
#[test]
fn what_a_call_is_not_for_is_405_501_or_481() {
    row("S-5M", Script::registered, |script| {
        let Ringing { tag, .. } = script.talk_to_bob();
        let methods =
            [("INFO", 405), ("MESSAGE", 405), ("REFER", 405), ("PRACK", 405), ("FLY", 501), ("NOTIFY", 481)];
        for (number, (method, status)) in (2..).zip(methods) {
            script.bob(method, method, number, &tag);
            let response = script.expect_status(status);
            assert_eq!(response.headers.has(&Name::Allow), status != 481, "{method}");
        }
        assert!(script.events.is_empty());
        bye(script, 10, &tag);
    });
}

/// A call of ours is changed as one of the peer's.
#[test]
fn the_callee_may_change_the_call_too() {
    row("re-INVITE", Script::registered, |script| {
        let invite = script.talk();
        let text = |name: &Name| invite.headers.text(name).unwrap().to_owned();
        let mut update = script.bobs_request("UPDATE", "callee", 1, None);
        update.headers.set(Name::From, format!("{};tag=peer", text(&Name::To)));
        update.headers.set(Name::To, text(&Name::From));
        update.headers.set(Name::CallId, text(&Name::CallId));
        update.headers.push(Name::ContentType, "application/sdp");
        update.body = sdp("moved").replace("a=sendrecv", "a=sendonly").into_bytes();
        script.send(&Message::Request(update));
        script.expect_status(200);
        expect_event!(script, Event::RemoteHold { call: CALL, held: true });
        assert_eq!(script.media.log, ["answer bob", "offer moved"]);
    });
}
