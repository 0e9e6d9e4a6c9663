//! Route, Record-Route, Service-Route and Path: the proxies that requests pass (RFC 3261 §20.34, §20.30, RFC 3608,
//! RFC 3327).

use crate::message::error::ParseError;
use crate::message::headers::Headers;
use crate::message::name::Name;
use crate::message::name_addr::NameAddr;

impl Headers {
    /// The proxies that want to stay on the path of a dialog.
    ///
    /// # Errors
    /// When one of them is malformed.
    pub fn record_routes(&self) -> Result<Vec<NameAddr>, ParseError> {
        self.addresses(&Name::RecordRoute)
    }

    /// The proxies that a request shall still pass.
    ///
    /// # Errors
    /// When one of them is malformed.
    pub fn routes(&self) -> Result<Vec<NameAddr>, ParseError> {
        self.addresses(&Name::Route)
    }

    /// The proxies that a registrar wants outgoing requests to pass.
    ///
    /// # Errors
    /// When one of them is malformed.
    pub fn service_routes(&self) -> Result<Vec<NameAddr>, ParseError> {
        self.addresses(&Name::ServiceRoute)
    }

    /// The proxies that a REGISTER passed and that want to see requests to its contact.
    ///
    /// # Errors
    /// When one of them is malformed.
    pub fn paths(&self) -> Result<Vec<NameAddr>, ParseError> {
        self.addresses(&Name::Path)
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
        let routes: Vec<String> = headers.routes().unwrap().iter().map(ToString::to_string).collect();
        assert_eq!(routes, ["<sip:p2.example.com;lr;x=\"a,b\">", "\"Proxy\" <sip:p3.example.com;lr>"]);
    }

    #[test]
    fn each_list_reads_its_own_header() {
        let mut headers = Headers::default();
        headers.push(Name::RecordRoute, "<sip:r>");
        headers.push(Name::ServiceRoute, "<sip:s>,<sip:s>");
        headers.push(Name::Path, "<sip:p>,<sip:p>,<sip:p>");
        let count = |list: Result<Vec<NameAddr>, ParseError>| list.unwrap().len();
        assert_eq!(count(headers.record_routes()), 1);
        assert_eq!(count(headers.service_routes()), 2);
        assert_eq!(count(headers.paths()), 3);
        assert_eq!(count(headers.routes()), 0);
    }
}
