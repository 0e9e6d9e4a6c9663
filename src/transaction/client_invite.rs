//! The INVITE client transaction (RFC 3261 §17.1.1 as RFC 6026 §7.2 amends it), on a reliable transport.

use super::timer::Timer;

/// Its state.
///
/// ```text
///                    |INVITE from the core
///                    V                 timer B or link lost
///                +---------+           inform the core
///      +---------| Calling |---------------------------------+
///      |         +---------+--- cancel ---> +------------+   |
///      |1xx           |300-699: ACK         | CancelHeld |-->|
///      |to the core   |to the core          +------------+   |
///      V              |                          |1xx: send  |
///  +------------+     |                          V CANCEL    |
///  | Proceeding |-----)---- cancel -------> +------------+   |
///  +------------+     |     send CANCEL     | Cancelling |-->| 300-699: ACK,
///      |2xx           |300-699: ACK         +------------+   | link lost
///      |to the core   |to the core               |2xx,       |
///      V              |                          |timer      |
///  +----------+       |                          |B, Cancel  |
///  | Accepted |<------)--------------------------+           |
///  +----------+ 2xx: to the core                             |
///      |timer M       |                                      |
///      |              V                                      |
///      |        +------------+                               |
///      +------->| Terminated |<------------------------------+
///               +------------+
/// ```
///
/// Completed is not a state here: timer D is zero on a reliable transport. A 2xx goes from any living state to
/// Accepted. CANCEL waits for the first 1xx (RFC 3261 §9.1). An INVITE that was cancelled and that nobody ended counts
/// as accepted, without a word to the core: a 2xx that comes so late still gets its ACK, and the BYE after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ClientInvite {
    Calling,
    CancelHeld,
    Proceeding,
    Cancelling,
    Accepted,
    Terminated,
}

/// What the table does besides changing the state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Deed {
    /// The response goes to the core.
    pub(super) inform: bool,
    /// An ACK goes out, with the branch of the INVITE.
    pub(super) ack: bool,
    /// A CANCEL goes out.
    pub(super) cancel: bool,
}

impl ClientInvite {
    /// A response whose branch and method are ours.
    pub(super) fn on_response(self, status: u16) -> (Self, Deed) {
        let to_core = Deed { inform: true, ..Deed::default() };
        match (self, status) {
            (Self::Terminated, _) | (Self::Accepted, 100..=199 | 300..) => (self, Deed::default()),
            (Self::Calling | Self::Proceeding, ..200) => (Self::Proceeding, to_core),
            (Self::CancelHeld, ..200) => (Self::Cancelling, Deed { cancel: true, ..to_core }),
            (Self::Cancelling, ..200) => (self, to_core),
            (Self::Accepted, ..300) | (_, 200..=299) => (Self::Accepted, to_core),
            (_, 300..) => (Self::Terminated, Deed { ack: true, ..to_core }),
        }
    }

    /// The core gives up.
    pub(super) fn on_cancel(self) -> (Self, Deed) {
        match self {
            Self::Calling => (Self::CancelHeld, Deed::default()),
            Self::Proceeding => (Self::Cancelling, Deed { cancel: true, ..Deed::default() }),
            Self::CancelHeld | Self::Cancelling | Self::Accepted | Self::Terminated => {
                (self, Deed::default())
            }
        }
    }

    /// The timer of this state has come.
    pub(super) const fn on_timer(self) -> Self {
        match self {
            Self::CancelHeld | Self::Cancelling => Self::Accepted,
            Self::Calling | Self::Proceeding | Self::Accepted | Self::Terminated => Self::Terminated,
        }
    }

    /// The one timer that runs in this state. It goes on when the next state names the same.
    pub(super) const fn timer(self) -> Option<Timer> {
        match self {
            Self::Calling | Self::CancelHeld => Some(Timer::B),
            Self::Cancelling => Some(Timer::Cancel),
            Self::Accepted => Some(Timer::M),
            Self::Proceeding | Self::Terminated => None,
        }
    }

    /// The core still waits for a final response.
    pub(super) const fn is_pending(self) -> bool {
        matches!(self, Self::Calling | Self::CancelHeld | Self::Proceeding | Self::Cancelling)
    }
}

#[cfg(test)]
mod tests {
    use super::ClientInvite::*;
    use super::*;

    const INFORM: Deed = Deed { inform: true, ack: false, cancel: false };

    /// TXN-01, UAC-14.
    #[test]
    fn a_provisional_response_stops_timer_b() {
        assert_eq!(Calling.timer(), Some(Timer::B));
        assert_eq!(Calling.on_response(100), (Proceeding, INFORM));
        assert_eq!(Proceeding.timer(), None);
    }

    /// TXN-01, INV-04.
    #[test]
    fn a_refusal_is_acknowledged_by_the_transaction_and_ends_it() {
        for state in [Calling, Proceeding, CancelHeld, Cancelling] {
            assert_eq!(state.on_response(486), (Terminated, Deed { ack: true, ..INFORM }));
        }
    }

    /// INV-20.
    #[test]
    fn every_2xx_goes_to_the_core_also_after_the_first() {
        for state in [Calling, Proceeding, CancelHeld, Cancelling, Accepted] {
            assert_eq!(state.on_response(200), (Accepted, INFORM));
        }
        assert_eq!(Accepted.on_response(486), (Accepted, Deed::default()));
        assert_eq!(Accepted.on_response(180), (Accepted, Deed::default()));
    }

    /// UAC-12.
    #[test]
    fn a_cancel_is_held_back_until_the_first_provisional_response() {
        assert_eq!(Calling.on_cancel(), (CancelHeld, Deed::default()));
        assert_eq!(CancelHeld.on_response(100), (Cancelling, Deed { cancel: true, ..INFORM }));
        assert_eq!(Cancelling.on_cancel(), (Cancelling, Deed::default()));
        assert_eq!(Proceeding.on_cancel(), (Cancelling, Deed { cancel: true, ..Deed::default() }));
        assert_eq!(Accepted.on_cancel(), (Accepted, Deed::default()));
    }
}
