//! The link: refused, lost, found again.

use core::time::Duration;

use bellwire::message::Name;
use bellwire::ua::{
    Command, Config, EndedBy, Event, FailureKind, Input, LinkClosure, LinkState, MisuseKind, Network,
};

use crate::expect_event;
use crate::support::{Agent, CALL, Row, Script, row};

fn lose(script: &mut Script, code: u16) {
    script.lose_link(LinkClosure::Closed { code, reason: String::new() });
}

/// TRP-11, decision 20.
#[test]
fn a_server_that_refuses_is_told_and_tried_again_ever_more_slowly() {
    let mut agent = Agent::new(Config::new("wss://x", "sip:alice@x"), 3);
    agent.command(Command::Start).unwrap();
    let mut pauses = vec![];
    for _ in 0..9 {
        expect_event!(agent, Event::Link { state: LinkState::Connecting, .. });
        agent.lose_link(LinkClosure::Refused);
        let pause = expect_event!(agent, Event::Link { state: LinkState::Lost, failure: Some(failure), retry_in: Some(pause) }
            if failure.kind == FailureKind::Unreachable => pause);
        pauses.push(pause);
        agent.pass(Duration::from_millis(u64::from(pause) + 1));
    }
    for (pause, limit) in
        pauses.iter().zip([1_000, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000])
    {
        assert!(*pause <= limit, "{pauses:?}");
    }
    assert!(pauses.iter().skip(6).all(|pause| *pause >= 15_000), "{pauses:?}");
}

#[test]
fn a_server_that_accepts_and_closes_for_ever_is_tried_ever_more_slowly() {
    let mut agent = Agent::new(Config::new("wss://x", "sip:alice@x"), 3);
    agent.command(Command::Start).unwrap();
    let mut last = 0;
    for _ in 0..8 {
        agent.open_link();
        let link = agent.link.unwrap();
        let closure = LinkClosure::Closed { code: 1006, reason: String::new() };
        agent.input(Input::LinkClosed(link, closure)).unwrap();
        last = agent
            .events
            .drain(..)
            .find_map(|event| if let Event::Link { retry_in, .. } = event { retry_in } else { None })
            .unwrap();
        agent.sent.clear();
        agent.pass(Duration::from_millis(u64::from(last) + 1));
    }
    assert!(last >= 15_000, "{last}");
}

/// S-15, TRP-01.
#[test]
fn a_server_without_the_subprotocol_is_named_as_such() {
    let mut agent = Agent::new(Config::new("wss://x", "sip:alice@x"), 3);
    agent.command(Command::Start).unwrap();
    expect_event!(agent, Event::Link { .. });
    agent.lose_link(LinkClosure::WrongSubprotocol);
    expect_event!(agent, Event::Link { failure: Some(failure), .. } if failure.kind == FailureKind::Subprotocol);
}

#[test]
fn a_server_that_neither_accepts_nor_refuses_is_given_up_after_20_seconds() {
    let mut agent = Agent::new(Config::new("wss://x", "sip:alice@x"), 3);
    agent.command(Command::Start).unwrap();
    expect_event!(agent, Event::Link { state: LinkState::Connecting, .. });
    agent.pass(Duration::from_millis(20_001));
    expect_event!(agent, Event::Link { state: LinkState::Lost, failure: Some(failure), .. }
        if failure.kind == FailureKind::Unreachable);
    assert_eq!(agent.closed.len(), 1);
}

/// TRP-10.
#[test]
fn a_lost_link_ends_what_rings_but_not_what_stands() {
    let mut script = Script::unregistered();
    script.talk();
    script.call(2, "carol").unwrap();
    script.expect("INVITE");
    let ringing = script.ring().call;

    lose(&mut script, 1006);
    expect_event!(script, Event::Link { state: LinkState::Lost, .. });
    for _ in 0..2 {
        expect_event!(script, Event::Ended { call, by: EndedBy::Network, failure: Some(failure) }
            if failure.kind == FailureKind::Transport && (call.0 == 2 || call == ringing));
    }
    script.pass(Duration::from_secs(1));
    script.open_link();
    script.hang_up(CALL);
    let bye = script.expect("BYE");
    script.reply(&bye, 200);
    script.assert_nothing_left();
}

/// S-17, REG-16.
#[test]
fn a_new_link_is_registered_again_with_the_same_call_id_and_instance() {
    row("S-17", Script::new, |script| {
        let first = script.expect("REGISTER");
        script.grant(&first, 600);
        lose(script, 1001);
        script.pass(Duration::from_secs(1));
        script.open_link();
        let again = script.expect("REGISTER");
        assert_eq!(again.headers.call_id(), first.headers.call_id());
        assert_eq!(again.headers.contacts(), first.headers.contacts());
        script.grant(&again, 600);
    });
}

/// TXN-05, UAC-07, S-4I.
#[test]
fn a_link_lost_before_any_response_fails_the_call_and_nothing_is_dialled_again() {
    row("S-4I", Script::registered, |script| {
        script.dial("bob");
        lose(script, 1006);
        expect_event!(script, Event::Link { state: LinkState::Lost, .. });
        expect_event!(script, Event::Ended { by: EndedBy::Network, failure: Some(failure), .. }
            if failure.kind == FailureKind::Transport);
        script.pass(Duration::from_secs(1));
        script.open_link();
        let register = script.expect("REGISTER");
        script.grant(&register, 600);
        script.expect_silence();
    });
}

/// TRP-11.
#[test]
fn when_the_network_comes_back_nobody_waits_for_the_pause() {
    let mut script = Script::unregistered();
    let link = script.link.unwrap();
    lose(&mut script, 1006);
    script.input(Input::Network(Network::Online)).unwrap();
    assert_ne!(script.link.unwrap(), link);
}

#[test]
fn a_call_without_a_link_fails_instead_of_hanging() {
    let mut script = Script::unregistered();
    lose(&mut script, 1006);
    expect_event!(script, Event::Link { .. });
    script.call(1, "bob").unwrap();
    expect_event!(script, Event::Link { state: LinkState::Connecting, .. });
    expect_event!(script, Event::Ended { by: EndedBy::Network, failure: Some(failure), .. }
        if failure.kind == FailureKind::Transport);
    script.assert_nothing_left();
}

#[test]
fn nothing_works_before_start_and_after_close() {
    let mut config = Config::new("wss://x", "sip:alice@x");
    config.register = false;
    let mut agent = Agent::new(config, 3);
    assert_eq!(agent.call(1, "bob"), Err(MisuseKind::NotStarted));
    agent.command(Command::Start).unwrap();
    agent.open_link();
    agent.command(Command::Close).unwrap();
    assert_eq!(agent.call(1, "bob"), Err(MisuseKind::NotStarted));
    assert_eq!(agent.deadline(), None);
}

#[test]
fn close_ends_every_call_first() {
    let mut script = Script::unregistered();
    script.talk();
    script.command(Command::Close).unwrap();
    let bye = script.expect("BYE");
    expect_event!(script, Event::Ended { by: EndedBy::Local, .. });
    script.reply(&bye, 200);
    expect_event!(script, Event::Link { state: LinkState::Lost, failure: None, .. });
    script.assert_nothing_left();
}

/// S-15, TRP-01: whatever the server does instead of talking SIP is told, and tried again until it does.
#[test]
fn a_link_that_is_refused_twice_opens_at_the_third_try() {
    let closures = [
        (LinkClosure::Refused, FailureKind::Unreachable),
        (LinkClosure::WrongSubprotocol, FailureKind::Subprotocol),
    ];
    Row::new("S-15").unstretched().run(Script::closed, |script| {
        for (closure, kind) in &closures {
            expect_event!(script, Event::Link { state: LinkState::Connecting, .. });
            script.lose_link(closure.clone());
            let pause = expect_event!(script, Event::Link { state: LinkState::Lost, failure: Some(failure), retry_in: Some(pause) }
                if failure.kind == *kind => pause);
            script.pass(Duration::from_millis(u64::from(pause)));
        }
        script.open_link();
        let register = script.expect("REGISTER");
        script.grant(&register, 600);
    });
}

/// TRP-04, TRP-05: RFC 7118 §5.
#[test]
fn a_browser_has_no_name_of_its_own_and_needs_none() {
    for (server, transport) in [("wss://sip.example.com", "SIP/2.0/WSS "), ("ws://localhost", "SIP/2.0/WS ")]
    {
        let mut script = Script::with(|config| config.server = server.into());
        let register = script.expect("REGISTER");
        let via = register.headers.text(&Name::Via).unwrap().to_owned();
        let rest = via.strip_prefix(transport).unwrap_or_else(|| panic!("{via}"));
        assert!(rest.split(';').next().unwrap().ends_with(".invalid"), "{via}");
        let contacts = register.headers.contacts();
        let contact = contacts[0].uri.as_sip().unwrap();
        assert!(
            contact.host.ends_with(".invalid") && contact.params.get("transport") == Some("ws"),
            "{contact}"
        );
        script.reply_with(&register, 200, |response| {
            assert!(!response.headers.text(&Name::Via).unwrap().contains("received"));
            response.headers.push(Name::Contact, register.headers.text(&Name::Contact).unwrap());
        });
        expect_event!(script, Event::Registered { confirmed: true, .. });
    }
}

/// TRP-08: a token in the address of the server is none of our business.
#[test]
fn the_address_of_the_server_is_opened_as_it_is_written() {
    let mut config = Config::new("wss://x:8443/ws?token=a%20b#c", "sip:alice@x");
    config.register = false;
    let mut agent = Agent::new(config, 3);
    agent.command(Command::Start).unwrap();
    assert_eq!(agent.server.as_deref(), Some("wss://x:8443/ws?token=a%20b#c"));
}
