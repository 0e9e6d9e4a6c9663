//! `cargo xtask bench core`: runs criterion and tells its medians.

use core::fmt::Write;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::{Map, Value};

use crate::{process, project, report};

/// Measures, prints the medians and writes them down; as one object on the last line when `json` is asked for.
pub(crate) fn run(json: bool) -> Result<bool> {
    let mut cargo = project::cargo();
    cargo.args(["bench", "--package", "benches", "--bench", "core"]);
    process::run(&mut cargo, process::minutes(30))?;
    let measured = project::target_dir().join("criterion");
    let mut object = Map::new();
    let mut note = |name: String, value: f64| -> f64 {
        object.insert(name, Value::from(value));
        value
    };

    let mut text = String::from(
        "Written by `cargo xtask bench core` (criterion, medians, native code, one of two shared cores). Reading \
        includes From,\nTo, Call-ID, CSeq and the top Via as typed values.\n\n\
        | message | read, µs | write, µs |\n| --- | ---: | ---: |\n",
    );
    let (mut reading, mut writing) = (0.0, 0.0);
    let messages = messages()?;
    let count = messages.len() as f64;
    for message in messages {
        let read = note(format!("parse/{message}"), median(&measured, &format!("parse/{message}"))?);
        let write = note(format!("write/{message}"), median(&measured, &format!("write/{message}"))?);
        (reading, writing) = (reading + read / count, writing + write / count);
        writeln!(text, "| {message} | {read:.2} | {write:.2} |")?;
    }
    let (reading, writing) = (note("parse/mix".into(), reading), note("write/mix".into(), writing));
    writeln!(text, "| **the mix, per message** | {reading:.2} | {writing:.2} |")?;
    let call = note("call".into(), median(&measured, "call")?);
    let calls = note("calls per second".into(), 1e6 / call);
    writeln!(
        text,
        "\nA whole call through two agents on one core: {call:.0} µs, {calls:.0} calls per second."
    )?;
    text += "\n| dialogs alive | a request in one of them, µs | of the first | another call, begun and ended, µs | of the first \
        |\n| ---: | ---: | ---: | ---: | ---: |\n";
    let crowds = crowds()?;
    let rows =
        |what: &str| crowds[what].as_array().cloned().with_context(|| format!("no {what} was measured"));
    for (request, call) in rows("request")?.iter().zip(rows("call")?) {
        let dialogs = &request["dialogs"];
        let mut of = |what: &str, row: &Value| -> Result<(f64, f64)> {
            let number = |key: &str| row[key].as_f64().with_context(|| format!("{what} has no {key}"));
            note(format!("{what}/{dialogs}/ratio"), number("ratio")?);
            Ok((note(format!("{what}/{dialogs}"), number("us")?), number("ratio")?))
        };
        let (request, of_first) = of("request in one of dialogs", request)?;
        let (call, of_alone) = of("call beside dialogs", &call)?;
        writeln!(text, "| {dialogs} | {request:.1} | {of_first:.2} | {call:.0} | {of_alone:.2} |")?;
    }
    text += "\nThe crowds take turns in short rounds, by the processor time of one thread: medians, and medians of the ratio \
        within\na round.\n";
    println!("\n{text}");
    report::section("The core, native", &text)?;
    if json {
        println!("{}", Value::Object(object));
    }
    Ok(true)
}

/// The names of the messages, in the order of the mix.
fn messages() -> Result<Vec<String>> {
    let mut cargo = project::cargo();
    cargo.args(["run", "--quiet", "--package", "benches", "--example", "mix"]);
    let printed: Vec<Value> = serde_json::from_str(&process::read(&mut cargo, process::minutes(5))?)?;
    let names = printed.iter().map(|message| message["name"].as_str().map(str::to_owned));
    names.collect::<Option<_>>().context("a message has no name")
}

/// What many dialogs cost, as the benchmark beside criterion's printed it.
fn crowds() -> Result<Value> {
    let mut cargo = project::cargo();
    cargo.args(["bench", "--package", "benches", "--bench", "crowds"]);
    let printed = process::read(&mut cargo, process::minutes(10))?;
    Ok(serde_json::from_str(printed.lines().last().unwrap_or_default())?)
}

/// The median of a benchmark in microseconds, as criterion wrote it down.
fn median(folder: &Path, name: &str) -> Result<f64> {
    let path = folder.join(name.replace('/', "_")).join("new/estimates.json");
    let text = fs::read_to_string(&path).with_context(|| format!("{} was not measured", path.display()))?;
    let estimates: Value = serde_json::from_str(&text)?;
    let median = estimates["median"]["point_estimate"].as_f64().context("criterion gives no median")?;
    Ok(median / 1000.0)
}
