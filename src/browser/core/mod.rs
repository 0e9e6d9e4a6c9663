//! What drives the user agent: no window and no document, so that it may run in a worker.

mod clock;
mod driver;
mod entropy;
mod message;
mod socket;

pub(crate) use driver::Driver;
pub(crate) use message::Message;
