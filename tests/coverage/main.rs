//! Which test proves which requirement: `requirements.tsv` and the IDs in the doc comments of the tests make
//! `docs/rfc-coverage.md`, and `defects.tsv` holds a defect for each requirement that its test must find.

#![allow(clippy::unwrap_used, reason = "a tree that cannot be read fails the test, as it should")]

mod defects;
mod proofs;
mod rows;
mod table;

use std::fs;

use proofs::Proofs;
use table::Table;

/// How many requirements each part of the RFCs has: none of them may be lost.
const COUNTS: [(&str, usize); 10] = [
    ("MSG", 28),
    ("UAC", 19),
    ("UAS", 13),
    ("REG", 27),
    ("DLG", 11),
    ("INV", 25),
    ("TXN", 13),
    ("TRP", 14),
    ("AUT", 12),
    ("NOT", 7),
];

#[test]
fn every_requirement_is_there_once_and_in_its_order() {
    let expected: Vec<String> = COUNTS
        .iter()
        .flat_map(|(part, count)| (1..=*count).map(move |number| format!("{part}-{number:02}")))
        .collect();
    assert_eq!(Table::read().ids().collect::<Vec<_>>(), expected);
}

#[test]
fn every_requirement_has_a_test_or_says_why_not_and_never_both() {
    let (table, proofs) = (Table::read(), Proofs::read());
    let mut wrong = vec![];
    for row in table.rows() {
        match (&row.verdict, proofs.of(&row.id)) {
            (None, []) => wrong.push(format!(
                "{} has no test: name it in the doc comment of the one that proves it, or say in \
                requirements.tsv why there is none",
                row.id
            )),
            (Some(verdict), [test, ..]) => wrong.push(format!(
                "{} is `{verdict}`, but {test} claims to prove it: take one of the two back",
                row.id
            )),
            _ => {}
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_test_names_a_requirement_that_is_not_there() {
    let table = Table::read();
    let proofs = Proofs::read();
    let known: Vec<&str> = table.ids().collect();
    let unknown: Vec<_> = proofs.all().filter(|(id, _)| !known.contains(id)).collect();
    assert!(unknown.is_empty(), "requirements.tsv lacks these: {unknown:#?}");
}

#[test]
fn the_document_says_what_the_tests_prove() {
    let path = table::root().join("docs/rfc-coverage.md");
    let text = Table::read().document(&Proofs::read());
    if std::env::var_os("BELLWIRE_WRITE").is_some() {
        fs::write(&path, &text).unwrap();
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == text,
        "docs/rfc-coverage.md does not say what the tests prove any more; write it anew by \
        `BELLWIRE_WRITE=1 cargo test --test coverage` and look at what changed"
    );
}
