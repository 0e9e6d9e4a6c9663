//! Bellwire: a SIP user agent for the browser.

extern crate alloc;

pub mod auth;
pub mod dialog;
pub mod entropy;
pub mod message;
pub mod plain;
pub mod sdp;
pub mod table;
pub mod text;
pub mod time;
pub mod transaction;
pub mod ua;

#[cfg(target_arch = "wasm32")]
mod browser;
#[cfg(target_arch = "wasm32")]
mod exports;
