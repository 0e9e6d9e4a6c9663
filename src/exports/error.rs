//! Errors across the boundary.

use js_sys::{Function, TypeError};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::plain::Word;
use crate::ua::MisuseKind;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_name = reportError)]
    fn report_error(thrown: &JsValue) -> Result<(), JsValue>;
}

/// The kind of misuse, or `undefined`.
pub(super) fn misuse(outcome: Result<(), MisuseKind>) -> JsValue {
    outcome.map_or_else(|kind| kind.word().into(), |()| JsValue::UNDEFINED)
}

/// What is thrown at a caller whose plain object cannot be read.
pub(super) fn unreadable() -> JsValue {
    TypeError::new("this is no message of this version's package: load the JavaScript and the wasm together")
        .into()
}

/// Calls a listener. What it throws is reported as the browser reports any uncaught exception, and nothing else suffers.
pub(super) fn call(listener: &Function, first: &JsValue, second: &JsValue) {
    if let Err(thrown) = listener.call2(&JsValue::UNDEFINED, first, second)
        && report_error(&thrown).is_err()
    {
        web_sys::console::error_1(&thrown);
    }
}
