//! Methods: RFC 3261 §7.1 and the extensions a user agent meets.

/// What a request asks for. Methods are case-sensitive: `invite` is another one than `INVITE`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Method {
    /// RFC 3261 §13.
    Invite,
    /// RFC 3261 §13.2.2.4.
    Ack,
    /// RFC 3261 §15.
    Bye,
    /// RFC 3261 §9.
    Cancel,
    /// RFC 3261 §10.
    Register,
    /// RFC 3261 §11.
    Options,
    /// RFC 6086.
    Info,
    /// RFC 3428.
    Message,
    /// RFC 6665.
    Notify,
    /// RFC 3262.
    Prack,
    /// RFC 3903.
    Publish,
    /// RFC 3515.
    Refer,
    /// RFC 6665.
    Subscribe,
    /// RFC 3311.
    Update,
    /// Any other token.
    Other(String),
}

const TABLE: [(Method, &str); 14] = [
    (Method::Invite, "INVITE"),
    (Method::Ack, "ACK"),
    (Method::Bye, "BYE"),
    (Method::Cancel, "CANCEL"),
    (Method::Register, "REGISTER"),
    (Method::Options, "OPTIONS"),
    (Method::Info, "INFO"),
    (Method::Message, "MESSAGE"),
    (Method::Notify, "NOTIFY"),
    (Method::Prack, "PRACK"),
    (Method::Publish, "PUBLISH"),
    (Method::Refer, "REFER"),
    (Method::Subscribe, "SUBSCRIBE"),
    (Method::Update, "UPDATE"),
];

impl Method {
    /// The method that this token names.
    #[must_use]
    pub fn from_token(token: &str) -> Self {
        let known = TABLE.iter().find(|(_, name)| *name == token);
        known.map_or_else(|| Self::Other(token.to_owned()), |(method, _)| method.clone())
    }

    /// The token on the wire.
    #[must_use]
    pub fn as_str(&self) -> &str {
        if let Self::Other(token) = self {
            return token;
        }
        TABLE.iter().find(|(method, _)| method == self).map_or("", |(_, name)| name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_method_reads_back_from_its_token() {
        for (method, token) in TABLE {
            assert_eq!(Method::from_token(token), method);
            assert_eq!(method.as_str(), token);
        }
    }

    #[test]
    fn methods_are_case_sensitive_and_unknown_ones_are_kept() {
        assert_eq!(Method::from_token("Invite"), Method::Other("Invite".into()));
        assert_eq!(Method::from_token("RE%47IST%45R").as_str(), "RE%47IST%45R");
    }
}
