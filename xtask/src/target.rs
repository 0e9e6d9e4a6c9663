//! The standard library for wasm32: where it is, or how it comes to be.
//!
//! In this order: the toolchain has it; we built it on an earlier day; `rustup target add` brings it; Debian's
//! packages bring its source, and we build it once.

use core::time::Duration;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::{process, project, tools};

/// The one target of the core.
pub(crate) const WASM32: &str = "wasm32-unknown-unknown";

/// The packages that carry a current compiler, its source and a linker for wasm on Debian.
const DEBIAN_RUST: &[&str] = &["rustc-web", "rust-web-src", "lld-22"];

/// A standard library for wasm32, and what cargo must be told to find it.
#[derive(Default)]
pub(crate) struct Wasm32 {
    variables: Vec<(&'static str, OsString)>,
}

impl Wasm32 {
    /// Finds the standard library, or brings it.
    pub(crate) fn ensure() -> Result<Self> {
        if has_std(&mut project::rustc()) {
            return Ok(Self::default());
        }
        if let Some(debian) = Debian::find()
            && debian.sysroot()?.exists()
        {
            return debian.built();
        }
        if tools::on_path("rustup") {
            println!("· rustup adds {WASM32}");
            let add = process::passes(
                project::command("rustup").args(["target", "add", WASM32]),
                Duration::from_secs(90),
            );
            if matches!(add, Ok(true)) && has_std(&mut project::rustc()) {
                return Ok(Self::default());
            }
        }
        Self::from_debian().with_context(|| {
            format!(
                "Rust has no standard library for {WASM32} here. Run `rustup target add {WASM32}`, or, without \
                 rustup, install your system's Rust packages for wasm32"
            )
        })
    }

    /// A cargo that builds for wasm32.
    pub(crate) fn cargo(&self) -> Command {
        let mut cargo = project::cargo();
        cargo.envs(self.variables.iter().map(|(name, value)| (name, value)));
        cargo
    }

    /// The compiler of that cargo.
    pub(crate) fn rustc(&self) -> Command {
        let named = self.variables.iter().find(|(name, _)| *name == "RUSTC");
        named.map_or_else(project::rustc, |(_, rustc)| project::command(rustc))
    }

    fn from_debian() -> Result<Self> {
        tools::apt(DEBIAN_RUST)?;
        let debian = Debian::find().context("Debian's packages hold no compiler with its source")?;
        if !debian.sysroot()?.exists() {
            debian.build_std()?;
        }
        debian.built()
    }
}

fn has_std(rustc: &mut Command) -> bool {
    let libdir =
        process::read(rustc.args(["--print", "target-libdir", "--target", WASM32]), process::minutes(1));
    libdir.is_ok_and(|libdir| {
        let files = fs::read_dir(libdir.trim()).into_iter().flatten().flatten();
        files.map(|file| file.file_name()).any(|name| name.to_string_lossy().starts_with("libstd-"))
    })
}

/// Debian's compiler, its linker for wasm, and its version.
struct Debian {
    rustc: PathBuf,
    linker: PathBuf,
    version: String,
}

impl Debian {
    fn find() -> Option<Self> {
        let rustc = PathBuf::from("/usr/bin/rustc");
        let linker = PathBuf::from("/usr/bin/wasm-ld-22");
        if !linker.exists() || !Path::new("/usr/lib/rustlib/src/rust/library").exists() {
            return None;
        }
        let version = process::read(Command::new(&rustc).arg("--version"), process::minutes(1)).ok()?;
        let version = version.split_whitespace().nth(1)?.to_owned();
        Some(Self { rustc, linker, version })
    }

    fn sysroot(&self) -> Result<PathBuf> {
        Ok(project::scratch("sysroot")?.join(&self.version))
    }

    /// Builds an empty crate together with std from its source, and keeps what came out.
    fn build_std(&self) -> Result<()> {
        println!("· building Rust's standard library for {WASM32}, once (about two minutes)");
        let dir = project::scratch("std")?;
        fs::create_dir_all(dir.join("src"))?;
        fs::write(dir.join("src/lib.rs"), "")?;
        fs::write(
            dir.join("Cargo.toml"),
            "[package]\nname = \"empty\"\nedition = \"2024\"\n[workspace]\n[profile.release]\npanic = \"abort\"\n",
        )?;
        let mut build = project::cargo();
        build
            .current_dir(&dir)
            .args(["build", "--release", "-Zbuild-std=std,panic_abort", "--target", WASM32])
            // Debian's compiler is a stable one, and building std is not a stable option.
            .env("RUSTC_BOOTSTRAP", "1")
            .env("RUSTC", &self.rustc)
            .env("CARGO_TARGET_DIR", dir.join("target"));
        process::run(&mut build, process::minutes(15))?;

        // Filled beside its final place, so that an interrupted build leaves no half a library.
        let filling = self.sysroot()?.with_extension("filling");
        let libraries = filling.join("lib/rustlib").join(WASM32).join("lib");
        fs::create_dir_all(&libraries)?;
        let mut found = 0;
        for file in fs::read_dir(dir.join("target").join(WASM32).join("release/deps"))? {
            let file = file?;
            let name = file.file_name();
            let text = name.to_string_lossy();
            if text.ends_with(".rlib") && !text.starts_with("libempty-") {
                fs::copy(file.path(), libraries.join(&name))?;
                found += 1;
            }
        }
        if found == 0 {
            bail!("cargo built no library for {WASM32}; delete {} and try again", dir.display());
        }
        fs::rename(&filling, self.sysroot()?)?;
        Ok(())
    }

    fn built(&self) -> Result<Wasm32> {
        let mut sysroot = OsString::from("--sysroot=");
        sysroot.push(self.sysroot()?);
        Ok(Wasm32 {
            variables: vec![
                ("RUSTC", self.rustc.clone().into()),
                ("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", self.linker.clone().into()),
                ("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", sysroot),
            ],
        })
    }
}
