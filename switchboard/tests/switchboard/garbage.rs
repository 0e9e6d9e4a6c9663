use bellwire::message::Name;
use bellwire::transaction::LinkId;

use crate::bench::Bench;

const PEER: LinkId = LinkId(1);

#[test]
fn a_ping_is_answered_by_a_pong_and_an_empty_frame_by_nothing() {
    let mut bench = Bench::new();
    bench.send_raw(PEER, b"\r\n\r\n");
    assert_eq!(bench.raw(PEER).as_deref(), Some(b"\r\n".as_slice()));
    for frame in [b"".as_slice(), b"\r\n"] {
        bench.send_raw(PEER, frame);
        bench.expect_nothing(PEER);
    }
}

#[test]
fn garbage_is_dropped_with_a_line_and_the_socket_lives_on() {
    let mut bench = Bench::new();
    let huge = [b'x'; 70_000];
    for frame in [
        b"GET / HTTP/1.1\r\n\r\n".as_slice(),
        b"\xff\xfe\x00",
        b"SIP/2.0 200 OK\r\n\r\n",
        b"INVITE sip:bob@localhost SIP/2.0\r\n\r\n",
        b"INVITE",
        &huge,
    ] {
        let lines = bench.log.len();
        bench.send_raw(PEER, frame);
        bench.expect_nothing(PEER);
        assert_eq!(bench.log.len(), lines + 1);
        assert!(bench.log[lines].contains("socket 1 sent what was dropped: "), "{:?}", bench.log);
    }
    bench.register(PEER, "alice");
}

#[test]
fn a_malformed_request_that_can_be_answered_is() {
    let mut bench = Bench::new();
    let mut invite = bench.request(PEER, "INVITE", "sip:bob@localhost");
    invite.headers.set(Name::CSeq, "1 BYE");
    bench.send(PEER, invite);
    bench.expect(PEER, 400);
}

#[test]
fn a_response_to_nothing_is_ignored() {
    let mut bench = Bench::new();
    let stray = bench.request(PEER, "INVITE", "sip:bob@localhost").response(200);
    bench.send(PEER, stray);
    bench.expect_nothing(PEER);
}

#[test]
fn an_options_for_the_switchboard_itself_is_200() {
    let mut bench = Bench::new();
    let options = bench.request(PEER, "OPTIONS", "sip:localhost");
    bench.send(PEER, options);
    bench.expect(PEER, 200);
}
