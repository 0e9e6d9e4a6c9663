//! The media host: which call has which peer connections, and who serves a request.

use alloc::rc::Rc;
use core::cell::RefCell;

use js_sys::Function;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{MediaStream, RtcPeerConnection};

use super::error::media_error;
use super::peer::Peer;
use super::streams::Streams;
use crate::browser::task::soon;
use crate::ua::CallId;
use crate::ua::media::{MediaErrorKind, MediaReply, MediaRequest, PeerId, Stamp, Step};

/// Serves the media requests of one user agent. Replies and notices come from tasks of their own, never from within a
/// request.
pub(crate) struct MediaHost {
    /// Makes a connection.
    make: Function,
    tell: Rc<dyn Fn(PeerId, MediaReply)>,
    peers: RefCell<Vec<Entry>>,
    provided: Streams,
    remote: Streams,
}

struct Entry {
    call: CallId,
    id: PeerId,
    peer: Rc<Peer>,
}

impl MediaHost {
    /// A host whose connections come from `make`.
    pub(crate) fn new(make: Function, tell: Rc<dyn Fn(PeerId, MediaReply)>) -> Self {
        Self {
            make,
            tell,
            peers: RefCell::default(),
            provided: Streams::default(),
            remote: Streams::default(),
        }
    }

    /// Serves one request.
    pub(crate) fn handle(&self, call: CallId, id: PeerId, request: MediaRequest) {
        match request {
            MediaRequest::Negotiate { stamp, step } => self.negotiate(call, id, stamp, step),
            MediaRequest::TakeDescription => {
                if let Some(peer) = self.peer(id) {
                    peer.take_description();
                }
            }
            MediaRequest::SendTones { tones } => {
                if let Some(peer) = self.peer(id) {
                    peer.send_tones(&tones);
                }
            }
            MediaRequest::Close => self.close(&|entry| entry.id == id),
        }
    }

    /// From now on the call sends this stream's audio instead of the microphone's.
    pub(crate) fn provide_audio(&self, call: CallId, stream: MediaStream) {
        self.provided.set(call, stream);
    }

    /// The newest peer connection of a call.
    pub(crate) fn connection(&self, call: CallId) -> Option<RtcPeerConnection> {
        let peers = self.peers.borrow();
        peers.iter().rfind(|entry| entry.call == call).map(|entry| entry.peer.connection())
    }

    /// What the other side sends: one stream for the whole call, whatever connections it has.
    pub(crate) fn remote(&self, call: CallId) -> Result<MediaStream, JsValue> {
        if let Some(stream) = self.remote.get(call) {
            return Ok(stream);
        }
        let stream = MediaStream::new()?;
        self.remote.set(call, Clone::clone(&stream));
        Ok(stream)
    }

    /// The call is over: closes what it still has and forgets its streams.
    pub(crate) fn forget(&self, call: CallId) {
        self.close(&|entry| entry.call == call);
        self.provided.forget(call);
        self.remote.forget(call);
    }

    fn negotiate(&self, call: CallId, id: PeerId, stamp: Stamp, step: Step) {
        match self.peer(id).map_or_else(|| self.open(call, id), Ok) {
            Ok(peer) => peer.negotiate(stamp, step, self.provided.get(call)),
            Err(thrown) => {
                let tell = Rc::clone(&self.tell);
                let error = media_error(MediaErrorKind::Other, &thrown);
                soon(Box::new(move || tell(id, MediaReply::Failed { stamp, error })));
            }
        }
    }

    fn peer(&self, id: PeerId) -> Option<Rc<Peer>> {
        self.peers.borrow().iter().find(|entry| entry.id == id).map(|entry| Rc::clone(&entry.peer))
    }

    fn open(&self, call: CallId, id: PeerId) -> Result<Rc<Peer>, JsValue> {
        let tell = Rc::clone(&self.tell);
        let connection = self.make.call0(&JsValue::UNDEFINED)?.unchecked_into();
        let peer = Peer::new(connection, self.remote(call)?, Box::new(move |reply| tell(id, reply)));
        self.peers.borrow_mut().push(Entry { call, id, peer: Rc::clone(&peer) });
        Ok(peer)
    }

    fn close(&self, gone: &dyn Fn(&Entry) -> bool) {
        while let Some(peer) = self.take(gone) {
            peer.close();
        }
    }

    fn take(&self, gone: &dyn Fn(&Entry) -> bool) -> Option<Rc<Peer>> {
        let mut peers = self.peers.borrow_mut();
        let at = peers.iter().position(gone)?;
        Some(peers.remove(at).peer)
    }
}

impl Drop for MediaHost {
    fn drop(&mut self) {
        self.close(&|_| true);
    }
}
