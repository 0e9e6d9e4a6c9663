//! Floor 6: what JavaScript sees of the wasm. Every export takes `&self` and `JsValue`s that are converted within, so that
//! no exception leaves a borrow behind.

#![expect(
    unnameable_types,
    unreachable_pub,
    reason = "their public is JavaScript, which wasm-bindgen serves"
)]

#[cfg(feature = "bench-memory")]
mod bench_memory;
#[cfg(feature = "bench-parse")]
mod bench_parse;
mod command;
mod config;
mod core;
mod error;
mod media;
mod media_host;
mod plain;

/// Half the size of std's.
#[cfg(not(feature = "bench-memory"))]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();
