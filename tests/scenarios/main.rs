//! Whole flows between user agents and scripted servers, on a virtual clock.

#![allow(
    clippy::unwrap_used,
    clippy::unwrap_in_result,
    reason = "a test that panics has failed, which is what it is for"
)]
#![allow(
    clippy::wildcard_enum_match_arm,
    reason = "a script looks for one thing among many, and the others are no concern of its"
)]

#[path = "../support/mod.rs"]
mod support;

mod auth;
mod changes;
mod chaos;
mod determinism;
mod ending;
mod failing;
mod forks;
mod incoming;
mod late;
mod link;
mod options;
mod outgoing;
mod proxies;
mod races;
mod registration;
mod reinvite;
mod requests;
mod servers;
mod states;
mod tones;
mod waiting;
mod weather;
mod why;
mod wire;
