//! A re-INVITE of ours that is not to be the last: it met one of the peer's, the link broke, or the peer only says that it
//! tries.

use core::time::Duration;

use bellwire::ua::{EndedBy, Event, FailureKind, LinkClosure, LinkState};

use super::{late_candidates, offer_of_bob, refuse_the_answer};
use crate::expect_event;
use crate::support::{Row, Script};

/// The link breaks, and there is another one.
fn change_links(script: &mut Script) {
    script.lose_link(LinkClosure::Closed { code: 1006, reason: String::new() });
    expect_event!(script, Event::Link { state: LinkState::Lost, .. });
    script.pass(Duration::from_secs(1));
    expect_event!(script, Event::Link { state: LinkState::Connecting, .. });
    script.open_link();
    expect_event!(script, Event::Link { state: LinkState::Open, .. });
}

/// Decision 1: a call that was told has a fresh connection to begin with, and keeps it.
#[test]
fn what_the_link_took_with_it_is_said_over_the_next_one() {
    for refused in [false, true] {
        let mut script = Script::unregistered();
        let mut last = late_candidates(&mut script);
        if refused {
            script.media.refuse_remote = true;
            script.accept(&last, "peer", "bob");
            script.expect("ACK");
            script.media.refuse_remote = false;
            last = script.expect("INVITE");
        }
        change_links(&mut script);
        let again = script.expect("INVITE");
        assert_eq!(again.headers.cseq().unwrap().number, last.headers.cseq().unwrap().number + 1);
        script.accept(&again, "peer", "bob");
        script.expect("ACK");
        offer_of_bob(&mut script, &again, 1);
        script.expect_status(200);
        assert!(script.events.is_empty(), "{:?}", script.events);
        assert_eq!(script.media.open().count(), 1);
    }
}

/// RFC 3261 §9.1: a provisional response stops timer B, and what it promised never comes.
#[test]
fn a_peer_that_only_says_that_it_tries_is_given_up_in_the_end() {
    for fresh in [false, true] {
        Row::new("INV-13").unstretched().renegotiating().run(Script::unregistered, |script| {
            let again = if fresh { refuse_the_answer(script) } else { late_candidates(script) };
            script.reply(&again, 100);
            script.pass(Duration::from_secs(299));
            script.expect_silence();
            script.pass(Duration::from_secs(1));
            let bye = script.expect("BYE");
            let cancel = script.expect("CANCEL");
            script.reply(&bye, 200);
            script.reply(&cancel, 200);
            script.reply(&again, 487);
            script.expect("ACK");
            expect_event!(script, Event::Ended { by: EndedBy::Network, failure: Some(failure), .. }
                if failure.kind == FailureKind::Timeout);
        });
    }
}

/// INV-12: one retry is for one re-INVITE.
#[test]
fn a_glare_on_the_way_to_the_fresh_connection_is_another_than_the_one_before() {
    let mut script = Script::unregistered();
    let mut last = late_candidates(&mut script);
    for refused in [true, false] {
        script.reply(&last, 491);
        script.expect("ACK");
        script.pass(Duration::from_secs(4));
        let again = script.expect("INVITE");
        script.media.refuse_remote = refused;
        script.accept(&again, "peer", "bob");
        script.expect("ACK");
        script.media.refuse_remote = false;
        if refused {
            last = script.expect("INVITE");
        }
    }
    assert!(script.events.is_empty(), "{:?}", script.events);
}
