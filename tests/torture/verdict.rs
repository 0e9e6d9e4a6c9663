//! One message, and what becomes of it on the way from the link through the user agent.

use std::fs;
use std::path::{Path, PathBuf};

use bellwire::message::{Message, Response};

use crate::support::Script;

/// What the parser says: the message can be read and has what every message needs, or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reading {
    Good,
    Bad,
}

/// What the user agent does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It answers, once, with this status.
    Answer(u16),
    /// It is silent.
    Drop,
}

/// A file, what the parser says to it, what the user agent does, and why.
pub(crate) type Row = (&'static str, Reading, Verdict, &'static str);

/// The messages of one RFC.
pub(crate) fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus").join(name)
}

/// Each file has one row, and the row is what happens.
pub(crate) fn assert_all(name: &str, rows: &[Row]) {
    let mut files: Vec<String> = fs::read_dir(folder(name))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    files.sort();
    let mut named: Vec<&str> = rows.iter().map(|row| row.0).collect();
    named.sort_unstable();
    assert_eq!(files, named, "each file has a row");
    let mut wrong = Vec::new();
    for (file, reading, verdict, why) in rows {
        let bytes = fs::read(folder(name).join(file)).unwrap();
        let found = (reading_of(&bytes), verdict_on(&bytes));
        if found != (*reading, *verdict) {
            wrong.push(format!("{file}: expected {reading:?} {verdict:?}, got {found:?} ({why})"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn reading_of(bytes: &[u8]) -> Reading {
    let checked = match Message::parse(bytes) {
        Ok(Message::Request(request)) => request.check(),
        Ok(Message::Response(response)) => response.check(),
        Err(error) => Err(error),
    };
    if checked.is_ok() { Reading::Good } else { Reading::Bad }
}

/// What a user agent that nothing else happens to says to these bytes; at most one thing.
fn verdict_on(bytes: &[u8]) -> Verdict {
    answer(bytes).map_or(Verdict::Drop, |response| Verdict::Answer(response.status))
}

/// The one answer.
pub(crate) fn answer(bytes: &[u8]) -> Option<Response> {
    let mut script = Script::unregistered();
    script.receive(bytes);
    let response = match script.next_message()? {
        Message::Response(response) => response,
        Message::Request(request) => panic!("a request for an answer: {request:?}"),
    };
    script.expect_silence();
    Some(response)
}

/// The one answer to a message of the corpus.
pub(crate) fn answer_to(name: &str) -> Response {
    answer(&fs::read(folder(name)).unwrap()).unwrap()
}
