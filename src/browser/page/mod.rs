//! What needs a page: peer connections and the microphone.

mod capture;
mod error;
mod gathering;
mod host;
mod peer;
mod talk;
mod tones;

pub(crate) use host::MediaHost;
