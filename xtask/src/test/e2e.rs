//! Real browsers and a real SIP server.

use anyhow::{Context, Result};
use serde::Deserialize;

use super::Tally;
use crate::wasm::{self, Profile};
use crate::{process, project, tools};

/// What the runner starts, by Debian's names.
const PACKAGES: &[&str] = &[
    "baresip-core",
    "chromium",
    "coturn",
    "firefox-esr",
    "kamailio",
    "kamailio-extra-modules",
    "kamailio-outbound-modules",
    "kamailio-tls-modules",
    "kamailio-utils-modules",
    "kamailio-websocket-modules",
    "openssl",
    "pulseaudio",
    "rtpengine-daemon",
    "sip-tester",
];

/// The runner's last line.
#[derive(Deserialize)]
struct Counts {
    passed: usize,
    failed: usize,
}

/// Runs `tests/e2e/run.mjs` and takes its count.
pub(super) fn run() -> Result<Tally> {
    tools::apt(PACKAGES)?;
    wasm::build(Profile::Release)?;
    let mut runner = tools::node("tests/e2e/run.mjs")?;
    runner.env("TMPDIR", project::scratch("tmp")?);
    let mut last = String::new();
    let passed = process::tee(&mut runner, process::minutes(20), |line| line.clone_into(&mut last))?;
    let counts: Counts = serde_json::from_str(&last).context("tests/e2e/run.mjs ended without its count")?;
    let unexplained = usize::from(!passed && counts.failed == 0);
    Ok(Tally { passed: counts.passed, failed: counts.failed + unexplained, skipped: 0 })
}
