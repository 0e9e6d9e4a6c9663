//! What every row must come to, with a fault and without.

use core::time::Duration;
use std::collections::BTreeMap;

use bellwire::ua::{CallId, Command, EndedBy, Event, FailureKind, LinkClosure};

use super::Side;
use crate::support::agent::{AFTER_ALL, Agent};
use crate::support::history::{Entry, Stage};

/// A 2xx that is no older than this is said again before anybody gives up.
const ACK_MAY_STILL_COME: Duration = Duration::from_secs(20);

type Calls = BTreeMap<CallId, Stage>;

/// The row was played to its end: what still stands is hung up, and nothing is left.
pub(super) fn end(agent: &mut Agent) {
    assert!(agent.mended.is_empty(), "nobody expected this to be mended: {:#?}", agent.mended);
    agent.release_media();
    hang_up_all(agent);
    if agent.link_open {
        agent.attend(Duration::from_secs(1));
    }
    settled(agent);
}

/// The link was lost in the middle of the row.
pub(super) fn of_a_lost_link(agent: &mut Agent, back: Option<Duration>, ended_by: Side) {
    let before = agent.history.calls();
    let heard = agent.history.len();
    // Calls that may still be answered: ours before its INVITE went out, and one whose 2xx waits for an ACK.
    let awaits_ack = agent.history.awaits_ack();
    let undecided = agent.media.is_slow() || awaits_ack.is_some();
    let fresh = awaits_ack.is_some_and(|since| agent.now.since(since) < ACK_MAY_STILL_COME);
    agent.sent.clear();
    if agent.link.is_some() {
        agent.lose_link(LinkClosure::Closed { code: 1006, reason: String::new() });
    }
    unanswered_calls_failed(agent, &before, undecided);
    agent.stay_away(back.unwrap_or(Duration::from_secs(100)));
    agent.release_media();
    let may_change = agent.steps.renegotiates || undecided;
    standing_calls_go_on(agent, &before, heard, may_change);
    if back.is_some() && !agent.history.closed() {
        agent.attend(Duration::from_secs(40));
        registered_again(agent, heard);
        standing_calls_go_on(agent, &before, heard, may_change);
        if fresh {
            answered_calls_are_confirmed(agent, &before);
        }
        match ended_by {
            Side::Agent => hang_up_over_the_new_link(agent),
            Side::Peer => the_peer_hangs_up(agent),
        }
    } else {
        hang_up_all(agent);
    }
    settled(agent);
}

/// Nobody said anything for more than 64 × T1: of the calls those have ended that waited for an answer, and no others.
pub(super) fn of_a_pause(agent: &Agent, heard: usize) {
    let news = agent.history.since(heard);
    let told = |is_it: fn(&Event) -> bool| {
        news.iter().any(|entry| matches!(entry, Entry::Told(event) if is_it(event)))
    };
    let lost_its_link = told(|event| matches!(event, Event::Link { .. }));
    let (before, after) = (agent.history.calls_of(heard), agent.history.calls());
    let mut ended = 0;
    for (call, _) in before.iter().filter(|(call, stage)| **stage != after[call]) {
        let in_vain = if let Stage::Ended(by, Some(failure)) = &after[call] {
            let is = |kind| failure.kind == kind;
            let unanswered = is(FailureKind::Timeout) || (is(FailureKind::Transport) && lost_its_link);
            let browser_slept = is(FailureKind::Media) && agent.media.is_slow();
            (*by == EndedBy::Network && unanswered) || browser_slept
        } else {
            false
        };
        assert!(in_vain, "nobody said anything, and {call:?} is {:?}", after[call]);
        ended += 1;
    }
    let (waiting, register) = agent.history.unanswered(heard);
    let open = before.values().filter(|stage| !matches!(stage, Stage::Ended(..))).count();
    let due = waiting.min(open);
    assert!(ended >= due, "{due} went unanswered, and {ended} ended");
    let register_failed = told(|event| {
        matches!(event, Event::Unregistered { .. } | Event::RefreshFailed { .. } | Event::Link { .. })
    });
    assert!(!register || register_failed, "a REGISTER went unanswered, and nobody was told");
}

/// A pause ended something. What is left is hung up, and the server answers again.
pub(super) fn of_a_time_out(agent: &mut Agent) {
    agent.mended.clear();
    agent.sent.clear();
    agent.attend(Duration::from_secs(40));
    end(agent);
}

fn unanswered_calls_failed(agent: &Agent, before: &Calls, undecided: bool) {
    let after = agent.history.calls();
    for (call, _) in before.iter().filter(|(_, stage)| **stage == Stage::Open) {
        match &after[call] {
            Stage::Ended(EndedBy::Network, Some(failure)) if failure.kind == FailureKind::Transport => {}
            Stage::Open if undecided => {}
            other => panic!("the link is lost and {call:?}, which nobody answered, is {other:?}"),
        }
    }
}

/// Nothing ended it, and nobody touched its media unless a change of it was under way.
fn standing_calls_go_on(agent: &Agent, before: &Calls, heard: usize, may_change: bool) {
    let after = agent.history.calls();
    for (call, _) in before.iter().filter(|(_, stage)| **stage == Stage::Confirmed) {
        assert_eq!(after[call], Stage::Confirmed, "{call:?} stood when the link was lost");
        assert!(agent.media.open().any(|(_, owner)| owner == *call), "{call:?} lost its media");
        let touched = |entry: &Entry| matches!(entry, Entry::Media(owner) if owner == call);
        assert!(
            may_change || !agent.history.since(heard).iter().any(touched),
            "the media of {call:?} was touched"
        );
    }
}

/// Decision 15: our 2xx goes out again over the new link, and the caller confirms it.
fn answered_calls_are_confirmed(agent: &Agent, before: &Calls) {
    let after = agent.history.calls();
    for (call, _) in before.iter().filter(|(_, stage)| **stage == Stage::Open) {
        assert_eq!(after[call], Stage::Confirmed, "{call:?} was answered before the link was lost");
    }
}

fn registered_again(agent: &Agent, heard: usize) {
    let news = agent.history.since(heard);
    let registered = news.iter().any(|entry| matches!(entry, Entry::Told(Event::Registered { .. })));
    let wanted = agent.registers && !agent.history.refused();
    assert_eq!(registered, wanted, "whether it registered over the new link");
}

fn hang_up_over_the_new_link(agent: &mut Agent) {
    let heard = agent.history.len();
    let standing = agent.history.confirmed().len();
    hang_up_all(agent);
    agent.attend(Duration::from_secs(1));
    let is_bye = |entry: &Entry| matches!(entry, Entry::Sent(bytes) if bytes.starts_with(b"BYE "));
    let byes = agent.history.since(heard).iter().filter(|entry| is_bye(entry)).count();
    assert_eq!(byes, standing, "a call that stands is ended with BYE over the new link");
}

fn the_peer_hangs_up(agent: &mut Agent) {
    let standing = agent.history.confirmed();
    let dialogs = agent.history.standing();
    let ended = dialogs.iter().filter(|dialog| agent.bye_of_the_peer(dialog)).count();
    assert_eq!(ended, standing.len(), "the calls that stand take a BYE over the new link");
    let calls = agent.history.calls();
    for call in standing {
        assert_eq!(calls[&call], Stage::Ended(EndedBy::Remote, None), "{call:?} ends with the peer's BYE");
    }
}

/// The application hangs up whatever it believes to be there.
fn hang_up_all(agent: &mut Agent) {
    for (call, stage) in agent.history.calls() {
        if !matches!(stage, Stage::Ended(..)) && !agent.history.closed() {
            agent.command(Command::HangUp { call }).expect("what has not ended can be hung up");
        }
    }
}

/// Every call has ended, once, and nothing of it is left.
fn settled(agent: &mut Agent) {
    for (call, stage) in agent.history.calls() {
        assert!(matches!(stage, Stage::Ended(..)), "{call:?} never settled: {stage:?}");
    }
    if agent.link_open {
        agent.attend(AFTER_ALL);
    } else {
        agent.pass(AFTER_ALL);
    }
    agent.assert_empty();
}
