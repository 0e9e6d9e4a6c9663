//! What needs a page: peer connections and the microphone.

mod capture;
mod error;
mod gathering;
mod host;
mod peer;
mod streams;
mod tones;

pub(crate) use host::MediaHost;
