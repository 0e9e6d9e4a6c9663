//! The sound of a call, in both directions: it outlives the call's connections.

use core::cell::{Cell, RefCell};

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{MediaStream, RtcPeerConnection, RtcRtpSender};

use super::capture::{self, Opened, Source};
use crate::browser::task::{Settled, settled};

/// What a call sends and hears.
///
/// `stream.clone()` is the JavaScript method, which makes another stream with other tracks; `Clone::clone` is another
/// handle of the same.
#[derive(Default)]
pub(super) struct Talk {
    /// What the other side sends: one stream for the whole call.
    remote: RefCell<Option<MediaStream>>,
    /// What is to be sent: a stream of the application, or which microphone, in the words of `getUserMedia`.
    wanted: RefCell<JsValue>,
    /// It is a stream.
    provided: Cell<bool>,
    muted: Cell<bool>,
    sent: RefCell<Option<Sent>>,
}

struct Sent {
    sender: RtcRtpSender,
    source: Source,
}

impl Talk {
    /// What the other side sends.
    pub(super) fn remote(&self) -> Result<MediaStream, JsValue> {
        let mut remote = self.remote.borrow_mut();
        if let Some(stream) = &*remote {
            return Ok(Clone::clone(stream));
        }
        let stream = MediaStream::new()?;
        *remote = Some(Clone::clone(&stream));
        Ok(stream)
    }

    /// From now on this is what is opened to be sent.
    pub(super) fn choose(&self, wanted: JsValue, provided: bool) {
        self.wanted.replace(wanted);
        self.provided.set(provided);
    }

    /// Opens what is to be sent.
    pub(super) fn open(&self, then: Opened) {
        let wanted = Clone::clone(&*self.wanted.borrow());
        if self.provided.get() {
            then(Source::new(wanted.unchecked_into(), false));
        } else {
            capture::microphone(&wanted, then);
        }
    }

    /// Something is sent already.
    pub(super) fn sends(&self) -> bool {
        self.sent.borrow().is_some()
    }

    /// Sends this by the connection, in the place of what it sent before, and tells when it does.
    pub(super) fn send(&self, connection: &RtcPeerConnection, source: Source, then: Settled) {
        let sent = &mut *self.sent.borrow_mut();
        match sent {
            Some(sent) => {
                sent.source = source;
                sent.turn(self.muted.get(), then);
            }
            None => {
                let sender = connection.add_track_0(&source.audible(self.muted.get()), &source.stream);
                *sent = Some(Sent { sender, source });
                then(Ok(JsValue::UNDEFINED));
            }
        }
    }

    /// Sends silence, or no silence any more; also what is sent later. Packets flow in either case: servers count on
    /// them.
    pub(super) fn mute(&self, muted: bool) {
        self.muted.set(muted);
        if let Some(sent) = &*self.sent.borrow() {
            // It fails on a closed connection alone, which sends nothing.
            sent.turn(muted, Box::new(|_| {}));
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

impl Sent {
    /// The browser takes a while to send another track.
    fn turn(&self, muted: bool, then: Settled) {
        settled(&self.sender.replace_track(Some(&self.source.audible(muted))), then);
    }
}
