//! NOTIFY that nobody subscribed to (decision 16). Asterisk tells of waiting messages in this way, and other servers keep
//! a path open by it.

use super::desk::Desk;
use super::event::Event;
use crate::message::{Name, Request, Response};
use crate::text::{lossy, until};

/// What servers send unasked.
const UNASKED: [&str; 3] = ["message-summary", "keep-alive", "check-sync"];

/// 200 and an event for these three; any other belongs to a subscription, and there is none (RFC 6665 §4.1.3).
pub(super) fn answer(desk: &mut Desk, request: &Request) -> Response {
    let event = request.headers.text(&Name::Event).unwrap_or_default();
    let event = until(b';', event).0.trim_ascii();
    for package in UNASKED {
        if package.eq_ignore_ascii_case(event) {
            let content_type = request.headers.lossy(&Name::ContentType).unwrap_or_default();
            desk.event(Event::Notify { package, content_type, body: lossy(&request.body) });
            return request.response(200);
        }
    }
    request.response(481)
}
