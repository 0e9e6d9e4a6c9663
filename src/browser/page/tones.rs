//! Tones in the audio that is sent (RFC 4733), by the browser's `RTCDTMFSender`.

use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Event, EventTarget, RtcPeerConnection};

use super::error::media_error;
use crate::ua::media::{MediaError, MediaErrorKind};

/// Tells that the next tone begins, or that there is none.
pub(super) const TONE_CHANGE: &str = "tonechange";

#[wasm_bindgen]
extern "C" {
    type Sender;

    #[wasm_bindgen(method, getter)]
    fn dtmf(this: &Sender) -> Option<Tones>;

    /// Where tones go in. web-sys has it too, but knows no exception of `insertDTMF`.
    #[wasm_bindgen(extends = EventTarget)]
    pub(super) type Tones;

    #[wasm_bindgen(method, getter, js_name = toneBuffer)]
    fn tone_buffer(this: &Tones) -> String;

    #[wasm_bindgen(method, catch, js_name = insertDTMF)]
    fn insert(this: &Tones, tones: &str) -> Result<(), JsValue>;

    type Change;

    #[wasm_bindgen(method, getter)]
    fn tone(this: &Change) -> String;
}

/// Where the tones of a connection go in; none if it sends no audio.
pub(super) fn of(connection: &RtcPeerConnection) -> Option<Tones> {
    connection.get_senders().iter().find_map(|sender| sender.unchecked_into::<Sender>().dtmf())
}

/// Plays them behind those that wait.
pub(super) fn play(into: Option<&Tones>, tones: &str) -> Result<(), MediaError> {
    let refused = |thrown: &JsValue| media_error(MediaErrorKind::NoTones, thrown);
    let into = into.ok_or_else(|| refused(&JsValue::UNDEFINED))?;
    into.insert(&(into.tone_buffer() + tones)).map_err(|thrown| refused(&thrown))
}

/// Which tone it is that begins.
pub(super) fn begun(event: &Event) -> String {
    event.unchecked_ref::<Change>().tone()
}
