//! The class `MediaHost`: peer connections and the microphone, in the page.

use alloc::rc::Rc;

use js_sys::Function;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{MediaStream, RtcPeerConnection};

use super::error::{call, unreadable};
use super::media;
use super::plain::PlainObject;
use crate::browser::page;
use crate::plain;
use crate::ua::CallId;
use crate::ua::media::{MediaReply, PeerId};

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
        let tell = Rc::new(move |PeerId(peer), reply: MediaReply| {
            call(&emit, &peer.into(), &plain::reply::<PlainObject>(&reply));
        });
        Self { host: page::MediaHost::new(open, tell) }
    }

    /// Serves one request of the core.
    pub fn handle(&self, call: u32, peer: u32, request: JsValue) -> Result<(), JsValue> {
        let request = media::request(request.unchecked_ref()).ok_or_else(unreadable)?;
        self.host.handle(CallId(call), PeerId(peer), request);
        Ok(())
    }

    /// The call sends this stream's audio instead of the microphone's. Its tracks are never stopped here.
    #[wasm_bindgen(js_name = provideAudio)]
    pub fn provide_audio(&self, call: u32, stream: MediaStream) {
        self.host.provide_audio(CallId(call), stream);
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
