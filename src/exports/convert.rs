//! Plain data across the boundary.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::JsValue;

/// A plain object, with `null` for what is absent.
pub(super) fn to_js(value: &impl Serialize) -> JsValue {
    // None of our types can fail: their maps have string keys, and their numbers fit.
    value
        .serialize(&Serializer::json_compatible())
        .unwrap_or_default()
}

/// The value of a plain object, or a `TypeError` that names what is wrong.
pub(super) fn from_js<T: DeserializeOwned>(value: JsValue) -> Result<T, JsValue> {
    serde_wasm_bindgen::from_value(value).map_err(Into::into)
}
