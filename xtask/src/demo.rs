//! `cargo xtask demo`: the page and its SIP server on this machine.

use core::time::Duration;

use anyhow::{Context, Result};

use crate::wasm::{self, Profile};
use crate::{process, project};

/// Builds what is needed and serves until Ctrl-C.
pub(crate) fn run(port: u16) -> Result<bool> {
    println!("· building the core for the browser");
    wasm::build(Profile::Release)?;
    println!("· building the switchboard");
    let mut cargo = project::cargo();
    cargo.args(["build", "--package", "switchboard"]);
    process::run(&mut cargo, process::minutes(15))?;

    let program = format!("switchboard{}", std::env::consts::EXE_SUFFIX);
    let mut switchboard = project::command(project::target_dir().join("debug").join(program));
    switchboard.arg("--www").arg(project::root().join("www"));
    switchboard.arg("--listen").arg(format!("127.0.0.1:{port}"));
    let mut listening = false;
    process::tee(&mut switchboard, Duration::MAX, |_| {
        if !listening {
            listening = true;
            println!("ready in {:.1} s (Ctrl-C ends it)", process::age().as_secs_f64());
        }
    })
    .context("the switchboard could not be started")
}
