//! `cargo xtask bench core`: messages and calls.

#![allow(
    missing_docs,
    clippy::expect_used,
    clippy::disallowed_methods,
    reason = "the macros of criterion have no docs, and a benchmark reads the clock"
)]

use core::hint::black_box;
use core::time::Duration;

use bellwire::message::Message;
use benches::{Line, mix};
use criterion::{Criterion, criterion_group, criterion_main};

/// Reading includes what every message is asked for before anybody acts on it: addresses, Call-ID, CSeq, top Via.
fn read(bytes: &[u8]) -> Message {
    let message = Message::parse(bytes).expect("it is well-formed");
    match &message {
        Message::Request(request) => request.check(),
        Message::Response(response) => response.check(),
    }
    .expect("it makes sense");
    message
}

fn messages(criterion: &mut Criterion) {
    let mix = mix();
    for (name, bytes) in &mix {
        let message = read(bytes);
        criterion.bench_function(&format!("parse/{name}"), |b| b.iter(|| read(black_box(bytes))));
        criterion.bench_function(&format!("write/{name}"), |b| b.iter(|| black_box(&message).to_bytes()));
    }
}

fn calls(criterion: &mut Criterion) {
    let mut line = Line::new();
    criterion.bench_function("call", |b| b.iter(|| line.call()));
}

criterion_group! {
    name = core;
    config = Criterion::default().without_plots().sample_size(20).warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(2));
    targets = messages, calls
}
criterion_main!(core);
