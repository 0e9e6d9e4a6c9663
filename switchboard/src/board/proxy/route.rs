//! What a proxy does to a request before it sends it on, and where that is: RFC 3261 §16.3 to §16.6.

use bellwire::message::{Method, Name, NameAddr, Request};
use bellwire::time::Instant;
use bellwire::transaction::LinkId;

use crate::board::location::Location;
use crate::board::{account, extensions, gate};

/// How many hops a request may make that does not say.
const DEFAULT_MAX_FORWARDS: u32 = 70;

/// A place that a request goes to.
pub(super) struct Target {
    pub(super) uri: String,
    pub(super) link: LinkId,
}

/// The request may be forwarded (RFC 3261 §16.3); otherwise the status that answers it.
pub(super) fn validate(request: &Request) -> Result<(), u16> {
    match request.headers.max_forwards() {
        Ok(Some(0)) => Err(483),
        Err(_) => Err(400),
        Ok(_) if !request.headers.list(&Name::ProxyRequire).is_empty() => Err(420),
        Ok(_) => Ok(()),
    }
}

/// Everywhere that the request shall go (RFC 3261 §16.5); otherwise the status that answers it.
///
/// An address that a socket has shown is behind that socket. An address in our domain is a user's, who is wherever a
/// binding says, or one of our extensions.
pub(super) fn targets(request: &Request, location: &Location, now: Instant) -> Result<Vec<Target>, u16> {
    let uri = request.parsed_uri().map_err(|_| 400_u16)?;
    let uri = uri.as_sip().ok_or(416_u16)?;
    if let Some(link) = location.socket_of(uri) {
        let uri = request.uri.clone();
        return Ok(vec![Target { uri, link }]);
    }
    let is_in_dialog = request.headers.has_to_tag();
    let user = uri.user.as_deref().filter(|_| account::is_ours(uri));
    if let Some(link) = user.and_then(extensions::line_of) {
        let uri = request.uri.clone();
        return Ok(vec![Target { uri, link }]);
    }
    let Some(user) = user.filter(|user| account::is_known(user)) else {
        // The other side of a dialog was there, and may come back on another socket.
        return Err(if is_in_dialog { 480 } else { 404 });
    };
    let bindings = location
        .bindings(user, now)
        .map(|binding| Target { uri: binding.contact.uri.to_string(), link: binding.link });
    let targets: Vec<Target> = bindings.collect();
    if targets.is_empty() { Err(480) } else { Ok(targets) }
}

/// The request as it goes on, but for its Request-URI and Via (RFC 3261 §16.4 and §16.6).
pub(super) fn prepare(mut request: Request, record_route: &str) -> Request {
    let is_own = |request: &Request| {
        let routes = request.headers.list(&Name::Route);
        let first = routes.first().and_then(|route| NameAddr::parse(route).ok());
        first.is_some_and(|route| route.uri.as_sip().is_some_and(account::is_ours))
    };
    while is_own(&request) {
        request.headers.pop_route();
    }
    gate::strip_credentials(&mut request);
    let hops = request.headers.max_forwards().ok().flatten();
    let hops = hops.map_or(DEFAULT_MAX_FORWARDS, |hops| hops.saturating_sub(1));
    request.headers.set(Name::MaxForwards, hops.to_string());
    // Contacts of browsers can be reached through us alone, so every dialog must stay with us.
    if matches!(request.method, Method::Invite | Method::Subscribe | Method::Refer) {
        request.headers.push_front(Name::RecordRoute, record_route);
    }
    request
}
