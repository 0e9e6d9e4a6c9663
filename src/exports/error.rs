//! Errors across the boundary.

use js_sys::{Array, Error, Function};
use serde::Serialize;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

use super::convert::to_js;
use crate::ua::MisuseKind;

/// A configuration of the wrong shape, in the form of [`ConfigError`](crate::ua::ConfigError).
#[derive(Serialize)]
struct Unreadable {
    option: &'static str,
    problem: String,
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_name = reportError)]
    fn report_error(thrown: &JsValue) -> Result<(), JsValue>;
}

/// The kind of misuse, or `undefined`.
pub(super) fn misuse(outcome: Result<(), MisuseKind>) -> JsValue {
    outcome.map_or_else(|kind| to_js(&kind), |()| JsValue::UNDEFINED)
}

/// What `new Core` throws when it cannot even read the configuration.
pub(super) fn unreadable(thrown: JsValue) -> JsValue {
    let problem = thrown
        .dyn_ref::<Error>()
        .map(|error| error.message().into())
        .unwrap_or_default();
    to_js(&Unreadable {
        option: "config",
        problem,
    })
}

/// Calls a listener. What it throws is reported as the browser reports any uncaught exception, and nothing else suffers.
pub(super) fn call(listener: &Function, arguments: &Array) {
    if let Err(thrown) = listener.apply(&JsValue::UNDEFINED, arguments)
        && report_error(&thrown).is_err()
    {
        web_sys::console::error_1(&thrown);
    }
}
