//! Floor 2: digest authentication (RFC 7616, RFC 8760, RFC 3261 §22).

mod digest;
mod hash;
mod md5;
mod secret;
mod session;
mod sha2;
mod wallet;

pub use digest::{Protection, Question};
pub use hash::Hash;
pub use secret::{Credentials, Key, Secret, is_whole};
pub use wallet::{Refusal, Refused, Wallet};
