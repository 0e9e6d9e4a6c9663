//! Time as an argument: the core never asks a clock, it is told.

use core::ops::Add;
use core::time::Duration;

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

/// Which deadlines are set; at most one a key. There are tens of them, seldom hundreds: looking through all is soon done.
#[derive(Debug)]
pub struct Deadlines<K>(Vec<(Instant, K)>);

impl<K: Ord + Copy> Deadlines<K> {
    /// None set.
    #[must_use]
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Sets the one deadline of `key`, in the place of an earlier one.
    pub fn set(&mut self, key: K, at: Instant) {
        self.stop(key);
        // The soonest at the end, where it is cheap to take.
        let place = self.0.iter().position(|known| *known < (at, key)).unwrap_or(self.0.len());
        self.0.insert(place, (at, key));
    }

    /// Takes back the deadline of `key`, if there is one.
    pub fn stop(&mut self, key: K) {
        if let Some(place) = self.0.iter().position(|(_, known)| *known == key) {
            self.0.remove(place);
            self.give_back();
        }
    }

    /// The soonest.
    #[must_use]
    pub fn next(&self) -> Option<Instant> {
        self.0.last().map(|(at, _)| *at)
    }

    /// Takes one that has come by `now`.
    pub fn pop_due(&mut self, now: Instant) -> Option<K> {
        let (at, key) = *self.0.last()?;
        if at > now {
            return None;
        }
        self.0.pop();
        self.give_back();
        Some(key)
    }

    /// With the last one goes the room that many once needed.
    fn give_back(&mut self) {
        if self.0.is_empty() {
            *self = Self::new();
        }
    }

    /// Those that are set.
    pub fn keys(&self) -> impl Iterator<Item = K> {
        self.0.iter().map(|(_, key)| *key)
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

    #[test]
    fn where_no_deadline_is_set_none_takes_memory_however_many_there_were() {
        let mut deadlines = Deadlines::new();
        let fill =
            |deadlines: &mut Deadlines<u64>| (0..1_000).for_each(|key| deadlines.set(key, Instant(key)));
        fill(&mut deadlines);
        while deadlines.pop_due(Instant(1_000)).is_some() {}
        assert_eq!(deadlines.0.capacity(), 0);
        fill(&mut deadlines);
        (0..1_000).for_each(|key| deadlines.stop(key));
        assert_eq!(deadlines.0.capacity(), 0);
    }
}
