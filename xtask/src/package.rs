//! `cargo xtask package`: the tarball for npm, made of `www/bellwire` and of what only a build can add.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use anyhow::{Context, Result};

use crate::wasm::{self, Profile};
use crate::{process, project, tools};

/// What lies in `www/bellwire` for us, and in no package.
const NOT_SHIPPED: [&str; 3] = ["core", "tsconfig.json", "tsconfig.package.json"];

/// Makes the tarball and tells where it is.
pub(crate) fn run() -> Result<bool> {
    let tarball = make()?;
    let bytes = fs::metadata(&tarball)?.len();
    println!("{}: {bytes} bytes", tarball.display());
    Ok(true)
}

/// Makes the tarball, once for all who ask; returns its path.
pub(crate) fn make() -> Result<PathBuf> {
    static MADE: OnceLock<PathBuf> = OnceLock::new();
    if let Some(tarball) = MADE.get() {
        return Ok(tarball.clone());
    }
    let folder = fill()?;
    let into = folder.parent().context("the package has a folder around it")?;
    let mut npm = project::command("npm");
    npm.args(["pack", "--silent", "--pack-destination"]).arg(into).arg(&folder);
    let name = process::read(&mut npm, process::minutes(1))?;
    Ok(MADE.get_or_init(|| into.join(name.trim())).clone())
}

/// Fills a folder with everything that ships; returns its path.
fn fill() -> Result<PathBuf> {
    let folder = project::target_dir().join("package/bellwire");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    let source = project::root().join("www/bellwire");
    copy(&source, &folder, |name| !NOT_SHIPPED.contains(&name))?;
    for licence in ["LICENSE-APACHE", "LICENSE-MIT"] {
        fs::copy(project::root().join(licence), folder.join(licence))?;
    }
    let core = folder.join("core");
    wasm::build_into(&core, Profile::Optimized, None)?;
    for inner in ["bellwire.d.ts", "bellwire_bg.wasm.d.ts"] {
        fs::remove_file(core.join(inner))?;
    }
    declare(&source, &folder)?;
    process::run(tools::node("xtask/src/package/bundle.mjs")?.arg(&folder), process::minutes(1))?;
    Ok(folder)
}

/// Writes the types: tsc takes them from the JSDoc, and what the public does not see is left out.
fn declare(source: &Path, folder: &Path) -> Result<()> {
    let emitted = project::scratch("declarations")?;
    fs::remove_dir_all(&emitted)?;
    let mut tsc = tools::node("node_modules/typescript/bin/tsc")?;
    tsc.arg("--project").arg(source.join("tsconfig.package.json")).arg("--outDir").arg(&emitted);
    process::run(&mut tsc, process::minutes(2))?;
    let mut types = tools::node("xtask/src/package/types.mjs")?;
    process::run(types.args([&emitted, folder]), process::minutes(2))
}

/// Copies a folder with the folders in it; `ships` says of each name in the outermost whether it comes along.
fn copy(from: &Path, to: &Path, ships: fn(&str) -> bool) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).with_context(|| format!("{} cannot be read", from.display()))? {
        let (entry, name) = entry.map(|entry| (entry.path(), entry.file_name()))?;
        if !ships(&name.to_string_lossy()) {
            continue;
        }
        if entry.is_dir() {
            copy(&entry, &to.join(name), |_| true)?;
        } else {
            fs::copy(&entry, to.join(name))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_package_has_the_version_of_the_crate() {
        let text = fs::read_to_string(project::root().join("www/bellwire/package.json")).unwrap();
        let manifest: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(manifest["version"], env!("CARGO_PKG_VERSION"));
        assert_eq!(manifest["license"], env!("CARGO_PKG_LICENSE"));
    }
}
