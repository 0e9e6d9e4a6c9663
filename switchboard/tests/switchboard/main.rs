//! The switchboard as its peers see it: on a virtual clock without sockets, and once over a real one.

#![expect(clippy::unwrap_used, reason = "what is not as it should be fails the test")]

mod bench;
mod calls;
#[cfg(feature = "echo")]
mod echo;
mod extensions;
mod garbage;
mod gate;
mod location;
mod log;
mod registrar;
mod socket;
