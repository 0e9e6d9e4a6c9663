//! One INVITE, several answers: early media, forks, and which description counts.

use bellwire::message::Name;
use bellwire::ua::{EndedBy, Event, FailureKind, Ringing};

use crate::expect_event;
use crate::support::{CALL, Script, row};

/// DLG-02, NOT-07, S-40.
#[test]
fn of_three_legs_that_ring_the_one_that_answers_is_the_call() {
    row("S-40", Script::registered, |script| {
        let invite = script.dial("bob");
        script.preview(&invite, "a", "desk");
        expect_event!(script, Event::Progress { status: 183, ringing: Ringing::Network, .. });
        script.reply_with(&invite, 180, |ringing| ringing.headers.set_to_tag("b"));
        script.preview(&invite, "c", "voicemail");
        script.accept(&invite, "b", "mobile");
        assert_eq!(script.expect("ACK").headers.to().unwrap().tag(), Some("b"));
        for _ in 0..2 {
            expect_event!(script, Event::Progress { .. });
        }
        expect_event!(script, Event::Answered { call: CALL });
        assert_eq!(script.media.log, ["pranswer desk", "answer mobile"], "one leg plays at a time");
        script.expect_silence();
    });
}

/// INV-03, S-42: RFC 6337 §3.1.1 wants the same description twice; gateways send another.
#[test]
fn a_2xx_with_another_description_than_its_preview_counts() {
    row("S-42", Script::registered, |script| {
        let invite = script.dial("bob");
        script.preview(&invite, "peer", "announcement");
        script.preview(&invite, "peer", "music");
        script.accept(&invite, "peer", "bob");
        script.expect("ACK");
        for _ in 0..2 {
            expect_event!(script, Event::Progress { ringing: Ringing::Network, .. });
        }
        expect_event!(script, Event::Answered { .. });
        assert_eq!(script.media.log, ["pranswer announcement", "pranswer music", "answer bob"]);
    });
}

/// S-41: nobody can be told by name that they came too late, and those who talk are no part of it.
#[test]
fn a_second_fork_that_cannot_be_named_leaves_the_call_alone() {
    let mut script = Script::registered();
    let invite = script.talk();
    script.accept_with(&invite, "fork", "fork", |ok| {
        ok.headers.set(Name::To, "\"open <sip:bob@example.com>;tag=fork");
    });
    expect_event!(script, Event::Warning { failure } if failure.kind == FailureKind::Protocol);
    script.expect_silence();
    script.hang_up(CALL);
    script.expect("BYE");
    expect_event!(script, Event::Ended { by: EndedBy::Local, failure: None, .. });
}

/// INV-06, S-41.
#[test]
fn a_second_fork_that_answers_gets_its_own_ack_and_bye_and_the_call_stands() {
    row("S-41", Script::registered, |script| {
        let invite = script.dial("bob");
        script.accept(&invite, "desk", "desk");
        script.expect("ACK");
        script.accept(&invite, "mobile", "mobile");
        let ack = script.expect("ACK");
        let bye = script.expect("BYE");
        assert_eq!(ack.headers.to().unwrap().tag(), Some("mobile"));
        assert_eq!(bye.headers.to().unwrap().tag(), Some("mobile"));
        script.reply(&bye, 200);
        expect_event!(script, Event::Answered { .. });
        assert!(script.events.is_empty());
        script.hang_up(CALL);
        assert_eq!(script.expect("BYE").headers.to().unwrap().tag(), Some("desk"));
    });
}

/// INV-03.
#[test]
fn early_media_replaces_the_local_ringback_and_a_later_180_does_not_bring_it_back() {
    row("Decision 29", Script::registered, |script| {
        let invite = script.dial("bob");
        script.reply(&invite, 180);
        expect_event!(script, Event::Progress { ringing: Ringing::Local, .. });
        script.preview(&invite, "peer", "early");
        expect_event!(script, Event::Progress { status: 183, ringing: Ringing::Network, .. });
        script.reply(&invite, 180);
        expect_event!(script, Event::Progress { status: 180, ringing: Ringing::Network, .. });
        script.accept(&invite, "peer", "bob");
        expect_event!(script, Event::Answered { .. });
        assert_eq!(script.media.log, ["pranswer early", "answer bob"]);
    });
}

/// INV-03. Decision 2.
#[test]
fn a_2xx_without_sdp_after_a_preview_keeps_the_call() {
    row("Decision 2", Script::registered, |script| {
        let invite = script.dial("bob");
        script.preview(&invite, "peer", "early");
        expect_event!(script, Event::Progress { .. });
        script.reply(&invite, 200);
        script.expect("ACK");
        expect_event!(script, Event::Answered { .. });
        assert_eq!(script.media.log, ["pranswer early", "answer early"]);
        script.expect_mended_theirs();
    });
}

/// A server that names legs for ever: as many are known as people may be called at once, and the newest.
#[test]
fn only_so_many_legs_are_known() {
    let mut script = Script::unregistered();
    let invite = script.dial("bob");
    for leg in 0..1_000 {
        script.preview(&invite, &leg.to_string(), &leg.to_string());
    }
    for leg in 0..63 {
        script.reply_with(&invite, 199, |gone| gone.headers.set_to_tag(&leg.to_string()));
    }
    assert_eq!(script.media.log.first().map(String::as_str), Some("pranswer 0"));
    assert_eq!(script.media.log.last().map(String::as_str), Some("pranswer 999"));
}

/// The browser is slow, and the announcements are not.
#[test]
fn of_several_previews_that_wait_for_the_browser_only_the_last_is_set() {
    let mut script = Script::unregistered();
    let invite = script.dial("bob");
    script.media.hold = true;
    for name in ["first", "second", "third"] {
        script.preview(&invite, "peer", name);
    }
    script.release_media();
    assert_eq!(script.media.log, ["pranswer first", "pranswer third"]);
}
