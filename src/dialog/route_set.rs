//! The way to the peer: Record-Route, Route and the remote target (RFC 3261 §12.1, §12.2.1.1); outside of a dialog, what
//! is loaded before (RFC 3261 §8.1.2).

use crate::message::{Headers, Name, NameAddr, Written};
use crate::text::concat;

/// The proxies between us and the peer, nearest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RouteSet(pub Vec<NameAddr>);

impl RouteSet {
    /// As the callee sees it: Record-Route in order (RFC 3261 §12.1.1).
    pub(super) fn of_request(headers: &Headers) -> Self {
        Self(headers.record_routes().unwrap_or_default())
    }

    /// As the caller sees it: Record-Route reversed (RFC 3261 §12.1.2).
    pub(super) fn of_response(headers: &Headers) -> Self {
        let mut routes = headers.record_routes().unwrap_or_default();
        routes.reverse();
        Self(routes)
    }

    /// The Request-URI and the Route rows for `target` (RFC 3261 §12.2.1.1): a strict router, one without `lr`, wants
    /// itself in the Request-URI and the target at the end of the routes.
    #[must_use]
    pub fn apply(&self, target: &str) -> (String, Vec<String>) {
        let Some((first, rest)) = self.0.split_first() else {
            return (target.into(), Vec::new());
        };
        if first.uri.as_sip().is_none_or(|uri| uri.params.has("lr")) {
            return (target.into(), printed(&self.0));
        }
        let mut routes = printed(rest);
        routes.push(concat(&["<", target, ">"]));
        (first.uri.written(), routes)
    }

    /// Writes the rows.
    pub fn write(routes: Vec<String>, headers: &mut Headers) {
        for route in routes {
            headers.push(Name::Route, route);
        }
    }
}

fn printed(routes: &[NameAddr]) -> Vec<String> {
    let mut rows = Vec::new();
    for route in routes {
        rows.push(route.written());
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::Message;

    fn headers(record_routes: &str) -> Headers {
        let text = format!("SIP/2.0 200 OK\r\n{record_routes}\r\n\r\n");
        Message::parse(text.as_bytes()).unwrap().headers().clone()
    }

    /// DLG-02, DLG-03.
    #[test]
    fn the_caller_goes_through_the_proxies_in_reverse_and_loose_routers_leave_the_target_alone() {
        let set = RouteSet::of_response(&headers(
            "Record-Route: <sip:far;lr>, <sip:middle;lr>\r\nRecord-Route: <sip:near;lr>",
        ));
        let (uri, routes) = set.apply("sip:bob@host");
        assert_eq!(uri, "sip:bob@host");
        assert_eq!(routes, ["<sip:near;lr>", "<sip:middle;lr>", "<sip:far;lr>"]);
    }

    /// DLG-03.
    #[test]
    fn a_strict_router_takes_the_place_of_the_target() {
        let set = RouteSet::of_request(&headers("Record-Route: <sip:strict>, <sip:far;lr>"));
        let (uri, routes) = set.apply("sip:bob@host");
        assert_eq!(uri, "sip:strict");
        assert_eq!(routes, ["<sip:far;lr>", "<sip:bob@host>"]);
    }
}
