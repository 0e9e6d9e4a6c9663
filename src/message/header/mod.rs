//! The headers whose values have a grammar, one file per family: parser, printer and tests side by side.

mod auth;
mod contact;
mod cseq;
mod from_to;
mod numbers;
mod reasons;
mod routing;
mod tokens;
mod via;

pub use auth::Challenge;
pub use cseq::CSeq;
pub use reasons::{Reason, Warning};
pub use tokens::MediaType;
pub use via::Via;

/// A message's headers of which there is but one.
#[cfg(test)]
fn with(name: crate::message::Name, value: &str) -> crate::message::Headers {
    let mut headers = crate::message::Headers::default();
    headers.push(name, value);
    headers
}
