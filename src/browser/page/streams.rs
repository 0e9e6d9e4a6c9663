//! A media stream for each call.

use core::cell::RefCell;

use web_sys::MediaStream;

use crate::ua::CallId;

/// Streams by call.
///
/// `stream.clone()` is the JavaScript method, which makes another stream with other tracks; `Clone::clone` is another
/// handle of the same.
#[derive(Default)]
pub(super) struct Streams(RefCell<Vec<(CallId, MediaStream)>>);

impl Streams {
    /// The stream of a call.
    pub(super) fn get(&self, call: CallId) -> Option<MediaStream> {
        self.0.borrow().iter().find(|(id, _)| *id == call).map(|(_, stream)| Clone::clone(stream))
    }

    /// Gives a call its stream, in the place of an earlier one.
    pub(super) fn set(&self, call: CallId, stream: MediaStream) {
        self.forget(call);
        self.0.borrow_mut().push((call, stream));
    }

    /// Forgets the stream of a call.
    pub(super) fn forget(&self, call: CallId) {
        self.0.borrow_mut().retain(|(id, _)| *id != call);
    }
}
