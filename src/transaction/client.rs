//! The non-INVITE client transaction (RFC 3261 §17.1.2), on a reliable transport.

use super::timer::Timer;

/// Its state.
///
/// ```text
///             |request from the core
///             V
///        +---------+   timer F or link lost: inform the core
///        | Trying  |-----------------------------------+
///        +---------+                                   |
///             |1xx: to the core        |200-699        |
///             V                        |to the core    |
///        +------------+                |               |
///        | Proceeding |----------------+-------------->|
///        +------------+  200-699, timer F, link lost   |
///                                                      V
///                                               +------------+
///                                               | Terminated |
///                                               +------------+
/// ```
///
/// Completed is not a state here: timer K is zero on a reliable transport.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Client {
    Trying,
    Proceeding,
    Terminated,
}

impl Client {
    /// A response whose branch and method are ours; true when it goes to the core.
    pub(super) fn on_response(self, status: u16) -> (Self, bool) {
        match (self, status) {
            (Self::Terminated, _) => (self, false),
            (_, ..200) => (Self::Proceeding, true),
            (_, 200..) => (Self::Terminated, true),
        }
    }

    /// The one timer that runs in this state.
    pub(super) const fn timer(self) -> Option<Timer> {
        match self {
            Self::Trying | Self::Proceeding => Some(Timer::F),
            Self::Terminated => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Client::*;

    /// TXN-03.
    #[test]
    fn a_provisional_response_does_not_stop_timer_f() {
        assert_eq!(Trying.on_response(100), (Proceeding, true));
        assert_eq!(Proceeding.timer(), Trying.timer());
    }

    /// TXN-03.
    #[test]
    fn the_first_final_response_ends_it_and_a_second_is_not_told() {
        assert_eq!(Proceeding.on_response(200), (Terminated, true));
        assert_eq!(Trying.on_response(503), (Terminated, true));
        assert_eq!(Terminated.on_response(200), (Terminated, false));
    }
}
