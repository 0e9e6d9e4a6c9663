//! Who we are: challenges, credentials and what is done with them (RFC 3261 §22, RFC 7616, RFC 8760, decisions 10, 11).

mod asking;

use core::time::Duration;

use bellwire::auth::{Hash, Key};
use bellwire::message::{Challenge, Name, Request, Response};
use bellwire::ua::{
    AskId, CallId, Command, Config, EndedBy, Event, FailureKind, Input, LinkClosure, MisuseKind,
};

use crate::expect_event;
use crate::support::{Row, Script, row};

const PROXY: &str = r#"Digest realm="proxy", nonce="p1", qop="auth", algorithm=SHA-256"#;
const HOME: &str = r#"Digest realm="home", nonce="h1", qop="auth", algorithm=SHA-256"#;
const HOME_MD5: &str = r#"Digest realm="home", nonce="h2", qop="auth", algorithm=MD5"#;
const KAMAILIO: &str = r#"Digest realm="home", nonce="k1""#;
/// SHA-256 of `alice:home:secret`.
const HA1: &str = "a115efb38a5c3079590cb5f0db429eb38a27f2f956204ee9c58d606b1c89aa57";
const FOREIGN: &str = r#"Digest realm="elsewhere", nonce="e1", qop="auth", algorithm=SHA-256"#;

fn challenge(script: &mut Script, request: &Request, status: u16, row: &str) {
    script.reply_with(request, status, |response| {
        let name = if status == 407 { Name::ProxyAuthenticate } else { Name::WwwAuthenticate };
        response.headers.push(name, row);
    });
}

fn told(request: &Request, status: u16) -> Vec<Challenge> {
    let proxy = status == 407;
    request.headers.credentials(if proxy { &Name::ProxyAuthorization } else { &Name::Authorization })
}

fn value(request: &Request, status: u16, name: &str) -> Option<String> {
    told(request, status).first().and_then(|told| told.get(name))
}

fn grant(script: &mut Script, register: &Request) {
    grant_with(script, register, |_| {});
}

fn grant_with(script: &mut Script, register: &Request, edit: impl FnOnce(&mut Response)) {
    answer_register(script, register, edit);
    expect_event!(script, Event::Registered { .. });
}

fn answer_register(script: &mut Script, register: &Request, edit: impl FnOnce(&mut Response)) {
    let contact = register.headers.text(&Name::Contact).unwrap().to_owned();
    script.reply_with(register, 200, |response| {
        response.headers.push(Name::Contact, format!("{contact};expires=60"));
        edit(response);
    });
}

/// A script whose REGISTER was challenged with this and accepted.
fn registered(challenged: &str) -> Script {
    let mut script = Script::new();
    let register = script.expect("REGISTER");
    challenge(&mut script, &register, 401, challenged);
    let register = script.expect("REGISTER");
    grant(&mut script, &register);
    script
}

fn refresh(script: &mut Script) -> Request {
    script.pass(Duration::from_secs(31));
    script.expect("REGISTER")
}

/// UAC-15, S-33, AUT-11.
#[test]
fn a_407_and_then_a_401_are_both_answered_and_the_ack_and_the_bye_say_so_too() {
    row("S-33", Script::unregistered, |script| {
        let call = script.call(1, "bob").unwrap();
        let first = script.expect("INVITE");
        challenge(script, &first, 407, PROXY);
        assert!(
            !script.expect("ACK").headers.has(&Name::ProxyAuthorization),
            "an ACK to a refusal is no request"
        );
        let second = script.expect("INVITE");
        assert_eq!((told(&second, 407).len(), told(&second, 401).len()), (1, 0));
        challenge(script, &second, 401, HOME);
        script.expect("ACK");
        let third = script.expect("INVITE");
        assert_eq!(
            value(&third, 407, "nc").as_deref(),
            Some("00000002"),
            "the proxy's nonce goes on counting"
        );
        assert_eq!(value(&third, 401, "nc").as_deref(), Some("00000001"));
        assert_eq!(value(&third, 401, "uri").as_deref(), Some(third.uri.as_str()), "AUT-04");
        for (attempt, number) in [(&first, 1), (&second, 2), (&third, 3)] {
            assert_eq!(attempt.headers.cseq().unwrap().number, number);
            assert_eq!(attempt.headers.call_id(), first.headers.call_id());
            assert_eq!(attempt.headers.from(), first.headers.from());
        }
        script.accept(&third, "bob1", "answer");
        let ack = script.expect("ACK");
        for header in [Name::Authorization, Name::ProxyAuthorization] {
            assert_eq!(
                ack.headers.text(&header),
                third.headers.text(&header),
                "the INVITE's own credentials"
            );
        }
        expect_event!(script, Event::Answered { .. });
        script.command(Command::HangUp { call }).unwrap();
        let bye = script.expect("BYE");
        assert_eq!(value(&bye, 407, "nc").as_deref(), Some("00000003"));
        script.reply(&bye, 200);
        expect_event!(script, Event::Ended { .. });
    });
}

/// S-09.
#[test]
fn a_registration_behind_a_proxy_answers_both() {
    row("S-09", Script::new, |script| {
        let first = script.expect("REGISTER");
        challenge(script, &first, 407, PROXY);
        let second = script.expect("REGISTER");
        challenge(script, &second, 401, HOME);
        let third = script.expect("REGISTER");
        assert_eq!((told(&third, 407).len(), told(&third, 401).len()), (1, 1));
        grant(script, &third);
    });
}

/// AUT-07.
#[test]
fn a_later_call_says_at_once_who_we_are_and_costs_one_round_trip() {
    let mut script = Script::unregistered();
    for (name, number) in [(1, "00000001"), (2, "00000002")] {
        let call = script.call(name, "bob").unwrap();
        let mut invite = script.expect("INVITE");
        if name == 1 {
            challenge(&mut script, &invite, 407, PROXY);
            script.expect("ACK");
            invite = script.expect("INVITE");
        }
        assert_eq!(value(&invite, 407, "nc").as_deref(), Some(number));
        script.reply(&invite, 486);
        script.expect("ACK");
        expect_event!(script, Event::Ended { call: ended, .. } if ended == call);
    }
}

/// AUT-05, REG-07, S-04.
#[test]
fn a_stale_nonce_costs_one_more_round_trip_and_nobody_is_asked() {
    Row::new("S-04").unstretched().run(
        || registered(HOME),
        |script| {
            let stale = refresh(script);
            challenge(script, &stale, 401, &HOME.replace("h1", "h2").replace("qop", "stale=true, qop"));
            let again = script.expect("REGISTER");
            assert_eq!(value(&again, 401, "nonce").as_deref(), Some("h2"));
            assert_eq!(value(&again, 401, "nc").as_deref(), Some("00000001"));
            grant(script, &again);
            script.expect_silence();
        },
    );
}

/// Decision 11.
#[test]
fn a_nonce_refused_before_anybody_asked_is_replaced_once_and_then_the_password_is_wrong() {
    let mut script = registered(HOME);
    let old = refresh(&mut script);
    challenge(&mut script, &old, 401, &HOME.replace("h1", "h2"));
    let new = script.expect("REGISTER");
    challenge(&mut script, &new, 401, &HOME.replace("h1", "h3"));
    expect_event!(script, Event::Unregistered { failure: Some(failure), retrying: false } if failure.kind == FailureKind::Credentials);
    script.expect_silence();
}

/// AUT-06.
#[test]
fn the_next_nonce_of_an_answer_is_the_next_one_used() {
    let mut script = registered(HOME);
    let again = refresh(&mut script);
    grant_with(&mut script, &again, |response| {
        response.headers.push(Name::AuthenticationInfo, "qop=auth, nextnonce=\"h9\"");
    });
    let next = refresh(&mut script);
    assert_eq!(value(&next, 401, "nonce").as_deref(), Some("h9"));
    assert_eq!(value(&next, 401, "nc").as_deref(), Some("00000001"));
}

#[test]
fn a_server_that_cannot_prove_that_it_knows_the_password_is_told_and_the_registration_stands() {
    let mut script = registered(HOME);
    let again = refresh(&mut script);
    answer_register(&mut script, &again, |response| {
        response.headers.push(Name::AuthenticationInfo, "rspauth=\"0123\", nextnonce=\"h9\"");
    });
    expect_event!(script, Event::Warning { failure } if failure.kind == FailureKind::UnprovenServer);
    expect_event!(script, Event::Registered { .. });
    let next = refresh(&mut script);
    assert_eq!(value(&next, 401, "nonce").as_deref(), Some("h1"), "such a server names no nonce for us");
}

/// RFC 3261 §20.6: a proof is a matter of whoever lets us in.
#[test]
fn a_proof_in_a_refusal_is_not_looked_at() {
    let mut script = Script::unregistered();
    script.call(1, "bob").unwrap();
    let invite = script.expect("INVITE");
    challenge(&mut script, &invite, 401, HOME);
    script.expect("ACK");
    let invite = script.expect("INVITE");
    script.reply_with(&invite, 486, |response| {
        response.headers.push(Name::AuthenticationInfo, "rspauth=\"0123\"");
    });
    script.expect("ACK");
    expect_event!(script, Event::Ended { failure: Some(failure), .. } if failure.kind == FailureKind::Busy);
    assert!(script.events.is_empty());
}

/// Decision 11.
#[test]
fn a_password_that_was_refused_is_not_tried_again_over_a_new_link_until_the_application_starts_anew() {
    let mut script = Script::new();
    for _ in 0..2 {
        let register = script.expect("REGISTER");
        challenge(&mut script, &register, 401, HOME);
    }
    expect_event!(script, Event::Unregistered { retrying: false, .. });
    let link = script.link.unwrap();
    let closure = LinkClosure::Closed { code: 1006, reason: String::new() };
    script.input(Input::LinkClosed(link, closure)).unwrap();
    script.pass(Duration::from_secs(2));
    script.open_link();
    script.pass(Duration::from_secs(3600));
    script.expect_silence();
    script.command(Command::Start).unwrap();
    let register = script.expect("REGISTER");
    challenge(&mut script, &register, 401, HOME);
    script.expect("REGISTER");
}

#[test]
fn a_call_whose_password_was_refused_fails_and_the_next_one_does_not_say_it_again() {
    let mut script = Script::unregistered();
    for (name, attempts) in [(1, 2), (2, 1)] {
        script.call(name, "bob").unwrap();
        for attempt in 0..attempts {
            let invite = script.expect("INVITE");
            assert_eq!(told(&invite, 407).len(), attempt);
            challenge(&mut script, &invite, 407, PROXY);
            script.expect("ACK");
        }
        expect_event!(script, Event::Ended { by: EndedBy::Remote, failure: Some(failure), .. } if failure.kind == FailureKind::Credentials);
        script.expect_silence();
    }
    script.assert_nothing_left();
}

/// Decision 31.
#[test]
fn a_challenge_without_credentials_is_told_as_that() {
    let mut script = Script::with(|config| config.password = None);
    let register = script.expect("REGISTER");
    challenge(&mut script, &register, 401, HOME);
    expect_event!(script, Event::Unregistered { failure: Some(failure), retrying: false } if failure.kind == FailureKind::Credentials);
}

#[test]
fn a_login_that_nobody_here_knows_is_not_called_a_wrong_password() {
    for row in ["Bearer realm=\"home\"", "Basic realm=\"home\"", &HOME.replace("SHA-256", "SHA-3")] {
        let mut script = Script::new();
        let register = script.expect("REGISTER");
        challenge(&mut script, &register, 401, row);
        expect_event!(script, Event::ChallengeRefused { call: None, realm, failure }
            if realm == "home" && failure.kind == FailureKind::UnsupportedChallenge);
        expect_event!(script, Event::Unregistered { failure: Some(failure), retrying: false }
            if failure.kind == FailureKind::UnsupportedChallenge && failure.status == Some(401));
        script.expect_silence();
    }
}

/// AUT-08.
#[test]
fn an_ha1_answers_in_place_of_the_password_what_it_can_answer() {
    let answer = |change: fn(&mut Config), rows: &[&str]| {
        let mut script = Script::with(change);
        let register = script.expect("REGISTER");
        script.reply_with(&register, 401, |response| {
            for row in rows {
                response.headers.push(Name::WwwAuthenticate, *row);
            }
        });
        let register = script.expect("REGISTER");
        (value(&register, 401, "algorithm"), value(&register, 401, "response"))
    };
    let by_password = answer(|_| {}, &[HOME]);
    let by_ha1 = answer(
        |config| {
            config.password = None;
            config.ha1 = vec![(Hash::Sha256, HA1.into())];
        },
        &[HOME_MD5, HOME],
    );
    assert_eq!(by_ha1, by_password);
}

/// AUT-12.
#[test]
fn a_realm_that_knew_better_is_not_told_in_md5_until_the_application_forgets_it() {
    let mut script = registered(HOME);
    let again = refresh(&mut script);
    challenge(&mut script, &again, 401, HOME_MD5);
    expect_event!(script, Event::ChallengeRefused { failure, .. } if failure.kind == FailureKind::WeakerChallenge);
    expect_event!(script, Event::Unregistered { failure: Some(failure), retrying: false } if failure.kind == FailureKind::WeakerChallenge);
    script.command(Command::Start).unwrap();
    let register = script.expect("REGISTER");
    challenge(&mut script, &register, 401, HOME_MD5);
    expect_event!(script, Event::ChallengeRefused { .. });
    expect_event!(script, Event::Unregistered { .. });
    script.command(Command::ForgetAuth).unwrap();
    script.command(Command::Start).unwrap();
    let register = script.expect("REGISTER");
    assert!(told(&register, 401).is_empty());
    challenge(&mut script, &register, 401, HOME_MD5);
    let register = script.expect("REGISTER");
    grant(&mut script, &register);
}

/// AUT-12. Decision 10: the memory is the page's, not one user agent's.
#[test]
fn a_realm_that_knew_better_is_not_told_less_by_the_next_user_agent_of_the_page() {
    for (known, weaker) in [(HOME, HOME_MD5), (HOME_MD5, KAMAILIO)] {
        for remembers in [true, false] {
            let before = registered(known);
            let memory = if remembers { before.agent.ua.memory() } else { String::new() };
            let mut script = Script::with(|config| config.memory = memory);
            let register = script.expect("REGISTER");
            challenge(&mut script, &register, 401, weaker);
            if remembers {
                expect_event!(script, Event::ChallengeRefused { failure, .. } if failure.kind == FailureKind::WeakerChallenge);
                script.command(Command::ForgetAuth).unwrap();
                assert_eq!(script.agent.ua.memory(), "");
            } else {
                let register = script.expect("REGISTER");
                assert_eq!(told(&register, 401).len(), 1);
            }
        }
    }
}

/// NOT-05. Decision 10.
#[test]
fn a_list_of_realms_is_exhaustive() {
    let mut script = Script::with(|config| {
        config.register = false;
        config.realms = vec!["home".into()];
    });
    script.call(1, "bob").unwrap();
    let invite = script.expect("INVITE");
    challenge(&mut script, &invite, 401, KAMAILIO);
    script.expect("ACK");
    let invite = script.expect("INVITE");
    assert_eq!(told(&invite, 401).len(), 1, "a realm that was named needs no qop");
    challenge(&mut script, &invite, 407, PROXY);
    script.expect("ACK");
    expect_event!(script, Event::ChallengeRefused { call: Some(CallId(1)), realm, failure }
        if realm == "proxy" && failure.kind == FailureKind::ForeignRealm);
    expect_event!(script, Event::Ended { failure: Some(failure), .. } if failure.kind == FailureKind::ForeignRealm);
    script.expect_silence();
    script.assert_nothing_left();
}

/// Decision 10: what is known by the registration is known in a call.
#[test]
fn the_bye_of_an_incoming_call_is_answered_for_in_the_registrars_realm() {
    for (status, row) in [(401, HOME.replace("h1", "b1")), (407, HOME.replace("h1", "b1"))] {
        let mut script = registered(HOME);
        let call = script.talk_to_bob().call;
        script.command(Command::HangUp { call }).unwrap();
        expect_event!(script, Event::Ended { by: EndedBy::Local, .. });
        let bye = script.expect("BYE");
        assert!(told(&bye, 401).is_empty(), "what the registrar asked is not told to a peer unasked");
        challenge(&mut script, &bye, status, &row);
        let again = script.expect("BYE");
        assert_eq!(again.headers.cseq().unwrap().number, bye.headers.cseq().unwrap().number + 1);
        assert_eq!(value(&again, status, "nonce").as_deref(), Some("b1"));
        script.reply(&again, 200);
        script.expect_silence();
    }
}

/// Decision 10.
#[test]
fn somebody_who_asks_inside_a_call_and_is_not_known_is_told_nothing_but_the_application_is() {
    let mut script = registered(HOME);
    let call = script.talk_to_bob().call;
    script.command(Command::HangUp { call }).unwrap();
    expect_event!(script, Event::Ended { .. });
    let bye = script.expect("BYE");
    challenge(&mut script, &bye, 401, FOREIGN);
    expect_event!(script, Event::ChallengeRefused { call: Some(asked), realm, failure }
        if asked == call && realm == "elsewhere" && failure.kind == FailureKind::ForeignRealm);
    script.expect_silence();
}
