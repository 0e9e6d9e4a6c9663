//! What leaves the driver for the page.

use serde::Serialize;

use crate::ua::media::{MediaRequest, PeerId};
use crate::ua::{CallId, Stamped, Trace};

/// One message to the page, plain data that may cross into another thread.
#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub(crate) enum Message {
    /// For the application.
    Event {
        /// What happened.
        event: Stamped,
    },
    /// For the media host.
    Media {
        /// The call it is for.
        call: CallId,
        /// Its peer connection.
        peer: PeerId,
        /// What is asked.
        request: MediaRequest,
    },
    /// For whoever looks at the wire.
    Trace {
        /// The message that passed.
        trace: Trace,
    },
}
