//! `cargo xtask bench`: what is measured, one file per kind.

mod core;

pub(crate) use self::core::run;
