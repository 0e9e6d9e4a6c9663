//! The sound of a call, in both directions: it outlives the call's connections.

use core::cell::{Cell, RefCell};

use wasm_bindgen::JsValue;
use web_sys::{MediaStream, RtcPeerConnection, RtcRtpSender};

use super::capture::{self, Opened, Source};
use crate::browser::task::settled;

/// What a call sends and hears.
///
/// `stream.clone()` is the JavaScript method, which makes another stream with other tracks; `Clone::clone` is another
/// handle of the same.
pub(super) struct Talk {
    /// What the other side sends: one stream for the whole call.
    remote: MediaStream,
    /// The stream of the application that is sent in the place of a microphone.
    provided: RefCell<Option<MediaStream>>,
    /// Which microphone is opened, in the words of `getUserMedia`.
    microphone: RefCell<JsValue>,
    muted: Cell<bool>,
    sent: RefCell<Option<Sent>>,
}

struct Sent {
    sender: RtcRtpSender,
    source: Source,
}

impl Talk {
    pub(super) fn new() -> Result<Self, JsValue> {
        Ok(Self {
            remote: MediaStream::new()?,
            provided: RefCell::default(),
            microphone: RefCell::new(JsValue::TRUE),
            muted: Cell::default(),
            sent: RefCell::default(),
        })
    }

    /// What the other side sends.
    pub(super) fn remote(&self) -> MediaStream {
        Clone::clone(&self.remote)
    }

    /// From now on this is what is sent: a stream of the application, or else this microphone.
    pub(super) fn provide(&self, stream: Option<MediaStream>, microphone: JsValue) {
        self.provided.replace(stream);
        self.microphone.replace(microphone);
    }

    /// Opens what is to be sent.
    pub(super) fn open(&self, then: Opened) {
        match &*self.provided.borrow() {
            Some(stream) => then(Source::provided(Clone::clone(stream))),
            None => capture::microphone(&self.microphone.borrow(), then),
        }
    }

    /// Something is sent already.
    pub(super) fn sends(&self) -> bool {
        self.sent.borrow().is_some()
    }

    /// Sends this by a connection that sends nothing yet.
    pub(super) fn send(&self, connection: &RtcPeerConnection, source: Source) {
        let sender = connection.add_track_0(&source.audible(self.muted.get()), &source.stream);
        self.sent.replace(Some(Sent { sender, source }));
    }

    /// Sends another microphone in the place of what is sent.
    pub(super) fn switch(&self, microphone: JsValue, source: Source) {
        self.provide(None, microphone);
        if let Some(sent) = &mut *self.sent.borrow_mut() {
            sent.source = source;
        }
        self.mute(self.muted.get());
    }

    /// Sends silence, or no silence any more; also what is sent later. Packets flow in either case: servers count on
    /// them.
    pub(super) fn mute(&self, muted: bool) {
        self.muted.set(muted);
        if let Some(Sent { sender, source }) = &*self.sent.borrow() {
            // It fails on a closed connection alone, which sends nothing.
            settled(&sender.replace_track(Some(&source.audible(muted))), Box::new(|_| {}));
        }
    }

    /// Takes back what the connection was given to send, and stops it.
    pub(super) fn take_back(&self, connection: &RtcPeerConnection) {
        if let Some(Sent { sender, .. }) = &self.sent.take() {
            connection.remove_track(sender);
        }
    }

    /// The connection is closed: stops what it sent.
    pub(super) fn stop(&self) {
        self.sent.take();
    }
}
