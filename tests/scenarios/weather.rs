//! Whatever happens, in whatever order, everything ends.

use core::time::Duration;

use bellwire::ua::{CallId, Command, Event, Manner};

use crate::support::{Agent, Pair};

/// A small generator: the same seed gives the same weather.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

/// The calls that an agent has heard of.
fn calls(agent: &Agent, own: u32) -> Vec<CallId> {
    let heard = agent.events.iter().filter_map(|event| match event {
        Event::Incoming { call, .. } => Some(*call),
        _ => None,
    });
    heard.chain((1..=own).map(CallId)).collect()
}

/// TXN-13. Two agents call, answer, decline and hang up at random, and what they ask at a wrong moment is refused;
/// then both close, and nothing lives but what refreshes the registration.
#[test]
fn two_agents_at_random_leave_no_transaction_and_no_timer() {
    for seed in 0..60 {
        let mut dice = Dice(seed);
        let mut pair = Pair::new(seed);
        let mut own = [0, 0];
        for _ in 0..40 {
            let who = dice.roll(2) as usize;
            let agent = if who == 0 { &mut pair.alice } else { &mut pair.bob };
            let known = calls(agent, own[who]);
            let call =
                known.get(dice.roll(known.len().max(1) as u64) as usize).copied().unwrap_or(CallId(77));
            // What does not fit is refused, and nothing comes of it.
            let _misuse = match dice.roll(6) {
                0 | 1 => {
                    own[who] += 1;
                    agent.call(own[who], if who == 0 { "bob" } else { "alice" }).map(drop)
                }
                2 | 3 => agent.command(Command::Answer { call, audio: Default::default() }),
                4 => agent.command(Command::Decline { call, manner: Manner::Busy }),
                _ => agent.command(Command::HangUp { call }),
            };
            pair.run(Duration::from_millis(dice.roll(400)));
        }
        for agent in [&mut pair.alice, &mut pair.bob] {
            for call in calls(agent, 40) {
                // Most are over by now.
                let _over = agent.command(Command::HangUp { call });
            }
        }
        pair.run(Duration::from_secs(80));
        for agent in [&pair.alice, &pair.bob] {
            agent.assert_empty();
        }
    }
}
