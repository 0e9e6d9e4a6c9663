use bellwire::message::{Method, Name, Request};
use bellwire::transaction::LinkId;

use crate::bench::{Bench, contact};

const CALLER: LinkId = LinkId(1);

/// What a stranger's browser sends; `sip:anonymous@…` is no user of ours.
pub(crate) fn invite(bench: &mut Bench, link: LinkId, name: &str) -> Request {
    let mut invite = bench.request(link, "INVITE", &format!("sip:{name}@localhost"));
    invite.headers.set(Name::From, "<sip:anonymous@anonymous.invalid>;tag=from1");
    invite.headers.push(Name::ContentType, "application/sdp");
    invite.body = OFFER.into();
    invite
}

/// As much of a browser's offer as the core looks at.
pub(crate) const OFFER: &str = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n\
    m=audio 9 UDP/TLS/RTP/SAVPF 111\r\nc=IN IP4 0.0.0.0\r\na=mid:0\r\na=sendrecv\r\na=ice-ufrag:abcd\r\n\
    a=ice-pwd:abcdefghijklmnopqrstuvwx\r\na=fingerprint:sha-256 00\r\na=setup:actpass\r\na=rtpmap:111 opus/48000/2\r\n";

/// The request that follows an INVITE on the same transaction.
fn follow(invite: &Request, method: Method) -> Request {
    let mut next = invite.clone();
    next.headers.set(Name::CSeq, format!("1 {}", method.as_str()));
    next.method = method;
    next
}

#[test]
fn busy_is_486_and_decline_is_603_for_anybody() {
    for (name, status) in [("busy", 486), ("decline", 603)] {
        let mut bench = Bench::new();
        let call = invite(&mut bench, CALLER, name);
        bench.send(CALLER, call.clone());
        bench.expect(CALLER, 100);
        bench.expect(CALLER, 180);
        bench.expect(CALLER, status);
        bench.send(CALLER, follow(&call, Method::Ack));
        bench.pass(33);
        assert!(bench.is_at_rest(), "{name} has left something");
    }
}

#[test]
fn noanswer_rings_for_ever_until_the_caller_gives_up() {
    let mut bench = Bench::new();
    let call = invite(&mut bench, CALLER, "noanswer");
    bench.send(CALLER, call.clone());
    bench.expect(CALLER, 100);
    for _ in 0..60 {
        bench.expect(CALLER, 180);
        bench.expect_nothing(CALLER);
        bench.pass(60);
    }
    bench.expect(CALLER, 180);
    bench.send(CALLER, follow(&call, Method::Cancel));
    bench.expect(CALLER, 200);
    bench.expect(CALLER, 487);
    bench.send(CALLER, follow(&call, Method::Ack));
    bench.pass(33);
    assert!(bench.is_at_rest());
}

#[test]
fn noanswer_rings_no_longer_than_its_caller_is_there() {
    let mut bench = Bench::new();
    let call = invite(&mut bench, CALLER, "noanswer");
    bench.send(CALLER, call);
    bench.close(CALLER);
    bench.pass(33);
    assert!(bench.is_at_rest());
    assert!(!bench.log.is_empty());
}

#[test]
fn noanswer_takes_a_bounded_number_of_calls() {
    let mut bench = Bench::new();
    for _ in 0..8 {
        let call = invite(&mut bench, CALLER, "noanswer");
        bench.send(CALLER, call);
        bench.expect(CALLER, 100);
        bench.expect(CALLER, 180);
    }
    let call = invite(&mut bench, CALLER, "noanswer");
    bench.send(CALLER, call);
    bench.expect(CALLER, 100);
    bench.expect(CALLER, 486);
}

#[test]
fn an_extension_is_called_only_and_by_nobody_in_the_name_of_a_user_who_does_not_prove_it() {
    let mut bench = Bench::new();
    for method in ["MESSAGE", "SUBSCRIBE", "OPTIONS"] {
        let request = bench.request(CALLER, method, "sip:busy@localhost");
        bench.send(CALLER, request);
        bench.expect(CALLER, 407);
    }
    let mut call = invite(&mut bench, CALLER, "busy");
    call.headers.set(Name::From, "<sip:alice@localhost>;tag=1");
    bench.prove(CALLER, "alice", call);
    bench.expect(CALLER, 100);
    bench.expect(CALLER, 180);
    bench.expect(CALLER, 486);
}

#[test]
fn a_dialog_that_an_extension_does_not_know_is_481() {
    let mut bench = Bench::new();
    let mut bye = bench.request(CALLER, "BYE", "sip:busy@localhost");
    bye.headers.set(Name::To, "<sip:busy@localhost>;tag=unknown");
    bench.send(CALLER, bye);
    bench.expect(CALLER, 481);
}

#[test]
fn nobody_registers_as_an_extension() {
    let mut bench = Bench::new();
    let mut register = bench.register_request(CALLER, "busy");
    register.headers.set(Name::Contact, contact(CALLER));
    bench.send(CALLER, register);
    bench.expect(CALLER, 404);
}
