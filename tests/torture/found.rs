//! What the fuzzer found worth keeping, replayed: `docs/fuzzing.md`.

use std::fs;

use crate::eat;
use crate::verdict::folder;

#[test]
fn what_the_fuzzer_kept_holds_still() {
    let targets = [("parse", eat::parse as fn(&[u8])), ("headers", eat::headers), ("ua", eat::ua)];
    for (name, target) in targets {
        let files: Vec<_> = fs::read_dir(folder("fuzz").join(name)).unwrap().collect();
        assert!(!files.is_empty(), "{name} has a corpus");
        for file in files {
            target(&fs::read(file.unwrap().path()).unwrap());
        }
    }
}

#[test]
fn every_torture_message_can_be_asked_for_everything() {
    for corpus in ["rfc4475", "rfc5118"] {
        for file in fs::read_dir(folder(corpus)).unwrap() {
            let bytes = fs::read(file.unwrap().path()).unwrap();
            eat::parse(&bytes);
            eat::headers(&bytes);
            eat::ua(&bytes);
        }
    }
}
