//! The core as a browser loads it: cargo, then wasm-bindgen's library, then, if asked for, wasm-opt.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

use crate::target::{WASM32, Wasm32};
use crate::{glue, likeness, names, panics, process, project, settings, tools};

/// How much care goes into the module.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Profile {
    /// Quick to build, with debug assertions.
    Dev,
    /// As the demo and the tests load it.
    Release,
    /// As it ships: through wasm-opt, which needs Node.
    Optimized,
}

/// Where the page finds the core.
pub(crate) fn core_dir() -> PathBuf {
    project::root().join("www/bellwire/core")
}

/// Builds the module and its glue into [`core_dir`].
pub(crate) fn build(profile: Profile) -> Result<()> {
    build_into(&core_dir(), profile, None)
}

/// Builds the module and its glue into a folder, with a feature of the crate that does not ship.
pub(crate) fn build_into(folder: &Path, profile: Profile, feature: Option<&str>) -> Result<()> {
    let compiled = compile(profile, feature)?;
    bind(&compiled, folder, profile)?;
    if profile == Profile::Optimized {
        let module = folder.join("bellwire_bg.wasm");
        optimize(&module, &module)?;
    }
    Ok(())
}

/// Compiles the crate for wasm32; returns the module, which has no glue yet.
fn compile(profile: Profile, feature: Option<&str>) -> Result<PathBuf> {
    let target = Wasm32::ensure()?;
    let mut cargo = target.cargo();
    cargo.args(["build", "--package", "bellwire", "--lib", "--target", WASM32]);
    cargo.args(feature.map(|feature| format!("--features={feature}")));
    for flag in anonymous_paths(&target)? {
        cargo.arg("--config").arg(format!("target.{WASM32}.rustflags=[{flag:?}]"));
    }
    let folder = if profile == Profile::Dev {
        "debug"
    } else {
        cargo.arg("--release");
        "release"
    };
    process::run(&mut cargo, process::minutes(15))?;
    Ok(project::target_dir().join(WASM32).join(folder).join("bellwire.wasm"))
}

/// A panic names its source file. Where that lies on this machine is nobody's business, and bytes on the way to a page.
fn anonymous_paths(target: &Wasm32) -> Result<Vec<String>> {
    let mut rustc = target.rustc();
    let sysroot = process::read(rustc.args(["--print", "sysroot"]), process::minutes(1))?;
    let home = std::env::home_dir().map(|home| home.join(".cargo"));
    let cargo_home = std::env::var_os("CARGO_HOME").map(PathBuf::from).or(home);
    let folders = [
        (Some(project::root().to_owned()), ""),
        (Some(sysroot.trim().into()), "rust"),
        (cargo_home, "cargo"),
    ];
    let flag = |(folder, name): (Option<PathBuf>, &str)| {
        folder.map(|folder| format!("--remap-path-prefix={}={name}", folder.display()))
    };
    Ok(folders.into_iter().filter_map(flag).collect())
}

/// Writes `bellwire.js`, `bellwire.d.ts` and `bellwire_bg.wasm`.
pub(crate) fn bind(compiled: &Path, into: &Path, profile: Profile) -> Result<()> {
    let mut bound = Bindgen::new()
        .input_path(compiled)
        .out_name("bellwire")
        .web(true)?
        .typescript(true)
        .generate_output()
        .with_context(|| format!("wasm-bindgen could not make the glue of {}", compiled.display()))?;
    if profile != Profile::Dev {
        panics::silence(bound.wasm_mut())?;
    }
    let renamed = names::shorten(bound.wasm_mut());
    bound.emit(into)?;
    let glue = into.join("bellwire.js");
    let text = fs::read_to_string(&glue).with_context(|| format!("no {}", glue.display()))?;
    fs::write(&glue, renamed.apply(&glue::trim(&text)?)?)?;
    Ok(())
}

/// As it ships: wasm-opt with the project's flags, then the functions in the order that compresses best.
pub(crate) fn optimize(from: &Path, to: &Path) -> Result<()> {
    optimize_named(from, to)?;
    let ordered = likeness::named_in_order(&fs::read(to)?)?;
    fs::write(to, ordered)?;
    let features = settings::read()?.wasm_opt.flags.into_iter().filter(|flag| flag.starts_with("--enable"));
    wasm_opt(to, to, features.chain(["--reorder-functions-by-name".to_owned()]))
}

/// The same code with the names of its functions.
pub(crate) fn optimize_named(from: &Path, to: &Path) -> Result<()> {
    let flags = settings::read()?.wasm_opt.flags.into_iter();
    wasm_opt(from, to, flags.chain(["--debuginfo".to_owned()]))
}

fn wasm_opt(from: &Path, to: &Path, flags: impl Iterator<Item = String>) -> Result<()> {
    let mut wasm_opt = tools::node("node_modules/binaryen/bin/wasm-opt")?;
    wasm_opt.args(flags).args([from.as_os_str(), OsStr::new("-o"), to.as_os_str()]);
    process::run(&mut wasm_opt, process::minutes(5))?;
    fs::metadata(to).with_context(|| format!("wasm-opt wrote no {}", to.display()))?;
    Ok(())
}
