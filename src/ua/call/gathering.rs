//! When a description is taken (decision 8): early enough to be quick, late enough to be reachable.

use core::time::Duration;

use crate::time::Instant;
use crate::ua::config::{Config, Ice};

/// No event says that the host candidates are all in; this long after the last one they are.
const HOST_SETTLE: Duration = Duration::from_millis(5);
/// After the first server-reflexive or relay candidate of the last transport the others come within this time.
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
    server_limit: Duration,
    began: Instant,
    host: u32,
    served: u32,
    /// Transports that no server has given a candidate.
    bare: u32,
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
    pub(super) fn new(config: &Config, now: Instant) -> Self {
        Self {
            ice: config.ice,
            server_limit: Duration::from_millis(config.gathering.into()),
            began: now,
            host: 0,
            served: 0,
            bare: 0,
            changed: now,
            complete: false,
        }
    }

    /// Our description is set: the limits count from here, not from a person's thoughts about the microphone.
    pub(super) const fn begin(&mut self, now: Instant) {
        self.began = now;
    }

    /// The host counted its candidates.
    pub(super) const fn count(
        &mut self,
        now: Instant,
        udp: u32,
        reflexive: u32,
        relay: u32,
        bare: u32,
        complete: bool,
    ) {
        let served = match self.ice {
            Ice::Host | Ice::Servers => reflexive.saturating_add(relay),
            Ice::Relay => relay,
        };
        let was_served = self.is_served();
        let has_new_host = udp != self.host;
        self.host = udp;
        self.served = served;
        self.bare = bare;
        let settles = match self.ice {
            Ice::Host => has_new_host,
            // The first one counts: others follow within the settling time or not at all.
            Ice::Servers | Ice::Relay => !was_served && self.is_served(),
        };
        if settles {
            self.changed = now;
        }
        self.complete = complete;
    }

    /// Each transport that has candidates has one by a server.
    const fn is_served(&self) -> bool {
        self.served > 0 && self.bare == 0
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
                (true, Ice::Servers) => self.server_limit,
                (_, Ice::Relay) | (false, Ice::Host | Ice::Servers) => FIRST_LIMIT,
            };
        let settled = match self.ice {
            Ice::Host if self.host > 0 => Some(self.changed + HOST_SETTLE),
            Ice::Servers | Ice::Relay if self.is_served() => Some(self.changed + SERVER_SETTLE),
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

    const fn at(ms: u64) -> Instant {
        Instant(1_000 + ms)
    }

    fn gathering(ice: Ice) -> Gathering {
        let mut config = Config::new("wss://x", "sip:a@b");
        config.ice = ice;
        Gathering::new(&config, at(0))
    }

    #[test]
    fn without_a_server_it_is_taken_five_milliseconds_after_the_last_new_host_candidate() {
        let mut gathering = gathering(Ice::Host);
        gathering.count(at(6), 1, 0, 0, 1, false);
        assert_eq!(gathering.verdict(at(6)), Verdict::Wait(at(11)));
        gathering.count(at(9), 2, 0, 0, 1, false);
        gathering.count(at(12), 2, 0, 0, 1, false);
        assert_eq!(gathering.verdict(at(13)), Verdict::Wait(at(14)));
        assert_eq!(gathering.verdict(at(14)), Verdict::Take);
    }

    #[test]
    fn candidates_that_keep_coming_are_cut_off_after_200_milliseconds() {
        let mut gathering = gathering(Ice::Host);
        for n in 1..=100 {
            gathering.count(at(u64::from(n) * 2), n, 0, 0, 1, false);
        }
        assert_eq!(gathering.verdict(at(200)), Verdict::Take);
    }

    #[test]
    fn a_server_that_never_answers_delays_the_description_by_one_second_only() {
        let mut gathering = gathering(Ice::Servers);
        gathering.count(at(6), 2, 0, 0, 1, false);
        assert_eq!(gathering.verdict(at(500)), Verdict::Wait(at(1_000)));
        assert_eq!(gathering.verdict(at(1_000)), Verdict::Take);
    }

    #[test]
    fn a_server_that_answers_is_waited_for_fifty_milliseconds_more() {
        let mut gathering = gathering(Ice::Servers);
        gathering.count(at(6), 2, 0, 0, 1, false);
        gathering.count(at(60), 2, 1, 0, 0, false);
        gathering.count(at(70), 2, 2, 0, 0, false);
        assert_eq!(gathering.verdict(at(109)), Verdict::Wait(at(110)));
        assert_eq!(gathering.verdict(at(110)), Verdict::Take);
    }

    #[test]
    fn every_transport_is_waited_for_and_counts_with_its_first() {
        let mut gathering = gathering(Ice::Servers);
        gathering.count(at(6), 3, 0, 0, 2, false);
        gathering.count(at(60), 3, 1, 0, 1, false);
        assert_eq!(gathering.verdict(at(400)), Verdict::Wait(at(1_000)), "one has none yet");
        gathering.count(at(500), 3, 1, 1, 0, false);
        gathering.count(at(530), 3, 2, 2, 0, false);
        assert_eq!(gathering.verdict(at(549)), Verdict::Wait(at(550)));
        assert_eq!(gathering.verdict(at(550)), Verdict::Take);
    }

    #[test]
    fn how_long_a_silent_server_is_waited_for_is_an_option() {
        let mut config = Config::new("wss://x", "sip:a@b");
        (config.ice, config.gathering) = (Ice::Servers, 300);
        let mut gathering = Gathering::new(&config, at(0));
        gathering.count(at(6), 1, 0, 0, 1, false);
        assert_eq!(gathering.verdict(at(299)), Verdict::Wait(at(300)));
        assert_eq!(gathering.verdict(at(300)), Verdict::Take);
    }

    #[test]
    fn a_relay_is_taken_fifty_milliseconds_after_the_first() {
        let mut gathering = gathering(Ice::Relay);
        gathering.count(at(80), 0, 0, 1, 0, false);
        assert_eq!(gathering.verdict(at(129)), Verdict::Wait(at(130)));
        assert_eq!(gathering.verdict(at(130)), Verdict::Take);
    }

    #[test]
    fn relay_policy_without_a_relay_fails_after_five_seconds_and_host_candidates_do_not_count() {
        let mut gathering = gathering(Ice::Relay);
        gathering.count(at(6), 2, 1, 0, 0, false);
        assert_eq!(gathering.verdict(at(4_999)), Verdict::Wait(at(5_000)));
        assert_eq!(gathering.verdict(at(5_000)), Verdict::Fail);
    }

    #[test]
    fn the_end_of_gathering_decides_at_once() {
        let mut gathering = gathering(Ice::Host);
        gathering.count(at(1), 0, 0, 0, 0, true);
        assert_eq!(gathering.verdict(at(1)), Verdict::Fail);
        gathering.count(at(2), 1, 0, 0, 1, true);
        assert_eq!(gathering.verdict(at(2)), Verdict::Take);
    }
}
