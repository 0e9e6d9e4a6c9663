//! Being called.

use core::time::Duration;

use bellwire::message::{Message, Name};
use bellwire::ua::{Command, EndedBy, Event, FailureKind, LinkClosure, Manner, MisuseKind};

use crate::expect_event;
use crate::support::{CALL, Ringing, Row, Script, row, sdp, sdp_answer};

/// DLG-01, INV-19, S-50.
#[test]
fn a_call_that_comes_in_rings_is_answered_and_ended_by_the_caller() {
    row("S-50", Script::registered, |script| {
        let invite = script.invite("1", &sdp("bob"));
        let ringing = script.expect_status(180);
        let tag = ringing.headers.to().unwrap().tag().unwrap().to_owned();
        assert_eq!(ringing.headers.vias().unwrap().len(), 2);
        assert!(ringing.headers.has(&Name::RecordRoute) && ringing.headers.has(&Name::Contact));
        let call = expect_event!(script, Event::Incoming { call, from, .. }
            if from.name.as_deref() == Some("Bob") && from.user.as_deref() == Some("bob") => call);
        script.answer(call);
        let ok = script.expect_status(200);
        assert_eq!(ok.headers.to().unwrap().tag(), Some(tag.as_str()));
        assert!(String::from_utf8_lossy(&ok.body).contains("s=local1"));
        assert_eq!(script.media.log, ["offer bob"]);
        assert!(script.events.is_empty(), "answered is told when the caller has confirmed");
        script.bob("ACK", "ack", 1, &tag);
        expect_event!(script, Event::Answered { .. });
        script.pass(Duration::from_secs(40));
        script.expect_silence();

        script.bob("BYE", "bye", 2, &tag);
        script.expect_status(200);
        expect_event!(script, Event::Ended { by: EndedBy::Remote, failure: None, .. });
        assert_eq!(invite.headers.cseq().unwrap().number, 1);
    });
}

/// UAS-10, INV-22, S-52.
#[test]
fn a_caller_who_gives_up_is_a_missed_call_unless_somebody_else_answered() {
    for (reason, kind) in [
        (None, FailureKind::Cancelled),
        (Some("SIP;cause=200;text=\"Call completed elsewhere\""), FailureKind::AnsweredElsewhere),
    ] {
        row("S-52", Script::registered, |script| {
            let tag = script.ring().tag;
            let mut cancel = script.bobs_request("CANCEL", "1", 1, None);
            if let Some(reason) = reason {
                cancel.headers.push(Name::Reason, reason);
            }
            script.send(&Message::Request(cancel));
            assert_eq!(script.expect_status(200).headers.to().unwrap().tag(), Some(tag.as_str()));
            let gone = script.expect_status(487);
            assert_eq!(gone.headers.to().unwrap().tag(), Some(tag.as_str()));
            script.bob("ACK", "1", 1, &tag);
            expect_event!(script, Event::Ended { by: EndedBy::Remote, failure: Some(failure), .. } if failure.kind == kind);
        });
    }
}

/// RFC 3261 §12.1.1, §19.1.4: who is called by sips: is there by sips:, and a scheme has no case.
#[test]
fn a_call_to_sips_in_capitals_gets_a_sips_contact() {
    row("S-50", Script::registered, |script| {
        let mut invite = script.bobs_request("INVITE", "1", 1, None);
        invite.uri = invite.uri.replacen("sip:", "SIPS:", 1);
        script.send(&Message::Request(invite));
        let contact = script.expect_status(180).headers.text(&Name::Contact).unwrap().to_owned();
        assert!(contact.starts_with("<sips:"), "{contact}");
    });
}

/// INV-23, S-4M: told as it stands, and nothing of it is fetched.
#[test]
fn what_a_caller_says_of_the_call_is_told() {
    row("INV-23", Script::registered, |script| {
        let mut invite = script.bobs_request("INVITE", "1", 1, None);
        for (header, value) in [
            ("Alert-Info", "<urn:alert:service:call-waiting>"),
            ("Alert-Info", "<http://a.b/ring.wav>"),
            ("Subject", "Lunch?"),
            ("Priority", "urgent"),
            ("X-Lunch", "soup"),
        ] {
            invite.headers.push(Name::from_token(header), value);
        }
        script.send(&Message::Request(invite));
        let about = expect_event!(script, Event::Incoming { about, .. } => about);
        let told: Vec<_> = about.iter().map(|(name, text)| (*name, text.as_str())).collect();
        assert_eq!(
            told,
            [
                ("alertInfo", "<urn:alert:service:call-waiting>, <http://a.b/ring.wav>"),
                ("subject", "Lunch?"),
                ("priority", "urgent"),
            ]
        );
    });
}

/// UAS-10, DLG-10, S-53.
#[test]
fn a_cancel_after_the_answer_is_confirmed_and_changes_nothing() {
    row("S-53", Script::registered, |script| {
        let Ringing { call, tag, .. } = script.ring();
        script.answer(call);
        script.expect_status(200);
        script.bob("CANCEL", "1", 1, "");
        script.expect_status(200);
        script.bob("ACK", "ack", 1, &tag);
        expect_event!(script, Event::Answered { .. });
        script.expect_silence();
    });
}

/// S-5A, INV-09, as decision 17 has it.
#[test]
fn a_call_is_declined_here_everywhere_or_for_want_of_anybody() {
    for (manner, status) in [(Manner::Busy, 486), (Manner::Everywhere, 603), (Manner::Unavailable, 480)] {
        row("S-5A", Script::registered, |script| {
            let Ringing { call, tag, .. } = script.ring();
            script.command(Command::Decline { call, manner }).unwrap();
            script.expect_status(status);
            script.bob("ACK", "1", 1, &tag);
            expect_event!(script, Event::Ended { by: EndedBy::Local, failure: None, .. });
        });
    }
}

/// S-5A: the caller is told another address.
#[test]
fn a_caller_is_sent_elsewhere_with_302() {
    for (target, contact) in
        [("sip:carol@example.org", "<sip:carol@example.org>"), ("carol", "<sip:carol@example.com>")]
    {
        row("S-5A", Script::registered, |script| {
            let Ringing { call, tag, .. } = script.ring();
            let redirect = |target: &str| Command::Redirect { call, target: target.into() };
            assert_eq!(script.command(redirect("no, nobody@")), Err(MisuseKind::Target));
            script.command(redirect(target)).unwrap();
            let moved = script.expect_status(302);
            assert_eq!(moved.headers.list(&Name::Contact), [contact]);
            script.bob("ACK", "1", 1, &tag);
            expect_event!(script, Event::Ended { by: EndedBy::Local, failure: None, .. });
        });
    }
}

/// Decision 15: the link on which our 2xx went is gone, and the caller's proxy tries the new one.
#[test]
fn a_second_branch_over_a_new_link_gets_the_2xx_of_the_first() {
    let mut script = Script::unregistered();
    let Ringing { call, tag, .. } = script.ring();
    script.answer(call);
    let ok = script.expect_status(200);
    script.lose_link(LinkClosure::Closed { code: 1006, reason: String::new() });
    script.pass(Duration::from_secs(3));
    script.open_link();
    script.invite("again", &sdp("bob"));
    let again = script.expect_status(200);
    assert_eq!(again.headers.top_via().unwrap().branch(), Some("z9hG4bKagain"));
    assert_eq!((again.headers.text(&Name::To), &again.body), (ok.headers.text(&Name::To), &ok.body));
    assert_eq!(again.headers.list(&Name::Contact), ok.headers.list(&Name::Contact));
    script.pass(Duration::from_secs(4));
    assert_eq!(script.expect_status(200), again, "it is the one that is repeated");
    script.invite("third", &sdp("bob"));
    script.expect_status(482);
    script.bob("ACK", "ack", 1, &tag);
    let told: Vec<_> = script.events.iter().filter(|event| !matches!(event, Event::Link { .. })).collect();
    assert!(matches!(told[..], [Event::Answered { .. }]), "one call: {told:?}");
}

/// Decision 15, and a lost link ends what nobody has answered.
#[test]
fn a_call_that_rang_on_a_link_that_is_gone_rings_anew_over_the_new_one() {
    let mut script = Script::unregistered();
    script.ring();
    script.lose_link(LinkClosure::Closed { code: 1006, reason: String::new() });
    script.pass(Duration::from_secs(3));
    script.open_link();
    script.events.clear();
    script.invite("again", &sdp("bob"));
    script.expect_status(180);
    expect_event!(script, Event::Incoming { .. });
}

/// INV-10, TXN-10, S-54.
#[test]
fn a_2xx_is_repeated_until_the_ack_and_without_one_the_call_ends_with_bye() {
    Row::new("S-54").unstretched().run(Script::registered, |script| {
        let call = script.ring().call;
        script.answer(call);
        let ok = script.expect_status(200);
        let mut times = vec![];
        let mut waited = 0;
        while script.events.is_empty() && waited < 40_000 {
            script.pass(Duration::from_millis(100));
            waited += 100;
            times.extend(core::iter::repeat_n(waited, script.skip_repeats(&ok)));
        }
        assert_eq!(times, [500, 1500, 3500, 7500, 11500, 15500, 19500, 23500, 27500, 31500]);
        script.expect_bye_for(FailureKind::Timeout);
    });
}

/// DLG-10, DLG-06, S-55.
#[test]
fn a_bye_before_the_ack_ends_the_call_and_a_late_ack_is_ignored() {
    row("S-55", Script::registered, |script| {
        let Ringing { call, tag, .. } = script.ring();
        script.answer(call);
        script.expect_status(200);
        script.bob("BYE", "bye", 2, &tag);
        script.expect_status(200);
        expect_event!(script, Event::Ended { by: EndedBy::Remote, .. });
        script.bob("ACK", "ack", 1, &tag);
        script.expect_silence();
        assert!(script.events.is_empty());
    });
}

/// INV-17, S-56.
#[test]
fn hanging_up_before_the_ack_waits_for_it() {
    row("S-56", Script::registered, |script| {
        let Ringing { call, tag, .. } = script.ring();
        script.answer(call);
        script.expect_status(200);
        script.hang_up(call);
        script.expect_silence();
        expect_event!(script, Event::Ended { by: EndedBy::Local, failure: None, .. });
        assert_eq!(script.media.open().count(), 0, "the microphone does not wait");
        script.bob("ACK", "ack", 1, &tag);
        let bye = script.expect("BYE");
        script.reply(&bye, 200);
        assert!(script.events.is_empty(), "a call ends once");
    });
}

/// INV-17, S-56: the ACK that never comes.
#[test]
fn who_hung_up_before_the_ack_and_never_gets_one_sends_bye_after_64_t1() {
    Row::new("S-56").unstretched().run(Script::registered, |script| {
        let call = script.ring().call;
        script.answer(call);
        let ok = script.expect_status(200);
        script.hang_up(call);
        script.pass(Duration::from_millis(31_999));
        assert_eq!(script.skip_repeats(&ok), 10);
        script.expect_silence();
        script.pass(Duration::from_millis(1));
        let bye = script.expect("BYE");
        script.reply(&bye, 200);
        expect_event!(script, Event::Ended { by: EndedBy::Local, failure: None, .. });
        assert!(script.events.is_empty(), "a call ends once");
    });
}

/// INV-19, S-57.
#[test]
fn an_early_bye_ends_the_call_and_its_invite() {
    row("S-57", Script::registered, |script| {
        let tag = script.ring().tag;
        script.bob("BYE", "bye", 2, &tag);
        script.expect_status(200);
        script.expect_status(487);
        script.bob("ACK", "1", 1, &tag);
        expect_event!(script, Event::Ended { by: EndedBy::Remote, .. });
    });
}

/// TXN-06, S-58.
#[test]
fn a_repeated_invite_gets_the_last_response_and_no_second_call() {
    row("S-58", Script::registered, |script| {
        let invite = script.ring().invite;
        script.send(&Message::Request(invite));
        script.expect_status(180);
        assert!(script.events.is_empty());
    });
}

/// S-59, UAS-04: RFC 3261 §8.2.2.2.
#[test]
fn one_invite_over_two_branches_rings_once_and_its_twin_is_482() {
    row("S-59", Script::registered, |script| {
        let Ringing { call, tag, .. } = script.ring();
        script.bob("INVITE", "twin", 1, "");
        script.expect_status(482);
        script.bob("ACK", "twin", 1, &tag);
        script.answer(call);
        script.expect_status(200);
        script.bob("INVITE", "later", 1, "");
        script.expect_status(482);
        script.bob("ACK", "ack", 1, &tag);
        expect_event!(script, Event::Answered { .. });
        script.bob("INVITE", "straggler", 1, "");
        script.expect_status(482);
        assert!(script.events.is_empty(), "it rings once");
    });
}

/// INV-02, S-51, the caller leaves the offer to us.
#[test]
fn an_invite_without_an_offer_is_answered_with_ours() {
    row("S-51", Script::registered, |script| {
        let Ringing { call, tag, .. } = script.ring_with("");
        script.answer(call);
        let ok = script.expect_status(200);
        assert!(String::from_utf8_lossy(&ok.body).contains("s=local1"));
        let mut ack = script.bobs_request("ACK", "ack", 1, Some(&tag));
        ack.headers.push(Name::ContentType, "application/sdp");
        ack.body = sdp_answer("bob").into_bytes();
        script.send(&Message::Request(ack));
        expect_event!(script, Event::Answered { .. });
        assert_eq!(script.media.log, ["answer bob"]);
    });
}

#[test]
fn without_an_answer_in_the_ack_a_late_offer_ends_with_bye() {
    row("S-51", Script::registered, |script| {
        let Ringing { call, tag, .. } = script.ring_with("");
        script.answer(call);
        script.expect_status(200);
        script.bob("ACK", "ack", 1, &tag);
        script.expect_bye_for(FailureKind::Protocol);
    });
}

/// Decision 17.
#[test]
fn a_denied_microphone_keeps_the_call_ringing_and_it_may_be_answered_again() {
    row("Decision 17", Script::registered, |script| {
        let call = script.ring().call;
        script.media.microphone_denied = true;
        script.answer(call);
        expect_event!(script, Event::AnswerFailed { failure, .. } if failure.kind == FailureKind::MicrophoneDenied);
        script.expect_silence();
        script.media.microphone_denied = false;
        script.answer(call);
        script.expect_status(200);
        assert_eq!(script.media.log, ["offer bob"], "the offer is set once");
    });
}

#[test]
fn a_cancel_while_the_microphone_is_asked_for_closes_the_connection() {
    row("CANCEL at the prompt", Script::registered, |script| {
        let Ringing { call, tag, .. } = script.ring();
        script.media.hold = true;
        script.answer(call);
        script.bob("CANCEL", "1", 1, "");
        script.expect_status(200);
        script.expect_status(487);
        script.release_media();
        script.expect_silence();
        script.bob("ACK", "1", 1, &tag);
        expect_event!(script, Event::Ended { .. });
    });
}

#[test]
fn an_answer_waits_for_the_microphone_and_then_goes_out() {
    row("answer at the prompt", Script::registered, |script| {
        let Ringing { call, tag, .. } = script.ring();
        script.media.hold = true;
        script.answer(call);
        script.expect_silence();
        script.release_media();
        script.expect_status(200);
        script.bob("ACK", "ack", 1, &tag);
        expect_event!(script, Event::Answered { .. });
    });
}

/// Two calls at once: neither knows of the other.
#[test]
fn a_call_that_comes_in_while_another_stands_is_a_call_of_its_own() {
    row("S-5G", Script::registered, |script| {
        script.talk();
        let second = script.talk_to_bob();
        assert_eq!(script.media.open().count(), 2);
        script.bob("BYE", "bye", 2, &second.tag);
        script.expect_status(200);
        expect_event!(script, Event::Ended { call, by: EndedBy::Remote, .. } if call == second.call);
        script.hang_up(CALL);
        let bye = script.expect("BYE");
        script.reply(&bye, 200);
        expect_event!(script, Event::Ended { call: CALL, by: EndedBy::Local, .. });
    });
}

#[test]
fn a_cancel_while_candidates_are_gathered_stops_the_clock() {
    Row::new("CANCEL while gathering").unstretched().run(Script::registered, |script| {
        script.media.gathers_on = true;
        let Ringing { call, tag, .. } = script.ring();
        script.answer(call);
        script.bob("CANCEL", "1", 1, "");
        script.expect_status(200);
        script.expect_status(487);
        script.bob("ACK", "1", 1, &tag);
        expect_event!(script, Event::Ended { by: EndedBy::Remote, .. });
    });
}

/// INV-09, S-5D: at once, or when it turns out that no codec is known.
#[test]
fn an_offer_that_the_browser_refuses_is_488() {
    for (name, no_codec) in [("S-5D", false), ("S-5D, no codec", true)] {
        row(name, Script::registered, |script| {
            let Ringing { call, tag, .. } = script.ring();
            script.media.refuse_remote = !no_codec;
            script.media.no_codec = no_codec;
            script.answer(call);
            assert!(script.expect_status(488).headers.has(&Name::Warning));
            script.bob("ACK", "1", 1, &tag);
            expect_event!(script, Event::Ended { failure: Some(failure), .. }
                if failure.kind == FailureKind::Incompatible);
        });
    }
}

/// S-5D: this phone speaks, and what has no voice in it is nothing to answer.
#[test]
fn an_offer_without_audio_is_488_before_it_rings() {
    let video_only = sdp("bob").replace("m=audio 9", "m=video 9");
    let audio_refused =
        sdp("bob").replace("m=audio 9", "m=audio 0") + &video_only[video_only.find("m=video").unwrap()..];
    for offer in [video_only, audio_refused] {
        row("S-5D", Script::registered, |script| {
            script.invite("1", &offer);
            assert!(script.expect_status(488).headers.has(&Name::Warning));
            expect_event!(script, Event::Warning { failure } if failure.kind == FailureKind::Incompatible);
            assert!(script.events.is_empty());
        });
    }
}

/// Decision 7.
#[test]
fn plain_rtp_is_refused_before_it_rings_and_the_remedy_is_told() {
    row("Decision 7", Script::registered, |script| {
        script.invite("1", "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n");
        assert!(script.expect_status(488).headers.has(&Name::Warning));
        expect_event!(script, Event::Warning { failure } if failure.kind == FailureKind::NotWebrtc);
    });
}

#[test]
fn the_ninth_caller_at_once_hears_busy() {
    let mut script = Script::unregistered();
    script.fill_the_lines();
    script.bobs_other_call(9);
    script.expect_status(486);
}
