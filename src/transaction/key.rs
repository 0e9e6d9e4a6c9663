//! What a message belongs to (RFC 3261 §17.1.3 and §17.2.3).

use crate::message::{CSeq, Method, Name, ParseError, Request, Response, Written};
use crate::text::{concat, decimal};

/// A client transaction: the branch we made and the method.
pub(super) fn of_client(branch: &str, method: &Method) -> String {
    concat(&[branch, " ", method.as_str()])
}

/// The client transaction that a response is for.
pub(super) fn of_response(response: &Response) -> Result<String, ParseError> {
    let via = response.headers.top_via()?;
    let branch = via.params.get("branch").unwrap_or_default();
    Ok(of_client(branch, &response.headers.cseq()?.method))
}

/// A server transaction: branch, sent-by and method, where an ACK belongs to its INVITE.
///
/// A request without a usable branch (RFC 2543) is known by what the RFC then asks to compare, as text.
pub(super) fn of_request(request: &Request, method: &Method) -> String {
    let mut key =
        String::from(if *method == Method::Ack { Method::Invite.as_str() } else { method.as_str() });
    let mut add = |part: &str| {
        key.push(' ');
        key.push_str(part);
    };
    if let Ok(via) = request.headers.top_via()
        && let Some(branch) = via.params.get("branch")
        && branch.strip_prefix(MAGIC).is_some_and(|rest| !rest.is_empty())
    {
        add(branch);
        add(&via.host);
        add(&decimal(via.port.unwrap_or_default()));
    } else {
        for name in &[Name::CallId, Name::From] {
            add(request.headers.text(name).unwrap_or_default());
        }
        add(&decimal(request.headers.cseq().map(|cseq| cseq.number).unwrap_or_default()));
    }
    key
}

/// How every branch of RFC 3261 begins (§8.1.1.7).
pub(super) const MAGIC: &str = "z9hG4bK";

/// The ACK that a client transaction makes for a refusal (RFC 3261 §17.1.1.3): our INVITE's start, top Via, From,
/// Call-ID, CSeq number and Route; the To of the response.
pub(super) fn ack(invite: &Request, response: &Response) -> Request {
    let mut ack = derived(invite, Method::Ack);
    ack.headers.remove(&Name::To);
    ack.headers.copy(&Name::To, &response.headers);
    ack
}

/// The CANCEL of an INVITE (RFC 3261 §9.1): all as in the INVITE but the method.
pub(super) fn cancel(invite: &Request) -> Request {
    derived(invite, Method::Cancel)
}

fn derived(invite: &Request, method: Method) -> Request {
    let mut request = Request::new(method.clone(), invite.uri.clone());
    let names = &[Name::Via, Name::Route, Name::MaxForwards, Name::From, Name::To, Name::CallId];
    request.headers.copy_all(names, &invite.headers);
    let number = invite.headers.cseq().map(|cseq| cseq.number).unwrap_or_default();
    request.headers.push(Name::CSeq, CSeq { number, method }.written());
    request.headers.copy_all(&[Name::Authorization, Name::ProxyAuthorization], &invite.headers);
    request
}
