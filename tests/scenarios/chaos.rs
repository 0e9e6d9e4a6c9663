//! The chaos wrapper finds what is broken.

use crate::support::{CALL, Defect, Row, Script};

/// A whole call, played by an agent with this defect: what the wrapper says of it.
fn verdict(defect: Defect) -> String {
    let report = Row::new("a seeded defect").with(defect).examine(Script::registered, |script| {
        let invite = script.dial("bob");
        script.reply(&invite, 180);
        script.accept(&invite, "peer", "bob");
        script.hang_up(CALL);
    });
    report.failures.join("\n")
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
