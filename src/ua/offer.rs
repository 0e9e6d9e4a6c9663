//! What we cannot do, and what no browser can answer, is refused before anybody is asked (decision 7).

use super::desk::{Desk, SUPPORTED};
use super::failure::FailureKind;
use crate::message::{Name, Request, Response};
use crate::sdp;
use crate::text::{lists, push_item};

/// The bodies that we read.
pub(super) const ACCEPT: &str = "application/sdp, multipart/mixed, multipart/alternative";

/// The Warning of a 488 to what the browser refused (RFC 3261 §20.43).
pub(super) const INCOMPATIBLE: &str = "305 bellwire.invalid \"Incompatible media format\"";

/// Why no browser can answer this offer.
pub(super) fn misfit(offer: &str) -> Option<FailureKind> {
    if !sdp::is_webrtc(offer) {
        Some(FailureKind::NotWebrtc)
    } else if !sdp::has_audio(offer) {
        Some(FailureKind::Incompatible)
    } else {
        None
    }
}

/// What Require asks for and we do not have is refused with 420 (RFC 3261 §8.2.2.3).
pub(super) fn demands_too_much(request: &Request) -> Option<Response> {
    let mut unknown = String::new();
    for tag in request.headers.list(&Name::Require) {
        if !lists(b',', SUPPORTED, tag) {
            push_item(&mut unknown, ", ", tag);
        }
    }
    if unknown.is_empty() {
        return None;
    }
    let mut response = request.response(420);
    response.headers.push(Name::Unsupported, unknown);
    Some(response)
}

/// The offer in an INVITE or UPDATE, if there is one; else the refusal.
pub(super) fn check(desk: &mut Desk, request: &Request) -> Result<Option<String>, Response> {
    let (status, name, value) = match request.session() {
        _ if !request.headers.accepts("application", "sdp") => {
            (406, Name::Warning, "399 bellwire.invalid \"Accept leaves out application/sdp\"")
        }
        Err(error) => (error.kind.status(), Name::Accept, ACCEPT),
        Ok(offer) => match offer.as_deref().and_then(misfit) {
            None => return Ok(offer),
            Some(kind) => {
                desk.warn(kind, "");
                let needed = if kind == FailureKind::NotWebrtc {
                    "304 bellwire.invalid \"WebRTC media needed: ICE and DTLS-SRTP\""
                } else {
                    "304 bellwire.invalid \"Audio needed\""
                };
                (488, Name::Warning, needed)
            }
        },
    };
    let mut response = request.response(status);
    response.headers.push(name, value);
    if request.headers.has(&Name::ContentEncoding) {
        response.headers.push(Name::AcceptEncoding, "identity");
    }
    Err(response)
}
