//! Plain data for JavaScript.

use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::JsValue;

/// A plain object, with `null` for what is absent.
pub(super) fn to_js(value: &impl Serialize) -> JsValue {
    // None of our types can fail: their maps have string keys, and their numbers fit.
    value.serialize(&Serializer::json_compatible()).unwrap_or_default()
}
