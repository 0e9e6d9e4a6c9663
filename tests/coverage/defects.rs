//! The seeded defects, which `cargo xtask test defects` puts into a copy of the code: here only that they still can be.

use std::fs;

use crate::proofs::Proofs;
use crate::table::root;

#[test]
fn every_defect_can_still_be_put_in_and_its_test_claims_to_prove_the_requirement() {
    let proofs = Proofs::read();
    let text = fs::read_to_string(root().join("tests/coverage/defects.tsv")).unwrap();
    let mut wrong = vec![];
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let fields: Vec<&str> = line.split('\t').collect();
        let [id, file, old, new, test] = fields[..] else { panic!("a defect has five fields, not `{line}`") };
        let (old, new) = (old.replace('⏎', "\n"), new.replace('⏎', "\n"));
        let found = fs::read_to_string(root().join(file)).unwrap_or_default().matches(&old).count();
        if found != 1 || old == new {
            wrong.push(format!("{id}: `{old}` stands {found} times in {file}; it must stand there once"));
        }
        if !proofs.of(id).iter().any(|known| known == test) {
            wrong.push(format!("{id}: {test} does not name it in its doc comment"));
        }
    }
    assert!(wrong.is_empty(), "mend tests/coverage/defects.tsv:\n{}", wrong.join("\n"));
}

#[test]
fn every_requirement_that_a_rust_test_proves_has_a_defect() {
    let text = fs::read_to_string(root().join("tests/coverage/defects.tsv")).unwrap();
    let seeded: Vec<&str> = text.lines().filter_map(|line| line.split_once('\t')).map(|(id, _)| id).collect();
    let lacking: Vec<_> = Proofs::read()
        .all()
        .filter(|(id, tests)| tests.iter().any(|test| test.contains(".rs::")) && !seeded.contains(id))
        .map(|(id, _)| id.to_owned())
        .collect();
    assert!(lacking.is_empty(), "tests/coverage/defects.tsv has no defect for {}", lacking.join(", "));
}
