//! Writing a description anew, line by line.

use super::MediaLine;
use crate::text::pieces;

/// A description that is written anew.
pub(super) struct Pen<'a> {
    written: String,
    /// The line that is to be written now, or left out.
    pub(super) line: &'a str,
    /// In which section it stands; the session is 0.
    pub(super) section: usize,
}

impl Pen<'_> {
    /// Adds to what is written.
    pub(super) fn write(&mut self, text: &str) {
        self.written.push_str(text);
    }

    /// Leaves the line as it is.
    pub(super) fn keep(&mut self) {
        self.written.push_str(self.line);
    }

    /// Of these lines the one of this section.
    pub(super) fn media<'m>(&self, lines: &'m [MediaLine<'m>]) -> Option<&'m MediaLine<'m>> {
        lines.get(self.section.wrapping_sub(1))
    }
}

/// What becomes of it when `edit` writes each line anew, or leaves it out. `None` if nothing changes.
///
/// `edit` takes one argument, as other functions do that are called by address: every shape of such a call keeps all that
/// has this shape in the module, and of those with five there are nine of wasm-bindgen's.
pub(super) fn rewrite<'a>(sdp: &'a str, edit: &mut dyn FnMut(&mut Pen<'a>)) -> Option<String> {
    let mut pen = Pen { written: String::new(), line: "", section: 0 };
    let mut changed = false;
    for line in pieces(b'\n', sdp) {
        pen.line = line.trim_ascii_end();
        pen.section += usize::from(line.starts_with("m="));
        let start = pen.written.len();
        edit(&mut pen);
        changed |= pen.written.get(start..) != Some(pen.line);
        if pen.written.len() > start {
            pen.write("\r\n");
        }
    }
    changed.then_some(pen.written)
}
