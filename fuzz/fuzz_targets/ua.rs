//! Any bytes: see `ua` in `tests/torture/eat.rs`.

#![no_main]

#[allow(dead_code, reason = "a target feeds one function of it")]
#[path = "../../tests/torture/eat.rs"]
mod eat;
#[allow(dead_code, unused_imports, reason = "the harness is made for whole flows")]
#[path = "../../tests/support/mod.rs"]
mod support;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| eat::ua(bytes));
