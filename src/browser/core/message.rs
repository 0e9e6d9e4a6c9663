//! What leaves the driver for the page.

use crate::ua::media::{MediaRequest, PeerId};
use crate::ua::{CallId, Stamped, Trace};

/// One message to the page.
pub(crate) enum Message {
    /// For the application.
    Event(Stamped),
    /// For the media host: a call, its peer connection, and what is asked.
    Media(CallId, PeerId, MediaRequest),
    /// For whoever looks at the wire.
    Trace(Trace),
}
