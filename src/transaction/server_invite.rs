//! The INVITE server transaction (RFC 3261 §17.2.1 as RFC 6026 §7.1 amends it), on a reliable transport.

use super::timer::Timer;

/// Its state.
///
/// ```text
///                      |INVITE: to the core
///                      V
///                 +--------+  INVITE again: absorbed
///   +-------------| Silent |-----------+
///   |2xx: send    +--------+           |300-699: send
///   |                  |1xx: send      |
///   |                  |200 ms: send 100
///   |                  V               |
///   |           +------------+  1xx from the core: send
///   +-----------| Proceeding |  INVITE again: send the last response again
///   |           +------------+         |
///   |2xx: send       |300-699: send    |
///   V                V                 |
/// +----------+  +-----------+          |
/// | Accepted |  | Completed |<---------+
/// +----------+  +-----------+  INVITE again: send the refusal again
///   |  ACK:          |ACK, timer H,
///   |  to the core   |link lost
///   |timer L,        |
///   |link lost       V
///   |           +------------+
///   +---------->| Terminated |
///               +------------+
/// ```
///
/// Silent is the beginning of the RFC's Proceeding, when the core has said nothing yet. In Accepted the core repeats its 2xx until the ACK comes (RFC 3261 §13.3.1.4); an INVITE that comes again is
/// absorbed. Confirmed is not a state here: timer I is zero on a reliable transport.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ServerInvite {
    Silent,
    Proceeding,
    Accepted,
    Completed,
    Terminated,
}

impl ServerInvite {
    /// The core answers; false when it must not any more.
    pub(super) fn on_send(self, status: u16) -> (Self, bool) {
        match (self, status) {
            (Self::Silent | Self::Proceeding, ..200) => (Self::Proceeding, true),
            (Self::Silent | Self::Proceeding | Self::Accepted, 200..=299) => (Self::Accepted, true),
            (Self::Silent | Self::Proceeding, 300..) => (Self::Completed, true),
            (Self::Accepted | Self::Completed | Self::Terminated, _) => (self, false),
        }
    }

    /// An ACK with the branch of the INVITE, which acknowledges a refusal; true when it goes to the core.
    pub(super) fn on_ack(self) -> (Self, bool) {
        match self {
            Self::Completed => (Self::Terminated, false),
            // Only an old peer sends the ACK of a 2xx on the INVITE's branch; the core knows what to do with it.
            Self::Accepted => (self, true),
            Self::Silent | Self::Proceeding | Self::Terminated => (self, false),
        }
    }

    /// The INVITE came again: true when the last response is sent again.
    pub(super) const fn repeats(self) -> bool {
        matches!(self, Self::Proceeding | Self::Completed)
    }

    /// The one timer that runs in this state.
    pub(super) const fn timer(self) -> Option<Timer> {
        match self {
            Self::Silent => Some(Timer::Trying),
            Self::Accepted => Some(Timer::L),
            Self::Completed => Some(Timer::H),
            Self::Proceeding | Self::Terminated => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ServerInvite::*;
    use super::*;

    /// TXN-06.
    #[test]
    fn whoever_calls_hears_something_within_200_ms() {
        assert_eq!(Silent.timer().map(Timer::length), Some(core::time::Duration::from_millis(200)));
        for status in [100, 180] {
            assert_eq!(Silent.on_send(status), (Proceeding, true));
        }
        assert_eq!(Silent.on_send(200), (Accepted, true));
        assert_eq!(Silent.on_send(488), (Completed, true));
        assert_eq!(Proceeding.timer(), None);
    }

    #[test]
    fn a_refusal_waits_for_its_ack_and_for_timer_h() {
        assert_eq!(Proceeding.on_send(486), (Completed, true));
        assert_eq!(Completed.timer(), Some(Timer::H));
        assert_eq!(Completed.on_ack(), (Terminated, false));
    }

    #[test]
    fn nothing_is_sent_after_a_final_response_but_a_2xx_again() {
        assert_eq!(Proceeding.on_send(200), (Accepted, true));
        assert_eq!(Accepted.on_send(200), (Accepted, true));
        assert_eq!(Accepted.on_send(486), (Accepted, false));
        assert_eq!(Completed.on_send(200), (Completed, false));
    }

    /// TXN-06.
    #[test]
    fn a_repeated_invite_gets_the_last_response_but_not_a_second_2xx() {
        assert!(Proceeding.repeats() && Completed.repeats());
        assert!(!Accepted.repeats());
    }
}
