//! Floor 1: what goes on the wire, bytes to typed message and back (RFC 3261 §7, §19, §20, §25).
//!
//! A message is split into rows at once; the meaning of a row is read when somebody asks for it, by a method that lives
//! beside the grammar of its family in `header/`. **A new header** is a row in `name.rs` and, when its value has a
//! grammar of its own, a file in `header/` with one more `impl Headers`.

mod body;
mod check;
mod equivalence;
mod error;
mod grammar;
mod header;
mod headers;
mod list;
mod method;
mod name;
mod name_addr;
mod params;
mod request;
mod response;
mod split;
mod status;
mod uri;
mod words;
mod write;
mod written;

pub(crate) use equivalence::unescaped;
pub use error::{ParseError, ParseErrorKind, Unwritable};
pub(crate) use grammar::{is_all_token, push_quoted};
pub use header::{CSeq, Challenge, MediaType, Reason, Via, Warning};
pub use headers::{Headers, Row};
pub use method::Method;
pub use name::Name;
pub use name_addr::NameAddr;
pub use params::{Param, Params};
pub use request::Request;
pub use response::Response;
pub use split::Limits;
pub use status::reason_phrase;
pub use uri::{SipUri, Uri};
pub use written::Written;

/// What one WebSocket message carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message {
    /// It asks.
    Request(Request),
    /// It answers.
    Response(Response),
}

impl Message {
    /// Reads one message within the default limits.
    ///
    /// # Errors
    /// When the first line, a header's name or the length of the body is malformed. Values are not looked at.
    pub fn parse(bytes: &[u8]) -> Result<Self, ParseError> {
        Self::parse_within(bytes, &Limits::default())
    }

    /// Reads one message within these limits.
    ///
    /// # Errors
    /// As [`Self::parse`].
    pub fn parse_within(bytes: &[u8], limits: &Limits) -> Result<Self, ParseError> {
        split::message(bytes, limits)
    }

    /// What goes on the wire.
    ///
    /// # Errors
    /// When a part would become a line of its own.
    pub fn to_bytes(&self) -> Result<Vec<u8>, Unwritable> {
        match self {
            Self::Request(request) => request.to_bytes(),
            Self::Response(response) => response.to_bytes(),
        }
    }

    /// The headers.
    #[must_use]
    pub const fn headers(&self) -> &Headers {
        match self {
            Self::Request(request) => &request.headers,
            Self::Response(response) => &response.headers,
        }
    }

    /// The headers, to be changed.
    pub const fn headers_mut(&mut self) -> &mut Headers {
        match self {
            Self::Request(request) => &mut request.headers,
            Self::Response(response) => &mut response.headers,
        }
    }
}
