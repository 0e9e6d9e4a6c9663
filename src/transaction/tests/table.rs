//! The rules of RFC 3261 §17, RFC 6026 and RFC 4320, on the wire.

use super::*;

const PATIENCE: u64 = 32_000;

/// TXN-01: timer B, and no timer A: over a WebSocket nothing is sent twice.
#[test]
fn an_invite_that_nobody_answers_is_sent_once_and_fails_after_64_t1() {
    let mut bench = Bench::new();
    let (_, invite) = bench.ask(Method::Invite);
    bench.pass(PATIENCE - 1);
    assert!(bench.out.is_empty());
    bench.pass(1);
    assert_eq!(bench.said(), ["Timeout"]);
    bench.answer(&invite, 200);
    assert!(
        bench.out.is_empty() && bench.table.living().is_empty(),
        "TXN-11: too late, and dropped in silence"
    );
}

/// TXN-01: in Proceeding no timer runs.
#[test]
fn an_invite_that_rings_is_waited_for() {
    let mut bench = Bench::new();
    let (_, invite) = bench.ask(Method::Invite);
    bench.answer(&invite, 180);
    assert_eq!((bench.said(), bench.table.next_deadline()), (vec!["told 180".to_owned()], None));
    bench.pass(10 * PATIENCE);
    bench.answer(&invite, 486);
    assert_eq!(bench.said(), ["send ACK", "told 486"]);
    assert!(bench.table.living().is_empty(), "timer D is zero");
}

/// TXN-02: RFC 3261 §17.1.1.3.
#[test]
fn the_ack_for_a_refusal_has_what_its_invite_had_and_the_tag_of_the_refusal() {
    let mut bench = Bench::new();
    let (_, invite) = bench.ask(Method::Invite);
    bench.answer(&invite, 603);
    let Some(Output::Send(LINK, Message::Request(ack))) = bench.out.first() else {
        panic!("an ACK goes out first, not {:?}", bench.said());
    };
    assert_eq!(ack.uri, invite.uri);
    for name in [Name::Via, Name::Route, Name::From, Name::CallId] {
        assert_eq!(ack.headers.list(&name), invite.headers.list(&name), "{name:?}");
    }
    assert_eq!(ack.headers.vias().unwrap().len(), 1);
    assert_eq!(ack.headers.text(&Name::CSeq), Ok("1 ACK"));
    assert_eq!(ack.headers.to().unwrap().tag(), Some("b"));
    assert!(ack.body.is_empty());
}

/// TXN-01, INV-20: RFC 6026 §7.2, timer M.
#[test]
fn every_2xx_reaches_the_core_for_64_t1_after_the_first() {
    let mut bench = Bench::new();
    let (_, invite) = bench.ask(Method::Invite);
    for _ in 0..3 {
        bench.answer(&invite, 200);
        assert_eq!(bench.said(), ["told 200"]);
        bench.pass(10_000);
    }
    for status in [180, 302, 486, 603] {
        bench.answer(&invite, status);
        assert!(bench.out.is_empty(), "{status} after a 2xx");
    }
    bench.pass(2_000);
    assert_eq!(bench.said(), ["Over"]);
    bench.answer(&invite, 200);
    assert!(bench.out.is_empty() && bench.table.living().is_empty());
}

/// TXN-03: timer F, no timer E, and timer K is zero.
#[test]
fn another_request_is_sent_once_and_fails_after_64_t1_even_if_somebody_works_on_it() {
    let mut bench = Bench::new();
    let (_, bye) = bench.ask(Method::Bye);
    bench.pass(20_000);
    bench.answer(&bye, 100);
    assert_eq!(bench.said(), ["told 100"]);
    bench.pass(12_000);
    assert_eq!(bench.said(), ["Timeout"]);
    let (_, bye) = bench.ask(Method::Bye);
    bench.answer(&bye, 200);
    assert_eq!(bench.said(), ["told 200"]);
    bench.answer(&bye, 200);
    assert!(bench.out.is_empty() && bench.table.living().is_empty());
}

/// TXN-04: branch and method, and nothing else: a CANCEL has the branch of its INVITE.
#[test]
fn a_response_belongs_to_the_request_of_its_branch_and_method() {
    let mut bench = Bench::new();
    let (id, invite) = bench.ask(Method::Invite);
    bench.answer(&invite, 180);
    bench.cancel(id);
    let Some(Output::Send(_, Message::Request(cancel))) = bench.out.first().cloned() else {
        panic!("a CANCEL goes out");
    };
    bench.answer(&cancel, 481);
    assert!(matches!(bench.out.as_slice(), [Output::Response(other, _)] if *other != id));
    let mut foreign = invite.response(486);
    foreign.headers.set(Name::CSeq, "1 BYE");
    bench.receive(Message::Response(foreign));
    assert!(bench.out.is_empty());
    bench.answer(&invite, 487);
    assert!(matches!(bench.out.as_slice(), [_, Output::Response(its, _)] if *its == id));
}

/// TXN-05: RFC 3261 §17.1.4.
#[test]
fn a_lost_link_fails_what_still_waited_and_ends_the_rest() {
    let mut bench = Bench::new();
    let (_, bye) = bench.ask(Method::Bye);
    let (_, ringing) = bench.ask(Method::Invite);
    bench.answer(&ringing, 180);
    let (_, accepted) = bench.ask(Method::Invite);
    bench.answer(&accepted, 200);
    bench.asked(&incoming(Method::Invite, "1", None));
    bench.lose(LinkId(2));
    assert!(bench.out.is_empty(), "another link is no concern of theirs");
    bench.lose(LINK);
    assert_eq!(bench.said(), ["Transport", "Transport", "Over"]);
    bench.answer(&bye, 200);
    assert!(bench.out.is_empty() && bench.table.living().is_empty());
}

/// TXN-06: an INVITE again gets the last response again, timer H ends a refusal without its ACK, and no timer G runs.
#[test]
fn a_refusal_waits_for_its_ack_and_is_not_sent_again_by_itself() {
    let mut bench = Bench::new();
    let invite = incoming(Method::Invite, "1", None);
    let id = bench.asked(&invite);
    bench.receive(Message::Request(invite.clone()));
    assert!(bench.out.is_empty(), "there is nothing to say again yet");
    bench.respond(id, &invite.response(180));
    bench.receive(Message::Request(invite.clone()));
    assert_eq!(bench.said(), ["send 180"]);
    bench.respond(id, &invite.response(486));
    bench.pass(PATIENCE - 1);
    assert!(bench.out.is_empty());
    bench.receive(Message::Request(invite.clone()));
    assert_eq!(bench.said(), ["send 486"]);
    bench.pass(1);
    assert!(bench.table.living().is_empty(), "timer H");
}

/// TXN-06: RFC 3261 §17.2.1.
#[test]
fn an_invite_to_which_the_core_says_nothing_gets_a_100_after_200_ms() {
    let mut bench = Bench::new();
    let invite = incoming(Method::Invite, "1", None);
    let id = bench.asked(&invite);
    bench.pass(199);
    assert!(bench.out.is_empty());
    bench.pass(1);
    assert_eq!(bench.said(), ["send 100"]);
    bench.receive(Message::Request(invite.clone()));
    assert_eq!(bench.said(), ["send 100"]);
    bench.respond(id, &invite.response(200));
    assert_eq!(bench.said(), ["send 200"]);

    let invite = incoming(Method::Invite, "2", None);
    let id = bench.asked(&invite);
    bench.respond(id, &invite.response(180));
    assert_eq!(bench.said(), ["send 180"]);
    bench.pass(PATIENCE - 1);
    assert!(bench.out.is_empty(), "who rings needs no 100");
}

/// TXN-06, TXN-09: the ACK for a refusal ends it, and the core does not see it; timer I is zero.
#[test]
fn an_ack_belongs_to_the_refusal_of_its_branch() {
    let mut bench = Bench::new();
    let invite = incoming(Method::Invite, "1", None);
    let id = bench.asked(&invite);
    bench.respond(id, &invite.response(486));
    bench.receive(Message::Request(incoming(Method::Ack, "other", Some("a"))));
    assert_eq!(bench.said(), ["told ACK"], "not this one's");
    bench.receive(Message::Request(incoming(Method::Ack, "1", Some("a"))));
    assert!(bench.out.is_empty() && bench.table.living().is_empty());
}

/// TXN-07: RFC 6026 §7.1, timer L.
#[test]
fn after_a_2xx_the_ack_goes_to_the_core_and_the_invite_again_is_absorbed() {
    let mut bench = Bench::new();
    let invite = incoming(Method::Invite, "1", None);
    let id = bench.asked(&invite);
    bench.respond(id, &invite.response(200));
    bench.receive(Message::Request(invite.clone()));
    assert!(bench.out.is_empty(), "the core repeats its 2xx, nobody else does");
    bench.respond(id, &invite.response(200));
    assert_eq!(bench.said(), ["send 200"]);
    bench.respond(id, &invite.response(486));
    assert!(bench.out.is_empty(), "what was accepted is not refused");
    for branch in ["1", "own"] {
        bench.receive(Message::Request(incoming(Method::Ack, branch, Some("a"))));
        assert_eq!(bench.said(), ["told ACK"]);
    }
    bench.pass(PATIENCE - 1);
    assert!(!bench.table.living().is_empty());
    bench.pass(1);
    assert!(bench.table.living().is_empty(), "timer L");
}

/// TXN-08, TXN-12, UAS-13: RFC 4320 §4.1 and §4.2.
#[test]
fn another_request_gets_one_final_answer_and_no_provisional_one() {
    let mut bench = Bench::new();
    let options = incoming(Method::Options, "1", None);
    let id = bench.asked(&options);
    bench.receive(Message::Request(options.clone()));
    assert!(bench.out.is_empty(), "there is nothing to say again yet");
    for status in [100, 183] {
        bench.respond(id, &options.response(status));
        assert!(bench.out.is_empty(), "{status}");
    }
    bench.respond(id, &options.response(200));
    assert_eq!(bench.said(), ["send 200"]);
    bench.respond(id, &options.response(500));
    assert!(bench.out.is_empty() && bench.table.living().is_empty(), "timer J is zero");
}

/// TXN-12: an answer to a request that nobody remembers is suppressed.
#[test]
fn an_answer_after_the_link_was_lost_goes_nowhere() {
    let mut bench = Bench::new();
    let options = incoming(Method::Options, "1", None);
    let id = bench.asked(&options);
    bench.lose(LINK);
    bench.respond(id, &options.response(200));
    assert!(bench.out.is_empty());
}

/// TXN-09: sent-by counts too; two proxies may choose one branch.
#[test]
fn two_senders_with_one_branch_are_two() {
    let mut bench = Bench::new();
    bench.asked(&incoming(Method::Options, "1", None));
    for via in ["p.example.com:8443", "q.example.com"] {
        let mut other = incoming(Method::Options, "1", None);
        other.headers.set(Name::Via, format!("SIP/2.0/WSS {via};branch=z9hG4bK1"));
        bench.asked(&other);
    }
    bench.asked(&incoming(Method::Bye, "1", None));
}

/// TXN-09: a branch of RFC 2543 says nothing; there the Call-ID, From and number do (RFC 3261 §17.2.3).
#[test]
fn a_request_of_an_old_peer_is_known_by_its_call_and_number() {
    let mut bench = Bench::new();
    let invite = incoming(Method::Invite, "old1", None);
    let id = bench.asked(&invite);
    bench.respond(id, &invite.response(486));
    bench.receive(Message::Request(incoming(Method::Invite, "old1", None)));
    assert_eq!(bench.said(), ["send 486"]);
    assert_eq!(bench.table.invite_of(&incoming(Method::Cancel, "old1", None)), Some(id));
    bench.receive(Message::Request(incoming(Method::Ack, "old1", Some("a"))));
    assert!(bench.out.is_empty() && bench.table.living().is_empty());
    let mut next = incoming(Method::Invite, "old1", None);
    next.headers.set(Name::CSeq, "2 INVITE");
    bench.asked(&next);
}

/// TXN-11.
#[test]
fn a_response_to_nothing_is_dropped() {
    let mut bench = Bench::new();
    for status in [100, 180, 200, 486] {
        let mut response = incoming(Method::Invite, "foreign", None).response(status);
        response.headers.set_to_tag("b");
        bench.receive(Message::Response(response));
        assert!(bench.out.is_empty(), "{status}");
    }
}

/// Decision 14: over a link, an answer is said again for 64 × T1, and the core hears nothing.
#[test]
fn a_request_that_comes_again_gets_its_answer_again_for_64_t1() {
    let mut bench = Bench::new();
    let options = incoming(Method::Options, "1", None);
    let id = bench.asked(&options);
    bench.respond(id, &options.response(200));
    bench.pass(PATIENCE);
    bench.receive(Message::Request(options.clone()));
    assert_eq!(bench.said(), ["send 200"]);
    bench.pass(1);
    assert_eq!(bench.table.next_deadline(), None, "it is forgotten, and not only out of date");
    bench.asked(&options);
}

#[test]
fn of_all_answers_the_last_64_are_kept_and_a_flood_fills_no_memory() {
    let mut bench = Bench::new();
    let options = |number: u32| incoming(Method::Options, &number.to_string(), None);
    for number in 1..=100 {
        let id = bench.asked(&options(number));
        bench.respond(id, &options(number).response(200));
    }
    for number in 37..=100 {
        bench.receive(Message::Request(options(number)));
        assert_eq!(bench.said(), ["send 200"], "{number}");
    }
    for number in 1..=36 {
        bench.asked(&options(number));
    }
}
