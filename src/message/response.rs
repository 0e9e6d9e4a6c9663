//! Responses: RFC 3261 §7.2.

use super::error::Unwritable;
use super::headers::Headers;
use super::status::reason_phrase;
use super::write;
use crate::text::decimal;

/// A message that answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// The reason phrase.
    pub reason: String,
    /// Its headers.
    pub headers: Headers,
    /// Its body.
    pub body: Vec<u8>,
}

impl Response {
    /// A response with the default reason phrase, without headers and body.
    #[must_use]
    pub fn new(status: u16) -> Self {
        Self {
            status,
            reason: reason_phrase(status).to_owned(),
            headers: Headers::default(),
            body: Vec::new(),
        }
    }

    /// What goes on the wire.
    ///
    /// # Errors
    /// When a part would become a line of its own.
    pub fn to_bytes(&self) -> Result<Vec<u8>, Unwritable> {
        write::message(["SIP/2.0", &decimal(self.status), &self.reason], &self.headers, &self.body)
    }
}
