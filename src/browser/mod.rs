//! Floor 5: the browser. `core` gives the user agent its socket, clock, timer and randomness, `page` makes its media;
//! `task` serves both. They meet in the plain data of [`crate::ua::media`] only, so that the core may run in a worker.

pub(crate) mod core;
pub(crate) mod page;
pub(crate) mod task;
