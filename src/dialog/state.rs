//! One dialog.

use super::id::DialogId;
use super::route_set::{Head, RouteSet};
use crate::message::{Headers, Method, Name, ParseError, ParseErrorKind, Request, Response, Uri, Written};

/// A dialog: it counts and knows the way. It never sends; it stamps requests. What every request of the peer asks for
/// stands first, close to what the table asks for.
#[derive(Clone, Debug)]
#[repr(C)]
pub struct Dialog {
    local_sequence: u32,
    remote_sequence: Option<u32>,
    id: DialogId,
    local: String,
    remote: String,
    routes: RouteSet,
    target: Uri,
}

/// A request whose CSeq number is lower than one before (RFC 3261 §12.2.2): 500.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutOfOrder;

impl Dialog {
    /// The caller's side: `request` was ours, `response` makes the dialog (RFC 3261 §12.1.2).
    pub fn of_response(request: &Request, response: &Response) -> Result<Self, ParseError> {
        Ok(Self {
            id: DialogId::of_response(&response.headers)?,
            local: request.headers.text(&Name::From)?.into(),
            remote: response.headers.lossy(&Name::To)?,
            local_sequence: request.headers.cseq()?.number,
            remote_sequence: None,
            routes: RouteSet::of_response(&response.headers),
            target: match first_contact(&response.headers) {
                Some(contact) => contact,
                // An SBC that forgets the Contact, or garbles it, can still be reached where we sent the request.
                None => request.parsed_uri()?,
            },
        })
    }

    /// The callee's side: `request` reached us, `local_tag` is what our responses say (RFC 3261 §12.1.1).
    pub fn of_request(request: &Request, local_tag: &str) -> Result<Self, ParseError> {
        let from = request.headers.from()?;
        let mut to = request.headers.to()?;
        to.params.set("tag", Some(local_tag));
        Ok(Self {
            id: DialogId::new(request.headers.call_id()?, local_tag, from.tag()),
            local: to.written(),
            remote: request.headers.lossy(&Name::From)?,
            local_sequence: 0,
            remote_sequence: Some(request.headers.cseq()?.number),
            routes: RouteSet::of_request(&request.headers),
            target: first_contact(&request.headers)
                .ok_or(ParseError { kind: ParseErrorKind::Missing, offset: 0 })?,
        })
    }

    /// Its name.
    #[must_use]
    pub const fn id(&self) -> &DialogId {
        &self.id
    }

    /// A request inside the dialog (RFC 3261 §12.2.1.1), with the next sequence number. Via and Contact are for others.
    pub fn request(&mut self, method: Method) -> Request {
        self.local_sequence += 1;
        self.stamp(method, self.local_sequence)
    }

    /// The ACK for a 2xx (RFC 3261 §13.2.2.4): the INVITE's sequence number and credentials.
    #[must_use]
    pub fn ack(&self, invite: &Request) -> Request {
        let number = invite.headers.cseq().map(|cseq| cseq.number).unwrap_or_default();
        let mut ack = self.stamp(Method::Ack, number);
        ack.headers.copy_all(&[Name::Authorization, Name::ProxyAuthorization], &invite.headers);
        ack
    }

    /// A request of the peer inside the dialog: its number must not fall (RFC 3261 §12.2.2). ACK and CANCEL repeat
    /// the number of their INVITE and are not for this.
    pub fn accept(&mut self, request: &Request) -> Result<(), OutOfOrder> {
        let number = request.headers.cseq().map_err(|_| OutOfOrder)?.number;
        if self.remote_sequence.is_some_and(|last| number < last) {
            return Err(OutOfOrder);
        }
        self.remote_sequence = Some(number);
        Ok(())
    }

    /// A request of the peer that we accept, or a 2xx to one of ours, may say where the peer is now. The way there stays
    /// (RFC 3261 §12.2, RFC 6141 §4).
    pub fn refresh(&mut self, headers: &Headers) {
        if let Some(contact) = first_contact(headers) {
            self.target = contact;
        }
    }

    fn stamp(&self, method: Method, number: u32) -> Request {
        let (from, to, call_id) = (self.local.as_str(), self.remote.as_str(), self.id.call_id());
        self.routes.request(method, &self.target.written(), &Head { from, to, call_id, sequence: number })
    }
}

/// `None` where there is none, or none that can be read.
fn first_contact(headers: &Headers) -> Option<Uri> {
    headers.contacts().into_iter().next().map(|contact| contact.uri)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::{CSeq, Message};

    fn invite() -> Request {
        let text = "INVITE sip:alice@home SIP/2.0\r\nVia: SIP/2.0/WS x.invalid;branch=z9hG4bK1\r\nMax-Forwards: 70\r\n\
            From: Bob <sip:bob@b>;tag=b1\r\nTo: <sip:alice@home>\r\nCall-ID: c1\r\nCSeq: 7 INVITE\r\n\
            Record-Route: <sip:p1;lr>, <sip:p2;lr>\r\nContact: <sip:bob@there>\r\n\r\n";
        match Message::parse(text.as_bytes()).unwrap() {
            Message::Request(request) => request,
            Message::Response(_) => unreachable!(),
        }
    }

    /// DLG-01, DLG-03.
    #[test]
    fn a_callee_speaks_back_through_the_recorded_routes_and_counts_from_one() {
        let mut dialog = Dialog::of_request(&invite(), "a1").unwrap();
        let bye = dialog.request(Method::Bye);
        assert_eq!(bye.uri, "sip:bob@there");
        assert_eq!(bye.headers.list(&Name::Route).len(), 2);
        assert_eq!(bye.headers.text(&Name::To).unwrap(), "Bob <sip:bob@b>;tag=b1");
        assert_eq!(bye.headers.from().unwrap().tag(), Some("a1"));
        assert_eq!(bye.headers.cseq().unwrap().number, 1);
        assert_eq!(dialog.request(Method::Bye).headers.cseq().unwrap().number, 2);
    }

    /// DLG-05.
    #[test]
    fn a_sequence_number_may_jump_but_never_fall() {
        let mut dialog = Dialog::of_request(&invite(), "a1").unwrap();
        let mut later = invite();
        later.headers.set(Name::CSeq, "100 BYE");
        assert_eq!(dialog.accept(&later), Ok(()));
        assert_eq!(dialog.accept(&invite()), Err(OutOfOrder));
    }

    /// DLG-02.
    #[test]
    fn a_callers_dialog_takes_target_and_tag_from_the_response() {
        let request = invite();
        let mut response = request.response(200);
        response.headers.set_to_tag("z9");
        response.headers.push(Name::Contact, "<sip:alice@tab.invalid;gr=x>");
        response.headers.copy(&Name::RecordRoute, &request.headers);
        let dialog = Dialog::of_response(&request, &response).unwrap();
        assert_eq!(dialog.id().remote_tag(), "z9");
        let ack = dialog.ack(&request);
        assert_eq!(ack.uri, "sip:alice@tab.invalid;gr=x");
        assert_eq!(ack.headers.cseq().unwrap(), CSeq { number: 7, method: Method::Ack });
        assert_eq!(ack.headers.list(&Name::Route), ["<sip:p2;lr>", "<sip:p1;lr>"]);
    }
}
