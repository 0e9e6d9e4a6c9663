//! Nothing waits for ever: whoever does not answer is given up, and it is told.

use core::time::Duration;

use bellwire::message::{Message, Name};
use bellwire::ua::media::PeerId;
use bellwire::ua::{Command, EndedBy, Event, FailureKind, LinkState};

use crate::expect_event;
use crate::support::{CALL, Ringing, Row, Script};

const MINUTE: Duration = Duration::from_secs(60);

/// INV-01, S-4L: Expires is on the wire, and when it has passed the call is given up.
#[test]
fn a_call_with_a_time_limit_says_so_and_is_cancelled_when_it_has_passed() {
    Row::new("S-4L").unstretched().run(Script::registered, |script| {
        let audio = Default::default();
        let call =
            Command::Call { call: CALL, target: "bob".into(), audio, expires: Some(60), late_offer: false };
        script.command(call).unwrap();
        let invite = script.expect("INVITE");
        assert_eq!(invite.headers.expires(), Ok(Some(60)));
        script.reply(&invite, 180);
        expect_event!(script, Event::Progress { .. });
        script.pass(Duration::from_secs(59));
        script.expect_silence();
        script.pass(Duration::from_secs(1));
        let cancel = script.expect("CANCEL");
        assert!(!cancel.headers.has(&Name::Expires));
        expect_event!(script, Event::Ended { by: EndedBy::Network, failure: Some(failure), .. }
            if failure.kind == FailureKind::Timeout);
        script.reply(&cancel, 200);
        script.reply(&invite, 487);
        script.expect("ACK");
        assert!(script.events.is_empty(), "a call ends once");
    });
}

/// UAC-14, S-4L: a proxy that says every minute that it rings is waited for, but not all day.
#[test]
fn a_call_that_rings_for_three_minutes_goes_on_and_after_five_it_is_given_up() {
    Row::new("S-4L").unstretched().run(Script::unregistered, |script| {
        let invite = script.dial("bob");
        assert!(!invite.headers.has(&Name::Expires));
        for _ in 0..4 {
            script.reply(&invite, 180);
            script.pass(MINUTE);
            expect_event!(script, Event::Progress { .. });
        }
        script.expect_silence();
        script.pass(MINUTE);
        let cancel = script.expect("CANCEL");
        expect_event!(script, Event::Ended { by: EndedBy::Network, failure: Some(failure), .. }
            if failure.kind == FailureKind::Timeout);
        script.reply(&cancel, 200);
        script.reply(&invite, 487);
        script.expect("ACK");
    });
}

/// INV-08.
#[test]
fn a_call_that_rings_here_says_so_every_minute() {
    Row::new("INV-08").unstretched().run(Script::registered, |script| {
        let Ringing { call, tag, .. } = script.ring();
        for _ in 0..3 {
            script.pass(MINUTE);
            assert_eq!(script.expect_status(180).headers.to().unwrap().tag(), Some(tag.as_str()));
        }
        script.answer(call);
        script.expect_status(200);
        script.bob("ACK", "ack", 1, &tag);
        expect_event!(script, Event::Answered { .. });
        script.pass(MINUTE);
        script.expect_silence();
    });
}

/// S-5K, INV-01: RFC 3261 §13.3.1.
#[test]
fn a_caller_who_waits_for_forty_seconds_only_hears_487_then() {
    Row::new("S-5K").unstretched().run(Script::registered, |script| {
        let mut invite = script.bobs_request("INVITE", "1", 1, None);
        invite.headers.push(Name::Expires, "40");
        script.send(&Message::Request(invite));
        let tag = script.expect_status(180).headers.to().unwrap().tag().unwrap().to_owned();
        expect_event!(script, Event::Incoming { .. });
        script.pass(Duration::from_secs(39));
        script.expect_silence();
        script.pass(Duration::from_secs(1));
        script.expect_status(487);
        script.bob("ACK", "1", 1, &tag);
        expect_event!(script, Event::Ended { by: EndedBy::Remote, failure: Some(failure), .. }
            if failure.kind == FailureKind::Timeout);
    });
}

/// INV-09: nobody is here to decide.
#[test]
fn a_call_that_nobody_answers_here_is_480_after_five_minutes() {
    Row::new("INV-09").unstretched().run(Script::unregistered, |script| {
        let tag = script.ring().tag;
        for _ in 0..4 {
            script.pass(MINUTE);
            script.expect_status(180);
        }
        script.pass(MINUTE);
        script.expect_status(480);
        script.bob("ACK", "1", 1, &tag);
        expect_event!(script, Event::Ended { by: EndedBy::Network, failure: Some(failure), .. }
            if failure.kind == FailureKind::Timeout);
    });
}

#[test]
fn the_limit_of_ringing_is_an_option_and_holds_at_the_prompt_too() {
    let start = || Script::with(|config| (config.register, config.ring_limit) = (false, 20));
    Row::new("ring limit").unstretched().run(start, |script| {
        script.media.hold = true;
        script.call(1, "bob").unwrap();
        script.pass(Duration::from_secs(20));
        expect_event!(script, Event::Ended { call: CALL, by: EndedBy::Local, failure: Some(failure) }
            if failure.kind == FailureKind::Media);
        script.expect_silence();
    });
}

/// Bob answers, and the browser, which had half a minute, sets nothing.
fn never_sets_the_answer(script: &mut Script) {
    let invite = script.dial("bob");
    script.media.hold = true;
    script.accept(&invite, "peer", "bob");
    script.expect("ACK");
    script.pass(Duration::from_secs(32));
}

/// Decision 1: a fresh connection is tried first; the person may be asked for the microphone once more.
#[test]
fn a_browser_that_never_sets_the_answer_and_is_silent_again_ends_the_call_with_bye() {
    Row::new("silent browser").unstretched().run(Script::registered, |script| {
        never_sets_the_answer(script);
        script.expect_silence();
        assert_eq!(script.media.held.last().map(|(peer, _)| *peer), Some(PeerId(2)), "a fresh connection");
        script.pass(Duration::from_secs(270));
        let refresh = script.expect("REGISTER");
        script.grant(&refresh, 600);
        expect_event!(script, Event::Registered { .. });
        script.pass(Duration::from_secs(30));
        script.expect_bye_for(FailureKind::Media);
    });
}

/// Decision 1.
#[test]
fn after_a_browser_that_never_sets_the_answer_the_fresh_connection_is_heard() {
    Row::new("silent browser").unstretched().run(Script::registered, |script| {
        never_sets_the_answer(script);
        // Of what the first connection was asked for only its end comes.
        script.media.held.remove(0);
        script.release_media();
        let again = script.expect("INVITE");
        script.accept(&again, "peer", "better");
        script.expect("ACK");
        expect_event!(script, Event::Answered { call: CALL });
        assert_eq!(script.media.log, ["close 1", "answer better"]);
    });
}

#[test]
fn a_browser_that_never_sets_the_offer_lets_the_caller_go() {
    Row::new("silent browser").unstretched().run(Script::registered, |script| {
        let Ringing { call, tag, .. } = script.ring();
        script.media.hold = true;
        script.answer(call);
        script.pass(Duration::from_secs(32));
        script.expect_status(488);
        script.bob("ACK", "1", 1, &tag);
        expect_event!(script, Event::Ended { by: EndedBy::Local, failure: Some(failure), .. }
            if failure.kind == FailureKind::Media);
    });
}

/// Of the five seconds without a candidate (decision 8), and of a description that is asked for and not handed over.
#[test]
fn a_browser_that_gathers_nothing_or_hands_nothing_over_ends_the_call_before_anything_is_sent() {
    for (candidates, limit) in [(false, 5), (true, 33)] {
        Row::new("silent browser").unstretched().run(Script::registered, |script| {
            script.media.gathers_on = true;
            script.media.no_candidates = !candidates;
            script.media.never_hands_over = true;
            script.call(1, "bob").unwrap();
            script.pass(Duration::from_secs(limit));
            expect_event!(script, Event::Ended { failure: Some(failure), .. } if failure.kind == FailureKind::Media);
            script.expect_silence();
        });
    }
}

/// The INVITE is out and nothing came back: closing waits for the word that lets the CANCEL out, but not for long.
#[test]
fn closing_during_a_call_that_nobody_has_heard_of_cancels_it_if_there_is_time() {
    for heard in [true, false] {
        Row::new("close").unstretched().run(Script::unregistered, |script| {
            let invite = script.dial("bob");
            script.command(Command::Close).unwrap();
            expect_event!(script, Event::Ended { by: EndedBy::Local, failure: None, .. });
            script.expect_silence();
            if heard {
                script.reply(&invite, 100);
                let cancel = script.expect("CANCEL");
                script.reply(&cancel, 200);
                assert!(script.link_open, "the 487 is still to come");
                script.reply(&invite, 487);
                script.expect("ACK");
            } else {
                script.pass(Duration::from_secs(2));
                script.expect_silence();
            }
            expect_event!(script, Event::Link { state: LinkState::Lost, failure: None, .. });
        });
    }
}

/// S-6C: the proxy wants to know who hangs up, also when the page is closing.
#[test]
fn closing_waits_for_a_bye_that_is_challenged() {
    Row::new("close").unstretched().run(Script::unregistered, |script| {
        let first = script.dial("bob");
        let challenge = "Digest realm=\"p\", nonce=\"x\"";
        script.reply_with(&first, 407, |r| r.headers.push(Name::ProxyAuthenticate, challenge));
        script.expect("ACK");
        let invite = script.expect("INVITE");
        script.accept(&invite, "peer", "bob");
        script.expect("ACK");
        expect_event!(script, Event::Answered { .. });
        script.command(Command::Close).unwrap();
        let bye = script.expect("BYE");
        let challenge = "Digest realm=\"p\", nonce=\"y\", stale=true";
        script.reply_with(&bye, 407, |r| r.headers.push(Name::ProxyAuthenticate, challenge));
        let again = script.expect("BYE");
        script.reply(&again, 200);
        expect_event!(script, Event::Ended { by: EndedBy::Local, .. });
        expect_event!(script, Event::Link { state: LinkState::Lost, failure: None, .. });
    });
}

/// RFC 3261 §15: no BYE before the ACK.
#[test]
fn closing_waits_for_the_ack_of_a_call_that_was_just_answered() {
    Row::new("close").unstretched().run(Script::unregistered, |script| {
        let Ringing { call, tag, .. } = script.ring();
        script.answer(call);
        script.expect_status(200);
        script.command(Command::Close).unwrap();
        script.expect_silence();
        script.bob("ACK", "ack", 1, &tag);
        let bye = script.expect("BYE");
        script.reply(&bye, 200);
        expect_event!(script, Event::Ended { by: EndedBy::Local, .. });
        expect_event!(script, Event::Link { state: LinkState::Lost, failure: None, .. });
    });
}
