//! What a message must have before anybody acts on it: RFC 3261 §8.1.1 and §8.2, as far as an endpoint depends on it.
//! Max-Forwards and tags may be missing, since RFC 2543 knew neither.

use super::error::{ParseError, ParseErrorKind};
use super::headers::Headers;
use super::method::Method;
use super::name::Name;
use super::request::Request;
use super::response::Response;

impl Request {
    /// The address is one, the headers that every request has are there once and make sense, and CSeq names the method.
    ///
    /// # Errors
    /// What failed; its kind knows the status that answers.
    pub fn check(&self) -> Result<(), ParseError> {
        self.parsed_uri()?;
        self.headers.from()?;
        self.headers.to()?;
        self.headers.check(Some(&self.method))
    }
}

impl Response {
    /// The headers by which a response finds its request are there once and make sense.
    ///
    /// # Errors
    /// What failed; such a response is dropped.
    pub fn check(&self) -> Result<(), ParseError> {
        self.headers.check(None)
    }
}

impl Headers {
    fn check(&self, method: Option<&Method>) -> Result<(), ParseError> {
        for name in &[Name::From, Name::To, Name::CallId, Name::CSeq, Name::MaxForwards] {
            if *name != Name::MaxForwards && !self.has(name) {
                return Err(ParseError::new(ParseErrorKind::Missing, 0));
            }
            if self.all(name).nth(1).is_some() {
                return Err(ParseError::new(ParseErrorKind::Repeated, 0));
            }
        }
        self.call_id()?;
        self.top_via()?;
        let cseq = self.cseq()?;
        // Whoever answers an unknown method with 501 says more than who complains of its CSeq (RFC 4475 §3.1.2.18).
        if method.is_some_and(|method| *method != cseq.method && !method.is_unknown()) {
            return Err(ParseError::new(ParseErrorKind::CSeq, 0));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request() -> Request {
        let mut request = Request::new(Method::Options, "sip:bob@example.com");
        for (name, value) in [
            (Name::Via, "SIP/2.0/WS a.invalid"),
            (Name::From, "sip:alice@example.com"),
            (Name::To, "sip:bob@example.com"),
            (Name::CallId, "1"),
            (Name::CSeq, "1 OPTIONS"),
        ] {
            request.headers.push(name, value);
        }
        request
    }

    /// DLG-09.
    #[test]
    fn a_request_of_rfc_2543_passes() {
        assert_eq!(request().check(), Ok(()));
        assert_eq!(request().response(200).check(), Ok(()));
    }

    /// MSG-25.
    #[test]
    fn each_header_must_be_there_and_only_once() {
        for name in [Name::From, Name::To, Name::CallId, Name::CSeq, Name::Via] {
            let mut without = request();
            without.headers.remove(&name);
            assert_eq!(without.check().unwrap_err().kind, ParseErrorKind::Missing, "{}", name.as_str());
            assert!(without.response(200).check().is_err());
        }
        for name in [Name::From, Name::To, Name::CallId, Name::CSeq, Name::MaxForwards] {
            let mut once = request();
            once.headers.push(Name::MaxForwards, "70");
            let mut twice = once.clone();
            twice.headers.copy(&name, &once.headers);
            assert_eq!(twice.check().unwrap_err().kind, ParseErrorKind::Repeated, "{}", name.as_str());
        }
    }

    #[test]
    fn what_makes_no_sense_is_refused_by_its_part() {
        for (name, value, kind) in [
            (Name::CSeq, "1 INVITE", ParseErrorKind::CSeq),
            (Name::CSeq, "36893488147419103232 OPTIONS", ParseErrorKind::CSeq),
            (Name::Via, "SIP/2.0/UDP 192.0.2.15;;,;,,", ParseErrorKind::Via),
            (Name::To, "\"Mr. J. User <sip:j.user@example.com>", ParseErrorKind::NameAddr),
        ] {
            let mut wrong = request();
            wrong.headers.set(name, value);
            assert_eq!(wrong.check().unwrap_err().kind, kind, "{value}");
        }
        for uri in ["<sip:user@example.com>", "sip:user@example.com; lr", "sip:2001:db8::10"] {
            assert_eq!(
                Request { uri: uri.into(), ..request() }.check().unwrap_err().kind,
                ParseErrorKind::Uri,
                "{uri}"
            );
        }
    }

    #[test]
    fn a_strange_peer_does_not_cost_a_response() {
        let mut response = request().response(200);
        response.headers.set(Name::To, "\"open <sip:bob@example.com>;tag=1");
        assert_eq!(response.check(), Ok(()));
    }
}
