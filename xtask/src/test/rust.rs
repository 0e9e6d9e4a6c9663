//! What cargo itself proves.

use anyhow::Result;

use super::Tally;
use crate::target::{WASM32, Wasm32};
use crate::{process, project};

/// `cargo fmt --check`.
pub(super) fn fmt() -> Result<Tally> {
    let mut cargo = project::cargo();
    process::passes(cargo.args(["fmt", "--all", "--check"]), process::minutes(2)).map(Tally::one)
}

/// Clippy over every member on the host, and over the core for wasm32.
pub(super) fn clippy() -> Result<Tally> {
    let mut host = project::cargo();
    host.args(["clippy", "--workspace", "--all-targets", "--", "--deny", "warnings"]);
    let mut wasm32 = Wasm32::ensure()?.cargo();
    wasm32.args(["clippy", "--package", "bellwire", "--lib", "--target", WASM32, "--", "--deny", "warnings"]);

    let host = process::passes(&mut host, process::minutes(20))?;
    let wasm32 = process::passes(&mut wasm32, process::minutes(20))?;
    Ok(Tally::one(host && wasm32))
}

/// The documentation, with broken links as errors.
pub(super) fn doc() -> Result<Tally> {
    let mut cargo = project::cargo();
    cargo.args(["doc", "--workspace", "--no-deps"]).env("RUSTDOCFLAGS", "-Dwarnings");
    process::passes(&mut cargo, process::minutes(10)).map(Tally::one)
}

/// All tests that run on the host.
pub(super) fn core() -> Result<Tally> {
    let mut cargo = project::cargo();
    cargo.args(["test", "--workspace", "--no-fail-fast"]);
    let mut tally = Tally::default();
    let passed = process::tee(&mut cargo, process::minutes(30), |line| {
        if let Some(binary) = result(line) {
            tally.add(binary);
        }
    })?;
    if !passed && tally.failed == 0 {
        tally.failed = 1;
    }
    Ok(tally)
}

/// Reads the line by which each test binary ends.
pub(super) fn result(line: &str) -> Option<Tally> {
    let (_, counts) = line.strip_prefix("test result: ")?.split_once(". ")?;
    let count = |what: &str| counts.split("; ").find_map(|part| part.strip_suffix(what)?.trim().parse().ok());
    Some(Tally { passed: count("passed")?, failed: count("failed")?, skipped: count("ignored")? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_of_a_test_binary_is_counted() {
        let line = "test result: FAILED. 12 passed; 1 failed; 3 ignored; 0 measured; 0 filtered out; finished in 0.00s";
        let tally = result(line).unwrap();
        assert_eq!((tally.passed, tally.failed, tally.skipped), (12, 1, 3));
        assert!(result("running 12 tests").is_none());
    }
}
