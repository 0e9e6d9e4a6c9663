//! What every message of ours has on the wire.

use core::time::Duration;
use std::collections::BTreeSet;

use bellwire::message::{Message, Name, Request, Uri};
use bellwire::ua::{Event, Inventory, LinkClosure};

use crate::expect_event;
use crate::support::{CALL, Ringing, Script, sdp_answer};

/// Alice registers, calls, talks, hangs up: everything that she asked for, in order.
fn everything_she_asks(script: &mut Script) -> Vec<Request> {
    let register = script.expect("REGISTER");
    script.grant(&register, 600);
    let invite = script.dial("bob");
    script.accept(&invite, "peer", "bob");
    let ack = script.expect("ACK");
    script.hang_up(CALL);
    let bye = script.expect("BYE");
    script.reply(&bye, 200);
    script.pass(Duration::from_secs(301));
    let refresh = script.expect("REGISTER");
    vec![register, invite, ack, bye, refresh]
}

/// UAC-01, UAC-03, INV-24. RFC 3261 §8.1.1.
#[test]
fn a_request_has_its_six_headers_once_a_branch_of_its_own_and_says_who_we_are() {
    let mut script = Script::with(|config| config.user_agent = "Tester/1".into());
    let mut branches = BTreeSet::new();
    for request in everything_she_asks(&mut script) {
        let headers = &request.headers;
        for name in [Name::To, Name::From, Name::CSeq, Name::CallId, Name::MaxForwards, Name::Via] {
            assert_eq!(headers.all(&name).count(), 1, "{} in {}", name.as_str(), request.method.as_str());
        }
        assert_eq!(headers.text(&Name::MaxForwards), Ok("70"));
        assert!(headers.from().unwrap().tag().is_some());
        let via = headers.top_via().unwrap();
        let branch = via.branch().unwrap().to_owned();
        assert!(branch.starts_with("z9hG4bK") && branch.len() > 20, "{branch}");
        assert!(branches.insert(branch), "no branch comes twice");
        if request.method.as_str() != "ACK" {
            assert_eq!(headers.text(&Name::UserAgent), Ok("Tester/1"));
        }
    }
    script.bob("OPTIONS", "who", 1, "");
    assert_eq!(script.expect_status(200).headers.text(&Name::Server), Ok("Tester/1"));
}

/// UAC-02. RFC 3261 §8.1.1.4.
#[test]
fn a_call_id_is_the_same_in_one_call_and_in_one_registration_and_random_between_them() {
    let mut script = Script::new();
    let requests = everything_she_asks(&mut script);
    let ids: Vec<_> = requests.iter().map(|request| request.headers.call_id().unwrap()).collect();
    assert_eq!((ids[0], ids[1], ids[1]), (ids[4], ids[2], ids[3]));
    assert_ne!(ids[0], ids[1]);
    assert!(ids.iter().all(|id| id.len() >= 16), "{ids:?}");
    let next = script.call(2, "bob").map(|_| script.expect("INVITE")).unwrap();
    assert_ne!(next.headers.call_id(), Ok(ids[1]));
}

/// UAC-04, UAC-05, INV-01, REG-13. Decision 18: only what is implemented; RFC 5626 §4.3: `ob` where there is no GRUU.
#[test]
fn an_invite_says_where_we_are_and_what_we_take_and_requires_nothing() {
    let mut script = Script::registered();
    let invite = script.dial("bob");
    let contacts = invite.headers.contacts();
    let [contact] = &contacts[..] else { panic!("exactly one Contact: {contacts:?}") };
    let Uri::Sip(uri) = &contact.uri else { panic!("a SIP address") };
    assert!(uri.params.has("ob"), "{uri}");
    assert_eq!(invite.headers.list(&Name::Supported), ["outbound", "gruu"]);
    assert_eq!(invite.headers.list(&Name::Allow), crate::support::ALLOW);
    assert_eq!(invite.headers.list(&Name::Accept), ["application/sdp"]);
    assert!(!invite.headers.has(&Name::Require) && !invite.headers.has(&Name::ProxyRequire));
}

/// REG-18. RFC 5627 §4.1: the Contact is this tab and not the account.
#[test]
fn a_registration_asks_for_a_gruu_and_names_another_address_than_the_account() {
    let mut script = Script::new();
    let register = script.expect("REGISTER");
    assert!(register.headers.list(&Name::Supported).contains(&"gruu"));
    let contacts = register.headers.contacts();
    assert!(!contacts[0].uri.is_equivalent(&register.headers.to().unwrap().uri));
    assert!(!contacts[0].params.has("pub-gruu") && !contacts[0].params.has("temp-gruu"));
}

/// TRP-04. RFC 7118 §5.2.
#[test]
fn via_names_the_transport_and_a_host_that_nobody_can_look_up() {
    for (server, transport) in [("wss://sip.example.com", "WSS"), ("ws://localhost", "WS")] {
        let mut script = Script::with(|config| config.server = server.into());
        let register = script.expect("REGISTER");
        let via = register.headers.top_via().unwrap();
        assert_eq!(via.transport, transport);
        assert!(via.host.ends_with(".invalid") && via.host.len() > 16, "{}", via.host);
        let contacts = register.headers.contacts();
        let contact = contacts[0].uri.as_sip().unwrap();
        assert_eq!((contact.params.get("transport"), &contact.host), (Some("ws"), &via.host));
    }
}

/// TRP-05, TXN-04. RFC 3261 §17.1.3: the branch and the method, and nothing else, tell whose response it is.
#[test]
fn a_response_is_known_by_branch_and_method_alone() {
    let mut script = Script::unregistered();
    let invite = script.dial("bob");
    let refuse = |edit: &dyn Fn(&mut Request)| {
        let mut asked = invite.clone();
        edit(&mut asked);
        let mut refusal = asked.response(486);
        refusal.headers.set_to_tag("peer");
        assert!(!refusal.headers.top_via().unwrap().params.has("received"));
        Message::Response(refusal)
    };
    let via = invite.headers.text(&Name::Via).unwrap().to_owned();
    script.send(&refuse(&|asked| asked.headers.set(Name::Via, format!("{via}x"))));
    script.send(&refuse(&|asked| asked.headers.set(Name::CSeq, "1 BYE")));
    assert!(script.events.is_empty());
    script.expect_silence();
    script.send(&refuse(&|_| {}));
    script.expect("ACK");
    expect_event!(script, Event::Ended { call: CALL, .. });
}

/// TXN-02. RFC 3261 §17.1.1.3.
#[test]
fn the_ack_of_a_refusal_is_made_of_the_invite_and_the_to_of_the_response() {
    let mut script = Script::unregistered();
    let invite = script.dial("bob");
    script.reply(&invite, 486);
    let ack = script.expect("ACK");
    assert_eq!(ack.uri, invite.uri);
    for name in [Name::Via, Name::From, Name::CallId] {
        assert_eq!(ack.headers.text(&name), invite.headers.text(&name));
    }
    assert_eq!(ack.headers.text(&Name::CSeq), Ok("1 ACK"));
    assert_eq!(ack.headers.to().unwrap().tag(), Some("peer"));
    assert!(ack.body.is_empty() && !ack.headers.has(&Name::Contact));
}

/// UAS-01. RFC 3261 §8.2: an answer tells of the first thing that is wrong, and it is always the same one.
#[test]
fn a_request_with_many_faults_is_answered_by_the_first() {
    let mut script = Script::unregistered();
    let mut faulty = script.bobs_request("FLY", "0", 1, None);
    faulty.headers.push(Name::Require, "wings");
    faulty.uri = "fax:1".into();
    script.send(&Message::Request(faulty.clone()));
    script.expect_status(501);
    let mut faulty = script.bobs_request("INVITE", "1", 1, None);
    faulty.headers.push(Name::Require, "wings");
    faulty.headers.push(Name::ContentType, "text/plain");
    faulty.body = b"hello".to_vec();
    faulty.uri = "fax:1".into();
    script.send(&Message::Request(faulty.clone()));
    script.expect_status(416);
    script.bob("ACK", "1", 1, "");
    faulty.uri = "sip:alice@example.com".into();
    faulty.headers.set(Name::Via, "SIP/2.0/WSS bob.invalid;branch=z9hG4bK2");
    script.send(&Message::Request(faulty.clone()));
    script.expect_status(420);
    faulty.headers.remove(&Name::Require);
    faulty.headers.set(Name::Via, "SIP/2.0/WSS bob.invalid;branch=z9hG4bK3");
    script.send(&Message::Request(faulty));
    script.expect_status(415);
}

/// REG-21. RFC 5627 §4.3: what comes for our GRUU is for us.
#[test]
fn a_call_to_our_gruu_rings() {
    let mut script = Script::unregistered();
    let mut invite = script.bobs_request("INVITE", "1", 1, None);
    invite.uri = "sip:alice@example.com;gr=urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6".into();
    script.send(&Message::Request(invite));
    script.expect_status(180);
}

/// TRP-13, TXN-07. RFC 6026 §7.1: a 2xx outlives its link, and the ACK that comes over the next one is heard.
#[test]
fn a_2xx_goes_on_over_the_link_there_is_now() {
    let mut script = Script::unregistered();
    let Ringing { call, tag, .. } = script.ring();
    script.answer(call);
    let first = script.expect_status(200);
    script.lose_link(LinkClosure::Closed { code: 1006, reason: String::new() });
    expect_event!(script, Event::Link { .. });
    script.pass(Duration::from_secs(1));
    expect_event!(script, Event::Link { .. });
    script.open_link();
    expect_event!(script, Event::Link { .. });
    script.sent.clear();
    script.pass(Duration::from_secs(4));
    assert_eq!(script.expect_status(200), first);
    script.sent.clear();
    script.bob("ACK", "ack", 1, &tag);
    expect_event!(script, Event::Answered { .. });
    let Inventory { orphans, .. } = script.ua.inventory();
    assert_eq!(orphans, [""; 0]);
}

/// DLG-09: RFC 2543 knew no tags.
#[test]
fn a_caller_without_a_tag_is_spoken_to_and_rings_once() {
    let mut script = Script::unregistered();
    let without_tag = |script: &mut Script, method: &str, branch: &str, number: u32, tag: Option<&str>| {
        let mut request = script.bobs_request(method, branch, number, tag);
        request.headers.set(Name::From, "<sip:bob@example.com>");
        script.send(&Message::Request(request));
    };
    without_tag(&mut script, "INVITE", "1", 1, None);
    let tag = script.expect_status(180).headers.to().unwrap().tag().map(str::to_owned);
    let call = expect_event!(script, Event::Incoming { call, .. } => call);
    without_tag(&mut script, "INVITE", "twin", 1, None);
    script.expect_status(482);
    script.answer(call);
    let offer = script.expect_status(200);
    assert_eq!(offer.headers.from().unwrap().tag(), None);
    let mut ack = script.bobs_request("ACK", "ack", 1, tag.as_deref());
    ack.headers.set(Name::From, "<sip:bob@example.com>");
    ack.headers.push(Name::ContentType, "application/sdp");
    ack.body = sdp_answer("bob").into_bytes();
    script.send(&Message::Request(ack));
    expect_event!(script, Event::Answered { .. });
    without_tag(&mut script, "INVITE", "later", 1, None);
    script.expect_status(482);
    script.hang_up(call);
    assert_eq!(script.expect("BYE").headers.text(&Name::To), Ok("<sip:bob@example.com>"));
    without_tag(&mut script, "BYE", "bye", 2, tag.as_deref());
    script.expect_status(200);
}

/// DLG-01. RFC 3261 §12.1.1: the routes go back as they came, in our answers and in what we ask.
#[test]
fn a_callee_copies_the_recorded_routes_and_takes_them_in_their_order() {
    let mut script = Script::unregistered();
    let recorded = ["<sip:proxy.example.com;lr>", "<sip:second.example.com;lr>"];
    let mut invite = script.bobs_request("INVITE", "1", 1, None);
    invite.headers.push(Name::RecordRoute, recorded[1]);
    script.send(&Message::Request(invite));
    script.expect_status(180);
    let call = expect_event!(script, Event::Incoming { call, .. } => call);
    script.answer(call);
    let ok = script.expect_status(200);
    assert_eq!(ok.headers.list(&Name::RecordRoute), recorded);
    assert_eq!(ok.headers.contacts().len(), 1);
    let tag = ok.headers.to().unwrap().tag().map(str::to_owned).unwrap();
    let mut ack = script.bobs_request("ACK", "ack", 1, Some(&tag));
    ack.headers.push(Name::ContentType, "application/sdp");
    ack.body = sdp_answer("bob").into_bytes();
    script.send(&Message::Request(ack));
    script.hang_up(call);
    assert_eq!(script.expect("BYE").headers.list(&Name::Route), recorded);
}
