//! The core as a browser loads it: cargo, then wasm-bindgen's library, then, if asked for, wasm-opt.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

use crate::target::{WASM32, Wasm32};
use crate::{process, project, settings, tools};

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
    let compiled = compile(profile)?;
    bind(&compiled, &core_dir())?;
    if profile == Profile::Optimized {
        let module = core_dir().join("bellwire_bg.wasm");
        optimize(&module, &module, &[])?;
    }
    Ok(())
}

/// Compiles the crate for wasm32; returns the module, which has no glue yet.
pub(crate) fn compile(profile: Profile) -> Result<PathBuf> {
    let target = Wasm32::ensure()?;
    let mut cargo = target.cargo();
    cargo.args(["build", "--package", "bellwire", "--lib", "--target", WASM32]);
    let folder = if profile == Profile::Dev {
        "debug"
    } else {
        cargo.arg("--release");
        "release"
    };
    process::run(&mut cargo, process::minutes(15))?;
    Ok(project::target_dir().join(WASM32).join(folder).join("bellwire.wasm"))
}

/// Writes `bellwire.js`, `bellwire.d.ts` and `bellwire_bg.wasm`.
pub(crate) fn bind(compiled: &Path, into: &Path) -> Result<()> {
    Bindgen::new()
        .input_path(compiled)
        .out_name("bellwire")
        .web(true)?
        .typescript(true)
        .generate(into)
        .with_context(|| format!("wasm-bindgen could not make the glue of {}", compiled.display()))
}

/// Runs wasm-opt with the project's flags and some more.
pub(crate) fn optimize(from: &Path, to: &Path, more: &[&str]) -> Result<()> {
    let mut wasm_opt = tools::node("node_modules/binaryen/bin/wasm-opt")?;
    wasm_opt.args(settings::read()?.wasm_opt.flags).args(more);
    wasm_opt.args([from.as_os_str(), OsStr::new("-o"), to.as_os_str()]);
    process::run(&mut wasm_opt, process::minutes(5))?;
    fs::metadata(to).with_context(|| format!("wasm-opt wrote no {}", to.display()))?;
    Ok(())
}
