//! What is measured: a mix of messages as a phone meets them, and agents on a virtual clock. Run by `cargo xtask bench
//! core`.

mod messages;
mod sdp;
mod world;

pub use messages::mix;
pub use world::{Crowd, Line};
