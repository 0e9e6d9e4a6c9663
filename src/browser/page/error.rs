//! What a browser throws, as the core understands it.

use js_sys::Error;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::DomException;

use crate::ua::media::{MediaError, MediaErrorKind};

/// An error of a known class, in the browser's own words.
pub(super) fn media_error(kind: MediaErrorKind, thrown: &JsValue) -> MediaError {
    let detail = match (thrown.dyn_ref::<DomException>(), thrown.dyn_ref::<Error>()) {
        (Some(exception), _) => exception.message(),
        (None, Some(error)) => error.message().into(),
        (None, None) => String::new(),
    };
    MediaError { kind, detail }
}
