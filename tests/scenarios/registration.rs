//! Registering, with and without digest, and staying registered.

mod granting;

use core::time::Duration;

use bellwire::message::{Name, Request, Response};
use bellwire::ua::{Command, Event, FailureKind, Input, LinkState};

use crate::expect_event;
use crate::support::{Row, Script, row};

const MD5: &str = "Digest realm=\"example.com\", nonce=\"n1\", qop=\"auth\", algorithm=MD5";
const SHA_256: &str = "Digest realm=\"example.com\", nonce=\"n2\", qop=\"auth\", algorithm=SHA-256";

pub(super) fn grant(request: &Request, seconds: u32) -> impl FnOnce(&mut Response) + use<> {
    let contact = request.headers.text(&Name::Contact).unwrap().to_owned();
    move |response| response.headers.push(Name::Contact, format!("{contact};expires={seconds}"))
}

/// REG-08, S-01, REG-01, REG-05, REG-11.
#[test]
fn it_registers_its_instance_and_refreshes_at_half_the_granted_time() {
    Row::new("S-01").unstretched().run(Script::new, |script| {
        let first = script.expect("REGISTER");
        assert_eq!(first.uri, "sip:example.com");
        let contact = first.headers.text(&Name::Contact).unwrap();
        assert!(
            contact.contains(";+sip.instance=\"<urn:uuid:") && contact.contains(";reg-id=1"),
            "{contact}"
        );
        assert_eq!(first.headers.list(&Name::Supported), ["path", "outbound", "gruu"]);
        assert!(!first.headers.has(&Name::Authorization));

        script.grant(&first, 3600);
        expect_event!(script, Event::Registered { expires: 3600, confirmed: true });
        script.pass(Duration::from_secs(1799));
        script.expect_silence();
        script.pass(Duration::from_secs(2));
        let refresh = script.expect("REGISTER");
        assert_eq!(refresh.headers.call_id(), first.headers.call_id());
        assert_eq!(refresh.headers.cseq().unwrap().number, first.headers.cseq().unwrap().number + 1);
        script.grant(&refresh, 3600);
        expect_event!(script, Event::Registered { .. });
    });
}

/// A laptop that slept: the registration is refreshed in time by the clock that went on.
#[test]
fn a_clock_that_stops_cannot_keep_a_refresh_from_coming() {
    let mut asleep = Script::registered();
    asleep.wall += 300_000;
    asleep.input(Input::Wake).unwrap();
    asleep.expect("REGISTER");
}

/// AUT-02, S-02: RFC 8760 §2.4: the topmost that we support.
#[test]
fn of_two_challenges_it_answers_the_topmost() {
    for (challenges, algorithm) in [([SHA_256, MD5], "SHA-256"), ([MD5, SHA_256], "MD5")] {
        row("S-02", Script::new, |script| {
            let first = script.expect("REGISTER");
            script.reply_with(&first, 401, |response| {
                for challenge in challenges {
                    response.headers.push(Name::WwwAuthenticate, challenge);
                }
            });
            let second = script.expect("REGISTER");
            assert_eq!(second.headers.cseq().unwrap().number, first.headers.cseq().unwrap().number + 1);
            assert_eq!(second.headers.from().unwrap().tag(), first.headers.from().unwrap().tag());
            let answers = second.headers.credentials(&Name::Authorization);
            assert_eq!(answers.len(), 1, "one realm, one answer");
            assert_eq!(answers[0].get("algorithm").as_deref(), Some(algorithm));
            script.grant(&second, 600);
            expect_event!(script, Event::Registered { expires: 600, confirmed: true });
        });
    }
}

/// AUT-07, S-03.
#[test]
fn a_refresh_reuses_the_nonce_and_costs_one_round_trip() {
    Row::new("S-03").unstretched().run(Script::new, |script| {
        let first = script.expect("REGISTER");
        script.reply_with(&first, 401, |response| response.headers.push(Name::WwwAuthenticate, MD5));
        let second = script.expect("REGISTER");
        script.grant(&second, 60);
        expect_event!(script, Event::Registered { .. });
        script.pass(Duration::from_secs(31));
        let refresh = script.expect("REGISTER");
        let answer = &refresh.headers.credentials(&Name::Authorization)[0];
        assert_eq!(answer.get("nonce").as_deref(), Some("n1"));
        assert_eq!(answer.get("nc").as_deref(), Some("00000002"));
        script.grant(&refresh, 60);
        expect_event!(script, Event::Registered { .. });
    });
}

/// UAC-16, REG-07, S-05.
#[test]
fn a_wrong_password_is_told_after_exactly_two_registers_and_never_tried_again() {
    row("S-05", Script::new, |script| {
        for _ in 0..2 {
            let register = script.expect("REGISTER");
            script.reply_with(&register, 401, |response| response.headers.push(Name::WwwAuthenticate, MD5));
        }
        let failure =
            expect_event!(script, Event::Unregistered { failure: Some(failure), retrying: false } => failure);
        assert_eq!((failure.kind, failure.status), (FailureKind::Credentials, Some(401)));
        script.pass(Duration::from_secs(3600));
        script.expect_silence();
    });
}

/// UAC-17, REG-07.
#[test]
fn a_server_error_is_tried_again_and_retry_after_is_obeyed() {
    let mut script = Script::new();
    let register = script.expect("REGISTER");
    script.reply_with(&register, 503, |response| response.headers.push(Name::RetryAfter, "7"));
    let failure =
        expect_event!(script, Event::Unregistered { failure: Some(failure), retrying: true } => failure);
    assert_eq!((failure.kind, failure.retry_after), (FailureKind::Server, Some(7)));
    script.pass(Duration::from_millis(6_900));
    script.expect_silence();
    script.pass(Duration::from_millis(200));
    script.expect("REGISTER");
}

/// S-07, REG-02.
#[test]
fn of_several_bindings_ours_is_known_by_its_instance_and_only_its_expiry_counts() {
    Row::new("S-07").unstretched().run(Script::new, |script| {
        let register = script.expect("REGISTER");
        let ours = register.headers.text(&Name::Contact).unwrap().to_owned();
        script.reply_with(&register, 200, |response| {
            response.headers.push(Name::Expires, "7200");
            for contact in ["<sip:desk@192.0.2.9>;expires=60", &format!("{ours};expires=400")] {
                response.headers.push(Name::Contact, contact);
            }
            response
                .headers
                .push(Name::Contact, "<sip:tab@x.invalid>;+sip.instance=\"<urn:uuid:2>\";expires=30");
        });
        expect_event!(script, Event::Registered { expires: 400, confirmed: true });
        script.pass(Duration::from_secs(199));
        script.expect_silence();
        script.pass(Duration::from_secs(2));
        let refresh = script.expect("REGISTER");
        script.grant(&refresh, 400);
    });
}

/// Decision 13.
#[test]
fn a_2xx_without_our_contact_is_a_registration_all_the_same() {
    row("Decision 13", Script::new, |script| {
        let register = script.expect("REGISTER");
        script.reply_with(&register, 200, |response| {
            response
                .headers
                .push(Name::Contact, "<sip:desk@192.0.2.9>;expires=7200, <sip:other@192.0.2.8>;expires=60");
        });
        expect_event!(script, Event::Registered { expires: 300, confirmed: false });
    });
}

/// TXN-03.
#[test]
fn a_silent_registrar_is_told_after_32_seconds_and_tried_again_over_a_new_link() {
    let mut script = Script::new();
    script.expect("REGISTER");
    script.pass(Duration::from_secs(33));
    expect_event!(script, Event::Unregistered { failure: Some(failure), retrying: true } if failure.kind == FailureKind::Timeout);
    expect_event!(script, Event::Link { state: LinkState::Lost, failure: Some(_), retry_in: Some(_) });
    assert_eq!(script.closed.len(), 1, "a link that swallows a REGISTER is dead");
    script.pass(Duration::from_secs(1));
    script.open_link();
    script.expect("REGISTER");
}

/// REG-07.
#[test]
fn a_registrar_that_forbids_what_it_once_allowed_is_left_alone_for_a_minute() {
    let mut script = Script::new();
    let first = script.expect("REGISTER");
    script.grant(&first, 60);
    script.pass(Duration::from_secs(31));
    let refresh = script.expect("REGISTER");
    script.reply(&refresh, 403);
    script.pass(Duration::from_secs(59));
    script.expect_silence();
    script.pass(Duration::from_secs(62));
    script.expect("REGISTER");
}

#[test]
fn retry_after_zero_does_not_become_a_loop() {
    let mut script = Script::new();
    let register = script.expect("REGISTER");
    script.reply_with(&register, 503, |response| response.headers.push(Name::RetryAfter, "0"));
    script.pass(Duration::from_millis(900));
    script.expect_silence();
}

/// REG-01: one REGISTER at a time.
#[test]
fn a_register_that_was_overtaken_by_leaving_is_not_answered_again() {
    let mut script = Script::new();
    let first = script.expect("REGISTER");
    script.command(Command::Close).unwrap();
    let last = script.expect("REGISTER");
    assert_eq!(last.headers.expires(), Ok(Some(0)));
    script.reply_with(&first, 401, |response| response.headers.push(Name::WwwAuthenticate, MD5));
    script.expect_silence();
    script.reply(&last, 200);
    expect_event!(script, Event::Unregistered { failure: None, retrying: false });
}

/// REG-01.
#[test]
fn starting_twice_registers_once() {
    let mut script = Script::new();
    script.expect("REGISTER");
    script.command(Command::Start).unwrap();
    script.expect_silence();
}

#[test]
fn a_flow_timer_shorter_than_the_pong_limit_still_finds_a_dead_flow() {
    let mut script = Script::new();
    let register = script.expect("REGISTER");
    script.reply_with(&register, 200, |response| {
        grant(&register, 600)(response);
        response.headers.push(Name::FlowTimer, "8");
    });
    expect_event!(script, Event::Registered { .. });
    script.pass(Duration::from_secs(20));
    expect_event!(script, Event::Link { state: LinkState::Lost, failure: Some(_), .. });
}

/// S-20, REG-03.
#[test]
fn close_takes_the_binding_away_with_the_nonce_it_has_and_closes_the_link() {
    Row::new("S-20").unstretched().run(Script::new, |script| {
        let first = script.expect("REGISTER");
        script.reply_with(&first, 401, |response| response.headers.push(Name::WwwAuthenticate, MD5));
        let second = script.expect("REGISTER");
        script.grant(&second, 600);
        expect_event!(script, Event::Registered { .. });

        script.command(Command::Close).unwrap();
        let last = script.expect("REGISTER");
        assert_eq!(last.headers.expires(), Ok(Some(0)));
        assert!(last.headers.has(&Name::Authorization));
        script.reply(&last, 200);
        expect_event!(script, Event::Unregistered { failure: None, retrying: false });
        expect_event!(script, Event::Link { state: LinkState::Lost, failure: None, retry_in: None });
        assert_eq!(script.closed.len(), 1);
        assert_eq!(script.deadline(), None);
    });
}

#[test]
fn close_does_not_wait_for_a_silent_registrar() {
    let mut script = Script::registered();
    script.command(Command::Close).unwrap();
    script.pass(Duration::from_secs(3));
    assert_eq!(script.closed.len(), 1);
}

/// S-13, REG-14, REG-15, TRP-07: RFC 5626 §4.4.1.
#[test]
fn it_pings_as_often_as_the_server_asked_and_gives_up_a_flow_without_pong() {
    Row::new("S-13").unstretched().run(Script::new, |script| {
        let register = script.expect("REGISTER");
        script.reply_with(&register, 200, |response| {
            grant(&register, 600)(response);
            response.headers.push(Name::FlowTimer, "120");
        });
        expect_event!(script, Event::Registered { .. });
        script.pass(Duration::from_secs(95));
        assert!(script.sent.is_empty(), "no ping before 80 %");
        pass_until_sent(script, 26);
        assert_eq!(script.sent.pop_front().as_deref(), Some(&b"\r\n\r\n"[..]));
        script.receive(b"\r\n");
        script.pass(Duration::from_secs(11));
        assert!(script.events.is_empty(), "a pong came");
        pass_until_sent(script, 120);
        assert_eq!(script.sent.pop_front().as_deref(), Some(&b"\r\n\r\n"[..]));
        script.pass(Duration::from_secs(11));
        expect_event!(script, Event::Link { state: LinkState::Lost, failure: Some(_), retry_in: Some(_) });
    });
}

pub(super) fn pass_until_sent(script: &mut Script, seconds: u64) {
    for _ in 0..seconds {
        if script.sent.is_empty() {
            script.pass(Duration::from_secs(1));
        }
    }
}

/// S-14, REG-12, REG-15.
#[test]
fn without_a_flow_timer_it_never_pings_and_answers_the_servers_ping() {
    row("S-14", Script::new, |script| {
        let register = script.expect("REGISTER");
        script.grant(&register, 6000);
        script.pass(Duration::from_secs(2000));
        script.expect_silence();
        script.receive(b"\r\n\r\n");
        assert_eq!(script.sent.pop_front().as_deref(), Some(&b"\r\n"[..]));
    });
}
