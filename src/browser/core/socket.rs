//! One WebSocket that speaks the subprotocol `sip` (RFC 7118).

use alloc::rc::Rc;
use core::cell::Cell;

use gloo::events::EventListener;
use js_sys::{ArrayBuffer, Function, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{BinaryType, CloseEvent, Event, MessageEvent, WebSocket};

use crate::browser::listeners::{Hear, listen};
use crate::ua::LinkClosure;

const SUBPROTOCOL: &str = "sip";

/// What a socket says.
pub(super) enum Heard {
    /// It is open and speaks `sip`.
    Opened,
    /// One message.
    Received(Vec<u8>),
    /// It is gone; nothing follows.
    Closed(LinkClosure),
}

/// An `error` event says nothing, and `close` always follows it.
const EVENTS: [&str; 3] = ["open", "message", "close"];

/// A WebSocket with its listeners. Dropped, it says nothing more and closes, after what was sent has gone out.
pub(super) struct Socket {
    web: WebSocket,
    _listeners: Vec<EventListener>,
}

impl Socket {
    /// Begins to connect, by a socket that `connect` makes. `hear` is called from the event loop, never from within this
    /// function.
    pub(super) fn open(connect: &Function, url: &str, hear: Rc<dyn Fn(Heard)>) -> Result<Rc<Self>, JsValue> {
        let made = connect.call2(&JsValue::UNDEFINED, &url.into(), &SUBPROTOCOL.into())?;
        let web: WebSocket = made.unchecked_into();
        web.set_binary_type(BinaryType::Arraybuffer);
        let (itself, opened) = (web.clone(), Cell::new(false));
        let hear: Hear = Rc::new(move |name, event| hear(heard(name, event, &itself, &opened)));
        let listeners = listen(&web, &EVENTS, &hear);
        Ok(Rc::new(Self { web, _listeners: listeners }))
    }

    /// Sends one message, as text wherever it is text.
    pub(super) fn send(&self, message: &[u8]) {
        let sent = match str::from_utf8(message) {
            Ok(text) => self.web.send_with_str(text),
            Err(_) => self.web.send_with_u8_array(message),
        };
        // It throws only before the socket is open, when nobody has been told `Opened`; after the end it is silent.
        debug_assert!(sent.is_ok());
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        // `close()` without a code cannot throw.
        let _ = self.web.close();
    }
}

fn heard(name: &str, event: &Event, web: &WebSocket, opened: &Cell<bool>) -> Heard {
    match name {
        "open" => {
            opened.set(true);
            if web.protocol() == SUBPROTOCOL {
                Heard::Opened
            } else {
                Heard::Closed(LinkClosure::WrongSubprotocol)
            }
        }
        "message" => Heard::Received(bytes(&event.unchecked_ref::<MessageEvent>().data())),
        _ if opened.get() => {
            let event = event.unchecked_ref::<CloseEvent>();
            Heard::Closed(LinkClosure::Closed { code: event.code(), reason: event.reason() })
        }
        _ => Heard::Closed(LinkClosure::Refused),
    }
}

fn bytes(data: &JsValue) -> Vec<u8> {
    match data.as_string() {
        Some(text) => text.into_bytes(),
        None => Uint8Array::new(data.unchecked_ref::<ArrayBuffer>()).to_vec(),
    }
}
