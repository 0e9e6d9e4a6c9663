use bellwire::message::{Name, NameAddr};
use bellwire::transaction::LinkId;

use crate::bench::{Bench, contact, credentials};

const ALICE: LinkId = LinkId(1);

fn bindings(contacts: Vec<NameAddr>) -> Vec<String> {
    contacts.iter().map(ToString::to_string).collect()
}

#[test]
fn the_right_password_registers_and_the_answer_lists_the_binding() {
    let mut bench = Bench::new();
    let accepted = bench.register(ALICE, "alice");
    let expected = format!("{};expires=600", contact(ALICE));
    assert_eq!(bindings(accepted.headers.contacts()), [expected]);
}

#[test]
fn a_wrong_password_is_challenged_again_without_stale() {
    let mut bench = Bench::new();
    let register = bench.register_request(ALICE, "alice");
    let refused = bench.register_with(ALICE, "alice", register, "wrong");
    assert_eq!(refused.status, 401);
    assert!(refused.headers.challenges(&Name::WwwAuthenticate)[0].get("stale").is_none());
}

#[test]
fn the_password_of_one_user_does_not_register_another() {
    let mut bench = Bench::new();
    let register = bench.register_request(ALICE, "alice");
    assert_eq!(bench.register_with(ALICE, "bob", register, "bellwire").status, 403);
}

#[test]
fn an_unknown_user_or_domain_is_not_found() {
    let mut bench = Bench::new();
    let register = bench.register_request(ALICE, "mallory");
    bench.send(ALICE, register);
    bench.expect(ALICE, 404);
    let mut register = bench.register_request(ALICE, "alice");
    register.headers.set(Name::To, "<sip:alice@example.com>");
    bench.send(ALICE, register);
    bench.expect(ALICE, 404);
}

#[test]
fn credentials_count_once_and_a_nonce_gets_old() {
    let mut bench = Bench::new();
    let mut register = bench.register_request(ALICE, "alice");
    bench.send(ALICE, register.clone());
    let challenge = bench.expect(ALICE, 401);
    let mut try_with = |bench: &mut Bench, count| {
        let answer = credentials(&challenge, "alice", &register, "bellwire", count);
        register.headers.set(Name::Authorization, answer);
        bench.again(&mut register, 2);
        bench.send(ALICE, register.clone());
        bench.response(ALICE)
    };
    assert_eq!(try_with(&mut bench, 1).status, 200);
    assert_eq!(try_with(&mut bench, 2).status, 200, "the nonce serves again");
    let replayed = try_with(&mut bench, 2);
    assert_eq!(replayed.status, 401);
    let stale = replayed.headers.challenges(&Name::WwwAuthenticate)[0].get("stale");
    assert_eq!(stale.as_deref(), Some("true"));
    bench.pass(301);
    assert_eq!(try_with(&mut bench, 3).status, 401);
}

#[test]
fn expires_of_the_contact_wins_and_zero_removes() {
    let mut bench = Bench::new();
    let mut register = bench.register_request(ALICE, "alice");
    register.headers.push(Name::Expires, "120");
    let mine = format!("{};+sip.instance=\"<urn:x>\";expires=60", contact(ALICE));
    register.headers.set(Name::Contact, mine.clone());
    let accepted = bench.register_with(ALICE, "alice", register.clone(), "bellwire");
    assert_eq!(bindings(accepted.headers.contacts()), [mine]);

    register.headers.set(Name::Contact, format!("{};expires=0", contact(ALICE)));
    bench.again(&mut register, 3);
    let accepted = bench.register_with(ALICE, "alice", register, "bellwire");
    assert_eq!((accepted.status, accepted.headers.has(&Name::Contact)), (200, false));
}

#[test]
fn a_star_removes_every_binding_and_needs_expires_zero() {
    let mut bench = Bench::new();
    bench.register(ALICE, "alice");
    bench.register(LinkId(2), "alice");
    let mut register = bench.register_request(ALICE, "alice");
    register.headers.set(Name::Contact, "*");
    assert_eq!(bench.register_with(ALICE, "alice", register.clone(), "bellwire").status, 400);
    register.headers.push(Name::Expires, "0");
    bench.again(&mut register, 3);
    let accepted = bench.register_with(ALICE, "alice", register, "bellwire");
    assert_eq!((accepted.status, accepted.headers.has(&Name::Contact)), (200, false));
}

#[test]
fn an_extension_that_is_required_and_not_there_is_named() {
    let mut bench = Bench::new();
    let mut register = bench.register_request(ALICE, "alice");
    register.headers.push(Name::Require, "outbound, gruu");
    bench.send(ALICE, register);
    let refused = bench.expect(ALICE, 420);
    assert_eq!(refused.headers.list(&Name::Unsupported), ["outbound", "gruu"]);
}
