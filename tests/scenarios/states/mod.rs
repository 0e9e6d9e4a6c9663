//! Every state of the user agent with every input: what it says and tells stands in a table beside this file. A change of
//! behaviour changes the table: `BELLWIRE_WRITE=1 cargo test --test scenarios states` writes it anew, for a person to read.

mod calls;
mod changes;
mod ways;

use core::time::Duration;
use std::{env, fs};

use bellwire::message::{Message, Method};
use bellwire::ua::{Event, Failure, LinkClosure, MisuseKind};

use crate::support::Script;

/// A way into a state, by its name.
type State = (&'static str, fn() -> Script);

/// Something that happens, by its name; what was refused is an outcome too.
type Input = (&'static str, fn(&mut Script) -> Result<(), MisuseKind>);

/// Every state with every input; the table of their outcomes is `tests/scenarios/states/{name}.txt`.
fn check(name: &str, states: &[State], inputs: &[Input]) {
    let mut table = String::new();
    for (state, into) in states {
        for (input, happen) in inputs {
            let mut script = into();
            script.events.clear();
            script.sent.clear();
            let result = happen(&mut script);
            table += &format!("{state} × {input}: {}\n", outcome(&mut script, result));
            end(&mut script);
        }
        table.push('\n');
    }
    let file = format!("{}/tests/scenarios/states/{name}.txt", env!("CARGO_MANIFEST_DIR"));
    if env::var_os("BELLWIRE_WRITE").is_some() {
        fs::write(&file, &table).unwrap();
    }
    let known = fs::read_to_string(&file).unwrap_or_default();
    for (line, was) in table.lines().zip(known.lines().chain(core::iter::repeat(""))) {
        assert_eq!(line, was, "{name}.txt says otherwise; if it is meant, write it anew by BELLWIRE_WRITE=1");
    }
    assert_eq!(table, known);
}

/// What was sent and told, in words.
fn outcome(script: &mut Script, result: Result<(), MisuseKind>) -> String {
    if let Err(misuse) = result {
        assert!(script.sent.is_empty() && script.events.is_empty(), "what is refused does nothing");
        return format!("refused, {misuse:?}");
    }
    let mut words = vec![];
    while let Some(bytes) = script.sent.pop_front() {
        words.push(match Message::parse(&bytes) {
            Ok(Message::Request(request)) => format!("sends {}", request.method.as_str()),
            Ok(Message::Response(response)) => format!("sends {}", response.status),
            Err(_) => "pings".into(),
        });
    }
    while let Some(event) = script.next_event() {
        words.push(told(&event));
    }
    if script.link.is_none() {
        words.push("no link".into());
    } else if !script.link_open {
        words.push("opens a link".into());
    }
    words.dedup();
    if words.is_empty() { "nothing".into() } else { words.join(", ") }
}

fn told(event: &Event) -> String {
    let why =
        |failure: &Option<Failure>| failure.as_ref().map(|f| format!(" {:?}", f.kind)).unwrap_or_default();
    match event {
        Event::Link { state, failure, .. } => format!("tells Link {state:?}{}", why(failure)),
        Event::Registered { .. } => "tells Registered".into(),
        Event::Unregistered { failure, retrying } => {
            format!("tells Unregistered{}{}", why(failure), if *retrying { ", goes on" } else { "" })
        }
        Event::Ended { by, failure, .. } => format!("tells Ended {by:?}{}", why(failure)),
        Event::Progress { status, ringing, .. } => format!("tells Progress {status} {ringing:?}"),
        Event::Warning { failure } => format!("tells Warning {:?}", failure.kind),
        Event::AnswerFailed { failure, .. } => format!("tells AnswerFailed {:?}", failure.kind),
        other => {
            let name = format!("{other:?}");
            format!("tells {}", name.split([' ', '{']).next().unwrap_or_default())
        }
    }
}

/// Whatever state it is in, it can be closed, and nothing is left of it.
fn end(script: &mut Script) {
    script.release_media();
    script.command(bellwire::ua::Command::Close).expect("closing is never refused");
    script.pass(Duration::from_secs(70));
    script.assert_empty();
}

/// The server is gone.
fn lose(script: &mut Script) {
    script.lose_link(LinkClosure::Closed { code: 1006, reason: String::new() });
}

/// The last request of this method that was sent.
fn last(script: &Script, method: &Method) -> Option<bellwire::message::Request> {
    script.history.requests().into_iter().rfind(|request| request.method == *method)
}
