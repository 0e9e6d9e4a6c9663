//! Floor 3: dialogs (RFC 3261 §12) and offer/answer (RFC 3264, RFC 6337).
//!
//! A dialog is not a call: it is named by Call-ID and two tags, counts, knows the way, and dies with its last usage.

mod id;
mod offer_answer;
mod route_set;
mod state;
mod table;

pub use id::DialogId;
pub use offer_answer::{Glare, OfferAnswer};
pub use route_set::{Head, RouteSet};
pub use state::{Dialog, OutOfOrder};
pub use table::{Dialogs, Usage};
