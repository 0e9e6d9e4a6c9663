//! Errors across the boundary.

use js_sys::{Array, Function, TypeError};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::convert::to_js;
use crate::ua::MisuseKind;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_name = reportError)]
    fn report_error(thrown: &JsValue) -> Result<(), JsValue>;
}

/// The kind of misuse, or `undefined`.
pub(super) fn misuse(outcome: Result<(), MisuseKind>) -> JsValue {
    outcome.map_or_else(|kind| to_js(&kind), |()| JsValue::UNDEFINED)
}

/// What is thrown at a caller whose plain object cannot be read.
pub(super) fn unreadable() -> JsValue {
    TypeError::new("this is no message of this version's package: load the JavaScript and the wasm together")
        .into()
}

/// Calls a listener. What it throws is reported as the browser reports any uncaught exception, and nothing else suffers.
pub(super) fn call(listener: &Function, arguments: &Array) {
    if let Err(thrown) = listener.apply(&JsValue::UNDEFINED, arguments)
        && report_error(&thrown).is_err()
    {
        web_sys::console::error_1(&thrown);
    }
}
