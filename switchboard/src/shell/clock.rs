//! The only clocks of the switchboard.

use bellwire::time::Instant;
use core::time::Duration;
use std::time::SystemTime;

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

/// The time of day for a person: `21:04:59`, in UTC, since the time zone is not the standard library's to know.
pub(super) fn time_of_day() -> String {
    #[expect(clippy::disallowed_methods, reason = "this is where the time of day comes from")]
    let since_1970 = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    in_words(since_1970)
}

fn in_words(since_1970: Duration) -> String {
    let seconds = since_1970.as_secs();
    format!("{:02}:{:02}:{:02}", seconds / 3600 % 24, seconds / 60 % 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_of_day_has_two_digits_each() {
        assert_eq!(in_words(Duration::from_secs(1_700_000_000)), "22:13:20");
        assert_eq!(in_words(Duration::from_secs(86_400 * 3 + 61)), "00:01:01");
    }
}
