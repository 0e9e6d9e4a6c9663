//! Bringing the tools that a machine lacks: npm's packages, and Debian's.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use anyhow::{Context, Result, bail};

use crate::{process, project};

/// Older ones lack what the tools from npm are written in.
const OLDEST_NODE: u32 = 20;

/// Kamailio as the tests start it, by Debian's names.
pub(crate) const KAMAILIO: &[&str] = &[
    "kamailio",
    "kamailio-extra-modules",
    "kamailio-outbound-modules",
    "kamailio-tls-modules",
    "kamailio-utils-modules",
    "kamailio-websocket-modules",
    "openssl",
];

/// Whether a program can be started by its name.
pub(crate) fn on_path(program: &str) -> bool {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).any(|dir| dir.join(program).is_file())
}

/// Node with the script of a tool from npm, both brought or checked first.
pub(crate) fn node(script: impl AsRef<Path>) -> Result<Command> {
    npm_packages()?;
    let mut node = project::command("node");
    node.arg(project::root().join(script.as_ref()));
    Ok(node)
}

/// Installs what package-lock.json names, unless that has been done.
pub(crate) fn npm_packages() -> Result<()> {
    static DONE: OnceLock<()> = OnceLock::new();
    if DONE.get().is_some() {
        return Ok(());
    }
    let advice = "Install Node 20 or newer with npm (https://nodejs.org), then try again";
    let version =
        process::read(project::command("node").arg("--version"), process::minutes(1)).context(advice)?;
    let major = version.trim().trim_start_matches('v').split('.').next().and_then(|major| major.parse().ok());
    if major.is_none_or(|major: u32| major < OLDEST_NODE) {
        bail!("Node {} is too old. {advice}", version.trim());
    }
    if !npm_is_current() {
        println!("· npm installs the development tools");
        let mut npm = project::command("npm");
        npm.args(["ci", "--no-audit", "--no-fund"]).env("TMPDIR", project::scratch("tmp")?);
        process::run(&mut npm, process::minutes(10))
            .context("npm could not install the development tools")?;
    }
    DONE.get_or_init(|| ());
    Ok(())
}

/// npm writes its own copy of the lock last of all, so that copy's age is the installation's.
fn npm_is_current() -> bool {
    let written = |name: &str| fs::metadata(project::root().join(name)).and_then(|file| file.modified());
    match (written("node_modules/.package-lock.json"), written("package-lock.json")) {
        (Ok(installed), Ok(locked)) => installed >= locked,
        _ => false,
    }
}

/// Installs those of Debian's packages that are missing.
pub(crate) fn apt(packages: &[&str]) -> Result<()> {
    static UPDATED: OnceLock<()> = OnceLock::new();
    let missing: Vec<_> = packages.iter().copied().filter(|package| !installed(package)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let names = missing.join(" ");
    if !on_path("apt-get") {
        bail!(
            "this machine has no apt-get; install what Debian calls {names} in your system's way, then try again"
        );
    }
    let advice = || format!("Run `sudo apt-get update && sudo apt-get install {names}`, then try again");
    println!("· apt-get installs {names}");
    if UPDATED.get().is_none() {
        process::run(privileged("apt-get")?.arg("update"), process::minutes(5)).with_context(advice)?;
        UPDATED.get_or_init(|| ());
    }
    let mut install = privileged("apt-get")?;
    install.args(["install", "--yes", "--no-install-recommends"]).args(&missing);
    process::run(&mut install, process::minutes(15)).with_context(advice)
}

fn installed(package: &str) -> bool {
    let mut query = project::command("dpkg-query");
    query.args(["--show", "--showformat=${db:Status-Status}", package]).stderr(std::process::Stdio::null());
    process::read(&mut query, process::minutes(1)).is_ok_and(|status| status.trim() == "installed")
}

/// The program as root: at once if we are, else by a sudo that does not ask.
fn privileged(program: &str) -> Result<Command> {
    let root = process::read(project::command("id").arg("-u"), process::minutes(1))?.trim() == "0";
    let scratch: PathBuf = project::scratch("tmp")?;
    let mut command = if root {
        project::command(program)
    } else {
        let mut sudo = project::command("sudo");
        sudo.args(["--non-interactive", "--preserve-env=TMPDIR,DEBIAN_FRONTEND", program]);
        sudo
    };
    command.env("DEBIAN_FRONTEND", "noninteractive").env("TMPDIR", scratch);
    Ok(command)
}
