//! Floor 2: digest authentication (RFC 7616, RFC 8760, RFC 3261 §22).

mod digest;
mod md5;
mod secret;
mod session;
mod wallet;

pub use digest::Algorithm;
pub use secret::{Credentials, Secret};
pub use wallet::{Refusal, Wallet};
