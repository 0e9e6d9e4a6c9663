//! Requests: RFC 3261 §7.1.

use super::error::{ParseError, Unwritable};
use super::grammar::is_all_token;
use super::headers::Headers;
use super::method::Method;
use super::name::Name;
use super::response::Response;
use super::split;
use super::uri::Uri;
use super::write;

/// What a response copies (RFC 3261 §8.2.6.2).
pub(super) const COPIED: [Name; 5] = [Name::Via, Name::From, Name::To, Name::CallId, Name::CSeq];

/// A message that asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// What it asks for.
    pub method: Method,
    /// The Request-URI as on the wire.
    pub uri: String,
    /// Its headers.
    pub headers: Headers,
    /// Its body.
    pub body: Vec<u8>,
}

impl Request {
    /// A request without headers and body.
    #[must_use]
    pub fn new(method: Method, uri: impl Into<String>) -> Self {
        Self { method, uri: uri.into(), headers: Headers::default(), body: Vec::new() }
    }

    /// What can be read of a request that [`Message::parse`](super::Message::parse) refused, if that is enough to answer
    /// it with the error's [`status`](super::ParseErrorKind::status). It has no body.
    #[must_use]
    pub fn salvage(bytes: &[u8]) -> Option<Self> {
        split::salvage(bytes)
    }

    /// The Request-URI.
    ///
    /// # Errors
    /// When it is malformed: such a request is answered 400.
    pub fn parsed_uri(&self) -> Result<Uri, ParseError> {
        Uri::parse(&self.uri)
    }

    /// What goes on the wire.
    ///
    /// # Errors
    /// When a part would become a line of its own.
    pub fn to_bytes(&self) -> Result<Vec<u8>, Unwritable> {
        let method = self.method.as_str();
        if !is_all_token(method) || self.uri.is_empty() || self.uri.bytes().any(|byte| byte == b' ') {
            return Err(Unwritable::StartLine);
        }
        write::message([method, &self.uri, "SIP/2.0"], &self.headers, &self.body)
    }

    /// A response with what RFC 3261 §8.2.6 copies from the request, byte for byte. To gets no tag here.
    #[must_use]
    pub fn response(&self, status: u16) -> Response {
        let mut response = Response::new(status);
        response.headers.copy_all(&COPIED, &self.headers);
        if status == 100 {
            response.headers.copy(&Name::Timestamp, &self.headers);
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// UAS-08.
    #[test]
    fn a_response_has_the_bytes_of_the_request_it_answers() {
        let mut request = Request::new(Method::Invite, "sip:bob@example.com");
        for (name, value) in [
            (Name::Via, b"SIP/2.0/WSS  a.invalid;branch=z9hG4bK1, SIP/2.0/WSS b".as_slice()),
            (Name::Via, b"SIP/2.0/WSS c"),
            (Name::From, b"\"BEL:\\\x07 \xff\" <sip:a@b>;tag=1"),
            (Name::To, b"sip:bob@example.com"),
            (Name::CallId, b"x"),
            (Name::CSeq, b"1   INVITE"),
            (Name::Timestamp, b"54"),
            (Name::Subject, b"not copied"),
        ] {
            request.headers.push(name, value);
        }
        let values =
            |response: &Response, name| response.headers.all(&name).map(<[u8]>::to_vec).collect::<Vec<_>>();
        let ringing = request.response(180);
        assert_eq!((ringing.status, ringing.reason.as_str()), (180, "Ringing"));
        for name in [Name::Via, Name::From, Name::To, Name::CallId, Name::CSeq] {
            let copied: Vec<Vec<u8>> = request.headers.all(&name).map(<[u8]>::to_vec).collect();
            assert_eq!(values(&ringing, name), copied);
        }
        assert!(!ringing.headers.has(&Name::Timestamp) && !ringing.headers.has(&Name::Subject));
        assert!(request.response(100).headers.has(&Name::Timestamp));
    }
}
