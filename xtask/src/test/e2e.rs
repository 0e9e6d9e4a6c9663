//! Real browsers and a real SIP server.

use core::time::Duration;
use std::process::Command;

use anyhow::{Context, Result};
use serde::Deserialize;

use super::Tally;
use crate::wasm::{self, Profile};
use crate::{demo, process, project, tools};

/// What the runner starts besides Kamailio, by Debian's names.
const PACKAGES: &[&str] =
    &["baresip-core", "chromium", "coturn", "firefox-esr", "pulseaudio", "rtpengine-daemon", "sip-tester"];

/// The runner's last line.
#[derive(Deserialize)]
struct Counts {
    passed: usize,
    failed: usize,
}

/// Runs `tests/e2e/run.mjs`.
pub(super) fn run() -> Result<Tally> {
    tools::apt(&[tools::KAMAILIO, PACKAGES].concat())?;
    wasm::build(Profile::Release)?;
    count(&mut tools::node("tests/e2e/run.mjs")?, process::minutes(60))
}

/// Runs a runner and takes its count. Tests start the switchboard, and none should spend its time compiling it.
pub(super) fn count(runner: &mut Command, deadline: Duration) -> Result<Tally> {
    demo::build_switchboard()?;
    runner.env("TMPDIR", project::scratch("tmp")?);
    let mut last = String::new();
    let passed = process::tee(runner, deadline, |line| line.clone_into(&mut last))?;
    let counts: Counts = serde_json::from_str(&last)
        .with_context(|| format!("`{}` ended without its count", process::line(runner)))?;
    let unexplained = usize::from(!passed && counts.failed == 0);
    Ok(Tally { passed: counts.passed, failed: counts.failed + unexplained, skipped: 0 })
}
