//! What the driver carries out.

use super::event::{CallId, Stamped};
use super::media::{MediaRequest, PeerId};
use crate::time::Instant;
use crate::transaction::LinkId;

/// One effect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// Nothing more until this moment (on the monotonic clock) or the next input. Ends the drain.
    Wait(Option<Instant>),
    /// Send one WebSocket text message.
    Transmit(LinkId, Vec<u8>),
    /// Open a WebSocket with the subprotocol `sip`.
    OpenLink(LinkId, String),
    /// Close it.
    CloseLink(LinkId),
    /// Ask the media host of a call.
    Media(CallId, PeerId, MediaRequest),
    /// Tell the application.
    Event(Stamped),
    /// One wire message passed, secrets redacted; or what the browser has of a description that was mended on its way, or
    /// that stood in an earlier message than it should have.
    Trace(Trace),
}

/// One wire message as a person may see it: passwords' digests are blanked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    /// Milliseconds since 1970.
    pub at: u64,
    /// We sent it; a description was made by our browser.
    pub sent: bool,
    /// The message; `in the browser` and a description.
    pub text: String,
}
