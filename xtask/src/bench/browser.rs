//! `cargo xtask bench parse`, `call` and `memory`: Bellwire beside JsSIP and SIP.js in one Chromium. The scripts in
//! `tests/bench` measure and write; here they get what they need, and their section goes into `docs/measurements.md`.

use core::time::Duration;
use std::fs;

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use serde_json::Value;

use crate::wasm::{self, Profile};
use crate::{process, project, report, tools};

/// One thing that is measured in a browser.
struct Bench {
    name: &'static str,
    heading: &'static str,
    /// What of the crate does not ship and is measured, or measures.
    feature: Option<&'static str>,
    /// What the script starts, by Debian's names.
    packages: &'static [&'static str],
    deadline: Duration,
}

const BENCHES: [Bench; 3] = [
    Bench {
        name: "parse",
        heading: "Parsing, in Chromium",
        feature: Some("bench-parse"),
        packages: &["chromium"],
        deadline: process::minutes(10),
    },
    Bench {
        name: "call",
        heading: "Calling, in Chromium through Kamailio",
        feature: None,
        packages: &[
            "chromium",
            "kamailio",
            "kamailio-extra-modules",
            "kamailio-outbound-modules",
            "kamailio-tls-modules",
            "kamailio-utils-modules",
            "kamailio-websocket-modules",
            "openssl",
        ],
        deadline: process::minutes(20),
    },
    Bench {
        name: "memory",
        heading: "Memory, in Chromium",
        feature: Some("bench-memory"),
        packages: &["chromium"],
        deadline: process::minutes(20),
    },
];

/// What a script found out.
#[derive(Deserialize)]
struct Measured {
    /// For people.
    section: String,
    /// For machines.
    figures: Value,
}

/// Measures, prints and writes down; as one object on the last line when `json` is asked for. A quick run shows that all
/// works, and its figures are not worth writing down.
pub(super) fn run(name: &str, quick: bool, json: bool) -> Result<bool> {
    let Some(bench) = BENCHES.iter().find(|bench| bench.name == name) else {
        bail!("there is no `bench {name}`; what is measured is core, parse, call and memory");
    };
    tools::apt(bench.packages)?;
    let folder = project::scratch("bench")?;
    let (core, result) = (folder.join(name), folder.join(format!("{name}.json")));
    fs::create_dir_all(&core)?;
    wasm::build_into(&core, Profile::Optimized, bench.feature)?;
    let mut node = tools::node(format!("tests/bench/{name}.mjs"))?;
    node.args([&core, &result]).args(quick.then_some("--quick"));
    process::run(&mut node, bench.deadline)?;
    let Measured { section, figures } = serde_json::from_slice(&fs::read(&result)?)
        .with_context(|| format!("{} is not what the script should write", result.display()))?;
    println!("\n{section}");
    if !quick {
        report::section(bench.heading, &section)?;
    }
    if json {
        println!("{figures}");
    }
    Ok(true)
}
