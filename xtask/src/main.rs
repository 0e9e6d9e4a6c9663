//! `cargo xtask …`: everything a person types to build, try, measure and prove Bellwire.
//!
//! One file is one thing: [`arguments`] says what can be typed; [`wasm`] and [`target`] make the wasm;
//! [`tools`] brings what is missing; [`mod@test`] holds one file per kind of proof.

#![allow(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a tool speaks on stdout and measures its own seconds"
)]

mod arguments;
mod bench;
mod demo;
mod glue;
mod images;
mod ledger;
mod likeness;
mod names;
mod package;
mod panics;
mod process;
mod project;
mod report;
mod settings;
mod size;
mod target;
mod test;
mod tools;
mod wasm;

use std::process::ExitCode;

use arguments::Task;

fn main() -> ExitCode {
    // Where only we know when we began, this is the moment.
    process::age();
    let outcome = arguments::read().and_then(|task| match task {
        Task::Help => {
            println!("{}", arguments::HELP);
            Ok(true)
        }
        Task::Build(profile) => wasm::build(profile).map(|()| true),
        Task::Demo { port } => demo::run(port),
        Task::Package => package::run(),
        Task::Images => images::run(),
        Task::Test { kind, draw, json } => test::run(kind.as_deref(), draw, json),
        Task::Bench { name, quick, json } => bench::run(&name, quick, json),
        Task::Size { json } => size::run(json),
    });
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(problem) => {
            eprintln!("\nerror: {problem:#}");
            ExitCode::FAILURE
        }
    }
}
