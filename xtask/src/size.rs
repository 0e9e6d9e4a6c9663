//! `cargo xtask size`: what `import "bellwire"` makes a page load, beside JsSIP and SIP.js in the same run; and what the
//! element and the demo add to it.

use core::time::Duration;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::ledger::Ledger;
use crate::settings::Budget;
use crate::target::{WASM32, Wasm32};
use crate::wasm::{self, Profile};
use crate::{process, project, report, settings, tools};

/// What the demo page loads of its own; the script with all that it imports.
const DEMO: [&str; 5] = ["index.html", "demo.css", "record.css", "icon.svg", "demo.js"];

/// A file's bytes, plain and after brotli 11.
#[derive(Clone, Copy, Default, Deserialize)]
struct Weight {
    raw: usize,
    brotli: usize,
}

/// What is loaded, in bytes after brotli 11.
pub(crate) struct Size {
    module: Weight,
    script: Weight,
    /// The element, on top of the two.
    element: Weight,
    /// The demo's own files, on top of the two.
    demo: Weight,
    jssip: Weight,
    sip_js: Weight,
    ledger: Ledger,
    budget: Budget,
}

impl Size {
    /// The module, its glue and our JavaScript together.
    pub(crate) fn bellwire(&self) -> usize {
        self.module.brotli + self.script.brotli
    }

    /// What was reached once is kept, and so are the budgets of what comes on top.
    pub(crate) fn is_under_ceiling(&self) -> bool {
        self.bellwire() <= self.budget.ceiling && self.fits()
    }

    /// The budgets are kept.
    fn fits(&self) -> bool {
        self.budgets().iter().all(|(_, bytes, budget)| bytes <= budget)
    }

    /// What has a budget: its bytes, and as many as it may have.
    fn budgets(&self) -> [(&'static str, usize, usize); 3] {
        [
            ("bellwire", self.bellwire(), self.budget.bellwire),
            ("element", self.element.brotli, self.budget.element),
            ("demo", self.demo.brotli, self.budget.demo),
        ]
    }
}

/// Prints the figures and the ledger; tells whether the budget is kept.
pub(crate) fn run(json: bool) -> Result<bool> {
    let size = measure()?;
    print(&size);
    let abort = match immediate_abort() {
        Ok(weight) => format!(
            "with a std whose panics abort at once, the module would be {} bytes instead of {}",
            weight.brotli, size.module.brotli
        ),
        Err(problem) => format!("no figure for a std whose panics abort at once: {problem:#}"),
    };
    println!("{abort}");
    report::section("Size", &section(&size, &abort))?;
    if json {
        println!(
            r#"{{"brotli": {{"bellwire": {}, "element": {}, "demo": {}, "jssip": {}, "sip.js": {}}}}}"#,
            size.bellwire(),
            size.element.brotli,
            size.demo.brotli,
            size.jssip.brotli,
            size.sip_js.brotli
        );
    }
    Ok(size.fits())
}

/// The figures for `docs/measurements.md`.
fn section(size: &Size, abort: &str) -> String {
    let mut text =
        "Written by `cargo xtask size`: bytes, minified by esbuild, and after brotli 11.\n\n".to_owned();
    text += "| what | bytes | brotli |\n| --- | ---: | ---: |\n";
    let rows = [
        ("the module", size.module.raw, size.module.brotli),
        ("its glue and our JavaScript", size.script.raw, size.script.brotli),
        ("**Bellwire, together**", size.module.raw + size.script.raw, size.bellwire()),
        ("the element, on top of it", size.element.raw, size.element.brotli),
        ("the demo page, on top of it", size.demo.raw, size.demo.brotli),
        ("JsSIP 3.13.8", size.jssip.raw, size.jssip.brotli),
        ("SIP.js 0.21.2", size.sip_js.raw, size.sip_js.brotli),
    ];
    for (what, raw, brotli) in rows {
        text += &format!("| {what} | {raw} | {brotli} |\n");
    }
    let verdicts = size.budgets().map(|(what, bytes, budget)| {
        let verdict = if bytes <= budget { "kept" } else { "not reached yet" };
        format!("{what} {budget}: {verdict}")
    });
    text += &format!("\nThe budgets, in bytes of brotli: {}. Note: {abort}.\n", verdicts.join(", "));
    text += "\nThe module by floor, before compression:\n\n| floor | bytes |\n| --- | ---: |\n";
    for (floor, bytes) in size.ledger.rows() {
        text += &format!("| {floor} | {bytes} |\n");
    }
    text
}

/// Builds and weighs everything.
pub(crate) fn measure() -> Result<Size> {
    let dir = project::scratch("size")?;
    wasm::build(Profile::Release)?;
    let built = wasm::core_dir().join("bellwire_bg.wasm");
    let module = dir.join("bellwire.wasm");
    let named = dir.join("bellwire-named.wasm");
    wasm::optimize(&built, &module)?;
    wasm::optimize_named(&built, &named)?;
    let www = project::root().join("www");
    let [script, widget] = ["index.js", "widget/index.js"].map(|file| www.join("bellwire").join(file));
    let [module, script, widget, jssip, sip_js] =
        weigh([&module, &script, &widget, Path::new("jssip"), Path::new("sip.js")])?;
    let element = Weight {
        raw: widget.raw.saturating_sub(script.raw),
        brotli: widget.brotli.saturating_sub(script.brotli),
    };
    let demo = DEMO.map(|file| www.join("demo").join(file));
    let demo = weigh(demo.each_ref().map(|file| file.as_path()))?.into_iter().fold(
        Weight::default(),
        |sum, file| Weight { raw: sum.raw + file.raw, brotli: sum.brotli + file.brotli },
    );
    let ledger = Ledger::of(&fs::read(&named)?)?;
    Ok(Size { module, script, element, demo, jssip, sip_js, ledger, budget: settings::read()?.budget })
}

/// The figures for people.
pub(crate) fn print(size: &Size) {
    println!("\nthe module by floor, before compression");
    size.ledger.print();
    println!("\n{:<22}{:>9}{:>9}", "", "bytes", "brotli");
    for (name, weight) in [("wasm", size.module), ("glue and JavaScript", size.script)] {
        println!("  {name:<20}{:>9}{:>9}", weight.raw, weight.brotli);
    }
    println!("  {:<20}{:>9}{:>9}", "bellwire", size.module.raw + size.script.raw, size.bellwire());
    let others = [
        ("+ element", size.element),
        ("+ demo page", size.demo),
        ("jssip", size.jssip),
        ("sip.js", size.sip_js),
    ];
    for (name, weight) in others {
        println!("  {name:<20}{:>9}{:>9}", weight.raw, weight.brotli);
    }
    let kept = |kept| if kept { "kept" } else { "EXCEEDED: the ledger tells where to save" };
    for (what, bytes, budget) in size.budgets() {
        println!("budget of {what}, {budget} bytes of brotli: {}", kept(bytes <= budget));
    }
    let under = size.bellwire() <= size.budget.ceiling;
    println!("ceiling of bellwire, {} bytes of brotli: {}", size.budget.ceiling, kept(under));
}

/// Weighs modules as they are, and packages and scripts as one minified file each.
fn weigh<const N: usize>(what: [&Path; N]) -> Result<[Weight; N]> {
    let mut node = tools::node("xtask/src/weigh.mjs")?;
    let weights = process::read(node.args(what), process::minutes(2))?;
    let weights: Vec<Weight> = serde_json::from_str(&weights)?;
    weights.try_into().ok().context("xtask/src/weigh.mjs weighed fewer files than it was given")
}

/// What the module would weigh with a std built so that a panic is one instruction.
fn immediate_abort() -> Result<Weight> {
    let target = Wasm32::ensure()?;
    let sysroot = process::read(target.rustc().args(["--print", "sysroot"]), process::minutes(1))?;
    let source = Path::new(sysroot.trim()).join("lib/rustlib/src/rust/library/Cargo.lock");
    if !source.exists() && tools::on_path("rustup") {
        let mut add = project::command("rustup");
        // The sentence below tells what a failure means.
        process::passes(add.args(["component", "add", "rust-src"]), Duration::from_secs(90)).ok();
    }
    if !source.exists() {
        anyhow::bail!("Rust's source is not installed; `rustup component add rust-src` brings it");
    }
    let dir = project::scratch("immediate-abort")?;
    let mut cargo = project::cargo();
    cargo
        .args(["build", "--package", "bellwire", "--lib", "--release", "--target", WASM32])
        .arg("-Zbuild-std=std,panic_abort")
        // Neither option is stable; a stable compiler takes them under this name.
        .env("RUSTC_BOOTSTRAP", "1")
        .env("CARGO_TARGET_DIR", &dir);
    for flag in ["-Zunstable-options", "-Cpanic=immediate-abort", "-Zlocation-detail=none"] {
        cargo.arg("--config").arg(format!("target.{WASM32}.rustflags=[{flag:?}]"));
    }
    process::run(&mut cargo, process::minutes(15))?;
    let bound = dir.join("bound");
    wasm::bind(&dir.join(WASM32).join("release/bellwire.wasm"), &bound, Profile::Release)?;
    let module = bound.join("bellwire_bg.wasm");
    wasm::optimize(&module, &module)?;
    let [weight] = weigh([&module])?;
    Ok(weight)
}
