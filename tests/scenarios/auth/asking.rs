//! Credentials that the application is asked for.

use super::*;

fn asking(register: bool) -> Script {
    Script::with(|config| {
        config.register = register;
        config.password = None;
        config.ask_credentials = true;
    })
}

/// Bob is called, and a proxy on the way wants to know by whom.
fn challenged_call(script: &mut Script, name: u32) -> CallId {
    let call = script.call(name, "bob").unwrap();
    let invite = script.expect("INVITE");
    challenge(script, &invite, 407, PROXY);
    script.expect("ACK");
    call
}

fn give(script: &mut Script, ask: AskId, password: &str) {
    let key = Some(Key::Password(password.into()));
    script.command(Command::Credentials { ask, username: None, key }).unwrap();
}

/// AUT-08.
#[test]
fn credentials_are_asked_for_once_and_kept_for_their_realm() {
    let mut script = asking(true);
    let register = script.expect("REGISTER");
    challenge(&mut script, &register, 401, HOME);
    let ask = expect_event!(script, Event::NeedCredentials { ask, realm, hash: Hash::Sha256, refused: false, call: None }
        if realm == "home" => ask);
    script.pass(Duration::from_secs(60));
    script.expect_silence();
    give(&mut script, ask, "secret");
    let register = script.expect("REGISTER");
    assert_eq!(value(&register, 401, "username").as_deref(), Some("alice"));
    grant(&mut script, &register);
    let again = refresh(&mut script);
    assert_eq!(value(&again, 401, "nc").as_deref(), Some("00000002"));
    grant(&mut script, &again);
    assert!(script.events.is_empty());
    give(&mut script, ask, "too late");
    script.expect_silence();
}

#[test]
fn other_credentials_are_asked_for_when_those_were_refused_and_the_same_ones_are_not_sent_twice() {
    let mut script = asking(true);
    let register = script.expect("REGISTER");
    challenge(&mut script, &register, 401, HOME);
    let ask = expect_event!(script, Event::NeedCredentials { ask, .. } => ask);
    give(&mut script, ask, "wrong secret");
    let register = script.expect("REGISTER");
    challenge(&mut script, &register, 401, HOME);
    let ask = expect_event!(script, Event::NeedCredentials { ask, refused: true, .. } => ask);
    give(&mut script, ask, "wrong secret");
    script.expect_silence();
    let ask = expect_event!(script, Event::NeedCredentials { ask, refused: true, .. } => ask);
    give(&mut script, ask, "secret");
    let register = script.expect("REGISTER");
    grant(&mut script, &register);
}

#[test]
fn no_credentials_given_or_none_in_two_minutes_is_a_failure_of_credentials() {
    for given in [true, false] {
        let mut script = asking(false);
        challenged_call(&mut script, 1);
        let ask = expect_event!(script, Event::NeedCredentials { ask, call: Some(CallId(1)), .. } => ask);
        if given {
            script.command(Command::Credentials { ask, username: None, key: None }).unwrap();
        } else {
            script.pass(Duration::from_secs(119));
            assert!(script.events.is_empty());
            script.pass(Duration::from_secs(2));
        }
        expect_event!(script, Event::Ended { failure: Some(failure), .. } if failure.kind == FailureKind::Credentials);
        script.expect_silence();
        script.assert_nothing_left();
    }
}

#[test]
fn who_hangs_up_while_credentials_are_asked_for_waits_for_nothing() {
    let mut script = asking(false);
    let call = challenged_call(&mut script, 1);
    let ask = expect_event!(script, Event::NeedCredentials { ask, .. } => ask);
    script.command(Command::HangUp { call }).unwrap();
    expect_event!(script, Event::Ended { by: EndedBy::Local, failure: None, .. });
    assert_eq!(script.deadline(), None);
    give(&mut script, ask, "secret");
    script.expect_silence();
    script.assert_nothing_left();
}

#[test]
fn two_calls_that_wait_for_the_same_realm_ask_once() {
    let mut script = asking(false);
    for name in [1, 2] {
        challenged_call(&mut script, name);
    }
    let ask = expect_event!(script, Event::NeedCredentials { ask, .. } => ask);
    assert!(script.events.is_empty());
    give(&mut script, ask, "secret");
    let invites = [script.expect("INVITE"), script.expect("INVITE")];
    assert_eq!(value(&invites[1], 407, "nc").as_deref(), Some("00000002"));
}

#[test]
fn two_calls_whose_credentials_were_refused_ask_once_again_and_once_for_the_same_ones() {
    let mut script = asking(false);
    let refuse = |script: &mut Script, invites: [Request; 2]| {
        for invite in invites {
            challenge(script, &invite, 407, PROXY);
            script.expect("ACK");
        }
        expect_event!(script, Event::NeedCredentials { ask, .. } => ask)
    };
    for name in [1, 2] {
        script.call(name, "bob").unwrap();
    }
    let invites = [script.expect("INVITE"), script.expect("INVITE")];
    let ask = refuse(&mut script, invites);
    give(&mut script, ask, "wrong secret");
    let invites = [script.expect("INVITE"), script.expect("INVITE")];
    let ask = refuse(&mut script, invites);
    give(&mut script, ask, "wrong secret");
    script.expect_silence();
    let ask = expect_event!(script, Event::NeedCredentials { ask, refused: true, .. } => ask);
    assert!(script.events.is_empty());
    give(&mut script, ask, "secret");
    for _ in 0..2 {
        assert_eq!(told(&script.expect("INVITE"), 407).len(), 1);
    }
}

#[test]
fn of_two_calls_that_wait_the_other_one_still_fails_after_two_minutes_when_one_is_hung_up() {
    let mut script = asking(false);
    for name in [1, 2] {
        challenged_call(&mut script, name);
    }
    expect_event!(script, Event::NeedCredentials { .. });
    script.command(Command::HangUp { call: CallId(1) }).unwrap();
    expect_event!(script, Event::Ended { call: CallId(1), failure: None, .. });
    script.pass(Duration::from_secs(121));
    expect_event!(script, Event::Ended { call: CallId(2), failure: Some(failure), .. }
        if failure.kind == FailureKind::Credentials);
    script.assert_nothing_left();
}

/// Decision 10: without qop the answer could be looked up.
#[test]
fn a_callee_without_qop_gets_what_was_given_for_it_and_never_the_password() {
    let mut script = Script::with(|config| {
        config.register = false;
        config.ask_credentials = true;
    });
    script.call(1, "bob").unwrap();
    let invite = script.expect("INVITE");
    challenge(&mut script, &invite, 401, KAMAILIO);
    script.expect("ACK");
    let ask = expect_event!(script, Event::NeedCredentials { ask, refused: false, .. } => ask);
    script.expect_silence();
    give(&mut script, ask, "bob's own secret");
    assert_eq!(told(&script.expect("INVITE"), 401).len(), 1);
}

#[test]
fn what_cannot_stand_in_a_header_or_is_no_ha1_is_refused_and_may_be_given_again() {
    let mut script = asking(true);
    let register = script.expect("REGISTER");
    challenge(&mut script, &register, 401, HOME);
    let ask = expect_event!(script, Event::NeedCredentials { ask, .. } => ask);
    let key = || Some(Key::Password("secret".into()));
    let username = Some("a\r\nEvil: 1".into());
    let evil = script.command(Command::Credentials { ask, username, key: key() });
    assert_eq!(evil, Err(MisuseKind::IllegalText));
    let short = Some(Key::Ha1(vec![(Hash::Sha256, "abc".into())]));
    let short = script.command(Command::Credentials { ask, username: None, key: short });
    assert_eq!(short, Err(MisuseKind::IllegalText));
    let username = Some("other".into());
    script.command(Command::Credentials { ask, username, key: key() }).unwrap();
    assert_eq!(value(&script.expect("REGISTER"), 401, "username").as_deref(), Some("other"));
}

#[test]
fn a_link_that_breaks_while_credentials_are_asked_for_costs_nothing() {
    let mut script = asking(true);
    let register = script.expect("REGISTER");
    challenge(&mut script, &register, 401, HOME);
    let ask = expect_event!(script, Event::NeedCredentials { ask, .. } => ask);
    let link = script.link.unwrap();
    let closure = LinkClosure::Closed { code: 1006, reason: String::new() };
    script.input(Input::LinkClosed(link, closure)).unwrap();
    give(&mut script, ask, "secret");
    script.pass(Duration::from_secs(2));
    script.open_link();
    let register = script.expect("REGISTER");
    assert_eq!(told(&register, 401).len(), 1);
    script.expect_silence();
}
