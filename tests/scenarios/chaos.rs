//! The chaos wrapper finds what is broken.

use crate::support::{CALL, Defect, Row, Script};

/// A whole call.
fn call(script: &mut Script) {
    let invite = script.dial("bob");
    script.reply(&invite, 180);
    script.accept(&invite, "peer", "bob");
    script.hang_up(CALL);
}

/// What the wrapper says of that call, when an agent with this defect plays it.
fn verdict(defect: Defect) -> String {
    Row::new("a seeded defect").with(defect).examine(Script::registered, call).failures.join("\n")
}

#[test]
fn a_sound_agent_passes_and_every_step_meets_every_fault() {
    let report = Row::new("no defect").examine(Script::registered, call);
    assert_eq!(report.failures, [""; 0]);
    // Once without a fault and once with everything twice; a loss after each of four steps, three times back or not,
    // and ended by either side when back; three gaps, each of two lengths.
    assert_eq!(report.runs, 1 + 1 + 4 * 5 + 3 * 2);
}

#[test]
fn a_bye_on_link_loss_is_found() {
    let verdict = verdict(Defect::ByeOnLinkLoss);
    assert!(verdict.contains("stood when the link was lost"), "{verdict}");
}

#[test]
fn a_promise_left_open_is_found() {
    let verdict = verdict(Defect::PromiseLeftOpen);
    assert!(verdict.contains("which nobody answered, is Open"), "{verdict}");
}

#[test]
fn a_leaked_timer_is_found() {
    let verdict = verdict(Defect::LeakedTimer);
    assert!(verdict.contains("left over") && verdict.contains("timer of"), "{verdict}");
}

#[test]
fn a_request_that_is_waited_for_in_vain_for_ever_is_found() {
    let verdict = verdict(Defect::EndlessPatience);
    assert!(verdict.contains("1 went unanswered, and 0 ended"), "{verdict}");
}
