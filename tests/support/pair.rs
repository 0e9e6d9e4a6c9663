//! Two agents, and between them a server that only registers and passes on, with a latency.

use core::time::Duration;
use std::collections::VecDeque;

use bellwire::message::{Message, Method, Name};
use bellwire::time::Instant;
use bellwire::ua::{CallId, Command, Config, Event};

use super::agent::Agent;

/// Alice and Bob on one clock.
pub(crate) struct Pair {
    pub alice: Agent,
    pub bob: Agent,
    pub latency: Duration,
    now: Instant,
    /// When, to whom (Alice if true), what.
    flying: VecDeque<(Instant, bool, Vec<u8>)>,
}

impl Pair {
    /// Both started and registered, what they told forgotten.
    pub(crate) fn new(seed: u64) -> Self {
        let agent = |user: &str, seed| {
            let account = format!("sip:{user}@example.com");
            Agent::new(Config::new("wss://sip.example.com", account), seed)
        };
        let mut pair = Self {
            alice: agent("alice", seed),
            bob: agent("bob", seed + 1),
            latency: Duration::from_millis(20),
            now: Instant(1_000),
            flying: VecDeque::new(),
        };
        for agent in [&mut pair.alice, &mut pair.bob] {
            agent.command(Command::Start).expect("it starts");
            agent.open_link();
        }
        pair.run(Duration::from_millis(200));
        for agent in [&mut pair.alice, &mut pair.bob] {
            assert!(agent.events.iter().any(|event| matches!(event, Event::Registered { .. })), "registered");
            agent.events.clear();
        }
        pair
    }

    /// Alice has called Bob, Bob has answered, both know.
    pub(crate) fn talking(seed: u64) -> (Self, CallId, CallId) {
        let mut pair = Self::new(seed);
        let call = pair.alice.call(1, "bob").expect("bob is an address");
        pair.run(Duration::from_secs(1));
        let incoming = crate::expect_event!(pair.bob, Event::Incoming { call, .. } => call);
        pair.bob.command(Command::Answer { call: incoming, audio: Default::default() }).expect("it rings");
        pair.run(Duration::from_secs(1));
        crate::expect_event!(pair.bob, Event::Answered { .. });
        crate::expect_event!(pair.alice, Event::Progress { status: 180, .. });
        crate::expect_event!(pair.alice, Event::Answered { .. });
        (pair, call, incoming)
    }

    /// Lets time pass for both, delivering what flies between them.
    pub(crate) fn run(&mut self, span: Duration) {
        let end = self.now + span;
        for _ in 0..100_000 {
            self.collect();
            let due = [self.flying.front().map(|(at, ..)| *at), self.alice.deadline(), self.bob.deadline()];
            let Some(next) = due.into_iter().flatten().min().filter(|next| *next <= end) else {
                let left = end.since(self.now);
                self.alice.pass(left);
                self.bob.pass(left);
                self.now = end;
                return;
            };
            let step = next.since(self.now);
            self.now = self.now.max(next);
            self.alice.pass(step);
            self.bob.pass(step);
            self.collect();
            while self.flying.front().is_some_and(|(at, ..)| *at <= self.now) {
                let Some((_, to_alice, bytes)) = self.flying.pop_front() else {
                    break;
                };
                if to_alice { self.alice.receive(&bytes) } else { self.bob.receive(&bytes) }
            }
        }
        panic!("the two never come to rest");
    }

    fn collect(&mut self) {
        let at = self.now + self.latency;
        for to_alice in [false, true] {
            let from = if to_alice { &mut self.bob } else { &mut self.alice };
            while let Some(bytes) = from.sent.pop_front() {
                match Message::parse(&bytes).expect("agents write what they can read") {
                    Message::Request(request) if request.method == Method::Register => {
                        let mut response = request.response(200);
                        response.headers.set_to_tag("registrar");
                        response.headers.copy(&Name::Contact, &request.headers);
                        response.headers.push(Name::Expires, "600");
                        let bytes = response.to_bytes().expect("written");
                        self.flying.push_back((at, !to_alice, bytes));
                    }
                    Message::Request(_) | Message::Response(_) => {
                        self.flying.push_back((at, to_alice, bytes));
                    }
                }
            }
        }
    }
}
