//! What is sent: a microphone that was opened here, or a stream of the application.

use core::cell::Cell;

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

    type Page;
    #[wasm_bindgen(thread_local_v2, js_name = document)]
    static PAGE: Page;
    /// Firefox and Safari have none.
    #[wasm_bindgen(method, getter, js_name = featurePolicy)]
    fn feature_policy(this: &Page) -> Option<FeaturePolicy>;

    type FeaturePolicy;
    #[wasm_bindgen(method, js_name = allowsFeature)]
    fn allows_feature(this: &FeaturePolicy, feature: &str) -> bool;
}

/// Who is told how the opening went.
pub(super) type Opened = Box<dyn FnOnce(Result<Source, MediaError>)>;

/// An audio track and its stream. Dropped, it stops what was opened here, and nothing of the application's.
pub(super) struct Source {
    pub(super) stream: MediaStream,
    pub(super) track: MediaStreamTrack,
    opened: bool,
    /// Sent in the place of the application's track while that is not to be heard.
    double: Cell<Option<MediaStreamTrack>>,
}

impl Source {
    /// A stream of the application may have no audio track, or several of which one is sent: an offer's audio is one m-line.
    pub(super) fn new(stream: MediaStream, opened: bool) -> Result<Self, MediaError> {
        let track = stream.get_audio_tracks().get(0);
        if track.is_undefined() {
            let detail = "the stream that the application provided has no audio track".into();
            return Err(MediaError { kind: MediaErrorKind::MicrophoneMissing, detail });
        }
        Ok(Self { stream, track: track.unchecked_into(), opened, double: Cell::default() })
    }

    /// The track to send. Our own is switched off while it is muted, at once, and browsers may then let go of the
    /// microphone. The application's may be recorded, shown or sent in another call too: it stays as it is, and a double
    /// that is switched off is sent.
    pub(super) fn audible(&self, muted: bool) -> MediaStreamTrack {
        self.stop_double();
        if self.opened {
            self.track.set_enabled(!muted);
        } else if muted {
            let double = self.track.clone();
            double.set_enabled(false);
            self.double.set(Some(Clone::clone(&double)));
            return double;
        }
        Clone::clone(&self.track)
    }

    fn stop_double(&self) {
        if let Some(double) = self.double.take() {
            double.stop();
        }
    }
}

impl Drop for Source {
    fn drop(&mut self) {
        self.stop_double();
        if self.opened {
            self.track.stop();
        }
    }
}

/// Asks for a microphone, in the words of `getUserMedia`; the person may take minutes to answer.
pub(super) fn microphone(wanted: &JsValue, then: Opened) {
    match ask(wanted) {
        Ok(asked) => settled(
            &asked,
            Box::new(|outcome| {
                let stream = outcome.map_err(|thrown| refused(&thrown));
                then(stream.and_then(|stream| Source::new(stream.unchecked_into(), true)));
            }),
        ),
        Err(error) => then(Err(error)),
    }
}

/// A track ended that nobody stopped.
pub(super) fn lost() -> MediaError {
    MediaError { kind: MediaErrorKind::MicrophoneLost, detail: String::new() }
}

fn ask(wanted: &JsValue) -> Result<Promise, MediaError> {
    let devices = NAVIGATOR
        .with(Navigator::media_devices)
        .ok()
        // Where the page is not secure the property is absent, which the binding does not know.
        .filter(|devices: &MediaDevices| !devices.is_undefined())
        .ok_or_else(|| MediaError { kind: MediaErrorKind::InsecurePage, detail: String::new() })?;
    let constraints = MediaStreamConstraints::new();
    constraints.set_audio(wanted);
    devices.get_user_media_with_constraints(&constraints).map_err(|thrown| refused(&thrown))
}

fn refused(thrown: &JsValue) -> MediaError {
    let name = thrown.dyn_ref::<Error>().map(|error| String::from(error.name())).unwrap_or_default();
    let kind = match name.as_str() {
        "NotAllowedError" | "SecurityError" if is_blocked() => MediaErrorKind::MicrophoneBlocked,
        "NotAllowedError" | "SecurityError" => MediaErrorKind::MicrophoneDenied,
        "NotFoundError" | "OverconstrainedError" => MediaErrorKind::MicrophoneMissing,
        "NotReadableError" | "AbortError" => MediaErrorKind::MicrophoneBusy,
        _ => MediaErrorKind::Other,
    };
    media_error(kind, thrown)
}

/// By a header of the page or the frame that it is in, so that nobody was asked: the name of the error is the same.
fn is_blocked() -> bool {
    PAGE.with(Page::feature_policy).is_some_and(|policy| !policy.allows_feature("microphone"))
}
