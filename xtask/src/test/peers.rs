//! Bellwire, JsSIP and SIP.js before the same server.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use serde::Deserialize;

use super::Tally;
use crate::wasm::{self, Profile};
use crate::{process, project, tools};

/// What the runner starts, by Debian's names.
const PACKAGES: &[&str] = &["chromium"];

/// The runner's last line, as far as it concerns us: what others do wrong is no failure of ours.
#[derive(Deserialize)]
struct Counts {
    bellwire: Count,
}

#[derive(Deserialize)]
struct Count {
    passed: usize,
    failed: usize,
}

/// Runs `tests/peers/run.mjs` and takes its count. It fails as well when JsSIP or SIP.js does anything else than is
/// recorded, and when `docs/peer-matrix.md` is not what was found.
pub(super) fn run() -> Result<Tally> {
    tools::apt(PACKAGES)?;
    wasm::build(Profile::Release)?;
    // What an earlier run counted says nothing of this one, should it break off.
    fs::remove_file(kept()?).ok();
    let mut runner = tools::node("tests/peers/run.mjs")?;
    let mut last = String::new();
    let passed = process::tee(&mut runner, process::minutes(30), |line| line.clone_into(&mut last))?;
    let Counts { bellwire } =
        serde_json::from_str(&last).context("tests/peers/run.mjs ended without its count")?;
    fs::write(kept()?, &last)?;
    let unexplained = usize::from(!passed && bellwire.failed == 0);
    Ok(Tally { passed: bellwire.passed, failed: bellwire.failed + unexplained, skipped: 0 })
}

/// The counts of this run, one object on one line.
pub(super) fn counts() -> Result<String> {
    fs::read_to_string(kept()?).context("the probes were not run to their end")
}

fn kept() -> Result<PathBuf> {
    Ok(project::scratch("peers")?.join("counts.json"))
}
