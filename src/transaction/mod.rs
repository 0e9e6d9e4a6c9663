//! Floor 2: the four transaction machines (RFC 3261 §17, RFC 6026, RFC 4320) and the table that keeps them.
//!
//! The machines assume a reliable transport, which is all a browser has: a WebSocket delivers a message or breaks. A
//! broken link ends the transactions that live on it; what to do then is for the floors above.

mod client;
mod client_invite;
mod key;
mod server;
mod server_invite;
mod table;
#[cfg(test)]
mod tests;
mod timer;

pub use table::{ClientId, Gone, Output, ServerId, Transactions};
pub use timer::{PATIENCE, T1, T2};

/// One WebSocket connection. Every input and output of a link carries it, and a transaction remembers its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct LinkId(pub u32);
