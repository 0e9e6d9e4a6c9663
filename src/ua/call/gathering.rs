//! When a description is taken (decision 8): early enough to be quick, late enough to be reachable.

use core::time::Duration;

use crate::time::Instant;
use crate::ua::config::Ice;
use crate::ua::desk::Desk;

/// No event says that the host candidates are all in; this long after the last one they are.
const HOST_SETTLE: Duration = Duration::from_millis(5);
/// After the first server-reflexive or relay candidate the others come within this time.
const SERVER_SETTLE: Duration = Duration::from_millis(50);
/// The longest wait when there are candidates and no server.
const HOST_LIMIT: Duration = Duration::from_millis(200);
/// The longest wait for a first usable candidate: nothing is ever sent without one.
const FIRST_LIMIT: Duration = Duration::from_secs(5);

/// The candidates so far, and when they came.
#[derive(Clone, Copy, Debug)]
pub(super) struct Gathering {
    ice: Ice,
    /// The longest wait when there are candidates and a server that does not answer.
    limit: Duration,
    began: Instant,
    host: u32,
    served: u32,
    changed: Instant,
    complete: bool,
}

/// What to do now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Take the description.
    Take,
    /// Look again at this moment.
    Wait(Instant),
    /// There will be no usable candidate.
    Fail,
}

impl Gathering {
    /// As the application wants it, from now on.
    pub(super) fn of(desk: &Desk) -> Self {
        Self::new(desk.config.ice, Duration::from_millis(desk.config.gathering.into()), desk.now.mono)
    }

    const fn new(ice: Ice, limit: Duration, now: Instant) -> Self {
        Self { ice, limit, began: now, host: 0, served: 0, changed: now, complete: false }
    }

    /// Our description is set: the limits count from here, not from a person's thoughts about the microphone.
    pub(super) const fn begin(&mut self, now: Instant) {
        self.began = now;
    }

    /// The host counted its candidates.
    pub(super) const fn count(&mut self, now: Instant, udp: u32, reflexive: u32, relay: u32, complete: bool) {
        let served = match self.ice {
            Ice::Host | Ice::Servers => reflexive.saturating_add(relay),
            Ice::Relay => relay,
        };
        let settles = match self.ice {
            Ice::Host => udp != self.host,
            // The first one counts: others follow within the settling time or not at all.
            Ice::Servers | Ice::Relay => self.served == 0 && served > 0,
        };
        if settles {
            self.changed = now;
        }
        self.host = udp;
        self.served = served;
        self.complete = complete;
    }

    /// How many usable candidates there are.
    pub(super) const fn found(&self) -> u32 {
        self.host.saturating_add(self.served)
    }

    /// The same, if there may be more.
    pub(super) const fn unfinished(&self) -> Option<u32> {
        if self.complete { None } else { Some(self.found()) }
    }

    pub(super) fn verdict(&self, now: Instant) -> Verdict {
        let usable = match self.ice {
            Ice::Host | Ice::Servers => self.host > 0 || self.served > 0,
            Ice::Relay => self.served > 0,
        };
        if self.complete {
            return if usable { Verdict::Take } else { Verdict::Fail };
        }
        let limit = self.began
            + match (usable, self.ice) {
                (true, Ice::Host) => HOST_LIMIT,
                (true, Ice::Servers) => self.limit,
                (_, Ice::Relay) | (false, Ice::Host | Ice::Servers) => FIRST_LIMIT,
            };
        let settled = match self.ice {
            Ice::Host if self.host > 0 => Some(self.changed + HOST_SETTLE),
            Ice::Servers | Ice::Relay if self.served > 0 => Some(self.changed + SERVER_SETTLE),
            Ice::Host | Ice::Servers | Ice::Relay => None,
        };
        let due = settled.map_or(limit, |settled| settled.min(limit));
        match (now >= due, usable) {
            (true, true) => Verdict::Take,
            (true, false) => Verdict::Fail,
            (false, _) => Verdict::Wait(due),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: Duration = Duration::from_secs(1);

    const fn at(ms: u64) -> Instant {
        Instant(1_000 + ms)
    }

    #[test]
    fn without_a_server_it_is_taken_five_milliseconds_after_the_last_new_host_candidate() {
        let mut gathering = Gathering::new(Ice::Host, LIMIT, at(0));
        gathering.count(at(6), 1, 0, 0, false);
        assert_eq!(gathering.verdict(at(6)), Verdict::Wait(at(11)));
        gathering.count(at(9), 2, 0, 0, false);
        gathering.count(at(12), 2, 0, 0, false);
        assert_eq!(gathering.verdict(at(13)), Verdict::Wait(at(14)));
        assert_eq!(gathering.verdict(at(14)), Verdict::Take);
    }

    #[test]
    fn candidates_that_keep_coming_are_cut_off_after_200_milliseconds() {
        let mut gathering = Gathering::new(Ice::Host, LIMIT, at(0));
        for n in 1..=100 {
            gathering.count(at(u64::from(n) * 2), n, 0, 0, false);
        }
        assert_eq!(gathering.verdict(at(200)), Verdict::Take);
    }

    #[test]
    fn a_server_that_never_answers_delays_the_description_by_one_second_only() {
        let mut gathering = Gathering::new(Ice::Servers, LIMIT, at(0));
        gathering.count(at(6), 2, 0, 0, false);
        assert_eq!(gathering.verdict(at(500)), Verdict::Wait(at(1_000)));
        assert_eq!(gathering.verdict(at(1_000)), Verdict::Take);
    }

    #[test]
    fn a_server_that_answers_is_waited_for_fifty_milliseconds_more() {
        let mut gathering = Gathering::new(Ice::Servers, LIMIT, at(0));
        gathering.count(at(6), 2, 0, 0, false);
        gathering.count(at(60), 2, 1, 0, false);
        gathering.count(at(70), 2, 2, 0, false);
        assert_eq!(gathering.verdict(at(109)), Verdict::Wait(at(110)));
        assert_eq!(gathering.verdict(at(110)), Verdict::Take);
    }

    #[test]
    fn relay_policy_without_a_relay_fails_after_five_seconds_and_host_candidates_do_not_count() {
        let mut gathering = Gathering::new(Ice::Relay, LIMIT, at(0));
        gathering.count(at(6), 2, 1, 0, false);
        assert_eq!(gathering.verdict(at(4_999)), Verdict::Wait(at(5_000)));
        assert_eq!(gathering.verdict(at(5_000)), Verdict::Fail);
    }

    #[test]
    fn the_end_of_gathering_decides_at_once() {
        let mut gathering = Gathering::new(Ice::Host, LIMIT, at(0));
        gathering.count(at(1), 0, 0, 0, true);
        assert_eq!(gathering.verdict(at(1)), Verdict::Fail);
        gathering.count(at(2), 1, 0, 0, true);
        assert_eq!(gathering.verdict(at(2)), Verdict::Take);
    }
}
