//! Names of headers: a row per header (RFC 3261 §20 and the extensions that a user agent reads).

/// The name of a header. Names compare without case; an unknown one keeps the spelling it came with.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "each variant is the header it is named after")]
pub enum Name {
    Accept,
    AcceptContact,
    AcceptEncoding,
    AcceptLanguage,
    AlertInfo,
    Allow,
    AllowEvents,
    AuthenticationInfo,
    Authorization,
    CallId,
    CallInfo,
    Contact,
    ContentDisposition,
    ContentEncoding,
    ContentLength,
    ContentType,
    CSeq,
    Date,
    Event,
    Expires,
    FlowTimer,
    From,
    MaxForwards,
    MimeVersion,
    MinExpires,
    MinSe,
    PAssertedIdentity,
    Path,
    Privacy,
    ProxyAuthenticate,
    ProxyAuthorization,
    ProxyRequire,
    RAck,
    Reason,
    RecordRoute,
    ReferredBy,
    ReferTo,
    RejectContact,
    Replaces,
    RequestDisposition,
    Require,
    RetryAfter,
    Route,
    RSeq,
    Server,
    ServiceRoute,
    SessionExpires,
    SipEtag,
    SipIfMatch,
    Subject,
    SubscriptionState,
    Supported,
    TargetDialog,
    Timestamp,
    To,
    Unsupported,
    UserAgent,
    Via,
    Warning,
    WwwAuthenticate,
    Other(String),
}

/// Name, canonical spelling, compact form (a NUL where there is none).
const TABLE: [(Name, &str, u8); 60] = [
    (Name::Via, "Via", b'v'),
    (Name::From, "From", b'f'),
    (Name::To, "To", b't'),
    (Name::CallId, "Call-ID", b'i'),
    (Name::CSeq, "CSeq", 0),
    (Name::MaxForwards, "Max-Forwards", 0),
    (Name::Contact, "Contact", b'm'),
    (Name::ContentLength, "Content-Length", b'l'),
    (Name::ContentType, "Content-Type", b'c'),
    (Name::Accept, "Accept", 0),
    (Name::AcceptContact, "Accept-Contact", b'a'),
    (Name::AcceptEncoding, "Accept-Encoding", 0),
    (Name::AcceptLanguage, "Accept-Language", 0),
    (Name::AlertInfo, "Alert-Info", 0),
    (Name::Allow, "Allow", 0),
    (Name::AllowEvents, "Allow-Events", b'u'),
    (Name::AuthenticationInfo, "Authentication-Info", 0),
    (Name::Authorization, "Authorization", 0),
    (Name::CallInfo, "Call-Info", 0),
    (Name::ContentDisposition, "Content-Disposition", 0),
    (Name::ContentEncoding, "Content-Encoding", b'e'),
    (Name::Date, "Date", 0),
    (Name::Event, "Event", b'o'),
    (Name::Expires, "Expires", 0),
    (Name::FlowTimer, "Flow-Timer", 0),
    (Name::MimeVersion, "MIME-Version", 0),
    (Name::MinExpires, "Min-Expires", 0),
    (Name::MinSe, "Min-SE", 0),
    (Name::PAssertedIdentity, "P-Asserted-Identity", 0),
    (Name::Path, "Path", 0),
    (Name::Privacy, "Privacy", 0),
    (Name::ProxyAuthenticate, "Proxy-Authenticate", 0),
    (Name::ProxyAuthorization, "Proxy-Authorization", 0),
    (Name::ProxyRequire, "Proxy-Require", 0),
    (Name::RAck, "RAck", 0),
    (Name::Reason, "Reason", 0),
    (Name::RecordRoute, "Record-Route", 0),
    (Name::ReferredBy, "Referred-By", b'b'),
    (Name::ReferTo, "Refer-To", b'r'),
    (Name::RejectContact, "Reject-Contact", b'j'),
    (Name::Replaces, "Replaces", 0),
    (Name::RequestDisposition, "Request-Disposition", b'd'),
    (Name::Require, "Require", 0),
    (Name::RetryAfter, "Retry-After", 0),
    (Name::Route, "Route", 0),
    (Name::RSeq, "RSeq", 0),
    (Name::Server, "Server", 0),
    (Name::ServiceRoute, "Service-Route", 0),
    (Name::SessionExpires, "Session-Expires", b'x'),
    (Name::SipEtag, "SIP-ETag", 0),
    (Name::SipIfMatch, "SIP-If-Match", 0),
    (Name::Subject, "Subject", b's'),
    (Name::SubscriptionState, "Subscription-State", 0),
    (Name::Supported, "Supported", b'k'),
    (Name::TargetDialog, "Target-Dialog", 0),
    (Name::Timestamp, "Timestamp", 0),
    (Name::Unsupported, "Unsupported", 0),
    (Name::UserAgent, "User-Agent", 0),
    (Name::Warning, "Warning", 0),
    (Name::WwwAuthenticate, "WWW-Authenticate", 0),
];

impl Name {
    /// The header that this token names, long or compact (RFC 3261 §7.3.3), in any case.
    #[must_use]
    pub fn from_token(token: &str) -> Self {
        let compact = match token.as_bytes() {
            [letter] => letter.to_ascii_lowercase(),
            _ => 0,
        };
        let known = TABLE
            .iter()
            .find(|(_, name, short)| name.eq_ignore_ascii_case(token) || (compact != 0 && *short == compact));
        known.map_or_else(|| Self::Other(token.to_owned()), |(name, _, _)| name.clone())
    }

    /// The canonical spelling; of an unknown header the one it came with.
    #[must_use]
    pub fn as_str(&self) -> &str {
        if let Self::Other(token) = self {
            return token;
        }
        let same = |row: &&(Self, &str, u8)| core::mem::discriminant(&row.0) == core::mem::discriminant(self);
        TABLE.iter().find(same).map_or("", |(_, name, _)| name)
    }
}

impl PartialEq for Name {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Other(one), Self::Other(two)) => one.eq_ignore_ascii_case(two),
            _ => core::mem::discriminant(self) == core::mem::discriminant(other),
        }
    }
}

impl Eq for Name {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_reads_back_from_its_spelling_in_any_case() {
        for (name, spelling, _) in TABLE {
            assert_eq!(name.as_str(), spelling);
            assert_eq!(Name::from_token(&spelling.to_ascii_uppercase()), name);
        }
    }

    #[test]
    fn a_compact_form_is_the_long_name() {
        let forms = "imelcfsktvourbjxad".chars();
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
        assert_eq!(name, Name::Other("X-Foo".into()));
        assert_ne!(name, Name::From);
    }
}
