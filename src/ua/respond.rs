//! Every request that reaches us gets an answer (RFC 3261 §8.2), in the order the RFC says: method, headers,
//! extensions, content.

use super::call::Calls;
use super::desk::{ALLOW, Desk, SUPPORTED};
use super::failure::FailureKind;
use super::notify;
use super::offer::{self, ACCEPT};
use crate::dialog::DialogId;
use crate::message::{Method, Name, Request, Response, Uri};
use crate::transaction::ServerId;

/// A request that began a server transaction.
pub(super) fn on_request(desk: &mut Desk, calls: &mut Calls, server: ServerId, request: Request) {
    let dialog = match request.check().and_then(|()| DialogId::of_request(&request.headers)) {
        Ok(dialog) => dialog,
        Err(error) => {
            desk.warn(FailureKind::Protocol, error.kind.sentence());
            return desk.refuse(server, request.response(error.kind.status()));
        }
    };
    if request.method == Method::Cancel {
        return on_cancel(desk, calls, server, &request);
    }
    if request.method == Method::Notify {
        let response = notify::answer(desk, &request);
        return desk.refuse(server, response);
    }
    let response = match &dialog {
        // OPTIONS is answered alike everywhere: servers probe with it, inside a call too (decision 12).
        Some(dialog)
            if request.method != Method::Options && calls.on_request(desk, dialog, server, &request) =>
        {
            return;
        }
        // RFC 3261 §12.2.2: a tag of a dialog that is gone.
        Some(dialog) if request.method != Method::Options || !calls.know(desk, dialog) => {
            request.response(481)
        }
        // §15.1.2, RFC 3311 §5.2: without a dialog there is nothing to end or change.
        None if matches!(request.method, Method::Bye | Method::Update) => request.response(481),
        _ => match outside(desk, &request) {
            Some(response) => response,
            None => return ring(desk, calls, server, request),
        },
    };
    desk.refuse(server, response);
}

/// The answer to a request outside of any dialog; none to an INVITE that may ring.
fn outside(desk: &Desk, request: &Request) -> Option<Response> {
    let mut response = if matches!(request.method, Method::Invite | Method::Options) {
        if !is_for_a_phone(request) {
            return Some(request.response(416));
        }
        if desk.config.strict_target && !request.parsed_uri().is_ok_and(|uri| desk.identity.has(&uri)) {
            return Some(request.response(404));
        }
        let refusal = offer::demands_too_much(request);
        if refusal.is_some() || request.method == Method::Invite {
            return refusal;
        }
        let mut response = request.response(200);
        response.headers.push(Name::Accept, ACCEPT);
        response.headers.push(Name::Supported, SUPPORTED);
        response
    } else {
        let unknown = request.method.is_unknown();
        request.response(if unknown { 501 } else { 405 })
    };
    response.headers.push(Name::Allow, ALLOW);
    Some(response)
}

/// An INVITE: what no browser can answer is refused before anything rings (decision 7).
fn ring(desk: &mut Desk, calls: &mut Calls, server: ServerId, invite: Request) {
    match offer::check(desk, &invite) {
        Ok(_) => calls.on_invite(desk, server, invite),
        Err(response) => desk.refuse(server, response),
    }
}

/// The Request-URI is an address that calls go to (RFC 3261 §8.2.2.1). Whose it is does not matter: what comes over our
/// link is for us (decision 12).
fn is_for_a_phone(request: &Request) -> bool {
    match request.parsed_uri() {
        Ok(Uri::Other { scheme, .. }) => scheme.eq_ignore_ascii_case("tel"),
        Ok(Uri::Sip(_)) | Err(_) => true,
    }
}

/// RFC 3261 §9.2: 481 without an INVITE to cancel, else 200, with the tag of the INVITE's own responses.
fn on_cancel(desk: &mut Desk, calls: &mut Calls, server: ServerId, cancel: &Request) {
    let Some(invite) = desk.invite_of(cancel) else {
        return desk.refuse(server, cancel.response(481));
    };
    let mut response = cancel.response(200);
    match calls.tag_of(invite) {
        Some(tag) => response.headers.set_to_tag(tag),
        None => response.headers.set_to_tag(&desk.token()),
    }
    desk.respond(server, response);
    calls.on_cancel(desk, invite, cancel);
}
