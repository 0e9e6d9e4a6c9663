//! The microphone.

use js_sys::{Error, Promise};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{MediaDevices, MediaStream, MediaStreamConstraints, MediaStreamTrack, Navigator};

use super::error::media_error;
use crate::browser::task::settled;
use crate::ua::media::{MediaError, MediaErrorKind};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_name = navigator)]
    static NAVIGATOR: Navigator;
}

/// Asks for the microphone; the person may take minutes to answer.
pub(super) fn microphone(then: Box<dyn FnOnce(Result<MediaStream, MediaError>)>) {
    match ask() {
        Ok(asked) => settled(
            &asked,
            Box::new(|outcome| {
                then(outcome.map(JsCast::unchecked_into).map_err(|thrown| refused(&thrown)));
            }),
        ),
        Err(error) => then(Err(error)),
    }
}

/// The stream's audio track. A stream of the application may have none, or several of which one is sent: an offer's
/// audio is one m-line.
pub(super) fn audio_track(stream: &MediaStream) -> Result<MediaStreamTrack, MediaError> {
    let track = stream.get_audio_tracks().get(0);
    if track.is_undefined() {
        let detail = "the stream that the application provided has no audio track".into();
        return Err(MediaError { kind: MediaErrorKind::MicrophoneMissing, detail });
    }
    Ok(track.unchecked_into())
}

/// A track ended that nobody stopped.
pub(super) fn lost() -> MediaError {
    MediaError { kind: MediaErrorKind::MicrophoneLost, detail: String::new() }
}

/// Switches off all that the stream captures.
pub(super) fn stop(stream: &MediaStream) {
    for track in stream.get_tracks() {
        track.unchecked_into::<MediaStreamTrack>().stop();
    }
}

fn ask() -> Result<Promise, MediaError> {
    let devices = NAVIGATOR
        .with(Navigator::media_devices)
        .ok()
        // Where the page is not secure the property is absent, which the binding does not know.
        .filter(|devices: &MediaDevices| !devices.is_undefined())
        .ok_or_else(|| MediaError { kind: MediaErrorKind::InsecurePage, detail: String::new() })?;
    let constraints = MediaStreamConstraints::new();
    constraints.set_audio_bool(true);
    devices.get_user_media_with_constraints(&constraints).map_err(|thrown| refused(&thrown))
}

fn refused(thrown: &JsValue) -> MediaError {
    let name = thrown.dyn_ref::<Error>().map(|error| String::from(error.name())).unwrap_or_default();
    let kind = match name.as_str() {
        "NotAllowedError" | "SecurityError" => MediaErrorKind::MicrophoneDenied,
        "NotFoundError" | "OverconstrainedError" => MediaErrorKind::MicrophoneMissing,
        "NotReadableError" | "AbortError" => MediaErrorKind::MicrophoneBusy,
        _ => MediaErrorKind::Other,
    };
    media_error(kind, thrown)
}
