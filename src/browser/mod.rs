//! Floor 5: the browser. `core` gives the user agent its socket, clock, timer and randomness, `page` makes its media;
//! `task` and `listeners` serve both. They meet in the plain data of [`crate::ua::media`] only, so that the core may run in a worker.

pub(crate) mod core;
pub(crate) mod listeners;
pub(crate) mod page;
pub(crate) mod task;
