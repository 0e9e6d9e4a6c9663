//! Taking the words out of panics.
//!
//! With `panic = "abort"` a panic in wasm is a trap, and the sentence that std composes before it is shown to nobody.
//! The code and the tables for that sentence are a tenth of the module, and only an unstable compiler flag leaves them
//! out. So the functions that lead to it are cut down to the trap itself; wasm-opt then drops what nobody calls.

use walrus::Module;

/// Where a panic begins, and what only its sentence needs. `Debug` is never used for anything else in a release build.
const ONLY_IN_PANICS: &[&str] = &[
    "__rust_alloc_error_handler",
    " as core::fmt::Debug>::fmt",
    "alloc::alloc::handle_alloc_error",
    "alloc::raw_vec::handle_error",
    "core::cell::lazy::panic_",
    "core::cell::panic_",
    "core::fmt::builders::",
    "core::option::expect_failed",
    "core::option::unwrap_failed",
    "core::panicking::",
    "core::result::unwrap_failed",
    "core::slice::index::slice_index_fail",
    "core::str::slice_error_fail",
    "core::unicode::printable::",
    "std::alloc::rust_oom",
    "std::panicking::",
    "std::thread::local::panic_access_error",
];

/// Cuts every such function down to a trap; returns how many there were.
pub(crate) fn silence(module: &mut Module) -> usize {
    let mut cut = 0;
    for function in module.funcs.iter_mut() {
        let only_in_panics = function.name.as_deref().is_some_and(is_only_in_panics);
        if let (true, walrus::FunctionKind::Local(local)) = (only_in_panics, &mut function.kind) {
            let mut body = local.builder_mut().func_body();
            body.instrs_mut().clear();
            body.unreachable();
            cut += 1;
        }
    }
    cut
}

fn is_only_in_panics(name: &str) -> bool {
    let plain = without_hashes(name);
    ONLY_IN_PANICS.iter().any(|part| plain.contains(part))
}

/// `core[c5930c85a12de822]::panicking` as `core::panicking`.
fn without_hashes(name: &str) -> String {
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
    fn what_composes_a_panics_words_is_told_from_what_is_used() {
        for name in [
            "core[c5930c85a12de822]::panicking::panic_fmt",
            "<core[c5930c85a12de822]::ops::range::Range<usize> as core[c5930c85a12de822]::fmt::Debug>::fmt",
            "core[c5930c85a12de822]::str::slice_error_fail_rt",
            "<&T as core::fmt::Debug>::fmt::h2ec47e0da5f0f99e",
        ] {
            assert!(is_only_in_panics(name), "{name}");
        }
        for name in [
            "<u32 as core[c5930c85a12de822]::fmt::Display>::fmt",
            "bellwire::message::write::message::h9510dbf2e8b86ea3",
            "<[bellwire::message::Row] as core::clone::Clone>::clone",
        ] {
            assert!(!is_only_in_panics(name), "{name}");
        }
    }
}
