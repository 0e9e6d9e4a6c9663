//! What leaves the core as plain data: the one place that names the fields as JavaScript has them. `core-events.js` has
//! their types, and a test holds the two against each other.

mod event;
mod media;
mod word;

pub use event::{config_error, event, trace};
pub use media::{reply, request};
pub use word::Word;

/// A plain object in the making; [`Default`] is an empty one. What is absent is not set.
pub trait Plain: Default {
    /// Sets a text.
    #[must_use]
    fn text(self, name: &'static str, value: &str) -> Self;

    /// Sets a number.
    #[must_use]
    fn number(self, name: &'static str, value: f64) -> Self;

    /// Sets `true` or `false`.
    #[must_use]
    fn flag(self, name: &'static str, value: bool) -> Self;

    /// Sets an object within.
    #[must_use]
    fn object(self, name: &'static str, value: Self) -> Self;

    /// A member of a union, told by its `type`.
    #[must_use]
    fn of(kind: &'static str) -> Self {
        Self::default().text("type", kind)
    }
}
