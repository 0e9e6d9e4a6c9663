use bellwire::message::{Name, Request};
use bellwire::transaction::LinkId;

use crate::bench::{Bench, answer, contact};

const ALICE: LinkId = LinkId(1);
const BOB: LinkId = LinkId(2);
const BOBS_OTHER: LinkId = LinkId(3);

/// Alice calls Bob, who is at two places; what both places got.
fn forked() -> (Bench, Request, [Request; 2]) {
    let mut bench = Bench::with(&["alice", "bob", "bob"]);
    let invite = bench.request(ALICE, "INVITE", "sip:bob@localhost");
    let invite = bench.prove(ALICE, "alice", invite);
    bench.expect(ALICE, 100);
    let copies = [BOB, BOBS_OTHER].map(|link| bench.expect_request(link, "INVITE"));
    (bench, invite, copies)
}

fn ack(request: &Request) -> Request {
    let mut ack = request.clone();
    ack.method = bellwire::message::Method::Ack;
    ack.headers.set(Name::CSeq, "2 ACK");
    ack
}

#[test]
fn a_call_goes_to_every_binding_with_its_address_our_via_and_our_route() {
    let (_, invite, copies) = forked();
    for (copy, link) in copies.iter().zip([BOB, BOBS_OTHER]) {
        assert_eq!(format!("<{}>", copy.uri), contact(link));
        let vias = copy.headers.vias().unwrap();
        assert_eq!(vias[0].to_string().split(';').next(), Some("SIP/2.0/WS 127.0.0.1:8080"));
        assert_eq!(vias[1..], invite.headers.vias().unwrap());
        assert_eq!(copy.headers.max_forwards(), Ok(Some(69)));
        let route = copy.headers.record_routes();
        assert_eq!(route[0].to_string(), "<sip:127.0.0.1:8080;transport=ws;lr>");
    }
}

#[test]
fn the_first_answer_wins_and_the_other_place_stops_ringing() {
    let (mut bench, invite, [first, second]) = forked();
    bench.send(BOBS_OTHER, answer(&second, BOBS_OTHER, 180));
    assert_eq!(bench.expect(ALICE, 180).headers.vias(), invite.headers.vias());
    bench.send(BOB, answer(&first, BOB, 200));
    let accepted = bench.expect(ALICE, 200);
    assert_eq!(accepted.headers.to().unwrap().tag(), Some("to2"));

    let cancel = bench.expect_request(BOBS_OTHER, "CANCEL");
    assert_eq!(cancel.headers.top_via(), second.headers.top_via());
    bench.send(BOBS_OTHER, cancel.response(200));
    bench.send(BOBS_OTHER, answer(&second, BOBS_OTHER, 487));
    bench.expect_request(BOBS_OTHER, "ACK");
    bench.expect_nothing(ALICE);
    bench.pass(33);
    assert!(bench.is_at_rest());
}

#[test]
fn ack_and_bye_find_the_right_socket_by_record_route_and_contact() {
    let (mut bench, _, [first, _]) = forked();
    bench.send(BOB, answer(&first, BOB, 200));
    let accepted = bench.expect(ALICE, 200);
    let route = accepted.headers.record_routes()[0].clone();
    let target = accepted.headers.contacts()[0].uri.to_string();
    for method in ["ACK", "BYE"] {
        let mut request = bench.request(ALICE, method, &target);
        request.headers.push(Name::Route, route.clone());
        request.headers.set(Name::To, "<sip:bob@localhost>;tag=to2");
        bench.send(ALICE, request);
        let arrived = bench.expect_request(BOB, method);
        assert_eq!((arrived.uri.as_str(), arrived.headers.has(&Name::Route)), (target.as_str(), false));
        if method == "BYE" {
            bench.send(BOB, arrived.response(200));
        }
    }
    bench.expect(ALICE, 200);

    let caller = contact(ALICE);
    let mut update = bench.request(BOB, "UPDATE", caller.trim_matches(['<', '>']));
    update.headers.push(Name::Route, route);
    update.headers.set(Name::To, "<sip:alice@localhost>;tag=from1");
    bench.send(BOB, update);
    bench.expect_request(ALICE, "UPDATE");
}

#[test]
fn a_cancel_is_answered_and_stops_every_place_also_one_that_has_not_yet_rung() {
    let (mut bench, invite, [first, second]) = forked();
    bench.send(BOB, answer(&first, BOB, 180));
    bench.expect(ALICE, 180);
    let mut cancel = invite.clone();
    cancel.method = bellwire::message::Method::Cancel;
    cancel.headers.set(Name::CSeq, "2 CANCEL");
    bench.send(ALICE, cancel);
    bench.expect(ALICE, 200);
    bench.expect_request(BOB, "CANCEL");
    bench.expect_nothing(BOBS_OTHER);

    bench.send(BOBS_OTHER, answer(&second, BOBS_OTHER, 180));
    bench.expect_request(BOBS_OTHER, "CANCEL");
    bench.expect(ALICE, 180);
    bench.send(BOB, answer(&first, BOB, 487));
    bench.expect_nothing(ALICE);
    bench.send(BOBS_OTHER, answer(&second, BOBS_OTHER, 487));
    bench.expect(ALICE, 487);
    bench.send(ALICE, ack(&invite));
    bench.pass(33);
    assert!(bench.is_at_rest());
}

#[test]
fn a_cancel_for_nothing_is_481() {
    let mut bench = Bench::with(&["alice"]);
    let cancel = bench.request(ALICE, "CANCEL", "sip:bob@localhost");
    bench.send(ALICE, cancel);
    bench.expect(ALICE, 481);
}

#[test]
fn the_best_refusal_is_told_once_everybody_has_refused() {
    let (mut bench, _, [first, second]) = forked();
    bench.send(BOB, answer(&first, BOB, 500));
    bench.expect_request(BOB, "ACK");
    bench.expect_nothing(ALICE);
    bench.send(BOBS_OTHER, answer(&second, BOBS_OTHER, 486));
    assert_eq!(bench.expect(ALICE, 486).headers.to().unwrap().tag(), Some("to3"));
}

#[test]
fn a_refusal_for_everywhere_stops_the_other_places() {
    let (mut bench, _, [first, second]) = forked();
    bench.send(BOBS_OTHER, answer(&second, BOBS_OTHER, 180));
    bench.expect(ALICE, 180);
    bench.send(BOB, answer(&first, BOB, 603));
    bench.expect_request(BOBS_OTHER, "CANCEL");
    bench.send(BOBS_OTHER, answer(&second, BOBS_OTHER, 487));
    bench.expect(ALICE, 603);
}

#[test]
fn a_place_that_says_nothing_is_408_after_timer_b() {
    let mut bench = Bench::with(&["alice", "bob"]);
    let invite = bench.request(ALICE, "INVITE", "sip:bob@localhost");
    bench.prove(ALICE, "alice", invite);
    bench.expect(ALICE, 100);
    bench.pass(31);
    bench.expect_nothing(ALICE);
    bench.pass(1);
    bench.expect(ALICE, 408);
}

#[test]
fn another_request_that_nobody_answers_is_480_since_it_may_not_be_408() {
    let mut bench = Bench::with(&["alice", "bob"]);
    let message = bench.request(ALICE, "MESSAGE", "sip:bob@localhost");
    bench.prove(ALICE, "alice", message);
    bench.expect_request(BOB, "MESSAGE");
    bench.pass(32);
    bench.expect(ALICE, 480);
    // So long the answer is kept for a request that comes again.
    bench.pass(33);
    assert!(bench.is_at_rest());
}

#[test]
fn a_sign_of_life_lets_a_call_ring_on() {
    let (mut bench, _, [first, second]) = forked();
    bench.send(BOBS_OTHER, answer(&second, BOBS_OTHER, 486));
    for _ in 0..2 {
        bench.send(BOB, answer(&first, BOB, 180));
        bench.expect(ALICE, 180);
        bench.pass(180);
        bench.expect_nothing(BOB);
    }
    bench.pass(1);
    bench.expect_request(BOB, "CANCEL");
}

#[test]
fn a_call_that_rings_for_ever_is_cancelled_and_408() {
    let (mut bench, invite, [first, second]) = forked();
    for (link, copy) in [(BOB, &first), (BOBS_OTHER, &second)] {
        bench.send(link, answer(copy, link, 180));
        bench.expect(ALICE, 180);
    }
    bench.pass(181);
    for (link, copy) in [(BOB, &first), (BOBS_OTHER, &second)] {
        bench.expect_request(link, "CANCEL");
        bench.send(link, answer(copy, link, 487));
    }
    bench.expect(ALICE, 408);
    bench.send(ALICE, ack(&invite));
    bench.pass(33);
    assert!(bench.is_at_rest());
}

#[test]
fn nobody_is_left_ringing_by_a_caller_whose_socket_closed() {
    let (mut bench, _, [first, _]) = forked();
    bench.send(BOB, answer(&first, BOB, 180));
    bench.close(ALICE);
    bench.expect_request(BOB, "CANCEL");
}

#[test]
fn a_callee_whose_socket_closed_is_not_waited_for() {
    let (mut bench, ..) = forked();
    bench.close(BOB);
    bench.expect_nothing(ALICE);
    bench.close(BOBS_OTHER);
    bench.expect(ALICE, 480);
}

#[test]
fn a_request_with_no_hops_left_or_a_demand_we_cannot_meet_goes_no_further() {
    let mut bench = Bench::with(&["alice", "bob"]);
    let mut invite = bench.request(ALICE, "INVITE", "sip:bob@localhost");
    invite.headers.set(Name::MaxForwards, "0");
    bench.send(ALICE, invite);
    bench.expect(ALICE, 483);
    let mut invite = bench.request(ALICE, "INVITE", "sip:bob@localhost");
    invite.headers.push(Name::ProxyRequire, "magic");
    bench.send(ALICE, invite);
    let refused = bench.expect(ALICE, 420);
    assert_eq!(refused.headers.list(&Name::Unsupported), ["magic"]);
    bench.expect_nothing(BOB);
}

#[test]
fn a_dialog_whose_other_side_lost_its_socket_hears_480_since_it_may_come_back() {
    let mut bench = Bench::with(&["alice", "bob"]);
    bench.close(BOB);
    let gone = contact(BOB);
    let mut update = bench.request(ALICE, "UPDATE", gone.trim_matches(['<', '>']));
    update.headers.set(Name::To, "<sip:bob@localhost>;tag=to2");
    bench.send(ALICE, update);
    bench.expect(ALICE, 480);
}

#[test]
fn what_one_place_cannot_do_for_a_while_is_500_since_we_can() {
    let mut bench = Bench::with(&["alice", "bob"]);
    let invite = bench.request(ALICE, "INVITE", "sip:bob@localhost");
    bench.prove(ALICE, "alice", invite);
    bench.expect(ALICE, 100);
    let copy = bench.expect_request(BOB, "INVITE");
    bench.send(BOB, answer(&copy, BOB, 503));
    bench.expect(ALICE, 500);
}

#[test]
fn both_who_answer_at_the_same_moment_are_heard() {
    let (mut bench, _, [first, second]) = forked();
    bench.send(BOB, answer(&first, BOB, 200));
    bench.send(BOBS_OTHER, answer(&second, BOBS_OTHER, 200));
    for tag in ["to2", "to3"] {
        assert_eq!(bench.expect(ALICE, 200).headers.to().unwrap().tag(), Some(tag));
    }
}

#[test]
fn a_request_inside_a_call_keeps_the_way_and_adds_no_second_one() {
    let (mut bench, _, [first, _]) = forked();
    bench.send(BOB, answer(&first, BOB, 200));
    bench.expect(ALICE, 200);
    let target = contact(BOB);
    let mut bye = bench.request(ALICE, "BYE", target.trim_matches(['<', '>']));
    bye.headers.push(Name::Route, "<sip:127.0.0.1:8080;transport=ws;lr>");
    bye.headers.set(Name::To, "<sip:bob@localhost>;tag=to2");
    bench.send(ALICE, bye);
    let arrived = bench.expect_request(BOB, "BYE");
    assert!(!arrived.headers.has(&Name::RecordRoute));
}
