//! CSeq and Call-ID: which request of which conversation (RFC 3261 §20.16, §20.8).

use crate::message::error::{ParseError, ParseErrorKind};
use crate::message::grammar::is_all_token;
use crate::message::headers::Headers;
use crate::message::method::Method;
use crate::message::name::Name;
use crate::message::written::{Written, display};
use crate::text::{cut, decimal, number};

/// The place of a request in its sequence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CSeq {
    /// Its number.
    pub number: u32,
    /// The method of the request.
    pub method: Method,
}

impl Written for CSeq {
    fn write(&self, text: &mut String) {
        text.push_str(&decimal(self.number));
        text.push(' ');
        text.push_str(self.method.as_str());
    }
}

display!(CSeq);

impl Headers {
    /// CSeq: `1*DIGIT LWS Method`.
    ///
    /// # Errors
    /// When it is missing, malformed, or its number does not fit 32 bits.
    pub fn cseq(&self) -> Result<CSeq, ParseError> {
        let text = self.text(&Name::CSeq)?;
        let blank = text.bytes().position(|byte| matches!(byte, b' ' | b'\t')).unwrap_or(text.len());
        let (digits, method) = cut(text, blank);
        let method = method.trim_ascii_start();
        match number(digits) {
            Some(number) if is_all_token(method) => Ok(CSeq { number, method: Method::from_token(method) }),
            _ => Err(ParseError::new(ParseErrorKind::CSeq, 0)),
        }
    }

    /// Call-ID.
    ///
    /// # Errors
    /// When it is missing or empty.
    pub fn call_id(&self) -> Result<&str, ParseError> {
        match self.text(&Name::CallId)? {
            "" => Err(ParseError::new(ParseErrorKind::Missing, 0)),
            call_id => Ok(call_id),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cseq(value: &str) -> Result<CSeq, ParseErrorKind> {
        let mut headers = Headers::default();
        headers.push(Name::CSeq, value);
        headers.cseq().map_err(|error| error.kind)
    }

    #[test]
    fn a_sequence_number_has_leading_zeros_and_blanks_but_no_33_bits() {
        assert_eq!(cseq("0009 \t INVITE"), Ok(CSeq { number: 9, method: Method::Invite }));
        assert_eq!(cseq("4294967295 X").unwrap().to_string(), "4294967295 X");
        for value in [
            "4294967296 INVITE",
            "36893488147419103232 INVITE",
            "-1 INVITE",
            "+1 INVITE",
            "1",
            "INVITE",
            "",
            "1 A B",
        ] {
            assert_eq!(cseq(value), Err(ParseErrorKind::CSeq), "{value}");
        }
    }

    #[test]
    fn an_empty_call_id_is_none() {
        let mut headers = Headers::default();
        headers.push(Name::CallId, "");
        assert_eq!(headers.call_id().unwrap_err().kind, ParseErrorKind::Missing);
        headers.set(Name::CallId, "intmeth.word%ZK-!.*_+'@word`~)(><:\\/\"][?}{");
        assert_eq!(headers.call_id(), Ok("intmeth.word%ZK-!.*_+'@word`~)(><:\\/\"][?}{"));
    }
}
