//! The class `MediaHost`: peer connections and the microphone, in the page.

use alloc::rc::Rc;

use js_sys::Function;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{MediaStream, RtcPeerConnection};

use super::error::{call as tell, unreadable};
use super::media;
use super::plain::PlainObject;
use crate::browser::page;
use crate::plain::{self, Word};
use crate::ua::CallId;
use crate::ua::media::{MediaError, MediaReply, PeerId};

/// Serves a core's media requests. Freed, it closes every connection and stops every microphone it opened.
#[wasm_bindgen]
pub struct MediaHost {
    host: page::MediaHost,
}

#[wasm_bindgen]
impl MediaHost {
    /// `open` makes a connection; `emit` gets the peer's number and a reply or notice, never from within a method.
    #[wasm_bindgen(constructor)]
    pub fn new(open: Function, emit: Function) -> Self {
        let reply = Rc::new(move |PeerId(peer), reply: MediaReply| {
            tell(&emit, &peer.into(), &plain::reply::<PlainObject>(&reply));
        });
        Self { host: page::MediaHost::new(open, reply) }
    }

    /// Serves one request of the core.
    pub fn handle(&self, call: u32, peer: u32, request: JsValue) -> Result<(), JsValue> {
        let request = media::request(request.unchecked_ref()).ok_or_else(unreadable)?;
        self.host.handle(CallId(call), PeerId(peer), request);
        Ok(())
    }

    /// What the call is to send: a stream of the application (`provided`), whose tracks are never touched here, or a
    /// microphone in the words of `getUserMedia`.
    pub fn choose(&self, call: u32, wanted: JsValue, provided: bool) {
        self.host.choose(CallId(call), wanted, provided);
    }

    /// The call sends silence, or no silence any more.
    pub fn mute(&self, call: u32, muted: bool) {
        self.host.mute(CallId(call), muted);
    }

    /// The call sends another microphone. `done` is told the kind of the failure and the browser's words if it does not;
    /// false for a call that sends nothing.
    #[wasm_bindgen(js_name = useMicrophone)]
    pub fn use_microphone(&self, call: u32, wanted: JsValue, done: Function) -> bool {
        let then = move |failure: Option<MediaError>| {
            let (kind, detail) = failure.map(|error| (error.kind.word(), error.detail)).unwrap_or_default();
            tell(&done, &kind.into(), &detail.into());
        };
        self.host.use_microphone(CallId(call), wanted, Box::new(then))
    }

    /// The call's peer connection.
    pub fn connection(&self, call: u32) -> Option<RtcPeerConnection> {
        self.host.connection(CallId(call))
    }

    /// What the other side sends; its tracks come when they come.
    pub fn remote(&self, call: u32) -> Result<MediaStream, JsValue> {
        self.host.remote(CallId(call))
    }

    /// The call is over.
    pub fn forget(&self, call: u32) {
        self.host.forget(CallId(call));
    }
}
