//! Headers that are one number: seconds and hops.

use crate::message::error::{ParseError, ParseErrorKind};
use crate::message::headers::Headers;
use crate::message::name::Name;
use crate::text::{cut, number};

impl Headers {
    /// Expires, in seconds (RFC 3261 §20.19).
    ///
    /// # Errors
    /// When it is no number of 32 bits.
    pub fn expires(&self) -> Result<Option<u32>, ParseError> {
        self.number(&Name::Expires)
    }

    /// Max-Forwards (RFC 3261 §20.22).
    ///
    /// # Errors
    /// When it is no number of 32 bits.
    pub fn max_forwards(&self) -> Result<Option<u32>, ParseError> {
        self.number(&Name::MaxForwards)
    }

    /// Min-Expires, in seconds (RFC 3261 §20.23).
    ///
    /// # Errors
    /// When it is no number of 32 bits.
    pub fn min_expires(&self) -> Result<Option<u32>, ParseError> {
        self.number(&Name::MinExpires)
    }

    /// Retry-After, in seconds, without its comment and parameters (RFC 3261 §20.33).
    ///
    /// # Errors
    /// When it does not begin with a number of 32 bits.
    pub fn retry_after(&self) -> Result<Option<u32>, ParseError> {
        self.number(&Name::RetryAfter)
    }

    /// Flow-Timer, in seconds (RFC 5626 §10).
    ///
    /// # Errors
    /// When it is no number of 32 bits.
    pub fn flow_timer(&self) -> Result<Option<u32>, ParseError> {
        self.number(&Name::FlowTimer)
    }

    /// `delta-seconds = 1*DIGIT`; only Retry-After has more behind it (RFC 3261 §25.1).
    fn number(&self, name: &Name) -> Result<Option<u32>, ParseError> {
        if !self.has(name) {
            return Ok(None);
        }
        let mut text = self.text(name)?;
        if *name == Name::RetryAfter {
            let end = text.bytes().position(|byte| matches!(byte, b' ' | b'\t' | b'(' | b';'));
            text = cut(text, end.unwrap_or(text.len())).0;
        }
        number(text).map(Some).ok_or(ParseError::new(ParseErrorKind::Number, 0))
    }
}

#[cfg(test)]
mod tests {
    use super::super::with;
    use super::*;

    #[test]
    fn each_number_is_read_from_its_own_header() {
        assert_eq!(with(Name::Expires, "600").expires(), Ok(Some(600)));
        assert_eq!(with(Name::MaxForwards, "0068").max_forwards(), Ok(Some(68)));
        assert_eq!(with(Name::MinExpires, "0").min_expires(), Ok(Some(0)));
        assert_eq!(with(Name::FlowTimer, "120").flow_timer(), Ok(Some(120)));
        assert_eq!(Headers::default().expires(), Ok(None));
    }

    #[test]
    fn a_number_does_not_wrap() {
        assert_eq!(with(Name::Expires, "4294967295").expires(), Ok(Some(u32::MAX)));
        for value in ["4294967296", "36893488147419103232", "-1", "+1", "", "1.5", "soon"] {
            let kind = with(Name::Expires, value).expires().unwrap_err().kind;
            assert_eq!(kind, ParseErrorKind::Number, "{value}");
        }
    }

    /// UAC-17.
    #[test]
    fn what_follows_retry_after_is_ignored() {
        for value in ["18", "18 (in a meeting)", "18;duration=3600", "18(x) ;y=z"] {
            assert_eq!(with(Name::RetryAfter, value).retry_after(), Ok(Some(18)), "{value}");
        }
    }
}
