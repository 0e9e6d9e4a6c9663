//! Short names between the module and its glue.
//!
//! wasm-bindgen names each function that crosses by what it is and a hash of sixteen digits, so that modules can be
//! linked. Ours is linked, and each hash is written twice and compresses not at all.

use std::collections::BTreeMap;

use walrus::Module;

/// Old names and new ones, longest old name first, so that no name is cut out of a longer one.
pub(crate) struct Renamed(Vec<(String, String)>);

/// Renames what carries a hash, in the module.
pub(crate) fn shorten(module: &mut Module) -> Renamed {
    let mut names = BTreeMap::new();
    let mut short = |old: &mut String| {
        if ends_in_hash(old) {
            let count = names.len();
            let new: &String = names.entry(old.clone()).or_insert_with(|| format!("_{count}"));
            old.clone_from(new);
        }
    };
    for import in module.imports.iter_mut() {
        short(&mut import.name);
    }
    for export in module.exports.iter_mut() {
        short(&mut export.name);
    }
    let mut names: Vec<_> = names.into_iter().collect();
    names.sort_by_key(|(old, _)| core::cmp::Reverse(old.len()));
    Renamed(names)
}

impl Renamed {
    /// Renames the same in the glue.
    pub(crate) fn apply(&self, glue: &str) -> String {
        self.0.iter().fold(glue.to_owned(), |glue, (old, new)| glue.replace(old, new))
    }
}

fn ends_in_hash(name: &str) -> bool {
    let hash = name.rsplit('_').next().unwrap_or_default();
    let hash = hash.strip_prefix('h').unwrap_or(hash);
    hash.len() == 16 && hash.bytes().all(|c| c.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_with_a_hash_are_shortened() {
        for (name, hashed) in [
            ("__wbg_setRemoteDescription_4353578ac3302b90", true),
            ("wasm_bindgen__convert__closures_____invoke__h086aba2b961cccf0", true),
            ("core_new", false),
            ("__wbindgen_init_externref_table", false),
        ] {
            assert_eq!(ends_in_hash(name), hashed, "{name}");
        }
    }

    #[test]
    fn a_name_inside_a_longer_one_leaves_it_alone() {
        let renamed = Renamed(vec![("ab_1".into(), "_0".into()), ("b_1".into(), "_1".into())]);
        assert_eq!(renamed.apply("ab_1 b_1"), "_0 _1");
    }
}
