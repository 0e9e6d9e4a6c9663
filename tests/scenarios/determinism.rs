//! The same inputs give the same bytes.

use core::time::Duration;

use bellwire::ua::Command;

use crate::support::Pair;

fn transcript(seed: u64) -> String {
    let (mut pair, call, _) = Pair::talking(seed);
    pair.alice.command(Command::HangUp { call }).unwrap();
    pair.run(Duration::from_secs(60));
    pair.alice.history.transcript() + &pair.bob.history.transcript()
}

#[test]
fn a_whole_call_is_byte_for_byte_the_same_with_the_same_seed_and_another_with_another() {
    let first = transcript(7);
    assert!(first.contains("BYE ") && first.contains("REGISTER "));
    assert_eq!(first, transcript(7));
    assert_ne!(first, transcript(8));
}
