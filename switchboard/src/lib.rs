//! A SIP-over-WebSocket registrar and proxy for your laptop: what `cargo xtask demo` serves. **For development only**:
//! its passwords are printed on start, and it listens on the loopback interface alone.
//!
//! [`Switchboard`] is sans-IO, made of `bellwire::message` and `bellwire::transaction`: frames and time go in, frames and
//! lines for a person come out. `account` knows who may register, `gate` lets pass who proves it by `digest`, `registrar`
//! answers REGISTER, `location` remembers which socket is whose, and `proxy` takes requests there. [`serve`] is the shell
//! around it: a web server with the demo's files, and the WebSocket at `/sip`.
//!
//! # Somebody to call
//!
//! `extensions` has names that answer by themselves, each a `bellwire::ua::UserAgent` on a line inside. Anybody may call
//! them, without name and password; everything else is for those who prove to be one of the users.
//!
//! | name | what becomes of a call |
//! | --- | --- |
//! | `echo` | it is answered, and the caller hears what is heard of them |
//! | `busy` | 486 |
//! | `noanswer` | it rings, and nobody comes |
//! | `decline` | 603 |
//!
//! The media of `echo` is the third implementation of the core's media port, beside that of the browser and that of the
//! scenarios: str0m on a UDP socket a call (`shell/echo`, feature `echo`). Signalling stays on loopback. Media cannot,
//! since Firefox has no candidate there: its socket has the machine's own address, and hears senders on this machine only.
//!
//! It has no outbound (RFC 5626), no GRUU (RFC 5627) and no other transport. Passing against it proves the demo, not the
//! protocol.

extern crate alloc;

mod board;
mod shell;

pub use crate::board::{MediaNews, Output, Switchboard};
pub use crate::shell::serve;

/// What is printed first, so that nobody takes this for a server.
pub const BANNER: &str = "Bellwire switchboard, for development only: \
    users alice, bob, carol and dave, each with the password bellwire";

/// Whom one can call beside the others.
pub const EXTENSIONS: &str = if cfg!(feature = "echo") {
    "Anybody may call echo (you hear yourself), busy, noanswer and decline. Times are UTC."
} else {
    "Anybody may call busy, noanswer and decline. Times are UTC."
};
