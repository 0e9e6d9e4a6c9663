//! The non-INVITE server transaction (RFC 3261 §17.2.2, RFC 4320), on a reliable transport.

/// Its state.
///
/// ```text
///        |request: to the core
///        V
///   +---------+  200-699 from the core: send   +------------+
///   | Trying  |------------------------------->| Terminated |
///   +---------+           link lost            +------------+
/// ```
///
/// Proceeding is not a state here, because RFC 4320 §4.1 leaves only a 100 that a reliable transport does not need;
/// nor is Completed, because timer J is zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Server {
    Trying,
    Terminated,
}

impl Server {
    /// The core answers; false when it must not: no provisional response (RFC 4320 §4.1), and only one final.
    pub(super) fn on_send(self, status: u16) -> (Self, bool) {
        match (self, status) {
            (Self::Trying, 200..) => (Self::Terminated, true),
            (Self::Trying | Self::Terminated, _) => (self, false),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Server::*;

    /// UAS-13, TXN-12.
    #[test]
    fn one_final_response_is_sent_and_no_provisional_one() {
        assert_eq!(Trying.on_send(100), (Trying, false));
        assert_eq!(Trying.on_send(200), (Terminated, true));
        assert_eq!(Terminated.on_send(200), (Terminated, false));
    }
}
