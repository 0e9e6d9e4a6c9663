//! What is hard to read: the torture messages of RFC 4475 and RFC 5118 with our verdict on each, what other user agents
//! choke on, limits, and properties that hold for anything. Every verdict is what a user agent puts on the wire.

#![allow(
    clippy::unwrap_used,
    clippy::unwrap_in_result,
    reason = "a test that panics has failed, which is what it is for"
)]

#[allow(
    dead_code,
    unused_imports,
    clippy::wildcard_enum_match_arm,
    reason = "the harness is made for whole flows; here it answers one message"
)]
#[path = "../support/mod.rs"]
mod support;

mod eat;
mod first_lines;
mod found;
mod limits;
mod matrix;
mod properties;
mod rfc4475;
mod rfc5118;
mod verdict;
