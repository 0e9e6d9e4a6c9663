//! Names of headers: a row per header (RFC 3261 §20 and the extensions that a user agent reads).

use core::fmt;

use super::words::{Word, words};

/// The name of a header. Names compare without case; an unknown one keeps the spelling it came with.
#[derive(Clone)]
pub struct Name(Word);

words! {
    #[expect(missing_docs, reason = "each constant is the header it is named after")]
    Name:
    Via "Via" b'v',
    From "From" b'f',
    To "To" b't',
    CallId "Call-ID" b'i',
    CSeq "CSeq" 0,
    MaxForwards "Max-Forwards" 0,
    Contact "Contact" b'm',
    ContentLength "Content-Length" b'l',
    ContentType "Content-Type" b'c',
    Accept "Accept" 0,
    AcceptContact "Accept-Contact" b'a',
    AcceptEncoding "Accept-Encoding" 0,
    Allow "Allow" 0,
    AllowEvents "Allow-Events" b'u',
    AuthenticationInfo "Authentication-Info" 0,
    Authorization "Authorization" 0,
    ContentDisposition "Content-Disposition" 0,
    ContentEncoding "Content-Encoding" b'e',
    ErrorInfo "Error-Info" 0,
    Event "Event" b'o',
    Expires "Expires" 0,
    FlowTimer "Flow-Timer" 0,
    Identity "Identity" b'y',
    IdentityInfo "Identity-Info" b'n',
    MinExpires "Min-Expires" 0,
    Path "Path" 0,
    ProxyAuthenticate "Proxy-Authenticate" 0,
    ProxyAuthorization "Proxy-Authorization" 0,
    ProxyRequire "Proxy-Require" 0,
    Reason "Reason" 0,
    RecordRoute "Record-Route" 0,
    ReferredBy "Referred-By" b'b',
    ReferTo "Refer-To" b'r',
    RejectContact "Reject-Contact" b'j',
    RequestDisposition "Request-Disposition" b'd',
    Require "Require" 0,
    RetryAfter "Retry-After" 0,
    Route "Route" 0,
    Server "Server" 0,
    ServiceRoute "Service-Route" 0,
    SessionExpires "Session-Expires" b'x',
    Subject "Subject" b's',
    SubscriptionState "Subscription-State" 0,
    Supported "Supported" b'k',
    Timestamp "Timestamp" 0,
    Unsupported "Unsupported" 0,
    UserAgent "User-Agent" 0,
    Warning "Warning" 0,
    WwwAuthenticate "WWW-Authenticate" 0,
}

impl Name {
    /// The header that this token names, long or compact (RFC 3261 §7.3.3), in any case.
    #[must_use]
    #[inline(never)]
    pub fn from_token(token: &str) -> Self {
        let compact = match token.as_bytes() {
            [letter] => letter.to_ascii_lowercase(),
            _ => 0,
        };
        let known = WORDS.find(token, compact);
        Self(known.map_or_else(|| Word::Other(token.to_owned()), Word::Known))
    }

    /// It is a row of the table.
    #[must_use]
    pub const fn is_known(&self) -> bool {
        matches!(self.0, Word::Known(_))
    }

    /// The canonical spelling; of an unknown header the one it came with.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Word::Known(number) => WORDS.spelling(*number),
            Word::Other(token) => token,
        }
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl PartialEq for Name {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Word::Known(one), Word::Known(two)) => one == two,
            (Word::Other(one), Word::Other(two)) => one.eq_ignore_ascii_case(two),
            (Word::Known(_), Word::Other(_)) | (Word::Other(_), Word::Known(_)) => false,
        }
    }
}

impl Eq for Name {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_reads_back_from_its_spelling_in_any_case() {
        for spelling in (0..WORDS.rows.len() as u8).map(|number| WORDS.spelling(number)) {
            assert_eq!(Name::from_token(spelling).as_str(), spelling);
            assert_eq!(Name::from_token(&spelling.to_ascii_uppercase()).as_str(), spelling);
        }
        assert_eq!(Name::WwwAuthenticate.as_str(), "WWW-Authenticate");
    }

    /// MSG-04.
    #[test]
    fn a_compact_form_is_the_long_name() {
        let forms = "imelcfsktvourbjxadyn".chars();
        let names = [
            "Call-ID",
            "Contact",
            "Content-Encoding",
            "Content-Length",
            "Content-Type",
            "From",
            "Subject",
            "Supported",
            "To",
            "Via",
            "Event",
            "Allow-Events",
            "Refer-To",
            "Referred-By",
            "Reject-Contact",
            "Session-Expires",
            "Accept-Contact",
            "Request-Disposition",
            "Identity",
            "Identity-Info",
        ];
        for (form, name) in forms.zip(names) {
            assert_eq!(Name::from_token(&form.to_string()).as_str(), name);
            assert_eq!(Name::from_token(&form.to_ascii_uppercase().to_string()).as_str(), name);
        }
    }

    #[test]
    fn an_unknown_name_keeps_its_spelling_and_compares_without_case() {
        let name = Name::from_token("x-FOO");
        assert_eq!(name.as_str(), "x-FOO");
        assert_eq!(name, Name::from_token("X-Foo"));
        assert_ne!(name, Name::From);
    }
}
