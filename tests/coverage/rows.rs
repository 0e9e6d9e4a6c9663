//! The flows of a basic call and registration: each is played by a row, hence under the chaos wrapper.

use std::fs;

use crate::proofs::files;

/// Registration and link, outgoing calls, incoming calls, and what a call meets while it stands.
const FLOWS: [&str; 4] = [
    "01 02 03 04 05 06 07 09 10 11 12 13 14 15 17",
    "30 31 33 34 35 36 37 38 39 40 41 42 4A 4B 4I 4K",
    "50 51 52 53 54 55 56 58 5A 5C 5D 5F 5L 5M",
    "60 62 66 67 6C 6D 6G 6O 6P",
];

#[test]
fn every_flow_is_a_row() {
    let scenarios: String =
        files(&["tests/scenarios"]).iter().map(|path| fs::read_to_string(path).unwrap()).collect();
    let is_row = |flow: &&str| {
        ["row", "Row::new"].iter().any(|row| scenarios.contains(&format!("{row}(\"S-{flow}\"")))
    };
    let lacking: Vec<_> =
        FLOWS.iter().flat_map(|flows| flows.split(' ')).filter(|flow| !is_row(flow)).collect();
    assert!(lacking.is_empty(), "no `row(\"S-…\", …)` plays {}", lacking.join(", "));
}
