//! `cargo xtask bench`: what is measured. None of it is a test: figures depend on the machine and on what else it does.

mod browser;
mod core;

use anyhow::Result;

/// Measures one thing, the core as native code or what a browser does.
pub(crate) fn run(name: &str, quick: bool, json: bool) -> Result<bool> {
    if name == "core" { core::run(json) } else { browser::run(name, quick, json) }
}
