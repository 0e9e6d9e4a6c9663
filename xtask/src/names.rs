//! Short names between the module and its glue.
//!
//! wasm-bindgen names each function that crosses by what it is and a hash of sixteen digits, so that modules can be
//! linked. Ours is linked; each name is written twice, and a hash compresses not at all.

use std::collections::BTreeMap;

use anyhow::Result;
use regex::{Captures, Regex};
use walrus::Module;

/// What the glue of any version takes by this name.
const KEPT: &str = "memory";

/// The module that the glue is to the core; the name is written with each import.
const GLUE: &str = "./bellwire_bg.js";
const SHORT_GLUE: &str = "g";

/// New names by the old ones.
#[derive(Default)]
pub(crate) struct Renamed {
    imports: BTreeMap<String, String>,
    exports: BTreeMap<String, String>,
}

/// Renames what crosses, in the module.
pub(crate) fn shorten(module: &mut Module) -> Renamed {
    let mut renamed = Renamed::default();
    for import in module.imports.iter_mut() {
        rename(&mut renamed.imports, &mut import.name);
        SHORT_GLUE.clone_into(&mut import.module);
    }
    for export in module.exports.iter_mut().filter(|export| export.name != KEPT) {
        rename(&mut renamed.exports, &mut export.name);
    }
    renamed
}

fn rename(names: &mut BTreeMap<String, String>, name: &mut String) {
    let count = names.len();
    let new: &String = names.entry(name.clone()).or_insert_with(|| letters(count));
    name.clone_from(new);
}

impl Renamed {
    /// Renames the same in the glue: what it hands in, as keys of an object, and what it takes of the module.
    pub(crate) fn apply(&self, glue: &str) -> Result<String> {
        let change = |names: &BTreeMap<String, String>, found: &Captures<'_>| {
            let [old, before, name, after] = [0, 1, 2, 3].map(|group| &found[group]);
            names.get(name).map_or_else(|| old.to_owned(), |new| format!("{before}{new}{after}"))
        };
        let glue = Regex::new(r"(\n\s+)(\w+)(: )")?
            .replace_all(glue, |found: &Captures<'_>| change(&self.imports, found));
        let glue = Regex::new(r"(\bwasm\.)(\w+)()")?
            .replace_all(&glue, |found: &Captures<'_>| change(&self.exports, found));
        Ok(glue.replace(&format!("{GLUE:?}: "), &format!("{SHORT_GLUE}: ")))
    }
}

/// A letter, from the 53rd name on behind a dollar sign, since two letters may be a word of JavaScript.
fn letters(count: usize) -> String {
    let alphabet = ('a'..='z').chain('A'..='Z');
    let letter = alphabet.cycle().nth(count).map_or_else(String::new, String::from);
    "$".repeat(count / 52) + &letter
}

/// The name of a function without the hashes of crates: `core[c5930c85a12de822]::panicking` as `core::panicking`.
pub(crate) fn without_hashes(name: &str) -> String {
    let mut plain = String::with_capacity(name.len());
    let mut rest = name;
    while let Some((before, after)) = rest.split_once('[') {
        plain.push_str(before);
        match after.split_once(']') {
            Some((hash, after)) if hash.len() == 16 && hash.bytes().all(|c| c.is_ascii_hexdigit()) => {
                rest = after
            }
            _ => {
                plain.push('[');
                rest = after;
            }
        }
    }
    plain + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_handed_in_and_what_is_taken_have_each_their_short_names() {
        let mut renamed = Renamed::default();
        for old in ["__wbg_close_1", "__wbg_close_11"] {
            rename(&mut renamed.imports, &mut old.to_owned());
        }
        rename(&mut renamed.exports, &mut "core_new".to_owned());
        let glue = "
            __wbg_close_11: function() { wasm.core_new(wasm.memory, core_new); },
            __wbg_close_1: function() {},
            __proto__: null,";
        let short = "
            b: function() { wasm.a(wasm.memory, core_new); },
            a: function() {},
            __proto__: null,";
        assert_eq!(renamed.apply(glue).expect("the patterns are good"), short);
    }

    #[test]
    fn no_name_comes_twice() {
        let names: std::collections::BTreeSet<_> = (0..200).map(letters).collect();
        assert_eq!(names.len(), 200);
        assert_eq!([letters(0), letters(51), letters(52), letters(104)], ["a", "Z", "$a", "$$a"]);
    }
}
