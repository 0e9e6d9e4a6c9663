//! The two clocks of the browser, read in no other place.

use wasm_bindgen::prelude::wasm_bindgen;

use crate::time::{Instant, Now, WallClock};

#[wasm_bindgen]
extern "C" {
    /// Global in a page and in a worker alike.
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    fn performance_now() -> f64;
}

/// Reads both clocks.
#[expect(clippy::disallowed_methods, reason = "this is where time enters")]
pub(super) fn now() -> Now {
    Now { mono: Instant(performance_now() as u64), wall: WallClock(js_sys::Date::now() as u64) }
}
