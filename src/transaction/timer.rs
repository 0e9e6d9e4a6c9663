//! The timers of RFC 3261 appendix A that run on a reliable transport, and their lengths.

use core::time::Duration;

/// How soon an INVITE hears something (RFC 3261 §17.2.1).
const SOON: Duration = Duration::from_millis(200);
/// The round-trip estimate (RFC 3261 §17.1.1.1).
pub const T1: Duration = Duration::from_millis(500);
/// The longest interval between repetitions (RFC 3261 §17.1.2.1).
pub const T2: Duration = Duration::from_secs(4);
/// How long anything waits for its counterpart: 64 × T1.
pub const PATIENCE: Duration = Duration::from_secs(32);

/// Why a transaction wakes.
///
/// A WebSocket delivers or breaks, so nothing is repeated (no timers A, E, G) and nothing lingers to absorb
/// repetitions (D, I, J and K are zero, RFC 3261 §17).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Timer {
    /// No response to an INVITE.
    B,
    /// No final response to an INVITE that was cancelled (RFC 3261 §9.1).
    Cancel,
    /// No final response to another request.
    F,
    /// No ACK for our refusal of an INVITE.
    H,
    /// The time in which the ACK for our 2xx may come (RFC 6026 §7.1).
    L,
    /// The time in which further 2xx may come from a fork (RFC 6026 §7.2).
    M,
    /// The core has said nothing to an INVITE yet, and a 100 is due (RFC 3261 §17.2.1).
    Trying,
}

impl Timer {
    pub(super) const fn length(self) -> Duration {
        match self {
            Self::Trying => SOON,
            Self::B | Self::Cancel | Self::F | Self::H | Self::L | Self::M => PATIENCE,
        }
    }
}
