//! `wasm-pack.toml`: the pinned tools, wasm-opt's flags and the budget.

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::project;

/// The whole file.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct Settings {
    pub(crate) tools: BTreeMap<String, String>,
    pub(crate) wasm_opt: WasmOpt,
    pub(crate) budget: Budget,
}

/// How the wasm is optimised.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WasmOpt {
    pub(crate) flags: Vec<String>,
}

/// What may be loaded, in bytes after brotli.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Budget {
    pub(crate) bellwire: usize,
    pub(crate) element: usize,
    pub(crate) demo: usize,
    pub(crate) ceiling: usize,
}

/// Reads the file.
pub(crate) fn read() -> Result<Settings> {
    let path = project::root().join("wasm-pack.toml");
    let text = fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))?;
    toml::from_str(&text).with_context(|| format!("{} is not as expected; correct it", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn toml_file(name: &str) -> toml::Table {
        fs::read_to_string(project::root().join(name)).unwrap().parse().unwrap()
    }

    fn locked_crate(name: &str) -> Option<String> {
        let lock = toml_file("Cargo.lock");
        let package = lock["package"].as_array()?.iter().find(|p| p["name"].as_str() == Some(name))?;
        package["version"].as_str().map(str::to_owned)
    }

    fn locked_npm_package(name: &str) -> Option<String> {
        let text = fs::read_to_string(project::root().join("package-lock.json")).ok()?;
        let lock: serde_json::Value = serde_json::from_str(&text).ok()?;
        lock["packages"][format!("node_modules/{name}")]["version"].as_str().map(str::to_owned)
    }

    #[test]
    fn pinned_tools_are_the_locked_ones() {
        for (name, version) in read().unwrap().tools {
            let locked = match name.as_str() {
                // Installed only by the proof of toolchains, and locked nowhere else.
                "wasm-pack" => continue,
                "wasm-bindgen" => {
                    assert_eq!(locked_crate("wasm-bindgen-cli-support"), locked_crate(&name));
                    locked_crate(&name)
                }
                _ => locked_npm_package(&name),
            };
            assert_eq!(locked.as_ref(), Some(&version), "{name}");
        }
    }

    #[test]
    fn wasm_pack_runs_wasm_opt_with_the_same_flags() {
        let cargo = toml_file("Cargo.toml");
        let metadata = &cargo["package"]["metadata"]["wasm-pack"]["profile"]["release"]["wasm-opt"];
        let flags: Vec<_> = metadata.as_array().unwrap().iter().map(|flag| flag.as_str().unwrap()).collect();
        assert_eq!(read().unwrap().wasm_opt.flags, flags);
    }

    #[test]
    fn the_npm_lock_names_no_registry() {
        let lock = fs::read_to_string(project::root().join("package-lock.json")).unwrap();
        assert!(!lock.contains("\"resolved\""), "run npm with the project's own .npmrc");
    }
}
