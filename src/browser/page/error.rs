//! What a browser throws, as the core understands it.

use js_sys::Error;
use wasm_bindgen::{JsCast, JsValue};

use crate::ua::media::{MediaError, MediaErrorKind};

/// An error of a known class, in the browser's own words.
pub(super) fn media_error(kind: MediaErrorKind, thrown: &JsValue) -> MediaError {
    // A DOMException is an Error too.
    let detail = thrown.dyn_ref::<Error>().map(|error| String::from(error.message())).unwrap_or_default();
    let detail = detail.trim_ascii_end().into(); // Firefox ends some with a line break.
    MediaError { kind, detail }
}
