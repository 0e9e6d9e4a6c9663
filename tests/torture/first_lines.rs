//! First lines, and headers that every message has: what is read, what is written, what is refused.

use bellwire::message::{Message, Name, Request, Uri};
use bellwire::ua::{Event, FailureKind};

use crate::expect_event;
use crate::support::Script;
use crate::verdict::answer;

fn options(start: &str, method: &str) -> String {
    format!(
        "{start}\r\nVia: SIP/2.0/WSS p;branch=z9hG4bK1\r\nFrom: <sip:bob@example.com>;tag=1\r\n\
        To: <sip:alice@example.com>\r\nCall-ID: c\r\nCSeq: 1 {method}\r\n\r\n"
    )
}

fn status(text: &str) -> Option<u16> {
    answer(text.as_bytes()).map(|answer| answer.status)
}

/// MSG-02.
#[test]
fn a_version_is_read_in_any_case_written_in_capitals_and_another_one_is_505() {
    for (version, expected) in [
        ("sip/2.0", 200),
        ("SiP/2.0", 200),
        ("SIP/2.1", 505),
        ("SIP/3.0", 505),
        ("SIP/2.00", 505),
        ("HTTP/1.1", 505),
    ] {
        let text = options(&format!("OPTIONS sip:a@b {version}"), "OPTIONS");
        assert_eq!(status(&text), Some(expected), "{version}");
        let written = answer(text.as_bytes()).unwrap().to_bytes().unwrap();
        assert!(written.starts_with(b"SIP/2.0 "));
    }
}

/// MSG-01.
#[test]
fn a_request_line_that_we_write_has_two_blanks_and_no_brackets() {
    let mut script = Script::new();
    let line = script.sent.front().map(|bytes| String::from_utf8_lossy(bytes).into_owned()).unwrap();
    let line = line.lines().next().unwrap();
    assert_eq!(line, "REGISTER sip:example.com SIP/2.0");
    script.expect("REGISTER");
}

/// MSG-03, UAC-08.
#[test]
fn a_status_nobody_knows_counts_as_the_first_of_its_class() {
    let failure_of = |status: u16| {
        let mut script = Script::unregistered();
        script.call(1, "bob").unwrap();
        let invite = script.expect("INVITE");
        script.reply(&invite, status);
        script.expect("ACK");
        expect_event!(script, Event::Ended { by, failure: Some(failure), .. } => (by, failure.kind))
    };
    for (unknown, known) in [(399, 300), (499, 400), (599, 500), (699, 600)] {
        assert_eq!(failure_of(unknown), failure_of(known), "{unknown}");
    }
    assert_eq!(failure_of(699).1, FailureKind::Busy);
    let ringing_of = |status: u16| {
        let mut script = Script::unregistered();
        script.call(1, "bob").unwrap();
        let invite = script.expect("INVITE");
        script.reply(&invite, status);
        expect_event!(script, Event::Progress { ringing, .. } => ringing)
    };
    assert_eq!(ringing_of(186), ringing_of(183));
}

/// MSG-03.
#[test]
fn a_status_outside_of_the_six_classes_is_dropped() {
    for status in ["099", "700", "999", "20", "2000", "-200", "4294967496"] {
        let mut script = Script::unregistered();
        script.call(1, "bob").unwrap();
        let invite = script.expect("INVITE");
        let bytes = invite.response(200).to_bytes().unwrap();
        let text = String::from_utf8(bytes).unwrap().replacen("200 OK", &format!("{status} OK"), 1);
        script.receive(text.as_bytes());
        script.expect_silence();
        expect_event!(script, Event::Warning { .. });
        assert!(script.events.is_empty(), "{status}");
    }
}

/// MSG-09.
#[test]
fn line_ends_before_a_message_are_passed_over() {
    for before in ["\r\n", "\r\n\r\n\r\n", "\n"] {
        let text = before.to_owned() + &options("OPTIONS sip:a@b SIP/2.0", "OPTIONS");
        assert_eq!(status(&text), Some(200));
    }
}

/// MSG-26.
#[test]
fn a_cseq_of_another_method_is_400_and_an_unknown_method_501_whatever_cseq_says() {
    for (method, cseq, expected) in [
        ("OPTIONS", "INVITE", 400),
        ("INVITE", "OPTIONS", 400),
        ("MESSAGE", "INVITE", 400),
        ("OPTIONS", "options", 400),
        ("FLY", "INVITE", 501),
        ("options", "OPTIONS", 501),
    ] {
        assert_eq!(
            status(&options(&format!("{method} sip:a@b SIP/2.0"), cseq)),
            Some(expected),
            "{method} {cseq}"
        );
    }
}

/// MSG-24.
#[test]
fn a_date_is_never_looked_at() {
    for date in ["Fri, 01 Jan 2010 16:00:00 EST", "yesterday", "", "Sat, 13 Nov 2010 23:29:00 GMT"] {
        let text =
            options("OPTIONS sip:a@b SIP/2.0", "OPTIONS").replace("CSeq", &format!("Date: {date}\r\nCSeq"));
        assert_eq!(status(&text), Some(200), "{date}");
    }
}

/// UAS-03: whose address it is does not matter on our own link, but it must be one that calls go to.
#[test]
fn a_request_for_any_user_is_ours_and_for_a_strange_scheme_416() {
    for (uri, expected) in [
        ("sip:nobody@elsewhere.example", 200),
        ("sips:alice@example.com", 200),
        ("TEL:+15551234", 200),
        ("urn:service:sos", 416),
        ("mailto:alice@example.com", 416),
        ("http://example.com/", 416),
    ] {
        assert_eq!(status(&options(&format!("OPTIONS {uri} SIP/2.0"), "OPTIONS")), Some(expected), "{uri}");
    }
    let unknown = options("FLY urn:x:y SIP/2.0", "FLY");
    assert_eq!(status(&unknown), Some(501), "the method is looked at first (RFC 3261 §8.2)");
}

/// UAS-05.
#[test]
fn proxy_require_is_not_for_us() {
    let text = options("OPTIONS sip:a@b SIP/2.0", "OPTIONS").replace("CSeq", "Proxy-Require: foo\r\nCSeq");
    assert_eq!(status(&text), Some(200));
}

/// MSG-14: a password in an address goes on the wire as it came, and not before a person's eyes.
#[test]
fn a_password_in_an_address_is_not_shown() {
    let mut script = Script::unregistered();
    let mut invite = script.bobs_request("INVITE", "1", 1, None);
    invite.headers.set(Name::From, "<sip:bob:pa55word@example.com>;tag=1");
    script.send(&Message::Request(invite));
    let ringing = script.expect_status(180);
    assert_eq!(ringing.headers.text(&Name::From), Ok("<sip:bob:pa55word@example.com>;tag=1"));
    expect_event!(script, Event::Incoming { from, .. } if from.uri == "sip:bob@example.com");
}

/// MSG-07: what only means something elsewhere is let pass, and kept as it came.
#[test]
fn a_header_of_another_method_is_ignored_and_kept() {
    let rows = "Refer-To: broken <\r\nRSeq: x\r\nX-Own:\r\nSubscription-State: ;;\r\nCSeq";
    let text = options("OPTIONS sip:a@b SIP/2.0", "OPTIONS").replace("CSeq", rows);
    assert_eq!(status(&text), Some(200));
    let Message::Request(Request { headers, .. }) = Message::parse(text.as_bytes()).unwrap() else {
        panic!("a request");
    };
    assert_eq!(headers.text(&Name::ReferTo), Ok("broken <"));
    assert_eq!(headers.text(&Name::SubscriptionState), Ok(";;"));
}

/// MSG-18: a number that is dialled becomes an address at our own server, without what pleases the eye.
#[test]
fn a_telephone_number_that_is_dialled_is_an_address_of_our_domain() {
    let mut script = Script::unregistered();
    script.call(1, "tel:+1-(201)-555.0123").unwrap();
    let invite = script.expect("INVITE");
    assert!(
        invite
            .parsed_uri()
            .unwrap()
            .is_equivalent(&Uri::parse("sip:+12015550123@example.com;user=phone").unwrap())
    );
}
