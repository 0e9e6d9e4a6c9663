//! The rows of a message: an ordered multimap whose values are bytes until somebody asks for their meaning.

use super::error::{ParseError, ParseErrorKind};
use super::list;
use super::name::Name;
use crate::text::lossy;

/// One header line, unfolded, without the blanks around its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The name; an unknown one in the spelling it came with.
    pub name: Name,
    /// The value, byte for byte.
    pub value: Vec<u8>,
}

/// The header section (RFC 3261 §7.3). The order of rows with the same name is kept, for it has a meaning.
///
/// Typed access lives in `header/`, beside the grammar of each family: a broken header costs itself, not the message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Headers {
    rows: Vec<Row>,
}

impl Headers {
    /// Every row in its order.
    #[must_use]
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The values of every row of this name.
    pub fn all(&self, name: &Name) -> impl Iterator<Item = &[u8]> {
        self.rows.iter().filter(move |row| row.name == *name).map(|row| row.value.as_slice())
    }

    /// There is at least one row of this name.
    #[must_use]
    pub fn has(&self, name: &Name) -> bool {
        self.place(name).is_some()
    }

    /// The text of the first row of this name.
    ///
    /// # Errors
    /// `Missing` without a row, `NotUtf8` when it is no text.
    #[inline(never)]
    pub fn text(&self, name: &Name) -> Result<&str, ParseError> {
        let value = self.all(name).next().ok_or(ParseError::new(ParseErrorKind::Missing, 0))?;
        text(value)
    }

    /// The text of the first row of this name, what is not UTF-8 in it replaced: for the names of people, which old
    /// gateways write in Latin-1.
    ///
    /// # Errors
    /// `Missing` without a row.
    #[inline(never)]
    pub fn lossy(&self, name: &Name) -> Result<String, ParseError> {
        let value = self.all(name).next().ok_or(ParseError::new(ParseErrorKind::Missing, 0))?;
        Ok(lossy(value))
    }

    /// The elements of every row of this name, comma lists taken apart (RFC 3261 §7.3.1).
    pub(super) fn elements(&self, name: &Name) -> Result<Vec<&str>, ParseError> {
        let mut elements = Vec::new();
        for value in self.all(name) {
            list::split_into(text(value)?, &mut elements);
        }
        Ok(elements)
    }

    /// Adds a row at the end.
    pub fn push(&mut self, name: Name, value: impl Into<Vec<u8>>) {
        self.add(self.rows.len(), name, value.into());
    }

    /// Adds a row at the beginning.
    pub fn push_front(&mut self, name: Name, value: impl Into<Vec<u8>>) {
        self.add(0, name, value.into());
    }

    #[inline(never)]
    fn add(&mut self, place: usize, name: Name, value: Vec<u8>) {
        self.rows.insert(place, Row { name, value });
    }

    /// Replaces every row of this name by one, in the place of the first.
    pub fn set(&mut self, name: Name, value: impl Into<Vec<u8>>) {
        let place = self.place(&name).unwrap_or(self.rows.len());
        self.remove(&name);
        self.add(place, name, value.into());
    }

    #[inline(never)]
    fn place(&self, name: &Name) -> Option<usize> {
        self.rows.iter().position(|row| row.name == *name)
    }

    /// Removes every row of this name.
    #[inline(never)]
    pub fn remove(&mut self, name: &Name) {
        self.rows.retain(|row| row.name != *name);
    }

    /// Adds every row of this name that `from` has, byte for byte.
    #[inline(never)]
    pub fn copy(&mut self, name: &Name, from: &Self) {
        for value in from.all(name) {
            self.push(name.clone(), value);
        }
    }

    /// Copies the rows of several names, in this order.
    pub fn copy_all(&mut self, names: &[Name], from: &Self) {
        for name in names {
            self.copy(name, from);
        }
    }

    /// Adds `text` to the end of the first row of this name.
    pub(super) fn append(&mut self, name: &Name, text: &str) {
        if let Some(row) = self.rows.iter_mut().find(|row| row.name == *name) {
            row.value.extend_from_slice(text.as_bytes());
        }
    }

    /// Removes the first element of the first row of this name, and the row when it was the only one.
    pub(super) fn pop_element(&mut self, name: &Name) {
        let Some(place) = self.place(name) else { return };
        let Some(row) = self.rows.get_mut(place) else {
            return;
        };
        match list::after_comma(&row.value) {
            Some(rest) => row.value = rest.trim_ascii_start().to_vec(),
            None => drop(self.rows.remove(place)),
        }
    }
}

/// A value as text.
#[inline(never)]
pub(super) fn text(value: &[u8]) -> Result<&str, ParseError> {
    core::str::from_utf8(value).map_err(|error| ParseError::new(ParseErrorKind::NotUtf8, error.valid_up_to()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Headers {
        let mut headers = Headers::default();
        headers.push(Name::Via, "a");
        headers.push(Name::To, "b");
        headers.push(Name::Via, "c, \"d,e\" ,f");
        headers
    }

    fn vias(headers: &Headers) -> Vec<&str> {
        headers.all(&Name::Via).filter_map(|value| text(value).ok()).collect()
    }

    #[test]
    fn rows_of_one_name_keep_their_order() {
        let mut headers = sample();
        headers.push_front(Name::Via, "first");
        assert_eq!(vias(&headers), ["first", "a", "c, \"d,e\" ,f"]);
        assert_eq!(headers.elements(&Name::Via), Ok(vec!["first", "a", "c", "\"d,e\"", "f"]));
    }

    #[test]
    fn set_replaces_all_rows_in_the_place_of_the_first() {
        let mut headers = sample();
        headers.set(Name::Via, "new");
        headers.set(Name::Subject, "last");
        let names: Vec<&str> = headers.rows().iter().map(|row| row.name.as_str()).collect();
        assert_eq!(names, ["Via", "To", "Subject"]);
        assert_eq!(headers.text(&Name::Via), Ok("new"));
    }

    #[test]
    fn popping_takes_elements_before_rows() {
        let mut headers = sample();
        headers.pop_element(&Name::Via);
        headers.pop_element(&Name::Via);
        assert_eq!(vias(&headers), ["\"d,e\" ,f"]);
        headers.pop_element(&Name::Via);
        headers.pop_element(&Name::Via);
        headers.pop_element(&Name::Via);
        assert!(!headers.has(&Name::Via));
    }

    #[test]
    fn text_tells_a_missing_header_from_one_that_is_no_text() {
        let mut headers = Headers::default();
        assert_eq!(headers.text(&Name::To).unwrap_err().kind, ParseErrorKind::Missing);
        headers.push(Name::To, b"ab\xff".as_slice());
        assert_eq!(headers.text(&Name::To).unwrap_err(), ParseError::new(ParseErrorKind::NotUtf8, 2));
    }

    #[test]
    fn copied_rows_are_the_same_bytes() {
        let mut copy = Headers::default();
        copy.copy(&Name::Via, &sample());
        assert_eq!(vias(&copy), vias(&sample()));
    }
}
