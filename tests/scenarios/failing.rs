//! Calls that come to nothing, and what the application is told.

use core::time::Duration;

use bellwire::message::Name;
use bellwire::ua::{EndedBy, Event, FailureKind};

use crate::expect_event;
use crate::support::{Script, row};

/// S-4B.
#[test]
fn a_peer_without_common_media_is_told_as_incompatible() {
    for warning in ["304 pbx \"Media type not available\"", "305 pbx \"Incompatible media format\""] {
        row("S-4B", Script::registered, |script| {
            let invite = script.dial("bob");
            script.reply_with(&invite, 488, |refusal| refusal.headers.push(Name::Warning, warning));
            script.expect("ACK");
            expect_event!(script, Event::Ended { by: EndedBy::Remote, failure: Some(failure), .. }
                if failure.kind == FailureKind::Incompatible && failure.status == Some(488));
        });
    }
}

/// DLG-08, UAC-18, INV-04, TXN-02, S-34.
#[test]
fn a_refusal_is_acknowledged_and_told_by_its_meaning() {
    for (status, by, kind) in [
        (486, EndedBy::Remote, FailureKind::Busy),
        (600, EndedBy::Remote, FailureKind::Busy),
        (480, EndedBy::Remote, FailureKind::Unavailable),
        (408, EndedBy::Remote, FailureKind::Unavailable),
        (603, EndedBy::Remote, FailureKind::Declined),
        (404, EndedBy::Remote, FailureKind::NotFound),
        (403, EndedBy::Remote, FailureKind::Forbidden),
        (488, EndedBy::Remote, FailureKind::Incompatible),
        (302, EndedBy::Remote, FailureKind::Redirected),
        (500, EndedBy::Network, FailureKind::Server),
    ] {
        row("S-34", Script::registered, |script| {
            let invite = script.dial("bob");
            script.reply_with(&invite, status, |response| {
                response.headers.push(Name::RetryAfter, "60 (lunch)")
            });
            let ack = script.expect("ACK");
            assert_eq!(ack.uri, invite.uri);
            assert_eq!(ack.headers.top_via().unwrap().branch(), invite.headers.top_via().unwrap().branch());
            assert_eq!(ack.headers.to().unwrap().tag(), Some("peer"));
            let failure = expect_event!(script, Event::Ended { by: who, failure: Some(failure), .. } if who == by => failure);
            assert_eq!((failure.kind, failure.status, failure.retry_after), (kind, Some(status), Some(60)));
        });
    }
}

/// Decision 10: whoever is called may ask, and could look the answer up in a table made before.
#[test]
fn a_callee_who_asks_for_the_password_without_qop_gets_nothing() {
    for (challenge, answered) in [
        ("Digest realm=\"example.com\", nonce=\"theirs\"", false),
        ("Digest realm=\"example.com\", nonce=\"theirs\", qop=\"auth\"", true),
    ] {
        row("Decision 10", Script::registered, |script| {
            let invite = script.dial("sip:eve@evil.example");
            script.reply_with(&invite, 401, |r| r.headers.push(Name::WwwAuthenticate, challenge));
            script.expect("ACK");
            if answered {
                script.expect("INVITE");
            } else {
                expect_event!(script, Event::Ended { failure: Some(failure), .. } if failure.kind == FailureKind::Credentials);
            }
            script.expect_silence();
        });
    }
}

#[test]
fn a_denied_microphone_ends_the_call_before_anything_is_sent() {
    row("no microphone", Script::registered, |script| {
        script.media.microphone_denied = true;
        script.call(1, "bob").unwrap();
        expect_event!(script, Event::Ended { by: EndedBy::Local, failure: Some(failure), .. }
            if failure.kind == FailureKind::MicrophoneDenied);
        script.expect_silence();
    });
}

#[test]
fn without_a_single_candidate_nothing_is_sent() {
    row("no candidate", Script::registered, |script| {
        script.media.no_candidates = true;
        script.call(1, "bob").unwrap();
        expect_event!(script, Event::Ended { failure: Some(failure), .. } if failure.kind == FailureKind::Media);
        script.expect_silence();
    });
}

/// TXN-01, UAC-07, S-4K.
#[test]
fn a_silent_server_ends_the_call_after_32_seconds() {
    row("S-4K", Script::registered, |script| {
        script.dial("bob");
        script.pass(Duration::from_secs(33));
        expect_event!(script, Event::Ended { by: EndedBy::Network, failure: Some(failure), .. }
            if failure.kind == FailureKind::Timeout);
    });
}
