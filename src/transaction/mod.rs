//! Floor 2: the four transaction machines.

/// One WebSocket connection to a server. Every input and output of a link carries it, and a transaction remembers its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct LinkId(pub u32);
