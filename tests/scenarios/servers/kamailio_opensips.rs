//! Kamailio and OpenSIPS, imitated: digest without qop, two Record-Routes of one proxy, an alias in every Contact, rtpengine
//! beside them, and buffers that are soon full.

use core::time::Duration;

use bellwire::message::{Method, Name, Request};
use bellwire::ua::{EndedBy, Event, FailureKind, Input, LinkClosure, LinkState, Network, OwnHeader};

use crate::expect_event;
use crate::support::{CALL, Script, row, sdp};

/// Decision 10: the registrar's realm is learned, as old as its digest may be.
#[test]
fn it_challenges_without_qop_and_gets_the_answer_of_rfc_2069() {
    row("Kamailio, no qop", Script::new, |script| {
        let first = script.expect("REGISTER");
        script.reply_with(&first, 401, |refusal| {
            refusal.headers.push(Name::WwwAuthenticate, "Digest realm=\"example.com\", nonce=\"ZjQ=\"");
        });
        let second = script.expect("REGISTER");
        let answer = &second.headers.credentials(&Name::Authorization)[0];
        for absent in ["qop", "nc", "cnonce"] {
            assert_eq!(answer.get(absent), None, "{absent} belongs to qop");
        }
        assert_eq!(answer.get("response").map(|response| response.len()), Some(32));
        script.grant(&second, 600);
        expect_event!(script, Event::Registered { .. });
    });
}

/// DLG-02. `r2=on`: one proxy, two transports, both are to be passed through in order.
#[test]
fn its_two_record_routes_are_both_kept() {
    row("Kamailio, double Record-Route", Script::registered, |script| {
        let invite = script.dial("bob");
        script.accept_with(&invite, "peer", "bob", |ok| {
            let routes = "<sip:192.0.2.1;r2=on;lr=on>,<sip:192.0.2.1:443;transport=ws;r2=on;lr=on;nat=yes>";
            ok.headers.push(Name::RecordRoute, routes);
        });
        let ack = script.expect("ACK");
        assert_eq!(
            ack.headers.list(&Name::Route),
            ["<sip:192.0.2.1:443;transport=ws;r2=on;lr=on;nat=yes>", "<sip:192.0.2.1;r2=on;lr=on>"]
        );
        expect_event!(script, Event::Answered { .. });
    });
}

/// `add_contact_alias`: without the alias in the Request-URI the proxy cannot find Bob's socket.
#[test]
fn the_alias_it_adds_to_a_contact_comes_back_in_the_request_uri() {
    let aliased = "sip:bob@peer.invalid;transport=ws;alias=198.51.100.7~49152~6";
    row("Kamailio, alias", Script::registered, |script| {
        let invite = script.dial("bob");
        script
            .accept_with(&invite, "peer", "bob", |ok| ok.headers.set(Name::Contact, format!("<{aliased}>")));
        assert_eq!(script.expect("ACK").uri, aliased);
        script.hang_up(CALL);
        let bye = script.expect("BYE");
        assert_eq!(bye.uri, aliased);
        script.reply(&bye, 200);
    });
}

/// Decision 13: a registrar that saves what the proxy made of our Contact.
#[test]
fn a_binding_with_an_alias_and_without_our_instance_is_known_by_its_user_part() {
    row("OpenSIPS, alias", Script::new, |script| {
        let register = script.expect("REGISTER");
        let ours = register.headers.contacts().remove(0).uri.to_string();
        script.reply_with(&register, 200, |response| {
            for (uri, expires) in
                [("sip:desk@192.0.2.9", 7200), (&ours.replace(".invalid", ".invalid:5060"), 500)]
            {
                let contact = format!("<{uri};alias=198.51.100.7~49152~6>;expires={expires}");
                response.headers.push(Name::Contact, contact);
            }
        });
        expect_event!(script, Event::Registered { expires: 500, confirmed: true });
    });
}

/// Decision 5, row 2: rtpengine answers as if it offered; who leaves the choice to us waits for us to begin.
#[test]
fn its_rtpengine_answers_actpass_and_the_browser_hears_passive() {
    row("rtpengine, actpass", Script::registered, |script| {
        let invite = script.dial("bob");
        script.accept_with(&invite, "peer", "bob", |ok| ok.body = sdp("bob").into_bytes());
        script.expect("ACK");
        expect_event!(script, Event::Answered { .. });
        let passive = sdp("bob").replace("a=setup:actpass", "a=setup:passive");
        assert_eq!(script.expect_mended_theirs(), passive);
    });
}

/// Candidates over TCP behind those over UDP, as Chromium writes them.
fn with_tcp(description: &str) -> String {
    description.to_owned() + "a=candidate:3 1 tcp 1518280447 192.0.2.2 9 typ host tcptype active\r\n"
}

fn offers_tcp(invite: &Request) -> bool {
    String::from_utf8_lossy(&invite.body).contains("tcptype")
}

/// Decision 5, row 6.
#[test]
fn candidates_over_tcp_take_none_of_its_buffer() {
    row("Kamailio, TCP candidates", Script::registered, |script| {
        let made = with_tcp(&sdp("chromium"));
        script.media.local = Some(made.clone());
        let invite = script.dial("bob");
        assert!(!offers_tcp(&invite));
        assert_eq!(script.expect_mended_ours(), made);
    });
}

/// Decision 5, row 6, decision 27.
#[test]
fn candidates_over_tcp_are_told_where_they_are_asked_for() {
    let asked = || Script::with(|config| (config.tcp_candidates, config.register) = (true, false));
    row("TCP candidates", asked, |script| {
        script.media.local = Some(with_tcp(&sdp("chromium")));
        let invite = script.dial("bob");
        assert!(offers_tcp(&invite));
    });
}

/// A header that is longer than what is left of 4 KB.
fn long(method: Method) -> Vec<OwnHeader> {
    vec![OwnHeader { method, name: Name::from_token("X-Long"), value: "x".repeat(4_000) }]
}

fn close(script: &mut Script) {
    script.lose_link(LinkClosure::Closed { code: 1006, reason: String::new() });
}

/// Decision 25. Kamailio 5.6 does so within 30 ms when a message is longer than `tcp_rd_buf_size`.
#[test]
fn it_closes_on_a_long_message_and_that_is_told_and_not_tried_for_ever() {
    let mut script = Script::with(|config| config.headers = long(Method::Register));
    for _ in 0..2 {
        script.expect("REGISTER");
        script.pass(Duration::from_millis(30));
        close(&mut script);
        let pause = expect_event!(script, Event::Link { state: LinkState::Lost, failure: Some(failure), retry_in: Some(pause) }
            if failure.kind == FailureKind::MaybeTooLarge && failure.reason == "close code 1006" => pause);
        script.pass(Duration::from_millis(pause.into()));
        expect_event!(script, Event::Link { state: LinkState::Connecting, .. });
        script.open_link();
        expect_event!(script, Event::Link { state: LinkState::Open, .. });
    }
    script.expect("REGISTER");
    close(&mut script);
    expect_event!(script, Event::Link { state: LinkState::Lost, failure: Some(failure), retry_in: None }
        if failure.kind == FailureKind::MaybeTooLarge);
    assert_eq!(script.deadline(), None, "it is not tried again by itself");
    script.call(CALL.0, "bob").unwrap();
    expect_event!(script, Event::Link { state: LinkState::Connecting, .. });
}

/// Decision 25: the call is told why, and the next one is dialled by a person.
#[test]
fn a_call_whose_long_invite_closes_the_link_is_told_why() {
    let mut script = Script::with(|config| (config.headers, config.register) = (long(Method::Invite), false));
    script.dial("bob");
    close(&mut script);
    expect_event!(script, Event::Link { state: LinkState::Lost, retry_in: Some(_), .. });
    expect_event!(script, Event::Ended { by: EndedBy::Network, failure: Some(failure), .. }
        if failure.kind == FailureKind::MaybeTooLarge);
    // The next link is lost as quickly, with nothing on it.
    script.input(Input::Network(Network::Online)).unwrap();
    script.open_link();
    close(&mut script);
    let lost = script.events.drain(..).find_map(|event| {
        if let Event::Link { state: LinkState::Lost, failure, .. } = event { failure } else { None }
    });
    assert_eq!(lost.unwrap().kind, FailureKind::Transport);
    script.assert_nothing_left();
}

/// Decision 25: a second later, or after a short message, it is a link that was lost like any other.
#[test]
fn a_link_that_closes_later_or_after_short_messages_is_not_blamed_on_their_length() {
    for (headers, pause) in [(long(Method::Register), 1_000), (vec![], 30)] {
        let mut script = Script::with(|config| config.headers = headers.clone());
        script.expect("REGISTER");
        script.pass(Duration::from_millis(pause));
        close(&mut script);
        expect_event!(script, Event::Link { failure: Some(failure), .. } if failure.kind == FailureKind::Transport);
    }
}
