//! The media host: which call has which sound and which peer connections, and who serves a request.

use alloc::rc::Rc;
use core::cell::RefCell;

use js_sys::Function;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{MediaStream, RtcPeerConnection};

use super::error::media_error;
use super::peer::Peer;
use super::talk::Talk;
use crate::browser::task::soon;
use crate::ua::CallId;
use crate::ua::media::{MediaError, MediaErrorKind, MediaReply, MediaRequest, PeerId, Stamp, Step};

/// Serves the media requests of one user agent. Replies and notices come from tasks of their own, never from within a
/// request.
pub(crate) struct MediaHost {
    /// Makes a connection.
    make: Function,
    tell: Rc<dyn Fn(PeerId, MediaReply)>,
    peers: RefCell<Vec<Entry>>,
    talks: RefCell<Vec<(CallId, Rc<Talk>)>>,
}

struct Entry {
    call: CallId,
    id: PeerId,
    peer: Rc<Peer>,
}

impl MediaHost {
    /// A host whose connections come from `make`.
    pub(crate) fn new(make: Function, tell: Rc<dyn Fn(PeerId, MediaReply)>) -> Self {
        Self { make, tell, peers: RefCell::default(), talks: RefCell::default() }
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

    /// What the call is to send: a stream of the application, or a microphone.
    pub(crate) fn choose(&self, call: CallId, wanted: JsValue, provided: bool) {
        self.talk(call).choose(wanted, provided);
    }

    /// The call sends silence, or no silence any more.
    pub(crate) fn mute(&self, call: CallId, muted: bool) {
        self.talk(call).mute(muted);
    }

    /// The call sends another microphone, and `then` is told what hinders that; false for a call that sends nothing.
    pub(crate) fn use_microphone(
        &self,
        call: CallId,
        wanted: JsValue,
        then: Box<dyn FnOnce(Option<MediaError>)>,
    ) -> bool {
        let peer = self.newest(call).filter(|peer| peer.sends());
        if let Some(peer) = &peer {
            peer.use_microphone(wanted, then);
        }
        peer.is_some()
    }

    /// The newest peer connection of a call.
    pub(crate) fn connection(&self, call: CallId) -> Option<RtcPeerConnection> {
        self.newest(call).map(|peer| peer.connection())
    }

    /// What the other side sends.
    pub(crate) fn remote(&self, call: CallId) -> Result<MediaStream, JsValue> {
        self.talk(call).remote()
    }

    /// The call is over: closes what it still has and forgets its streams.
    pub(crate) fn forget(&self, call: CallId) {
        self.close(&|entry| entry.call == call);
        self.talks.borrow_mut().retain(|(id, _)| *id != call);
    }

    fn negotiate(&self, call: CallId, id: PeerId, stamp: Stamp, step: Step) {
        match self.peer(id).map_or_else(|| self.open(call, id), Ok) {
            Ok(peer) => peer.negotiate(stamp, step),
            Err(thrown) => {
                let tell = Rc::clone(&self.tell);
                let error = media_error(MediaErrorKind::Other, &thrown);
                soon(Box::new(move || tell(id, MediaReply::Failed { stamp, error })));
            }
        }
    }

    fn talk(&self, call: CallId) -> Rc<Talk> {
        let mut talks = self.talks.borrow_mut();
        if let Some((_, talk)) = talks.iter().find(|(id, _)| *id == call) {
            return Rc::clone(talk);
        }
        let talk = Rc::<Talk>::default();
        talks.push((call, Rc::clone(&talk)));
        talk
    }

    fn newest(&self, call: CallId) -> Option<Rc<Peer>> {
        let peers = self.peers.borrow();
        peers.iter().rfind(|entry| entry.call == call).map(|entry| Rc::clone(&entry.peer))
    }

    fn peer(&self, id: PeerId) -> Option<Rc<Peer>> {
        self.peers.borrow().iter().find(|entry| entry.id == id).map(|entry| Rc::clone(&entry.peer))
    }

    fn open(&self, call: CallId, id: PeerId) -> Result<Rc<Peer>, JsValue> {
        let tell = Rc::clone(&self.tell);
        let connection = self.make.call0(&JsValue::UNDEFINED)?.unchecked_into();
        let talk = self.talk(call);
        let remote = talk.remote()?;
        let peer = Peer::new(connection, talk, remote, Box::new(move |reply| tell(id, reply)));
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
