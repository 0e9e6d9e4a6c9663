//! From typed values to what stands on the wire.
//!
//! `Display` hands every piece to a formatter that might fail; here nothing can, and a page loads that many bytes less.

/// A value that stands on the wire as text.
pub trait Written {
    /// Adds it to the text.
    fn write(&self, text: &mut String);

    /// It alone.
    fn written(&self) -> String {
        let mut text = String::new();
        self.write(&mut text);
        text
    }
}

/// For whoever prints: `Display` says what is written.
macro_rules! display {
    ($($written:ident)*) => {
        $(impl core::fmt::Display for $written {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str(&$crate::message::Written::written(self))
            }
        })*
    };
}
pub(super) use display;
