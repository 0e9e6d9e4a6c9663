//! Time as an argument: the core never asks a clock, it is told.

use core::ops::{Add, Sub};
use core::time::Duration;

use crate::table::Table;

/// A moment on a monotonic clock, in milliseconds since an origin that only the driver knows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Instant(pub u64);

impl Instant {
    /// The time from `earlier` to `self`, zero when `earlier` is not earlier.
    #[must_use]
    pub const fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(self.0.saturating_sub(earlier.0))
    }
}

impl Add<Duration> for Instant {
    type Output = Self;

    fn add(self, rhs: Duration) -> Self {
        Self(self.0.saturating_add(u64::try_from(rhs.as_millis()).unwrap_or(u64::MAX)))
    }
}

impl Sub<Duration> for Instant {
    type Output = Self;

    fn sub(self, rhs: Duration) -> Self {
        Self(self.0.saturating_sub(u64::try_from(rhs.as_millis()).unwrap_or(u64::MAX)))
    }
}

/// So many seconds; none when they are negative.
#[must_use]
pub const fn seconds(seconds: f64) -> Duration {
    Duration::from_millis((seconds * 1000.0) as u64)
}

/// A moment on the wall clock, in milliseconds since 1970: what an expiry is measured by, because it goes on while a
/// laptop sleeps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct WallClock(pub u64);

/// The two clocks, read at the same moment. Transactions run on `mono`, expiries on `wall`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Now {
    /// The monotonic clock.
    pub mono: Instant,
    /// The wall clock.
    pub wall: WallClock,
}

/// Which deadlines are set, soonest first; at most one a key.
#[derive(Debug)]
pub struct Deadlines<K> {
    by_key: Table<K, Instant>,
    /// The soonest at the end, where it is cheap to take.
    by_time: Vec<(Instant, K)>,
}

impl<K: Ord + Copy> Deadlines<K> {
    /// None set.
    #[must_use]
    pub const fn new() -> Self {
        Self { by_key: Table::new(), by_time: Vec::new() }
    }

    fn find(&self, at: Instant, key: K) -> Result<usize, usize> {
        self.by_time.binary_search_by(|known| (at, key).cmp(known))
    }

    /// Sets the one deadline of `key`, in the place of an earlier one.
    pub fn set(&mut self, key: K, at: Instant) {
        self.stop(key);
        self.by_key.insert(key, at);
        if let Err(place) = self.find(at, key) {
            self.by_time.insert(place, (at, key));
        }
    }

    /// Takes back the deadline of `key`, if there is one.
    pub fn stop(&mut self, key: K) {
        if let Some(at) = self.by_key.remove(&key)
            && let Ok(place) = self.find(at, key)
        {
            self.by_time.remove(place);
        }
    }

    /// The soonest.
    #[must_use]
    pub fn next(&self) -> Option<Instant> {
        self.by_time.last().map(|(at, _)| *at)
    }

    /// Takes one that has come by `now`.
    pub fn pop_due(&mut self, now: Instant) -> Option<K> {
        let (at, key) = *self.by_time.last()?;
        if at > now {
            return None;
        }
        self.stop(key);
        Some(key)
    }

    /// Those that are set, by key.
    pub fn keys(&self) -> impl Iterator<Item = K> {
        self.by_key.iter().map(|(key, _)| *key)
    }
}

impl<K: Ord + Copy> Default for Deadlines<K> {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_soonest_deadline_comes_first_and_each_comes_once() {
        let mut deadlines = Deadlines::new();
        deadlines.set('a', Instant(30));
        deadlines.set('b', Instant(10));
        deadlines.set('a', Instant(20));
        deadlines.set('c', Instant(15));
        deadlines.stop('c');
        assert_eq!(deadlines.next(), Some(Instant(10)));
        assert_eq!(deadlines.pop_due(Instant(25)), Some('b'));
        assert_eq!(deadlines.pop_due(Instant(25)), Some('a'));
        assert_eq!(deadlines.pop_due(Instant(25)), None);
        assert_eq!(deadlines.next(), None);
    }
}
