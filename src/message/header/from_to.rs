//! From and To: who speaks to whom (RFC 3261 §20.20, §20.39).

use crate::message::error::ParseError;
use crate::message::headers::Headers;
use crate::message::name::Name;
use crate::message::name_addr::NameAddr;

impl Headers {
    /// From.
    ///
    /// # Errors
    /// When it is missing or malformed.
    pub fn from(&self) -> Result<NameAddr, ParseError> {
        NameAddr::parse(&self.lossy(&Name::From)?)
    }

    /// To.
    ///
    /// # Errors
    /// When it is missing or malformed.
    pub fn to(&self) -> Result<NameAddr, ParseError> {
        NameAddr::parse(&self.lossy(&Name::To)?)
    }

    /// To has a tag: a request that has one belongs to a dialog (RFC 3261 §12.2.2).
    #[must_use]
    #[inline(never)]
    pub fn has_to_tag(&self) -> bool {
        self.to().is_ok_and(|to| to.tag().is_some())
    }

    /// Adds a tag to To if it has none; what stands there stays byte for byte.
    pub fn set_to_tag(&mut self, tag: &str) {
        if self.has_to_tag() {
            return;
        }
        self.append(&Name::To, ";tag=");
        self.append(&Name::To, tag);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comma_in_an_unquoted_name_does_not_end_from() {
        let mut headers = Headers::default();
        headers.push(Name::From, "Smith, John <sip:john@example.com>;tag=1");
        let from = headers.from().unwrap();
        assert_eq!((from.display.as_deref(), from.tag()), (Some("Smith, John"), Some("1")));
    }

    #[test]
    fn to_gets_one_tag_and_keeps_its_bytes() {
        for (value, tagged) in [
            ("Bob  <sip:b@example.com>", "Bob  <sip:b@example.com>;tag=x"),
            ("sip:b@example.com", "sip:b@example.com;tag=x"),
            ("<sip:b@example.com> ; Tag=1", "<sip:b@example.com> ; Tag=1"),
            ("<sip:b;tag=no@example.com>", "<sip:b;tag=no@example.com>;tag=x"),
        ] {
            let mut headers = Headers::default();
            headers.push(Name::To, value);
            headers.set_to_tag("x");
            headers.set_to_tag("y");
            assert_eq!(headers.text(&Name::To), Ok(tagged));
        }
    }
}
