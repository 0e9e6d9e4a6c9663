//! The other ways to build: plain wasm-pack, and a Rust that did not come from rustup.

use core::time::Duration;
use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result};

use super::Tally;
use crate::target::WASM32;
use crate::wasm::{self, Profile};
use crate::{process, project, report, settings, tools};

/// Rust from Debian's packages; what else the fallback needs it brings itself.
const DEBIAN_CARGO: &[&str] = &["cargo-web"];

/// Tries one way; returns what to write down.
type Proof = fn() -> Result<String>;

/// Proves each, and writes down what came out.
pub(super) fn run() -> Result<Tally> {
    let mut tally = Tally::default();
    let mut rows = String::from("| way | result |\n| --- | --- |\n");
    let ways: [(&str, Proof); 3] = [
        ("`wasm-pack build --target web`", wasm_pack),
        ("`cargo xtask build` by Debian's Rust, without rustup", without_rustup),
        ("`cargo check` by the oldest Rust that Cargo.toml promises", oldest),
    ];
    for (way, prove) in ways {
        println!("· {way}");
        let outcome = prove();
        tally.add(Tally::one(outcome.is_ok()));
        let text = outcome.unwrap_or_else(|problem| format!("failed: {problem:#}"));
        println!("{way}: {text}");
        rows += &format!("| {way} | {} |\n", text.replace('\n', " "));
    }
    report::section("Toolchains", &format!("Written by `cargo xtask test toolchains`.\n\n{rows}"))?;
    Ok(tally)
}

/// wasm-pack finds wasm-bindgen and wasm-opt on PATH, as it does on a machine that has them, and its package works.
fn wasm_pack() -> Result<String> {
    let pins = settings::read()?.tools;
    let pin = |name: &str| pins.get(name).with_context(|| format!("wasm-pack.toml pins no {name}"));
    let wasm_pack = installed("wasm-pack", "wasm-pack", pin("wasm-pack")?)?;
    let wasm_bindgen = installed("wasm-bindgen-cli", "wasm-bindgen", pin("wasm-bindgen")?)?;
    tools::npm_packages()?;

    let package = project::scratch("wasm-pack")?;
    let mut build = project::command(wasm_pack.join("wasm-pack"));
    build.args(["build", "--target", "web", "--out-dir"]).arg(&package);
    build.env("PATH", path_with(&[wasm_bindgen, project::root().join("node_modules/.bin")])?);
    build.env("CARGO_TARGET_DIR", project::target_dir());
    let seconds = timed(&mut build, process::minutes(15))?;

    let mut load = project::command("node");
    load.args(["--input-type=module", "--eval", LOADS]).arg(&package);
    process::run(&mut load, process::minutes(1))
        .context("its package does not load, or does not know an address")?;

    wasm::build(Profile::Optimized)?;
    let theirs = fs::metadata(package.join("bellwire_bg.wasm"))?.len();
    let ours = fs::metadata(wasm::core_dir().join("bellwire_bg.wasm"))?.len();
    Ok(format!(
        "wasm-pack {}: {seconds:.0} s, {theirs} bytes; `cargo xtask build --optimize`, which also cuts the words out of \
         panics: {ours} bytes",
        pin("wasm-pack")?
    ))
}

/// Loads the package in a folder and asks it something.
const LOADS: &str = r#"
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
const folder = process.argv.at(-1);
const core = await import(pathToFileURL(join(folder, "bellwire.js")));
core.initSync({ module: readFileSync(join(folder, "bellwire_bg.wasm")) });
if (core.checkTarget("bob", "sip:alice@example.com") !== undefined) throw new Error("bob is an address");
if (core.checkTarget("", "sip:alice@example.com") !== "target") throw new Error("nothing is no address");
"#;

/// A cargo that knows of no rustup makes the standard library for wasm32 itself.
fn without_rustup() -> Result<String> {
    tools::apt(DEBIAN_CARGO)?;
    let cargo = Path::new("/usr/bin/cargo");
    let target_dir = project::scratch("without-rustup")?;
    // Std from an earlier run would hide that it can no longer be built.
    fs::remove_dir_all(target_dir.join("xtask")).ok();
    let mut build = project::command(cargo);
    build.args(["xtask", "build"]).env("CARGO_TARGET_DIR", &target_dir);
    build.env("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
    for (name, _) in env::vars_os().filter(|(name, _)| is_of_rustup_or_cargo(&name.to_string_lossy())) {
        build.env_remove(name);
    }
    build.env_remove("RUSTC");
    let seconds = timed(&mut build, process::minutes(30))?;
    let version = process::read(Command::new("/usr/bin/rustc").arg("--version"), process::minutes(1))?;
    let bytes = fs::metadata(wasm::core_dir().join("bellwire_bg.wasm"))?.len();
    Ok(format!("{}: {seconds:.0} s, std included, {bytes} bytes before wasm-opt", version.trim()))
}

/// Everything but `xtask` and the tests: who builds those has the newest.
fn oldest() -> Result<String> {
    let manifest: toml::Table = fs::read_to_string(project::root().join("Cargo.toml"))?.parse()?;
    let version =
        manifest["workspace"]["package"]["rust-version"].as_str().context("no rust-version")?.to_owned();
    let mut install = project::command("rustup");
    install.args(["toolchain", "install", &version, "--profile", "minimal", "--target", WASM32]);
    process::run(&mut install, process::minutes(5))?;
    let target_dir = project::scratch("oldest")?;
    let mut seconds = 0.0;
    for more in [["--package", "switchboard"].as_slice(), &["--package", "bellwire", "--target", WASM32]] {
        let mut check = project::command("rustup");
        check.args(["run", &version, "cargo", "check"]).args(more);
        check.env("CARGO_TARGET_DIR", &target_dir);
        for (name, _) in env::vars_os().filter(|(name, _)| is_of_rustup_or_cargo(&name.to_string_lossy())) {
            check.env_remove(name);
        }
        seconds += timed(&mut check, process::minutes(10))?;
    }
    Ok(format!("Rust {version}: {seconds:.0} s"))
}

/// What names the toolchain that we run under; where packages come from stays.
fn is_of_rustup_or_cargo(name: &str) -> bool {
    name.starts_with("RUSTUP_")
        || name == "CARGO"
        || name.starts_with("CARGO_PKG_")
        || name.starts_with("CARGO_MANIFEST_")
}

/// The folder of a program that `cargo install` has put, or puts, under our scratch folder.
fn installed(package: &str, program: &str, version: &str) -> Result<PathBuf> {
    let root = project::scratch("tools")?.join(format!("{package}-{version}"));
    let folder = root.join("bin");
    if !folder.join(program).exists() {
        let mut install = project::cargo();
        // Without --locked: wasm-bindgen-cli's own lock names a pre-release that is no longer to be had.
        install.args(["install", package, "--version", version, "--root"]).arg(&root);
        install.env("CARGO_TARGET_DIR", project::scratch("install")?);
        process::run(&mut install, process::minutes(20))?;
    }
    Ok(folder)
}

fn path_with(first: &[PathBuf]) -> Result<OsString> {
    let path = env::var_os("PATH").unwrap_or_default();
    Ok(env::join_paths(first.iter().cloned().chain(env::split_paths(&path)))?)
}

fn timed(command: &mut Command, deadline: Duration) -> Result<f64> {
    let started = Instant::now();
    process::run(command, deadline)?;
    Ok(started.elapsed().as_secs_f64())
}
