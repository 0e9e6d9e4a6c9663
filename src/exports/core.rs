//! The class `Core`: a user agent with its socket. It may live in a worker.

use alloc::rc::Rc;

use js_sys::{Array, Function};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::convert::to_js;
use super::error::{call, misuse, unreadable};
use super::fields::Fields;
use super::{command, config, media};
use crate::browser::core::Driver;
use crate::ua::media::PeerId;
use crate::ua::{Input, Network};

/// A user agent. Freed, it closes its socket and says nothing more.
#[wasm_bindgen]
pub struct Core {
    driver: Rc<Driver>,
}

#[wasm_bindgen]
impl Core {
    /// `emit` gets every message for the page, in order and never from within a method. Throws `{option, problem}`.
    #[wasm_bindgen(constructor)]
    pub fn new(config: JsValue, emit: Function) -> Result<Self, JsValue> {
        let config = config::config(&Fields(config));
        let emit = Box::new(move |message| call(&emit, &Array::of1(&to_js(&message))));
        let driver = Driver::new(config, emit).map_err(|error| to_js(&error))?;
        Ok(Self { driver })
    }

    /// What the application wants; the kind of misuse if that was refused.
    pub fn command(&self, command: JsValue) -> Result<JsValue, JsValue> {
        let command = command::command(&Fields(command)).ok_or_else(unreadable)?;
        Ok(misuse(self.driver.command(command)))
    }

    /// What the media host says.
    pub fn media(&self, peer: u32, reply: JsValue) -> Result<(), JsValue> {
        let reply = media::reply(&Fields(reply)).ok_or_else(unreadable)?;
        self.driver.input(Input::Media(PeerId(peer), reply));
        Ok(())
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
