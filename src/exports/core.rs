//! The class `Core`: a user agent with its socket. It may live in a worker.

use alloc::rc::Rc;

use js_sys::Function;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

use super::error::{call, misuse, unreadable};
use super::plain::PlainObject;
use super::{command, config, media};
use crate::browser::core::{Driver, Message};
use crate::plain::{self, Plain};
use crate::ua::media::PeerId;
use crate::ua::{CallId, Input, Network};

/// A user agent. Freed, it closes its socket and says nothing more.
#[wasm_bindgen]
pub struct Core {
    driver: Rc<Driver>,
}

#[wasm_bindgen]
impl Core {
    /// `connect` makes a WebSocket of an address and a subprotocol; `emit` gets every message for the page, in order and
    /// never from within a method. Throws `{option, problem}`.
    #[wasm_bindgen(constructor)]
    pub fn new(config: JsValue, connect: Function, emit: Function) -> Result<Self, JsValue> {
        let config = config::config(config.unchecked_ref());
        let emit = Box::new(move |message: &Message| call(&emit, &told(message), &JsValue::UNDEFINED));
        let driver =
            Driver::new(config, connect, emit).map_err(|error| plain::config_error::<PlainObject>(&error))?;
        Ok(Self { driver })
    }

    /// What the application wants; the kind of misuse if that was refused.
    pub fn command(&self, command: JsValue) -> Result<JsValue, JsValue> {
        let command = command::command(command.unchecked_ref()).ok_or_else(unreadable)?;
        Ok(misuse(self.driver.command(command)))
    }

    /// What the media host says.
    pub fn media(&self, peer: u32, reply: JsValue) -> Result<(), JsValue> {
        let reply = media::reply(reply.unchecked_ref()).ok_or_else(unreadable)?;
        self.driver.input(Input::Media(PeerId(peer), reply));
        Ok(())
    }

    /// What the next core for this account has to know, as `memory` of its configuration; nothing secret.
    pub fn memory(&self) -> JsValue {
        // A text of wasm-bindgen's own costs glue that nothing else needs.
        JsValue::from_str(&self.driver.memory())
    }

    /// What the page knows about the network: `online`, `offline` or, after a sleep, `resumed`.
    pub fn network(&self, state: &str) {
        let network = match state {
            "online" => Network::Online,
            "offline" => Network::Offline,
            _ => Network::Resumed,
        };
        self.driver.input(Input::Network(network));
    }
}

impl Drop for Core {
    fn drop(&mut self) {
        self.driver.stop();
    }
}

/// `target`, if what was dialled is no address that `account` can call; otherwise nothing.
#[wasm_bindgen(js_name = checkTarget)]
pub fn check_target(target: &str, account: &str) -> JsValue {
    misuse(crate::ua::check_target(target, account))
}

fn told(message: &Message) -> PlainObject {
    let kind = |kind| PlainObject::default().text("kind", kind);
    match message {
        Message::Event(event) => kind("event").object("event", plain::event(event)),
        Message::Media(CallId(call), PeerId(peer), request) => kind("media")
            .number("call", (*call).into())
            .number("peer", (*peer).into())
            .object("request", plain::request(request)),
        Message::Trace(trace) => kind("trace").object("trace", plain::trace(trace)),
    }
}
