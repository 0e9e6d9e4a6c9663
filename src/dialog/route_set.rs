//! The way to the peer: Record-Route, Route and the remote target (RFC 3261 §12.1, §12.2.1.1); outside of a dialog, what
//! is loaded before (RFC 3261 §8.1.2).

use crate::message::{CSeq, Headers, Method, Name, NameAddr, Request, Uri, Written};
use crate::text::concat;

/// The proxies between us and the peer, nearest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RouteSet(pub Vec<String>);

/// What tells one request from another (RFC 3261 §8.1.1): From, To, Call-ID and the number of CSeq.
#[derive(Clone, Copy, Debug)]
pub struct Head<'a> {
    /// From with its tag.
    pub from: &'a str,
    /// To, in a dialog with its tag.
    pub to: &'a str,
    /// The Call-ID.
    pub call_id: &'a str,
    /// The number of CSeq.
    pub sequence: u32,
}

impl RouteSet {
    /// As the callee sees it: Record-Route in order (RFC 3261 §12.1.1).
    pub(super) fn of_request(headers: &Headers) -> Self {
        Self(headers.record_routes())
    }

    /// As the caller sees it: Record-Route reversed (RFC 3261 §12.1.2).
    pub(super) fn of_response(headers: &Headers) -> Self {
        let mut routes = headers.record_routes();
        routes.reverse();
        Self(routes)
    }

    /// The Request-URI and the Route rows for `target` (RFC 3261 §12.2.1.1): a strict router, one without `lr`, wants
    /// itself in the Request-URI and the target at the end of the routes.
    fn apply(&self, target: &str) -> (String, Vec<String>) {
        let Some((first, rest)) = self.0.split_first() else {
            return (target.into(), Vec::new());
        };
        match NameAddr::parse(first) {
            Ok(NameAddr { uri: Uri::Sip(uri), .. }) if !uri.params.has("lr") => {
                let mut routes = rest.to_vec();
                routes.push(concat(&["<", target, ">"]));
                (uri.written(), routes)
            }
            _ => (target.into(), self.0.clone()),
        }
    }

    /// A request that goes this way to `target`, with the rows that each has but Via, which comes last (RFC 3261 §8.1.1).
    #[must_use]
    pub fn request(&self, method: Method, target: &str, head: &Head<'_>) -> Request {
        let (uri, routes) = self.apply(target);
        let mut request = Request::new(method.clone(), uri);
        for route in routes {
            request.headers.push(Name::Route, route);
        }
        request.headers.push(Name::MaxForwards, "70");
        request.headers.push(Name::From, head.from);
        request.headers.push(Name::To, head.to);
        request.headers.push(Name::CallId, head.call_id);
        request.headers.push(Name::CSeq, CSeq { number: head.sequence, method }.written());
        request
    }
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

    /// DLG-02.
    #[test]
    fn a_proxy_that_writes_badly_stays_on_the_way() {
        let set = RouteSet::of_request(&headers("Record-Route: <sip:far;lr>, <sip:near;lr>;;"));
        let (uri, routes) = set.apply("sip:bob@host");
        assert_eq!(
            (uri.as_str(), routes),
            ("sip:bob@host", vec!["<sip:far;lr>".into(), "<sip:near;lr>;;".into()])
        );
    }
}
