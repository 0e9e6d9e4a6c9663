//! What can be typed after `cargo xtask`.

use std::ffi::OsStr;

use anyhow::{Context, Result, bail};
use lexopt::prelude::*;

use crate::test::Draw;
use crate::wasm::Profile;

/// The answer to `cargo xtask help`.
pub(crate) const HELP: &str = "\
cargo xtask demo [--port N]            build everything, serve the demo page on this machine (port 8080)
cargo xtask test [KIND]                every proof, or one: fmt clippy doc core types size e2e peers
cargo xtask test peers [--json]        Bellwire, JsSIP and SIP.js before the same server, into docs/peer-matrix.md
cargo xtask test defects [--seed N | --all]  that tests find seeded defects (outside the ordinary run)
cargo xtask test toolchains            wasm-pack, and Rust without rustup (outside the ordinary run)
cargo xtask build [--dev | --optimize] the wasm and its glue, into www/bellwire/core
cargo xtask bench core [--json]        messages, calls and crowds of dialogs, in microseconds
cargo xtask bench parse|call|memory [--quick] [--json]  the same in Chromium, beside JsSIP and SIP.js
cargo xtask size [--json]              what a page loads, in bytes, beside JsSIP and SIP.js";

/// One command with its options.
pub(crate) enum Task {
    Help,
    Build(Profile),
    Demo { port: u16 },
    Test { kind: Option<String>, draw: Draw, json: bool },
    Bench { name: String, quick: bool, json: bool },
    Size { json: bool },
}

/// Reads the command line.
pub(crate) fn read() -> Result<Task> {
    parse(lexopt::Parser::from_env())
}

fn parse(mut parser: lexopt::Parser) -> Result<Task> {
    let mut task = Task::Help;
    let mut named = false;
    while let Some(argument) = parser.next()? {
        match (&mut task, argument) {
            (_, Short('h') | Long("help")) => return Ok(Task::Help),
            (Task::Help, Value(name)) if !named => {
                named = true;
                task = match name.to_string_lossy().as_ref() {
                    "help" => Task::Help,
                    "build" => Task::Build(Profile::Release),
                    "demo" => Task::Demo { port: 8080 },
                    "test" => Task::Test { kind: None, draw: Draw::default(), json: false },
                    "bench" => Task::Bench { name: parser.value()?.string()?, quick: false, json: false },
                    "size" => Task::Size { json: false },
                    other => bail!("there is no command `{other}`. These exist:\n{HELP}"),
                };
            }
            (Task::Build(profile), Long("dev")) => *profile = Profile::Dev,
            (Task::Build(profile), Long("optimize")) => *profile = Profile::Optimized,
            (Task::Demo { port }, Long("port")) => *port = parse_port(&parser.value()?)?,
            (Task::Test { kind: kind @ None, .. }, Value(name)) => *kind = Some(name.string()?),
            (Task::Test { kind: Some(kind), draw, .. }, Long("seed")) if kind == "defects" => {
                draw.seed = Some(parser.value()?.parse().context("--seed takes a number")?);
            }
            (Task::Test { kind: Some(kind), draw, .. }, Long("all")) if kind == "defects" => draw.all = true,
            (Task::Test { kind: Some(kind), json, .. }, Long("json")) if kind == "peers" => *json = true,
            (Task::Bench { name, quick, .. }, Long("quick")) if name != "core" => *quick = true,
            (Task::Size { json } | Task::Bench { json, .. }, Long("json")) => *json = true,
            (_, unexpected) => bail!("{}. These commands exist:\n{HELP}", unexpected.unexpected()),
        }
    }
    Ok(task)
}

fn parse_port(value: &OsStr) -> Result<u16> {
    let port = value.to_str().and_then(|port| port.parse().ok());
    port.with_context(|| format!("--port takes a number from 0 to 65535, not {}", value.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse_line(line: &str) -> Result<Task> {
        parse(lexopt::Parser::from_args(line.split_whitespace()))
    }

    #[test]
    fn every_command_of_the_help_is_understood() {
        assert!(matches!(parse_line("demo --port 9000").unwrap(), Task::Demo { port: 9000 }));
        assert!(matches!(parse_line("build --dev").unwrap(), Task::Build(Profile::Dev)));
        assert!(matches!(parse_line("build").unwrap(), Task::Build(Profile::Release)));
        assert!(matches!(parse_line("size --json").unwrap(), Task::Size { json: true }));
        assert!(
            matches!(parse_line("test e2e").unwrap(), Task::Test { kind: Some(kind), .. } if kind == "e2e")
        );
        assert!(
            matches!(parse_line("test peers --json").unwrap(), Task::Test { kind: Some(kind), json: true, .. } if kind == "peers")
        );
        assert!(
            matches!(parse_line("bench call --quick --json").unwrap(), Task::Bench { name, quick: true, json: true } if name == "call")
        );
        let draw = Draw { seed: Some(7), all: true };
        assert!(
            matches!(parse_line("test defects --seed 7 --all").unwrap(), Task::Test { draw: it, .. } if it == draw)
        );
        assert!(matches!(parse_line("").unwrap(), Task::Help));
    }

    #[test]
    fn what_is_not_understood_is_answered_with_the_commands() {
        for line in [
            "deno",
            "demo --json",
            "test core web",
            "test core --all",
            "test e2e --json",
            "bench core --quick",
            "size 3",
        ] {
            let Err(problem) = parse_line(line) else { panic!("`{line}` was taken") };
            assert!(problem.to_string().contains("cargo xtask demo"), "{problem}");
        }
    }
}
