//! Methods: RFC 3261 §7.1 and the extensions a user agent meets.

use super::words::{Word, words};

/// What a request asks for. Methods are case-sensitive: `invite` is another one than `INVITE`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Method(Word);

words! {
    Method:
    /// RFC 3261 §13.
    Invite "INVITE" 0,
    /// RFC 3261 §13.2.2.4.
    Ack "ACK" 0,
    /// RFC 3261 §15.
    Bye "BYE" 0,
    /// RFC 3261 §9.
    Cancel "CANCEL" 0,
    /// RFC 3261 §10.
    Register "REGISTER" 0,
    /// RFC 3261 §11.
    Options "OPTIONS" 0,
    /// RFC 6086.
    Info "INFO" 0,
    /// RFC 3428.
    Message "MESSAGE" 0,
    /// RFC 6665.
    Notify "NOTIFY" 0,
    /// RFC 3262.
    Prack "PRACK" 0,
    /// RFC 3903.
    Publish "PUBLISH" 0,
    /// RFC 3515.
    Refer "REFER" 0,
    /// RFC 6665.
    Subscribe "SUBSCRIBE" 0,
    /// RFC 3311.
    Update "UPDATE" 0,
}

impl Method {
    /// The method that this token names.
    #[must_use]
    #[inline(never)]
    pub fn from_token(token: &str) -> Self {
        let known = WORDS.find(token, 0).filter(|number| WORDS.spelling(*number) == token);
        Self(known.map_or_else(|| Word::Other(token.to_owned()), Word::Known))
    }

    /// It is none of those above.
    #[must_use]
    pub const fn is_unknown(&self) -> bool {
        matches!(self.0, Word::Other(_))
    }

    /// The token on the wire.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Word::Known(number) => WORDS.spelling(*number),
            Word::Other(token) => token,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_method_reads_back_from_its_token() {
        for token in (0..WORDS.rows.len() as u8).map(|number| WORDS.spelling(number)) {
            assert!(!Method::from_token(token).is_unknown());
            assert_eq!(Method::from_token(token).as_str(), token);
        }
        assert_eq!(Method::Update.as_str(), "UPDATE");
    }

    #[test]
    fn methods_are_case_sensitive_and_unknown_ones_are_kept() {
        assert!(Method::from_token("Invite").is_unknown());
        assert_eq!(Method::from_token("Invite").as_str(), "Invite");
        assert_eq!(Method::from_token("RE%47IST%45R").as_str(), "RE%47IST%45R");
    }
}
