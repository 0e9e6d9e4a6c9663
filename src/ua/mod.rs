//! Floor 4: the user agent.

pub mod config;
pub mod event;
pub mod failure;
pub mod input;
pub mod media;
pub mod output;
