//! Who exists, and what is ours to answer for.

use bellwire::message::{Headers, SipUri, Uri};

/// What every user's password is; it is no secret.
pub(super) const PASSWORD: &str = "bellwire";

/// The protection space of the passwords.
pub(super) const REALM: &str = "localhost";

/// There is a user of this name.
pub(super) fn is_known(user: &str) -> bool {
    ["alice", "bob", "carol", "dave"].contains(&user)
}

/// The address is in the domain that this switchboard serves: the loopback interface by its usual names, at any port,
/// because a page may be served at another one.
pub(super) fn is_ours(uri: &SipUri) -> bool {
    ["localhost", "127.0.0.1", "[::1]"].iter().any(|host| uri.host.eq_ignore_ascii_case(host))
}

/// The address is the switchboard itself.
pub(super) fn is_our_own(uri: &str) -> bool {
    matches!(Uri::parse(uri), Ok(Uri::Sip(uri)) if uri.user.is_none() && is_ours(&uri))
}

/// The user of ours that a request says it is from.
pub(super) fn claimed(headers: &Headers) -> Option<String> {
    let from = headers.from().ok()?;
    let uri = from.uri.as_sip().filter(|uri| is_ours(uri))?;
    uri.user.clone().filter(|user| is_known(user))
}
