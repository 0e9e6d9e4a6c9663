//! What servers and gateways really send and other user agents drop without a word: each line of it rings, or is refused
//! by the status that says why.

use bellwire::message::{Message, Name, NameAddr, Response, Uri};
use bellwire::ua::{Command, Event};

use crate::expect_event;
use crate::support::{Script, sdp};
use crate::verdict::answer;

/// An INVITE that rings, with some of it changed.
fn invite(changes: &[(&str, &str)]) -> String {
    let mut text = String::from(
        "INVITE sip:alice@tab.invalid;transport=ws SIP/2.0\r\n\
        Via: SIP/2.0/WSS proxy.example.com;branch=z9hG4bK1\r\n\
        From: \"Bob\" <sip:bob@example.com>;tag=bob1\r\n\
        To: <sip:alice@example.com>\r\n\
        Call-ID: from-bob\r\n\
        CSeq: 1 INVITE\r\n\
        Contact: <sip:bob@bob.invalid;transport=ws>\r\n\
        Content-Type: application/sdp\r\n\r\n",
    );
    text.push_str(&sdp("bob"));
    for (from, to) in changes {
        assert!(text.contains(from), "{from} is in the INVITE");
        text = text.replacen(from, to, 1);
    }
    text
}

/// What a row expects.
enum Expected {
    /// 180, and the application hears of a call.
    Rings,
    /// This status.
    Refused(u16),
}
use Expected::{Refused, Rings};

/// What is special, how the INVITE is changed to be so, and what becomes of it.
type Row<'a> = (&'a str, &'a [(&'a str, &'a str)], Expected);

fn assert_rows(rows: &[Row<'_>]) {
    let mut wrong = Vec::new();
    for (what, changes, expected) in rows {
        let mut script = Script::unregistered();
        script.receive(invite(changes).as_bytes());
        let status = match script.next_message() {
            Some(Message::Response(response)) => response.status,
            _ => 0,
        };
        let told = script.events.iter().any(|event| matches!(event, Event::Incoming { .. }));
        let good = match expected {
            Rings => status == 180 && told,
            Refused(expected) => status == *expected && !told,
        };
        if !good {
            wrong.push(format!("{what}: {status}, told: {told}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

const FROM: &str = "\"Bob\" <sip:bob@example.com>;tag=bob1";
const CONTACT: &str = "<sip:bob@bob.invalid;transport=ws>";
const TO: &str = "To: <sip:alice@example.com>";
const URI: &str = "sip:alice@tab.invalid;transport=ws SIP";
const SUBJECT: (&str, &str) = ("CSeq:", "Subject: x\r\nCSeq:");

/// UAS-03, UAS-05.
#[test]
fn an_invite_that_others_drop_rings_or_is_refused_with_a_reason() {
    assert_rows(&[
        ("as it is", &[], Rings),
        ("From is a telephone number", &[(FROM, "<tel:+15551234>;tag=1")], Rings),
        ("From has a container's host", &[(FROM, "<sip:bob@0fb38bfd0a0d>;tag=1")], Rings),
        ("Contact has a hash and a star", &[(CONTACT, "<sip:*#9240@pbx.example.com>")], Rings),
        ("a name with a comma has no quotes", &[(FROM, "Smith, John <sip:john@example.com>;tag=1")], Rings),
        ("100rel is required", &[(SUBJECT.0, "Require: 100rel\r\nCSeq:")], Refused(420)),
        ("foo is required", &[(SUBJECT.0, "Require: foo\r\nCSeq:")], Refused(420)),
        (
            "the type of the body has a charset",
            &[("application/sdp", "application/sdp;charset=utf-8")],
            Rings,
        ),
        // `timer` is not in Supported, so nobody here has an opinion of the interval (RFC 4028 §9).
        ("the session is to be very short", &[(SUBJECT.0, "Session-Expires: 30\r\nCSeq:")], Rings),
        (
            "Replaces is optional and unknown",
            &[(SUBJECT.0, "Replaces: a;to-tag=b;from-tag=c\r\nCSeq:")],
            Rings,
        ),
        (
            "Replaces is required",
            &[(SUBJECT.0, "Require: replaces\r\nReplaces: a;to-tag=b\r\nCSeq:")],
            Refused(420),
        ),
        ("the Request-URI has another user", &[(URI, "sip:12345@sbc.example.com SIP")], Rings),
        ("the Request-URI has no user", &[(URI, "sip:example.com SIP")], Rings),
        ("the Request-URI is secure", &[(URI, "sips:alice@example.com SIP")], Rings),
        ("the Request-URI is a number", &[(URI, "tel:+15551234 SIP")], Rings),
        ("the Request-URI is for an emergency", &[(URI, "urn:service:sos SIP")], Refused(416)),
        ("the Request-URI has headers", &[(URI, "sip:alice@example.com?Subject=x SIP")], Rings),
    ]);
}

#[test]
fn an_invite_without_an_offer_rings() {
    let text = invite(&[("Content-Type: application/sdp\r\n", "Content-Length: 0\r\n")]);
    assert_eq!(answer(text.as_bytes()).map(|answer| answer.status), Some(180));
}

/// A bare LF ends a line, as RFC 3261 §7 does not say and test tools and shell scripts write; a message that mixes both
/// is read, too.
#[test]
fn an_invite_with_bare_line_feeds_rings() {
    for text in [invite(&[]).replace("\r\n", "\n"), invite(&[("tag=bob1\r\n", "tag=bob1\n")])] {
        assert_eq!(answer(text.as_bytes()).map(|answer| answer.status), Some(180));
    }
}

/// MSG-28, MSG-08.
#[test]
fn an_offer_in_a_multipart_body_rings_and_is_the_offer() {
    let offer = sdp("bob");
    let isup =
        "Content-Type: application/isup\r\nContent-Disposition: signal;handling=optional\r\n\r\n\u{1}\0";
    for kind in ["multipart/mixed", "Multipart/Mixed", "multipart/alternative", "multipart/related"] {
        let body = format!(
            "Content-Type: {kind};boundary=\"b 1\"\r\n\r\n--b 1\r\nContent-Type: application/sdp\r\n\r\n{offer}\
            \r\n--b 1\r\n{isup}\r\n--b 1--\r\n"
        );
        let head = invite(&[]).replace(&offer, "").replace("Content-Type: application/sdp\r\n\r\n", &body);
        let mut script = Script::unregistered();
        script.receive(head.as_bytes());
        script.expect_status(180);
        let call = expect_event!(script, Event::Incoming { call, .. } => call);
        script.command(Command::Answer { call, audio: Default::default() }).unwrap();
        assert_eq!(script.media.log, ["offer bob"], "{kind}");
        let needed = answer(head.replace(";handling=optional", "").as_bytes()).unwrap();
        assert_eq!(needed.status == 415, kind != "multipart/alternative", "{kind}");
        assert_eq!(needed.status == 415, needed.headers.has(&Name::Accept), "{kind}");
    }
}

/// NOT-06.
#[test]
fn a_refer_outside_of_a_dialog_is_405_and_says_what_is_taken() {
    let text =
        invite(&[("INVITE", "REFER"), ("1 INVITE", "1 REFER"), ("Contact", "Refer-To: <tel:1>\r\nContact")]);
    let refused = answer(text.as_bytes()).unwrap();
    assert_eq!((refused.status, refused.headers.has(&Name::Allow)), (405, true));
}

#[test]
fn a_header_that_others_refuse_is_read() {
    assert_rows(&[
        ("From has a hash in its user", &[(FROM, "<sip:#31#123@example.com>;tag=1")], Rings),
        ("To is a number", &[(TO, "To: <tel:+1-555-1234;phone-context=x>")], Rings),
        ("Contact is a number", &[(CONTACT, "<tel:+15551234>")], Rings),
        ("From is a number without brackets", &[(FROM, "tel:+15551234;tag=1")], Rings),
        ("Referred-By is a number", &[(SUBJECT.0, "Referred-By: tel:+1\r\nCSeq:")], Rings),
        ("a host of one label begins with a digit", &[(FROM, "<sip:bob@1pbx>;tag=1")], Rings),
        ("a parameter of a URI is quoted", &[(CONTACT, "<sip:b@c;x=\"y;z\">")], Rings),
        ("a parameter of a URI has an equals sign", &[(CONTACT, "<sip:b@c;x=a=b>")], Rings),
        ("a name in UTF-8 has no quotes", &[(FROM, "J\u{fc}rgen M <sip:j@example.com>;tag=1")], Rings),
        ("a name has quotes in quotes", &[(FROM, r#""a \" b" <sip:j@example.com>;tag=1"#)], Rings),
        ("a tag has an equals sign", &[("tag=bob1", "tag=a=b")], Rings),
        ("To is for an emergency", &[(TO, "To: <urn:service:sos>")], Rings),
        ("a Via of TLS over SCTP", &[("SIP/2.0/WSS", "SIP/2.0/TLS-SCTP")], Rings),
        ("Call-ID has a blank", &[("from-bob", "from bob@here")], Rings),
        ("Contact is a star", &[(CONTACT, "*")], Refused(400)),
        ("Contact is nothing", &[(CONTACT, "")], Refused(400)),
        ("Contact is missing", &[("Contact: <sip:bob@bob.invalid;transport=ws>\r\n", "")], Refused(400)),
        ("an IPv6 address", &[(CONTACT, "<sip:b@[2001:db8::1]:5060>")], Rings),
        ("a host with underscores", &[(CONTACT, "<sip:b@my_pbx_1>")], Rings),
        ("a user with a semicolon", &[(CONTACT, "<sip:b;phone-context=x@c>")], Rings),
        ("a secure Contact", &[(CONTACT, "<sips:b@c>")], Rings),
        (
            "a GRUU",
            &[(CONTACT, "<sip:b@c;gr=urn:uuid:f81d4fae-7dec>;+sip.instance=\"<urn:uuid:f81d>\"")],
            Rings,
        ),
        ("a body of many parts", &[("application/sdp", "multipart/mixed;boundary=nowhere")], Rings),
        ("a header that is no text", &[(SUBJECT.0, "Subject: \u{1}\u{80}\r\nCSeq:")], Rings),
        ("a name that is never closed", &[(FROM, "\"Bob <sip:bob@example.com>;tag=1")], Refused(400)),
    ]);
}

/// Refer-To is kept as it is until somebody follows it; then its address is read as any other.
#[test]
fn an_address_of_any_header_may_be_a_number_or_a_service() {
    for text in
        ["tel:+1-555", "<tel:+1-555;ext=3>", "<urn:service:sos>", "\"A, B\" <sip:#1@2x;a=\"b\">;c=d=e"]
    {
        assert!(NameAddr::parse(text).is_ok(), "{text}");
    }
    assert!(Uri::parse("urn:service:sos").is_ok());
}

#[test]
fn a_status_line_that_others_refuse_is_read() {
    for (line, status, reason) in [
        ("SIP/2.0 200", 200, ""),
        ("SIP/2.0 200 ", 200, ""),
        ("SIP/2.0 404 Not [found] here", 404, "Not [found] here"),
        ("sip/2.0 486 B\u{fc}sy", 486, "B\u{fc}sy"),
    ] {
        let mut script = Script::unregistered();
        script.call(1, "bob").unwrap();
        let invite = script.expect("INVITE");
        let mut response = Response::new(status);
        response.headers = invite.response(status).headers;
        response.headers.set_to_tag("peer");
        let bytes = response.to_bytes().unwrap();
        let end = bytes.iter().position(|byte| *byte == b'\r').unwrap();
        script.receive(&[line.as_bytes(), &bytes[end..]].concat());
        script.expect("ACK");
        let read = Message::parse(&[line.as_bytes(), &bytes[end..]].concat()).unwrap();
        assert!(matches!(read, Message::Response(read) if read.reason == reason), "{line}");
    }
}

#[test]
fn a_challenge_that_is_unusual_is_read() {
    for value in [
        "Digest realm=\"r\", nonce=\"n\", algorithm=\"MD5\", qop=\"auth\"",
        "Bearer realm=\"r\", authz_server=\"https://as.example.com\", scope=\"sip\"",
        "Digest realm=r,nonce=n",
    ] {
        let mut response = Response::new(401);
        response.headers.push(Name::WwwAuthenticate, value);
        assert_eq!(response.headers.challenges(&Name::WwwAuthenticate).len(), 1, "{value}");
    }
}
