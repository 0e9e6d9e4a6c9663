//! The end of a call that stands: BYE, its answers, its crossings, and the order of what came before.

use core::time::Duration;

use bellwire::ua::{EndedBy, Event};

use crate::expect_event;
use crate::support::{CALL, Row, Script, row};

/// INV-18, S-6C: whatever a BYE is answered with, or not at all, the session is over (RFC 3261 §15.1.1).
#[test]
fn a_bye_ends_the_call_whatever_the_answer() {
    for status in [200, 408, 481, 500, 603] {
        row("S-6C", Script::registered, |script| {
            script.talk();
            script.hang_up(CALL);
            let bye = script.expect("BYE");
            expect_event!(script, Event::Ended { by: EndedBy::Local, failure: None, .. });
            script.reply(&bye, status);
            script.expect_silence();
            assert!(script.events.is_empty(), "a call ends once");
        });
    }
}

/// TXN-03, S-6C, the silent peer.
#[test]
fn a_bye_that_nobody_answers_leaves_nothing_after_timer_f() {
    row("S-6C", Script::registered, |script| {
        script.talk();
        script.hang_up(CALL);
        script.expect("BYE");
        expect_event!(script, Event::Ended { .. });
        script.pass(Duration::from_secs(33));
        script.expect_silence();
        assert!(script.events.is_empty(), "a call ends once");
    });
}

/// DLG-10, S-6D: RFC 5407 §3.2.3.
#[test]
fn two_byes_that_cross_are_both_200() {
    row("S-6D", Script::registered, |script| {
        let ringing = script.talk_to_bob();
        script.hang_up(ringing.call);
        let bye = script.expect("BYE");
        expect_event!(script, Event::Ended { by: EndedBy::Local, failure: None, .. });
        script.bob("BYE", "crosses", 2, &ringing.tag);
        script.expect_status(200);
        script.bob("INFO", "late", 3, &ringing.tag);
        script.expect_status(481);
        script.reply(&bye, 200);
        script.bob("BYE", "after", 4, &ringing.tag);
        script.expect_status(481);
        assert!(script.events.is_empty(), "a call ends once");
    });
}

/// DLG-05, TXN-08, S-6P.
#[test]
fn a_number_may_jump_must_not_fall_and_what_comes_again_is_answered_again() {
    Row::new("S-6P").unstretched().run(Script::registered, |script| {
        let tag = script.talk_to_bob().tag;
        script.bob("INFO", "jump", 900, &tag);
        let first = script.expect_status(405);
        script.bob("INFO", "late", 899, &tag);
        script.expect_status(500);
        script.bob("INFO", "jump", 900, &tag);
        assert_eq!(script.expect_status(405), first);
        script.bob("BYE", "bye", 901, &tag);
        script.expect_status(200);
        expect_event!(script, Event::Ended { by: EndedBy::Remote, .. });
    });
}
