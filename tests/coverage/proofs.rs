//! The tests, as their doc comments tell what they prove.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::COUNTS;
use crate::table::root;

/// Tests by the requirement that they prove, each as `file::name`.
pub(crate) struct Proofs(BTreeMap<String, Vec<String>>);

impl Proofs {
    /// Looks through every test of the core and every test in a browser.
    pub(crate) fn read() -> Self {
        let mut proofs = BTreeMap::<String, Vec<String>>::new();
        for path in files(&["src", "tests"]) {
            let source = fs::read_to_string(&path).unwrap();
            let file = path.strip_prefix(root()).unwrap().display().to_string();
            let tests = if file.ends_with(".rs") { rust(&source) } else { javascript(&source) };
            for (name, ids) in tests {
                for id in ids {
                    proofs.entry(id).or_default().push(format!("{file}::{name}"));
                }
            }
        }
        Self(proofs)
    }

    /// The tests that prove a requirement.
    pub(crate) fn of(&self, id: &str) -> &[String] {
        self.0.get(id).map_or(&[], Vec::as_slice)
    }

    /// Every requirement that a test names.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.0.iter().map(|(id, tests)| (id.as_str(), tests.as_slice()))
    }
}

/// Rust's tests with the IDs of their doc comments.
fn rust(source: &str) -> Vec<(&str, Vec<String>)> {
    let (mut tests, mut named, mut is_test) = (vec![], vec![], false);
    for line in source.lines().map(str::trim) {
        if let Some(doc) = line.strip_prefix("///") {
            named.extend(ids(doc));
        } else if line == "#[test]" {
            is_test = true;
        } else if !line.starts_with("#[") {
            let name = line.strip_prefix("fn ").and_then(|rest| rest.split_once('(')).map(|(name, _)| name);
            if let Some(name) = name.filter(|_| is_test) {
                tests.push((name, core::mem::take(&mut named)));
            }
            named.clear();
            is_test = false;
        }
    }
    tests
}

/// The tests of node, with the IDs of the `//` comment above them.
fn javascript(source: &str) -> Vec<(&str, Vec<String>)> {
    let (mut tests, mut named) = (vec![], vec![]);
    for line in source.lines().map(str::trim) {
        if let Some(comment) = line.strip_prefix("//") {
            named.extend(ids(comment));
            continue;
        }
        let quoted = line.strip_prefix("test(").and_then(|rest| {
            let quote = rest.chars().next().filter(|quote| matches!(quote, '"' | '`'))?;
            rest[1..].split_once(quote)
        });
        if let Some((name, _)) = quoted {
            tests.push((name, core::mem::take(&mut named)));
        }
        named.clear();
    }
    tests
}

/// What looks like the ID of a requirement.
fn ids(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-')
        .filter(|word| {
            word.split_once('-').is_some_and(|(part, number)| {
                COUNTS.iter().any(|(known, _)| *known == part)
                    && number.len() == 2
                    && number.bytes().all(|digit| digit.is_ascii_digit())
            })
        })
        .map(str::to_owned)
}

pub(crate) fn files(folders: &[&str]) -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = folders.iter().map(|folder| root().join(folder)).collect();
    let mut files = vec![];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if is_test_source(&path) {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

fn is_test_source(path: &Path) -> bool {
    let name = path.to_string_lossy();
    let own = path.starts_with(root().join("tests/coverage"));
    !own && (name.ends_with(".rs") || name.ends_with(".test.mjs"))
}

#[test]
fn ids_are_taken_from_the_comment_of_a_test_and_from_nowhere_else() {
    let source = "/// MSG-01: of a helper\nfn helper() {}\n/// UAC-09, decision 14 and S-33.\n#[test]\n#[ignore]\n\
        fn a() {}\n#[test]\nfn b() {}\n/// UAC-10\n\n#[test]\nfn c() {}\n/// UAC-1, XYZ-01\n#[test]\nfn d() {}";
    let found: Vec<_> = rust(source).into_iter().map(|(name, ids)| (name, ids.join(" "))).collect();
    let expected = [("a", "UAC-09"), ("b", ""), ("c", ""), ("d", "")];
    assert_eq!(found, expected.map(|(name, ids)| (name, ids.to_owned())));

    let source = "// TRP-08.\ntest(\"a\", () => {\n  // TRP-09\n  x();\n  test(`b ${c}`, async () => {";
    let found: Vec<_> = javascript(source).into_iter().map(|(name, ids)| (name, ids.join(" "))).collect();
    assert_eq!(found, [("a", "TRP-08".to_owned()), ("b ${c}", String::new())]);
}
