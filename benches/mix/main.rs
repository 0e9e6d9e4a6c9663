//! The mix of messages as JSON, for the parsers that live in a browser: `[{"name": "REGISTER", "text": "…"}, …]`.

#![allow(clippy::print_stdout, reason = "whoever started this reads it")]

use std::process::ExitCode;

fn main() -> ExitCode {
    let messages: Option<Vec<_>> = benches::mix()
        .into_iter()
        .map(|(name, bytes)| {
            Some(serde_json::json!({ "name": name, "text": String::from_utf8(bytes).ok()? }))
        })
        .collect();
    match messages {
        Some(messages) => println!("{}", serde_json::Value::from(messages)),
        None => return ExitCode::FAILURE,
    }
    ExitCode::SUCCESS
}
