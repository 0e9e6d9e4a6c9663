//! Route, Record-Route and Service-Route: the proxies that requests pass (RFC 3261 §20.34, §20.30, RFC 3608). Each stays
//! the text that it is: it is for the proxy that wrote it, and whatever we may think of it, without it the way is another.

use crate::message::headers::Headers;
use crate::message::name::Name;

impl Headers {
    /// The proxies that want to stay on the path of a dialog.
    #[must_use]
    pub fn record_routes(&self) -> Vec<String> {
        self.proxies(&Name::RecordRoute)
    }

    /// The proxies that a registrar wants outgoing requests to pass.
    #[must_use]
    pub fn service_routes(&self) -> Vec<String> {
        self.proxies(&Name::ServiceRoute)
    }

    fn proxies(&self, name: &Name) -> Vec<String> {
        let mut proxies = Vec::new();
        for proxy in self.list(name) {
            proxies.push(proxy.to_owned());
        }
        proxies
    }

    /// Removes the topmost Route, also out of a comma list.
    pub fn pop_route(&mut self) {
        self.pop_element(&Name::Route);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn routes_keep_their_order_and_come_off_the_top() {
        let mut headers = Headers::default();
        headers.push(Name::Route, "<sip:p1.example.com;lr>, <sip:p2.example.com;lr;x=\"a,b\">");
        headers.push(Name::Route, "Proxy <sip:p3.example.com;lr>");
        headers.pop_route();
        let left = ["<sip:p2.example.com;lr;x=\"a,b\">", "Proxy <sip:p3.example.com;lr>"];
        assert_eq!(headers.list(&Name::Route), left);
    }

    #[test]
    fn each_list_reads_its_own_header() {
        let mut headers = Headers::default();
        headers.push(Name::RecordRoute, "<sip:r>");
        headers.push(Name::ServiceRoute, "<sip:s>,<sip:s>");
        assert_eq!(headers.record_routes(), ["<sip:r>"]);
        assert_eq!(headers.service_routes(), ["<sip:s>", "<sip:s>"]);
    }
}
