//! Whose bytes a module holds: the code of each floor, by the names of its functions.

use std::collections::BTreeMap;

use anyhow::Result;
use wasmparser::{KnownCustom, Name, Parser, Payload, TypeRef};

use crate::names::without_hashes;

/// The floors in their order, bottom first, and the one after them for what is not ours.
const FLOORS: &[&str] = &[
    "time",
    "entropy",
    "table",
    "text",
    "message",
    "sdp",
    "auth",
    "transaction",
    "dialog",
    "ua",
    "plain",
    "browser",
    "exports",
];
const STD: &str = "std";
const DEPENDENCIES: &str = "dependencies";

/// Bytes per row, in the order they are printed.
pub(crate) struct Ledger {
    rows: Vec<(String, usize)>,
    total: usize,
}

impl Ledger {
    /// Reads a module whose functions still have names.
    #[allow(clippy::wildcard_enum_match_arm, reason = "the other sections are the rest, whatever they are")]
    pub(crate) fn of(module: &[u8]) -> Result<Self> {
        let mut imported = 0;
        let mut bodies = Vec::new();
        let mut names = BTreeMap::new();
        let mut data = 0;
        let mut sections = 0;
        for payload in Parser::new(0).parse_all(module) {
            let payload = payload?;
            // Custom sections do not ship: here they hold the names.
            if let Some((1.., range)) = payload.as_section() {
                sections += range.len();
            }
            match payload {
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        imported += usize::from(matches!(import?.ty, TypeRef::Func(_)));
                    }
                }
                Payload::CodeSectionEntry(body) => bodies.push(body.range().len()),
                Payload::DataSection(section) => data = section.range().len(),
                Payload::CustomSection(section) => {
                    if let KnownCustom::Name(section) = section.as_known() {
                        for name in section {
                            if let Name::Function(functions) = name? {
                                for function in functions {
                                    let function = function?;
                                    names.insert(function.index as usize, floor(function.name));
                                }
                            }
                        }
                    }
                }
                _ => {}
            }
        }
        let mut code = BTreeMap::<&str, usize>::new();
        for (index, bytes) in bodies.iter().enumerate() {
            *code.entry(names.get(&(imported + index)).copied().unwrap_or(DEPENDENCIES)).or_default() +=
                bytes;
        }
        let known: usize = bodies.iter().sum::<usize>() + data;
        let rows = FLOORS
            .iter()
            .chain(&[DEPENDENCIES, STD])
            .filter_map(|floor| Some(((*floor).to_owned(), *code.get(floor)?)))
            .chain([("strings and tables".to_owned(), data), ("the rest".to_owned(), sections - known)])
            .collect();
        Ok(Self { rows, total: sections })
    }

    /// Floors with their bytes.
    pub(crate) fn rows(&self) -> &[(String, usize)] {
        &self.rows
    }

    /// One line per row: bytes before compression, and the share.
    pub(crate) fn print(&self) {
        for (name, bytes) in &self.rows {
            println!("  {name:<20}{bytes:>9}{:>6.1} %", 100.0 * *bytes as f64 / self.total as f64);
        }
    }
}

/// The floor that a function belongs to. A generic of std made for one of our types is that type's cost.
fn floor(name: &str) -> &'static str {
    let name = without_hashes(name);
    let paths = || name.split(|c: char| !is_word(c) && c != ':').filter(|path| path.contains("::"));
    for inside in paths().filter_map(|path| path.strip_prefix("bellwire::")) {
        let module = inside.split("::").next();
        if let Some(floor) = FLOORS.iter().find(|floor| Some(**floor) == module) {
            return floor;
        }
    }
    match paths().find_map(|path| path.split("::").next().filter(|first| !first.is_empty())) {
        Some(
            "std" | "core" | "alloc" | "compiler_builtins" | "dlmalloc" | "hashbrown" | "panic_abort"
            | "rustc_demangle" | "__rustc",
        ) => STD,
        Some(_) => DEPENDENCIES,
        None if matches!(name.as_str(), "memcpy" | "memmove" | "memset" | "memcmp") => STD,
        None if name.starts_with("__") => DEPENDENCIES,
        // What JavaScript calls goes by the name that it has there.
        None => "exports",
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_is_booked_on_the_floor_whose_type_or_path_it_names() {
        let cases = [
            ("bellwire::message::uri::Uri::parse::h0123456789abcdef", "message"),
            ("<bellwire::ua::UserAgent as core::fmt::Debug>::fmt::h01", "ua"),
            ("core::ptr::drop_in_place<bellwire::dialog::Dialog>::h01", "dialog"),
            ("<alloc::vec::Vec<T,A> as core::clone::Clone>::clone::h01", STD),
            ("__rustc[1d2b5930c85a12de]::__rust_alloc", STD),
            ("<char as core[c5930c85a12de822]::fmt::Debug>::fmt", STD),
            ("<F as nom::Parser<I>>::process::h01", DEPENDENCIES),
            ("core_command externref shim", "exports"),
            ("__wbindgen_malloc", DEPENDENCIES),
            ("memcpy", STD),
            ("nom::bytes::complete::tag::h01", DEPENDENCIES),
            ("not_bellwire::ua::x", DEPENDENCIES),
        ];
        for (name, expected) in cases {
            assert_eq!(floor(name), expected, "{name}");
        }
    }
}
