//! `cargo xtask bench core`, its second half: what a message costs when many dialogs are alive.
//!
//! Criterion measures one thing after the other. What is compared here takes turns in short rounds instead, each timed by
//! the processor time of this thread: on a machine that others use, too, the ratio of two neighbours tells more than that
//! of two minutes. The last line is one JSON object.

#![allow(
    clippy::expect_used,
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a benchmark reads the clock and prints what it found"
)]

use benches::Crowd;
use cpu_time::ThreadTime;
use serde_json::{Map, Value, json};

const DIALOGS: [u32; 3] = [1, 1_000, 100_000];
const ROUNDS: usize = 300;
/// How much is done in a round before the clock counts, and while it does: the others have just had the caches.
const REQUESTS: (usize, usize) = (32, 64);
const CALLS: (usize, usize) = (4, 10);

/// Microseconds per request in one dialog of a crowd.
fn requests(crowd: &mut Crowd) -> f64 {
    let (warming, timed) = REQUESTS;
    let mut messages = (0..warming + timed).map(|_| crowd.message()).collect::<Vec<_>>().into_iter();
    for message in messages.by_ref().take(warming) {
        crowd.receive(message);
    }
    timing(timed, || crowd.receive(messages.next().expect("there is one for each")))
}

/// Microseconds per call that begins and ends beside a crowd.
fn calls(crowd: &mut Crowd) -> f64 {
    let (warming, timed) = CALLS;
    let mut call = || {
        crowd.begin();
        crowd.end();
    };
    for _ in 0..warming {
        call();
    }
    timing(timed, call)
}

fn timing(times: usize, mut deed: impl FnMut()) -> f64 {
    let started = ThreadTime::now();
    for _ in 0..times {
        deed();
    }
    started.elapsed().as_secs_f64() * 1e6 / f64::from(u32::try_from(times).expect("few"))
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn main() {
    let mut crowds = DIALOGS.map(Crowd::new);
    let mut found = Map::new();
    for (what, measure) in
        [("request", requests as fn(&mut Crowd) -> f64), ("call", calls as fn(&mut Crowd) -> f64)]
    {
        let mut times = DIALOGS.map(|_| Vec::with_capacity(ROUNDS));
        for round in 0..ROUNDS {
            for turn in 0..crowds.len() {
                let turn = (round + turn) % crowds.len();
                times[turn].push(measure(&mut crowds[turn]));
            }
        }
        let ratios = times.each_ref().map(|of| of.iter().zip(&times[0]).map(|(this, first)| this / first));
        let rows: Vec<Value> = DIALOGS
            .into_iter()
            .zip(ratios.map(|ratio| median(ratio.collect())))
            .zip(times.clone().map(median))
            .map(|((dialogs, ratio), us)| json!({ "dialogs": dialogs, "us": us, "ratio": ratio }))
            .collect();
        found.insert(what.into(), rows.into());
    }
    println!("{}", Value::Object(found));
}
