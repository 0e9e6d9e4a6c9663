use bellwire::message::Name;
use bellwire::transaction::LinkId;

use crate::bench::{Bench, challenges, contact, credentials_in};

const ALICE: LinkId = LinkId(1);
const BOB: LinkId = LinkId(2);
const STRANGER: LinkId = LinkId(9);

#[test]
fn two_challenges_are_made_the_stronger_first() {
    let mut bench = Bench::with(&["bob"]);
    let register = bench.register_request(STRANGER, "alice");
    let invite = bench.request(STRANGER, "INVITE", "sip:bob@localhost");
    for (request, status) in [(register, 401), (invite, 407)] {
        bench.send(STRANGER, request);
        let challenges = challenges(&bench.expect(STRANGER, status));
        let named =
            |name| challenges.iter().map(|challenge| challenge.get(name).unwrap()).collect::<Vec<_>>();
        assert_eq!(named("algorithm"), ["SHA-256", "MD5"]);
        assert_eq!(named("realm"), ["localhost", "localhost"]);
    }
}

#[test]
fn either_hash_proves_a_user_and_another_one_does_not() {
    for (algorithm, claimed, status) in [
        ("SHA-256", "SHA-256", 200),
        ("MD5", "MD5", 200),
        ("MD5", "SHA-512-256", 401),
        ("MD5", "MD5-sess", 401),
    ] {
        let mut bench = Bench::new();
        let mut register = bench.register_request(ALICE, "alice");
        bench.send(ALICE, register.clone());
        let challenge = bench.expect(ALICE, 401);
        let answer = credentials_in(algorithm, &challenge, "alice", &register, "bellwire", 1);
        let answer = answer.replace(&format!("algorithm={algorithm}"), &format!("algorithm={claimed}"));
        register.headers.push(Name::Authorization, answer);
        bench.again(&mut register, 2);
        bench.send(ALICE, register);
        bench.expect(ALICE, status);
    }
}

#[test]
fn a_nonce_counts_for_both_hashes_together() {
    let mut bench = Bench::new();
    let mut register = bench.register_request(ALICE, "alice");
    bench.send(ALICE, register.clone());
    let challenge = bench.expect(ALICE, 401);
    for (number, algorithm, status) in [(2, "MD5", 200), (3, "SHA-256", 401)] {
        let answer = credentials_in(algorithm, &challenge, "alice", &register, "bellwire", 1);
        register.headers.set(Name::Authorization, answer);
        bench.again(&mut register, number);
        bench.send(ALICE, register.clone());
        bench.expect(ALICE, status);
    }
}

#[test]
fn whoever_wants_something_of_a_user_is_asked_whatever_the_method() {
    let mut bench = Bench::with(&["alice", "bob"]);
    for method in ["INVITE", "MESSAGE", "OPTIONS", "SUBSCRIBE", "BYE"] {
        let request = bench.request(STRANGER, method, "sip:bob@localhost");
        bench.send(STRANGER, request);
        bench.expect(STRANGER, 407);
        let mut inside = bench.request(STRANGER, method, contact(BOB).trim_matches(['<', '>']));
        inside.headers.set(Name::To, "<sip:bob@localhost>;tag=to2");
        bench.send(STRANGER, inside);
        bench.expect(STRANGER, 407);
    }
    bench.expect_nothing(BOB);
}

#[test]
fn a_stranger_does_not_learn_who_exists() {
    let mut bench = Bench::new();
    for user in ["alice", "mallory"] {
        let request = bench.request(STRANGER, "INVITE", &format!("sip:{user}@localhost"));
        bench.send(STRANGER, request);
        bench.expect(STRANGER, 407);
    }
}

#[test]
fn nobody_speaks_in_the_name_of_another_user() {
    let mut bench = Bench::with(&["alice", "bob"]);
    let mut invite = bench.request(ALICE, "INVITE", "sip:bob@localhost");
    invite.headers.set(Name::From, "<sip:carol@localhost>;tag=1");
    bench.prove(ALICE, "alice", invite);
    bench.expect(ALICE, 403);
    bench.expect_nothing(BOB);
}

#[test]
fn what_was_proved_to_us_goes_no_further_and_what_is_for_others_does() {
    let mut bench = Bench::with(&["alice", "bob"]);
    let others = "Digest username=\"alice\", realm=\"elsewhere\", nonce=\"1\", uri=\"x\", response=\"1\"";
    let mut invite = bench.request(ALICE, "INVITE", "sip:bob@localhost");
    invite.headers.push(Name::ProxyAuthorization, others);
    bench.prove(ALICE, "alice", invite);
    let copy = bench.expect_request(BOB, "INVITE");
    let rows: Vec<&[u8]> = copy.headers.all(&Name::ProxyAuthorization).collect();
    assert_eq!(rows, [others.as_bytes()]);
}
