//! Properties: for each family of headers, what is written reads back the same, ten thousand times a run.
//!
//! Every run has another seed and prints it; `BELLWIRE_SEED=<seed>` runs it again.

mod anything;
mod generate;
mod headers;
mod messages;

use core::cell::Cell;
use core::hash::{BuildHasher, Hasher};
use std::collections::hash_map::RandomState;
use std::io::Write;
use std::sync::LazyLock;

use proptest::strategy::Strategy;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseResult, TestRng, TestRunner};

/// Cases of each property.
const CASES: u32 = 10_000;

/// The seed of this run.
static SEED: LazyLock<u64> = LazyLock::new(|| {
    let given = std::env::var("BELLWIRE_SEED").ok();
    let seed = given.map(|seed| seed.parse().expect("BELLWIRE_SEED is a number below 2^64"));
    let seed = seed.unwrap_or_else(|| RandomState::new().build_hasher().finish());
    // Past the capture of test output: a seed that only failures show is gone when one cannot be repeated.
    writeln!(std::io::stderr(), "properties: BELLWIRE_SEED={seed}").expect("stderr is open");
    seed
});

/// The property holds for every case that the strategy makes of the run's seed.
fn holds<S: Strategy>(strategy: S, property: impl Fn(S::Value) -> TestCaseResult) {
    let config =
        Config { cases: CASES, failure_persistence: None, max_shrink_iters: 4_096, ..Config::default() };
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&SEED.to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let tried = Cell::new(0);
    let counted = |case| {
        tried.set(tried.get() + 1);
        property(case)
    };
    if let Err(error) = TestRunner::new_with_rng(config, rng).run(&strategy, counted) {
        panic!("{error}\nBELLWIRE_SEED={} runs it again", *SEED);
    }
    assert!(tried.get() >= CASES, "every case was tried");
}
