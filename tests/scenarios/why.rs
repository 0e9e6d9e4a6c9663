//! Why a call came to nothing: what a refusal, a CANCEL or a BYE says of it, and what a server asks for.

use core::time::Duration;

use bellwire::message::{Message, Name};
use bellwire::ua::{EndedBy, Event, Failure, FailureKind, Said};

use crate::expect_event;
use crate::support::{CALL, Ringing, Row, Script, row};

fn refused(script: &mut Script, status: u16, headers: &[(Name, &str)]) -> (EndedBy, Failure) {
    let invite = script.dial("bob");
    script.reply_with(&invite, status, |response| {
        for (name, value) in headers {
            response.headers.push(name.clone(), *value);
        }
    });
    script.expect("ACK");
    expect_event!(script, Event::Ended { call: CALL, by, failure: Some(failure) } => (by, failure))
}

/// UAC-17, UAC-19, INV-22.
#[test]
fn a_failure_has_the_words_of_the_other_side() {
    row("UAC-19", Script::registered, |script| {
        let (_, failure) = refused(
            script,
            486,
            &[
                (Name::RetryAfter, "60"),
                (Name::Warning, "399 pbx \"Out to lunch\", 399 pbx \"Back at one\""),
                (Name::Reason, "Q.850;cause=17;text=\"User busy\""),
                (Name::ErrorInfo, "<https://a.b/lunch>, <sip:lunch@a.b>;x=1"),
                (Name::Contact, "<sip:elsewhere@a.b>"),
            ],
        );
        let said = Said {
            warning: "Out to lunch; Back at one".into(),
            causes: "Q.850;cause=17;text=\"User busy\"".into(),
            error_info: "https://a.b/lunch sip:lunch@a.b".into(),
            contacts: String::new(),
        };
        assert_eq!((failure.kind, failure.retry_after), (FailureKind::Busy, Some(60)));
        assert_eq!(failure.said.as_deref(), Some(&said));
    });
}

/// S-4C, S-4D: whom to call instead is told, the best first, and nobody is called unasked.
#[test]
fn a_redirection_is_told_with_its_contacts_and_not_followed() {
    for status in [300, 301, 302, 305, 380] {
        row("S-4D", Script::registered, |script| {
            let contacts = "<sip:c@x>;q=0.25, \"B\" <sip:b@x;a=1>, <tel:+123>;q=0.9, <sip:d@x>;q=0";
            let (by, failure) = refused(script, status, &[(Name::Contact, contacts)]);
            assert_eq!((by, failure.kind), (EndedBy::Remote, FailureKind::Redirected));
            assert_eq!(failure.said.unwrap().contacts, "sip:b@x;a=1 tel:+123 sip:c@x sip:d@x");
            script.expect_silence();
        });
    }
}

/// UAC-18: every code has its class, whether anybody ever sent it or not.
#[test]
fn every_final_status_has_its_kind() {
    use FailureKind::*;
    let named = |status| match status {
        300..=399 => Redirected,
        402 | 403 | 433 => Forbidden,
        404 | 410 | 484 | 485 | 604 => NotFound,
        408 | 430 | 480 => Unavailable,
        486 | 600 => Busy,
        487 => Cancelled,
        406 | 415 | 488 | 606 => Incompatible,
        603 | 607 | 608 => Declined,
        400..=599 => Server,
        _ => Busy,
    };
    // A challenge has reasons of its own.
    for status in (300..=699).filter(|status| !matches!(status, 401 | 407)) {
        let mut script = Script::unregistered();
        let (by, failure) = refused(&mut script, status, &[]);
        assert_eq!((failure.kind, failure.status), (named(status), Some(status)));
        assert_eq!(by == EndedBy::Network, (500..600).contains(&status), "who ended it with {status}");
        assert_eq!(failure.said, None);
    }
}

/// S-4H: mapped, and no second try.
#[test]
fn a_refusal_of_who_we_are_is_told_and_not_tried_again() {
    for (status, kind) in [
        (428, FailureKind::Server),
        (436, FailureKind::Server),
        (437, FailureKind::Server),
        (438, FailureKind::Server),
        (494, FailureKind::Server),
        (607, FailureKind::Declined),
        (608, FailureKind::Declined),
    ] {
        row("S-4H", Script::registered, |script| {
            assert_eq!(refused(script, status, &[]).1.kind, kind);
            script.expect_silence();
        });
    }
}

/// UAC-17: RFC 3261 §21.5.4.
#[test]
fn a_server_that_is_overloaded_gets_no_new_call_until_it_wants_one() {
    Row::new("UAC-17").unstretched().run(Script::unregistered, |script| {
        refused(script, 503, &[(Name::RetryAfter, "30;duration=60")]);
        script.pass(Duration::from_millis(10_500));
        script.call(2, "carol").unwrap();
        expect_event!(script, Event::Ended { by: EndedBy::Network, failure: Some(failure), .. }
            if failure.kind == FailureKind::Server && failure.status == Some(503) && failure.retry_after == Some(20));
        script.expect_silence();
        script.pass(Duration::from_millis(19_500));
        script.call(3, "carol").unwrap();
        script.expect("INVITE");
    });
}

/// UAC-17, decision 20.
#[test]
fn a_server_that_wants_no_call_for_centuries_gets_one_after_half_an_hour() {
    Row::new("UAC-17").unstretched().run(Script::unregistered, |script| {
        refused(script, 503, &[(Name::RetryAfter, "4294967295")]);
        script.pass(Duration::from_secs(1_800));
        script.call(2, "carol").unwrap();
        script.expect("INVITE");
    });
}

/// UAC-17: what asks for no pause gets none, and neither does what stands.
#[test]
fn only_503_with_retry_after_holds_new_calls_back_and_no_call_that_stands() {
    for (status, headers) in
        [(503, &[][..]), (480, &[(Name::RetryAfter, "30")]), (500, &[(Name::RetryAfter, "30")])]
    {
        row("UAC-17", Script::registered, |script| {
            refused(script, status, headers);
            script.call(2, "carol").unwrap();
            script.expect("INVITE");
        });
    }
    row("UAC-17", Script::registered, |script| {
        let tag = script.talk_to_bob().tag;
        refused(script, 503, &[(Name::RetryAfter, "30")]);
        script.bob("BYE", "bye", 2, &tag);
        script.expect_status(200);
        expect_event!(script, Event::Ended { by: EndedBy::Remote, failure: None, .. });
    });
}

/// INV-22, S-52: only a cause of SIP speaks of another device.
#[test]
fn a_cancel_tells_why() {
    for (reason, kind) in [
        ("SIP;cause=200", FailureKind::AnsweredElsewhere),
        ("Q.850;cause=16, sip;text=\"Call completed elsewhere\";cause=200", FailureKind::AnsweredElsewhere),
        ("Q.850;cause=200", FailureKind::Cancelled),
        ("SIP;cause=600;text=\"Busy Everywhere\"", FailureKind::Cancelled),
    ] {
        row("INV-22", Script::registered, |script| {
            let Ringing { tag, .. } = script.ring();
            let mut cancel = script.bobs_request("CANCEL", "1", 1, None);
            cancel.headers.push(Name::Reason, reason);
            script.send(&Message::Request(cancel));
            script.expect_status(200);
            script.expect_status(487);
            script.bob("ACK", "1", 1, &tag);
            expect_event!(script, Event::Ended { by: EndedBy::Remote, failure: Some(failure), .. }
                if failure.kind == kind && failure.said.as_ref().is_some_and(|said| said.causes == reason));
        });
    }
}

/// INV-22: most say nothing, or that all is well.
#[test]
fn a_bye_that_speaks_of_a_failure_is_told_as_one() {
    for (reason, kind) in [
        ("Q.850;cause=16;text=\"Normal call clearing\"", None),
        ("SIP;cause=200;text=\"OK\"", None),
        ("SIP;cause=488;text=\"No codec\"", Some(FailureKind::Incompatible)),
        ("SIP;cause=503", Some(FailureKind::Server)),
    ] {
        row("INV-22", Script::registered, |script| {
            let tag = script.talk_to_bob().tag;
            let mut bye = script.bobs_request("BYE", "bye", 2, Some(&tag));
            bye.headers.push(Name::Reason, reason);
            script.send(&Message::Request(bye));
            script.expect_status(200);
            let failure = expect_event!(script, Event::Ended { by: EndedBy::Remote, failure, .. } => failure);
            assert_eq!(failure.as_ref().map(|failure| failure.kind), kind);
        });
    }
}
