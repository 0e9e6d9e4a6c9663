//! Reading plain objects from JavaScript. Deserializing them by serde would cost more bytes than the whole of `browser/`:
//! a tagged union is copied into a generic tree first, and the errors bring the printing of floats along.

use js_sys::Reflect;
use wasm_bindgen::JsValue;

/// A plain object; what it has not, or has in another type, reads as `None`.
pub(super) struct Fields(pub(super) JsValue);

impl Fields {
    /// A string.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.get(name).as_string()
    }

    /// A number that is none of the JavaScript oddities: whole and not negative.
    pub(super) fn number(&self, name: &str) -> Option<u32> {
        let number = self.get(name).as_f64()?;
        let whole = number as u32;
        (f64::from(whole) == number).then_some(whole)
    }

    /// `true` or `false`.
    pub(super) fn flag(&self, name: &str) -> Option<bool> {
        self.get(name).as_bool()
    }

    /// An object within.
    pub(super) fn within(&self, name: &str) -> Self {
        Self(self.get(name))
    }

    fn get(&self, name: &str) -> JsValue {
        Reflect::get(&self.0, &name.into()).unwrap_or_default()
    }
}
