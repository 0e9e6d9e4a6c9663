//! Anything, in any order: nothing panics, and in the end nothing is left.

use proptest::prelude::*;

use super::*;

/// What may happen; the number chooses among what is there.
#[derive(Clone, Copy, Debug)]
enum Happening {
    Ask(bool),
    Answer(usize, u16),
    Cancel(usize),
    Incoming(bool, u8),
    Ack(u8),
    Respond(usize, u16),
    Pass(u64),
    LinkLost(u32),
}

fn happening() -> impl Strategy<Value = Happening> {
    let status = || prop_oneof![Just(100), Just(180), Just(200), Just(302), Just(487), Just(503), Just(603)];
    prop_oneof![
        any::<bool>().prop_map(Happening::Ask),
        (0..8_usize, status()).prop_map(|(which, status)| Happening::Answer(which, status)),
        (0..8_usize).prop_map(Happening::Cancel),
        (any::<bool>(), 0..6_u8).prop_map(|(invite, branch)| Happening::Incoming(invite, branch)),
        (0..6_u8).prop_map(Happening::Ack),
        (0..8_usize, status()).prop_map(|(which, status)| Happening::Respond(which, status)),
        (0..40_000_u64).prop_map(Happening::Pass),
        (1..3_u32).prop_map(Happening::LinkLost),
    ]
}

/// Who still may be spoken to.
#[derive(Default)]
struct Known {
    ours: Vec<(super::super::ClientId, Request)>,
    theirs: Vec<(ServerId, Request)>,
}

fn happen(bench: &mut Bench, known: &mut Known, what: Happening) {
    match what {
        Happening::Ask(invite) => {
            known.ours.push(bench.ask(if invite { Method::Invite } else { Method::Bye }));
        }
        Happening::Answer(which, status) => {
            if let Some((_, request)) = known.ours.get(which).cloned() {
                bench.answer(&request, status);
            }
        }
        Happening::Cancel(which) => {
            if let Some((id, _)) = known.ours.get(which) {
                bench.cancel(*id);
            }
        }
        Happening::Incoming(invite, branch) => {
            let method = if invite { Method::Invite } else { Method::Options };
            bench.receive(Message::Request(incoming(method, &branch.to_string(), None)));
        }
        Happening::Ack(branch) => {
            bench.receive(Message::Request(incoming(Method::Ack, &branch.to_string(), Some("a"))));
        }
        Happening::Respond(which, status) => {
            if let Some((id, request)) = known.theirs.get(which).cloned() {
                bench.respond(id, &request.response(status));
            }
        }
        Happening::Pass(ms) => bench.pass(ms),
        Happening::LinkLost(link) => {
            bench.lose(LinkId(link));
        }
    }
    for output in &bench.out {
        match output {
            Output::Request(id, _, request) => known.theirs.push((*id, request.clone())),
            // A CANCEL is a transaction of its own, and may be answered.
            Output::Send(..)
            | Output::Ack(_)
            | Output::Response(..)
            | Output::Failed(..)
            | Output::Over(_) => {}
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// TXN-13.
    #[test]
    fn whatever_happens_every_transaction_comes_to_its_end(
        happenings in prop::collection::vec(happening(), 0..60)
    ) {
        let mut bench = Bench::new();
        let mut known = Known::default();
        for what in happenings {
            happen(&mut bench, &mut known, what);
        }
        // The core answers what it was asked and gives up what it asked; the rest is for the timers.
        for (id, request) in &known.theirs {
            bench.respond(*id, &request.response(480));
        }
        for (id, _) in &known.ours {
            bench.cancel(*id);
        }
        bench.pass(32_000);
        bench.pass(32_000);
        prop_assert_eq!(bench.table.living(), Vec::<String>::new());
        prop_assert_eq!(bench.table.next_deadline(), None);
    }
}
