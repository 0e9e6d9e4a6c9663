//! `cargo xtask demo`: the page and its SIP server on this machine.

use core::time::Duration;
use std::env;
use std::ffi::OsStr;

use anyhow::{Context, Result, bail};

use crate::wasm::{self, Profile};
use crate::{process, project, tools};

/// Builds what is needed and serves until Ctrl-C.
pub(crate) fn run(port: u16) -> Result<bool> {
    c_compiler(env::var_os("CC").as_deref(), tools::on_path)?;
    println!("· building the core for the browser");
    wasm::build(Profile::Release)?;
    build_switchboard()?;

    let program = format!("switchboard{}", env::consts::EXE_SUFFIX);
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

/// The page's SIP server, with exactly these features: those that it is built with in the workspace are others.
pub(crate) fn build_switchboard() -> Result<()> {
    println!("· building the switchboard");
    let mut cargo = project::cargo();
    cargo.args(["build", "--package", "switchboard"]);
    process::run(&mut cargo, process::minutes(15))
}

/// The cryptography of `echo` is written in C and assembly, and compiled by what the `cc` crate takes. Rust's linker is
/// the same program nearly everywhere; where it is not, nobody should learn it after a minute of compiling.
fn c_compiler(chosen: Option<&OsStr>, is_there: impl Fn(&str) -> bool) -> Result<()> {
    if cfg!(windows) || chosen.is_some() || is_there("cc") {
        return Ok(());
    }
    bail!(
        "the demo's `echo` needs a C compiler, and there is no `cc` on PATH. Install one (Debian: \
        `sudo apt-get install gcc libc6-dev`; macOS: `xcode-select --install`), or name yours by CC=…, then try again"
    )
}

#[cfg(all(test, not(windows)))]
mod tests {
    use super::*;

    #[test]
    fn a_machine_without_a_c_compiler_is_told_what_to_install() {
        let problem = c_compiler(None, |_| false).unwrap_err().to_string();
        assert!(problem.contains("apt-get install gcc") && problem.contains("xcode-select"), "{problem}");
        c_compiler(None, |program| program == "cc").unwrap();
        c_compiler(Some(OsStr::new("clang-19")), |_| false).unwrap();
    }
}
