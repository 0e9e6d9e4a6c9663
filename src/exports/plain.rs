//! Plain objects of JavaScript, written and read. Serde does the same for five times the bytes: its tagged unions go
//! through a tree, its maps are copied for each type, and its errors bring the printing of floats along.

use js_sys::Object;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

use crate::plain::{Plain, Word};
use crate::text::decimal;

#[wasm_bindgen]
extern "C" {
    /// A plain object.
    pub(super) type PlainObject;

    #[wasm_bindgen(method, structural, indexing_setter)]
    fn set(this: &PlainObject, name: &str, value: &JsValue);

    #[wasm_bindgen(method, structural, indexing_getter, catch)]
    fn get(this: &PlainObject, name: &str) -> Result<JsValue, JsValue>;
}

impl Default for PlainObject {
    fn default() -> Self {
        Object::new().unchecked_into()
    }
}

impl Plain for PlainObject {
    fn text(self, name: &'static str, value: &str) -> Self {
        self.set(name, &value.into());
        self
    }

    fn number(self, name: &'static str, value: f64) -> Self {
        self.set(name, &value.into());
        self
    }

    fn flag(self, name: &'static str, value: bool) -> Self {
        self.set(name, &value.into());
        self
    }

    fn object(self, name: &'static str, value: Self) -> Self {
        self.set(name, &value);
        self
    }
}

/// What is not there, or is of another type, reads as `None`.
impl PlainObject {
    /// A string.
    pub(super) fn read_text(&self, name: &str) -> Option<String> {
        self.read(name).as_string()
    }

    /// The strings of an array; nothing if there is none.
    pub(super) fn read_texts(&self, name: &str) -> Vec<String> {
        let array = self.read_object(name);
        let mut texts = Vec::new();
        while let Some(text) = array.read_text(&decimal(texts.len() as u64)) {
            texts.push(text);
        }
        texts
    }

    /// One of a few words.
    pub(super) fn read_word<W: Word>(&self, name: &str) -> Option<W> {
        W::of_word(&self.read_text(name)?)
    }

    /// A number that is none of the JavaScript oddities: whole and not negative.
    pub(super) fn read_number(&self, name: &str) -> Option<u32> {
        let number = self.read(name).as_f64()?;
        let whole = number as u32;
        (f64::from(whole) == number).then_some(whole)
    }

    /// `true` or `false`.
    pub(super) fn read_flag(&self, name: &str) -> Option<bool> {
        self.read(name).as_bool()
    }

    /// An object within.
    pub(super) fn read_object(&self, name: &str) -> Self {
        self.read(name).unchecked_into()
    }

    fn read(&self, name: &str) -> JsValue {
        self.get(name).unwrap_or_default()
    }
}
