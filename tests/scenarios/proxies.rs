//! The way through proxies: what they record is where requests go.

use bellwire::message::{Name, Request};

use crate::support::{CALL, Script, row};

/// Bob answers behind the proxies of these Record-Routes.
fn talk_through(script: &mut Script, record_routes: &[&str]) -> Request {
    let invite = script.dial("bob");
    script.accept_with(&invite, "peer", "bob", |ok| {
        for route in record_routes {
            ok.headers.push(Name::RecordRoute, *route);
        }
    });
    script.expect("ACK")
}

/// DLG-02, S-31.
#[test]
fn a_caller_speaks_through_the_recorded_routes_in_reverse() {
    row("S-31", Script::registered, |script| {
        let ack = talk_through(script, &["<sip:far.example.com;lr>", "<sip:near.example.com;lr>"]);
        script.hang_up(CALL);
        let bye = script.expect("BYE");
        for request in [&ack, &bye] {
            assert_eq!(request.uri, "sip:bob@peer.invalid;transport=ws");
            assert_eq!(
                request.headers.list(&Name::Route),
                ["<sip:near.example.com;lr>", "<sip:far.example.com;lr>"]
            );
        }
        script.reply(&bye, 200);
    });
}

/// DLG-01.
#[test]
fn a_callee_speaks_through_the_recorded_routes_as_they_came() {
    row("S-31", Script::registered, |script| {
        let call = script.talk_to_bob().call;
        script.hang_up(call);
        let bye = script.expect("BYE");
        assert_eq!(bye.uri, "sip:bob@bob.invalid;transport=ws");
        assert_eq!(bye.headers.list(&Name::Route), ["<sip:proxy.example.com;lr>"]);
        script.reply(&bye, 200);
    });
}

/// DLG-02: it may know what it wrote, and without it the way is another.
#[test]
fn a_proxy_that_writes_badly_is_spoken_through_in_its_own_words() {
    row("S-31", Script::registered, |script| {
        let ack = talk_through(script, &["<sip:far.example.com;lr>", "<sip:near.example.com;lr>;;"]);
        let routes = ["<sip:near.example.com;lr>;;", "<sip:far.example.com;lr>"];
        assert_eq!(ack.headers.list(&Name::Route), routes);
    });
}

/// DLG-03, S-32.
#[test]
fn a_strict_router_takes_the_place_of_the_target() {
    row("S-32", Script::registered, |script| {
        let ack = talk_through(script, &["<sip:far.example.com;lr>", "<sip:strict.example.com>"]);
        assert_eq!(ack.uri, "sip:strict.example.com");
        assert_eq!(
            ack.headers.list(&Name::Route),
            ["<sip:far.example.com;lr>", "<sip:bob@peer.invalid;transport=ws>"]
        );
    });
}
