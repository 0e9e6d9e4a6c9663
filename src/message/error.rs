//! What can be wrong with a message that was read, and what keeps one from being written.

use core::error::Error;
use core::fmt;

use crate::text::nth;

/// Why bytes are not what they should be, and where it showed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParseError {
    /// What failed.
    pub kind: ParseErrorKind,
    /// The byte, counted in the text that was read (the message or one header's value).
    pub offset: usize,
}

impl ParseError {
    pub(super) const fn new(kind: ParseErrorKind, offset: usize) -> Self {
        Self { kind, offset }
    }
}

/// The part of a message that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParseErrorKind {
    /// The first line is neither a request line nor a status line.
    StartLine,
    /// The version is not SIP/2.0 (RFC 3261 §7.1: a request is answered 505).
    Version,
    /// The method is not a token.
    Method,
    /// The status is not within 100 and 699.
    Status,
    /// A header line has no name that is a token, or no colon.
    HeaderName,
    /// A header's value does not follow its grammar.
    HeaderValue,
    /// Content-Length is no number, or several rows of it differ.
    ContentLength,
    /// The body is shorter than Content-Length says.
    BodyTooShort,
    /// The message or one of its lines is longer than the limit.
    TooLarge,
    /// There are more header rows than the limit.
    TooManyHeaders,
    /// A URI does not follow its grammar.
    Uri,
    /// The host of a URI or of a Via does not follow its grammar.
    Host,
    /// A name with an address does not follow its grammar.
    NameAddr,
    /// Parameters do not follow their grammar.
    Params,
    /// A Via does not follow its grammar.
    Via,
    /// CSeq is not a number below 2³² and a method, or its method is not that of the request.
    CSeq,
    /// A number has other characters than digits or is 2³² or more.
    Number,
    /// A media type is not of the form type/subtype.
    MediaType,
    /// The body, or a part of it that must be understood, is of a type that nobody here reads.
    Body,
    /// A challenge or an answer to one does not follow its grammar.
    Challenge,
    /// The header is not there.
    Missing,
    /// A header that may occur once occurs again.
    Repeated,
    /// The value is not UTF-8.
    NotUtf8,
}

impl ParseErrorKind {
    /// The status that answers a request in which this failed (RFC 3261 §8.2, §21.4.1, §21.4.13, §21.5.6, §21.5.7).
    #[must_use]
    pub const fn status(self) -> u16 {
        if matches!(self, Self::Version) {
            505
        } else if matches!(self, Self::Body) {
            415
        } else if matches!(self, Self::TooLarge | Self::TooManyHeaders) {
            513
        } else {
            400
        }
    }

    /// One sentence for a person.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        nth(b'\n', SENTENCES, self as usize)
    }
}

/// The sentences in the order of the kinds. One text, because a table takes more bytes for their addresses.
const SENTENCES: &str = "\
The first line is neither a SIP request nor a SIP response.
The SIP version is not 2.0.
The method has characters that a method cannot have.
The status code is not between 100 and 699.
A header line has no proper name before a colon.
A header's value is malformed.
Content-Length is not one number.
The body is shorter than Content-Length says.
The message or one of its lines is too long.
The message has too many header lines.
The address (URI) is malformed.
The host name or IP address is malformed.
The name and address are malformed.
The parameters are malformed.
The Via header is malformed.
The CSeq header is malformed or names another method.
A number is malformed or too large.
The media type is malformed.
The body has a part that must be understood and cannot be.
The authentication header is malformed.
A header that is needed is missing.
A header that may occur only once occurs again.
The value is not UTF-8 text.";

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind.sentence())
    }
}

impl Error for ParseError {}

/// What the writer refuses, so that no value can become a header or a message of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unwritable {
    /// The method, the Request-URI or the reason phrase would break the first line.
    StartLine,
    /// A header's name is not a token.
    HeaderName,
    /// A header's value has a CR, an LF or a bare NUL.
    HeaderValue,
}

impl Unwritable {
    /// One sentence for a person.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::StartLine => "The first line would have a line break or a NUL.",
            Self::HeaderName => "A header would have no proper name.",
            Self::HeaderValue => "A header would have a line break or a NUL.",
        }
    }
}

impl fmt::Display for Unwritable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.sentence())
    }
}

impl Error for Unwritable {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_its_sentence() {
        assert_eq!(SENTENCES.lines().count(), ParseErrorKind::NotUtf8 as usize + 1);
        for (kind, word) in [
            (ParseErrorKind::StartLine, "The first line is neither a SIP request nor a SIP response."),
            (ParseErrorKind::TooLarge, "The message or one of its lines is too long."),
            (ParseErrorKind::Body, "The body has a part that must be understood and cannot be."),
            (ParseErrorKind::NotUtf8, "The value is not UTF-8 text."),
        ] {
            assert_eq!(kind.sentence(), word);
        }
    }
}
