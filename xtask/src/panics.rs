//! Taking the words out of panics.
//!
//! With `panic = "abort"` a panic in wasm is a trap, and the sentence that std composes before it is shown to nobody.
//! The code and the tables for that sentence are a tenth of the module, and only an unstable compiler flag leaves them
//! out. So the functions that lead to it are cut down to the trap itself; wasm-opt then drops what nobody calls.

use walrus::ir::Value;
use walrus::{ConstExpr, DataKind, Module};

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

/// How the source files in panics' locations begin: dependencies, std, and our own.
const SOURCE_FOLDERS: &[&[u8]] = &[b"cargo/registry/", b"rust/lib/", b"/rustc/", b"src/"];

/// Cuts every such function down to a trap, and blanks the locations that nobody reads any more.
pub(crate) fn silence(module: &mut Module) {
    for function in module.funcs.iter_mut() {
        let only_in_panics = function.name.as_deref().is_some_and(is_only_in_panics);
        if let (true, walrus::FunctionKind::Local(local)) = (only_in_panics, &mut function.kind) {
            let mut body = local.builder_mut().func_body();
            body.instrs_mut().clear();
            body.unreachable();
        }
    }
    let segments: Vec<_> = module.data.iter().map(walrus::Data::id).collect();
    for segment in segments {
        let data = module.data.get_mut(segment);
        if let DataKind::Active { offset: ConstExpr::Value(Value::I32(offset)), .. } = data.kind {
            blank_locations(&mut data.value, offset);
        }
    }
}

/// A location is the address and length of a file name that ends in a NUL, then line and column: four words. What is
/// blank compresses to nothing.
fn blank_locations(data: &mut [u8], offset: i32) {
    let mut files = Vec::new();
    let mut from = 0;
    while let Some(end) = find(&data[from..], b".rs\0").map(|at| from + at + 3) {
        let is_path = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-./".contains(byte);
        let run = data[from..end].iter().rposition(|byte| !is_path(byte)).map_or(from, |at| from + at + 1);
        if let Some(start) = SOURCE_FOLDERS.iter().filter_map(|folder| find(&data[run..end], folder)).min() {
            let start = run + start;
            files.push((offset + i32::try_from(start).unwrap_or_default(), end - start));
            data[start..end].fill(0);
        }
        from = end;
    }
    let (words, _) = data.as_chunks_mut::<4>();
    for at in 0..words.len().saturating_sub(3) {
        let (address, length) = (i32::from_le_bytes(words[at]), i32::from_le_bytes(words[at + 1]));
        if files
            .iter()
            .any(|(file, size)| *file == address && usize::try_from(length).is_ok_and(|l| l == *size))
        {
            words[at..at + 4].fill([0; 4]);
        }
    }
}

fn find(bytes: &[u8], part: &[u8]) -> Option<usize> {
    bytes.windows(part.len()).position(|window| window == part)
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
    fn a_location_is_blanked_and_its_neighbours_are_not() {
        let mut data = b"keepsrc/ua/link.rs\0\0".to_vec();
        for word in [1004, 14, 7, 9, 1004, 3] {
            data.extend_from_slice(&i32::to_le_bytes(word));
        }
        blank_locations(&mut data, 1000);
        assert_eq!(data[..20], *b"keep\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0");
        assert_eq!(data[20..36], [0; 16]);
        assert_eq!(data[36..40], i32::to_le_bytes(1004));
    }

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
