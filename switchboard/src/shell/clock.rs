//! The only clock of the switchboard.

use bellwire::time::Instant;
use core::time::Duration;

/// Counts from when it was made.
#[derive(Clone, Copy)]
pub(super) struct Clock(tokio::time::Instant);

impl Clock {
    pub(super) fn start() -> Self {
        Self(tokio::time::Instant::now())
    }

    pub(super) fn now(self) -> Instant {
        Instant::default() + self.0.elapsed()
    }

    /// Waits until a moment, and for ever when there is none to wait for.
    pub(super) async fn wait_until(self, deadline: Option<Instant>) {
        match deadline {
            // A millisecond later, since `now` is rounded down.
            Some(deadline) => {
                let after = deadline.since(Instant::default()) + Duration::from_millis(1);
                tokio::time::sleep_until(self.0 + after).await;
            }
            None => core::future::pending().await,
        }
    }
}
