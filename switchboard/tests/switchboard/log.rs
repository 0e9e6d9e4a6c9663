use bellwire::message::{Method, Name};
use bellwire::transaction::LinkId;

use crate::bench::{Bench, answer};

const ALICE: LinkId = LinkId(1);
const BOB: LinkId = LinkId(2);

#[test]
fn every_request_is_a_line_with_method_people_and_result() {
    let mut bench = Bench::with(&["alice", "bob"]);
    assert_eq!(
        bench.log,
        [
            "REGISTER alice: 401 Unauthorized",
            "REGISTER alice: 200 OK",
            "REGISTER bob: 401 Unauthorized",
            "REGISTER bob: 200 OK",
        ]
    );
    bench.log.clear();
    let mut invite = bench.request(ALICE, "INVITE", "sip:bob@localhost");
    invite.headers.set(Name::From, "<sip:alice@localhost>;tag=1");
    let mut ack = bench.prove(ALICE, "alice", invite);
    let copy = bench.expect_request(BOB, "INVITE");
    bench.send(BOB, answer(&copy, BOB, 180));
    bench.send(BOB, answer(&copy, BOB, 200));
    ack.method = Method::Ack;
    ack.headers.set(Name::CSeq, "2 ACK");
    ack.headers.set(Name::To, "<sip:bob@localhost>;tag=to2");
    bench.again(&mut ack, 2);
    bench.send(ALICE, ack);
    assert_eq!(
        bench.log,
        [
            "INVITE alice to bob: 407 Proxy Authentication Required",
            "INVITE alice to bob: 180 Ringing",
            "INVITE alice to bob: 200 OK",
            "ACK alice to bob: passed on",
        ]
    );
}

#[test]
fn no_line_has_a_nonce_a_digest_or_a_password_in_it() {
    let mut bench = Bench::with(&["alice", "bob"]);
    let invite = bench.request(ALICE, "INVITE", "sip:bob@localhost");
    let proved = bench.prove(ALICE, "alice", invite);
    let answer = &proved.headers.credentials(&Name::ProxyAuthorization)[0];
    for secret in ["nonce", "response", "cnonce"].map(|name| answer.get(name).unwrap()) {
        assert!(!bench.log.iter().any(|line| line.contains(&secret)), "{:?}", bench.log);
    }
    assert!(!bench.log.iter().any(|line| line.contains("bellwire")), "{:?}", bench.log);
}
