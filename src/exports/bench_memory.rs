//! What `cargo xtask bench memory` asks, for the memory of wasm itself never shrinks. It is behind the feature `bench-memory`
//! and never ships.

use cap::Cap;
use talc::wasm::{WasmDynamicTalc, new_wasm_dynamic_allocator};
use wasm_bindgen::prelude::wasm_bindgen;

/// The same allocator as ever, which counts what it gives away.
#[global_allocator]
static ALLOCATOR: Cap<WasmDynamicTalc> = Cap::new(new_wasm_dynamic_allocator(), usize::MAX);

/// The bytes that were allocated and not yet freed.
#[wasm_bindgen(js_name = liveBytes)]
pub fn live_bytes() -> usize {
    ALLOCATOR.allocated()
}
