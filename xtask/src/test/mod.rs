//! `cargo xtask test`: every proof, one file per kind.

mod budget;
mod defects;
mod e2e;
mod package;
mod peers;
mod rust;
mod toolchains;
mod types;

use std::time::Instant;

use anyhow::{Result, bail};
pub(crate) use defects::Draw;

/// What became of the checks of one kind.
#[derive(Clone, Copy, Default)]
pub(crate) struct Tally {
    pub(crate) passed: usize,
    pub(crate) failed: usize,
    pub(crate) skipped: usize,
}

impl Tally {
    /// The tally of a kind that is one check.
    fn one(passed: bool) -> Self {
        Self { passed: passed.into(), failed: (!passed).into(), skipped: 0 }
    }

    fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl core::fmt::Display for Tally {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{} passed, {} failed, {} skipped", self.passed, self.failed, self.skipped)
    }
}

/// One kind of proof. What it lacks is a failure, never a reason to skip.
struct Kind {
    name: &'static str,
    proves: &'static str,
    run: fn(Draw) -> Result<Tally>,
    /// Whether `cargo xtask test` without a name runs it.
    ordinary: bool,
}

/// In the order they run: the quickest to fail first.
const KINDS: &[Kind] = &[
    Kind { name: "fmt", proves: "the code is formatted", run: |_| rust::fmt(), ordinary: true },
    Kind {
        name: "clippy",
        proves: "no lint speaks, on the host and for wasm32",
        run: |_| rust::clippy(),
        ordinary: true,
    },
    Kind {
        name: "doc",
        proves: "the documentation builds and its links lead somewhere",
        run: |_| rust::doc(),
        ordinary: true,
    },
    Kind { name: "core", proves: "the Rust tests pass", run: |_| rust::core(), ordinary: true },
    Kind {
        name: "types",
        proves: "the JavaScript has the types it claims",
        run: |_| types::run(),
        ordinary: true,
    },
    Kind {
        name: "size",
        proves: "what a page loads is within the budget",
        run: |_| budget::run(),
        ordinary: true,
    },
    Kind {
        name: "package",
        proves: "what npm would get works for those who install it",
        run: |_| package::run("tests/package"),
        ordinary: true,
    },
    Kind {
        name: "docs",
        proves: "every example in the documentation does what it says",
        run: |_| package::run("tests/docs"),
        ordinary: true,
    },
    Kind {
        name: "e2e",
        proves: "browsers talk through a real Kamailio",
        run: |_| e2e::run(),
        ordinary: true,
    },
    Kind {
        name: "peers",
        proves: "what Bellwire does right and others do not is as docs/peer-matrix.md says",
        run: |_| peers::run(),
        ordinary: true,
    },
    Kind {
        name: "defects",
        proves: "twenty seeded defects are found by the tests that should find them",
        run: defects::run,
        ordinary: false,
    },
    Kind {
        name: "toolchains",
        proves: "wasm-pack and Rust without rustup build it",
        run: |_| toolchains::run(),
        ordinary: false,
    },
];

/// Runs all kinds, or the named one; the last line is the count that a machine may read, with `json` that of the peers.
pub(crate) fn run(only: Option<&str>, draw: Draw, json: bool) -> Result<bool> {
    if let Some(name) = only
        && !KINDS.iter().any(|kind| kind.name == name)
    {
        let names = KINDS.iter().map(|kind| kind.name).collect::<Vec<_>>().join(" ");
        bail!("there is no kind of test `{name}`. These exist: {names}");
    }
    let mut lines = Vec::new();
    let mut total = Tally::default();
    for kind in KINDS.iter().filter(|kind| only.map_or(kind.ordinary, |name| name == kind.name)) {
        println!("\n== {}: {}", kind.name, kind.proves);
        let started = Instant::now();
        let tally = (kind.run)(draw).unwrap_or_else(|problem| {
            println!("{}: {problem:#}", kind.name);
            Tally::one(false)
        });
        let line = format!("{:<11}{tally} ({:.1} s)", kind.name, started.elapsed().as_secs_f64());
        println!("{line}");
        lines.push(line);
        total.add(tally);
    }
    println!("\n{}\n\n{total}", lines.join("\n"));
    if json {
        println!("{}", peers::counts()?);
    }
    Ok(total.failed == 0 && total.skipped == 0)
}
