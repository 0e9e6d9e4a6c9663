//! A SIP-over-WebSocket registrar and proxy for your laptop: what `cargo xtask demo` serves. **For development only**:
//! its passwords are printed on start, and it listens on the loopback interface alone.
//!
//! [`Switchboard`] is sans-IO, made of `bellwire::message` and `bellwire::transaction`: frames and time go in, frames and
//! lines for a person come out. `account` knows who may register, `digest` proves it, `registrar` answers REGISTER,
//! `location` remembers which socket is whose, and `proxy` takes requests there. [`serve`] is the shell around it: a web
//! server with the demo's files, and the WebSocket at `/sip`.
//!
//! It has no outbound (RFC 5626), no GRUU (RFC 5627) and no other transport. Passing against it proves the demo, not the
//! protocol.

extern crate alloc;

mod board;
mod shell;

pub use crate::board::{Output, Switchboard};
pub use crate::shell::serve;

/// What is printed first, so that nobody takes this for a server.
pub const BANNER: &str = "Bellwire switchboard, for development only: \
    users alice, bob, carol and dave, each with the password bellwire";
