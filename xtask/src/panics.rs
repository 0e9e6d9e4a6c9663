//! Taking the words out of panics.
//!
//! With `panic = "abort"` a panic in wasm is a trap, and the sentence that std composes before it is shown to nobody.
//! The code and the tables for that sentence are a tenth of the module, and only an unstable compiler flag leaves them
//! out. So the functions that lead to it are cut down to the trap itself; wasm-opt then drops what nobody calls.

use anyhow::{Result, bail};
use walrus::ir::{Call, Value, Visitor, dfs_in_order};
use walrus::{ConstExpr, DataKind, FunctionId, FunctionKind, Module};

use crate::names::without_hashes;

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

/// What prints. The core writes its texts without it, and [`silence`] makes sure of that, so that it goes as well.
const PRINTING: &[&str] = &[
    "<&str as core::fmt::Display>::fmt",
    "<core::cell::Borrow",
    "<core::fmt::Arguments as core::fmt::Display>::fmt",
    "<core::fmt::Formatter>::pad",
    "<u32 as core::fmt::Display>::fmt",
    "core::fmt::Write>::write_char",
    "core::fmt::Write>::write_fmt",
    "core::fmt::Write::write_fmt",
    "core::fmt::num::",
    "core::fmt::write",
];

/// What std's panics say, and the digits they print numbers with.
const WORDS: &[&str] = &[
    "assertion failed: self.is_char_boundary(new_len)",
    "mid > len",
    ": The JS binding should only ever produce a valid value or the specific 'invalid' value",
    "slice index starts at ",
    " but ends at ",
    "index out of bounds: the len is ",
    " but the index is ",
    "range start index ",
    "range end index ",
    " out of range for slice of length ",
    "assertion `left ",
    " right` failed",
    "  left: ",
    " right: ",
    "insertion index (is ",
    ") should be <= len (is ",
    "removal index (is ",
    ") should be < len (is ",
    "overflow when multiplying duration by scalar",
    "a Display implementation returned an error unexpectedly",
    "internal error: entered unreachable code",
    "window size must be non-zero",
    "Tried to shrink to a larger capacity",
    "TryFromSliceError",
    "called `Result::unwrap()` on an `Err` value",
    "capacity overflow",
    "LazyCell instance has previously been poisoned",
    "attempt to divide by zero",
    "attempted to take ownership of Rust value while it was borrowed",
    "null pointer passed to rust",
    "recursive use of an object detected which would lead to unsafe aliasing in rust",
    "FnOnce called more than once",
    "closure invoked recursively or after being dropped",
    "RefCell already mutably borrowed",
    "RefCell already borrowed",
    "0x0123456789ABCDEF",
    "00010203040506070809101112131415161718192021222324252627282930313233343536373839404142434445464748495051\
     52535455565758596061626364656667686970717273747576777879808182838485868788899091929394959697989\
     9",
];

/// How the source files in panics' locations begin: dependencies, std, and our own.
const SOURCE_FOLDERS: &[&[u8]] = &[b"cargo/registry/", b"rust/lib/", b"/rustc/", b"src/"];

/// Cuts every such function down to a trap, and blanks the words and locations that nobody reads any more.
///
/// # Errors
///
/// When something else of the module prints: its words would be lost.
pub(crate) fn silence(module: &mut Module) -> Result<()> {
    let mut printing = Vec::new();
    for function in module.funcs.iter_mut() {
        let Some(name) = function.name.as_deref().map(without_hashes) else { continue };
        let prints = is_one_of(PRINTING, &name);
        if prints {
            printing.push(function.id());
        }
        if let (true, FunctionKind::Local(local)) =
            (prints || is_one_of(ONLY_IN_PANICS, &name), &mut function.kind)
        {
            let mut body = local.builder_mut().func_body();
            body.instrs_mut().clear();
            body.unreachable();
        }
    }
    walrus::passes::gc::run(module);
    for (id, function) in module.funcs.iter_local() {
        let mut calls = Calls { of: &printing, seen: false };
        dfs_in_order(&mut calls, function, function.entry_block());
        if calls.seen {
            let name = module.funcs.get(id).name.as_deref().unwrap_or("a function");
            bail!("{name} prints with core::fmt, which is cut out of the module: write it with text::concat");
        }
    }
    let segments: Vec<_> = module.data.iter().map(walrus::Data::id).collect();
    for segment in segments {
        let data = module.data.get_mut(segment);
        if let DataKind::Active { offset: ConstExpr::Value(Value::I32(offset)), .. } = data.kind {
            blank_locations(&mut data.value, offset);
            blank_words(&mut data.value);
        }
    }
    Ok(())
}

/// Whether a function calls one of some others.
struct Calls<'a> {
    of: &'a [FunctionId],
    seen: bool,
}

impl Visitor<'_> for Calls<'_> {
    fn visit_call(&mut self, call: &Call) {
        self.seen |= self.of.contains(&call.func);
    }
}

/// What is blank compresses to nothing.
fn blank_words(data: &mut [u8]) {
    for words in WORDS {
        while let Some(at) = find(data, words.as_bytes()) {
            data[at..at + words.len()].fill(0);
        }
    }
}

/// A location is the address and length of a file name that ends in a NUL, then line and column: four words.
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

fn is_one_of(parts: &[&str], name: &str) -> bool {
    parts.iter().any(|part| name.contains(part))
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
            assert!(is_one_of(ONLY_IN_PANICS, &without_hashes(name)), "{name}");
        }
        for name in [
            "<u32 as core[c5930c85a12de822]::fmt::Display>::fmt",
            "bellwire::message::write::message::h9510dbf2e8b86ea3",
            "<[bellwire::message::Row] as core::clone::Clone>::clone",
        ] {
            assert!(!is_one_of(ONLY_IN_PANICS, &without_hashes(name)), "{name}");
        }
    }
}
