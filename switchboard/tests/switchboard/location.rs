use bellwire::message::Name;
use bellwire::transaction::LinkId;

use crate::bench::{Bench, contact};

const ALICE: LinkId = LinkId(1);
const BOB: LinkId = LinkId(2);

fn call_bob(bench: &mut Bench) {
    let invite = bench.request(ALICE, "INVITE", "sip:bob@localhost");
    bench.prove(ALICE, "alice", invite);
}

#[test]
fn a_user_who_does_not_exist_is_404_and_one_who_is_not_there_480() {
    let mut bench = Bench::with(&["alice"]);
    call_bob(&mut bench);
    let refused = bench.expect(ALICE, 480);
    assert!(refused.headers.to().unwrap().tag().is_some());
    for uri in ["sip:mallory@localhost", "sip:bob@example.com"] {
        let invite = bench.request(ALICE, "INVITE", uri);
        bench.prove(ALICE, "alice", invite);
        bench.expect(ALICE, 404);
    }
}

#[test]
fn a_binding_ends_with_its_expiry() {
    let mut bench = Bench::with(&["alice", "bob"]);
    bench.pass(599);
    call_bob(&mut bench);
    bench.expect_request(BOB, "INVITE");
    bench.pass(1);
    bench.expect(ALICE, 100);
    call_bob(&mut bench);
    bench.expect(ALICE, 480);
}

#[test]
fn a_binding_dies_with_its_socket() {
    let mut bench = Bench::with(&["alice", "bob"]);
    bench.close(BOB);
    call_bob(&mut bench);
    bench.expect(ALICE, 480);
}

#[test]
fn an_address_that_came_back_on_a_new_socket_is_found_there() {
    let mut bench = Bench::with(&["alice", "bob"]);
    let back = LinkId(7);
    let mut register = bench.register_request(back, "bob");
    register.headers.set(Name::Contact, contact(BOB));
    bench.register_with(back, "bob", register, "bellwire");
    bench.close(BOB);
    call_bob(&mut bench);
    let invite = bench.expect_request(back, "INVITE");
    assert_eq!(format!("<{}>", invite.uri), contact(BOB));
}

#[test]
fn nobody_gets_the_requests_of_another_by_showing_the_same_address() {
    let mut bench = Bench::with(&["alice", "bob"]);
    let thief = LinkId(7);
    let mut invite = bench.request(thief, "INVITE", "sip:noanswer@localhost");
    invite.headers.set(Name::Contact, contact(BOB));
    bench.send(thief, invite);
    bench.expect(thief, 100);
    bench.expect(thief, 180);
    let target = contact(BOB);
    let mut info = bench.request(ALICE, "INFO", target.trim_matches(['<', '>']));
    info.headers.set(Name::To, "<sip:bob@localhost>;tag=to2");
    bench.send(ALICE, info);
    bench.expect_request(BOB, "INFO");
}
