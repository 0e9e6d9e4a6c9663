//! Bad input: too long, too many, too large, broken in the middle, contradictory. It is refused with a status or dropped,
//! nothing of it is kept, and other calls do not notice.

use bellwire::message::{Limits, Message, Name, Response};
use bellwire::time::{Instant, Now, WallClock};
use bellwire::transaction::LinkId;
use bellwire::ua::{Config, Event, FailureKind, Input, Output};

use crate::expect_event;
use crate::support::{Agent, Script, sdp};
use crate::verdict::answer;

/// OPTIONS with these rows more.
fn options(rows: &str) -> String {
    format!(
        "OPTIONS sip:alice@tab.invalid SIP/2.0\r\nVia: SIP/2.0/WSS p;branch=z9hG4bK1\r\n\
        From: <sip:bob@example.com>;tag=1\r\nTo: <sip:alice@example.com>\r\nCall-ID: c\r\nCSeq: 1 OPTIONS\r\n{rows}\r\n"
    )
}

fn status(bytes: impl AsRef<[u8]>) -> Option<u16> {
    answer(bytes.as_ref()).map(|answer| answer.status)
}

/// NOT-04, TRP-14.
#[test]
fn each_limit_is_an_option_and_what_is_over_it_is_513_and_told() {
    let text = options("Subject: x\r\n");
    let rows = text.matches(": ").count();
    let line = text.lines().map(|line| line.len() + 2).max().unwrap();
    let enough = Limits { message: text.len(), headers: rows, line };
    for (limits, expected) in [
        (enough, 200),
        (Limits { message: text.len() - 1, ..enough }, 513),
        (Limits { headers: rows - 1, ..enough }, 513),
        (Limits { line: line - 1, ..enough }, 513),
    ] {
        let mut config = Config::new("wss://sip.example.com", "sip:alice@example.com");
        config.register = false;
        config.limits = limits;
        let mut script = Script { agent: Agent::new(config, 1) };
        script.command(bellwire::ua::Command::Start).unwrap();
        script.open_link();
        script.events.clear();
        script.receive(text.as_bytes());
        let response = script.expect_status(expected);
        assert_eq!(response.headers.call_id(), Ok("c"));
        if expected == 513 {
            expect_event!(script, Event::Warning { failure } if failure.kind == FailureKind::Protocol);
        }
        assert!(script.events.is_empty());
    }
}

/// TRP-14.
#[test]
fn what_is_far_too_long_is_neither_copied_nor_traced_as_a_whole() {
    let limit = Limits::default().message;
    let text = options("") + &"x".repeat(20 * limit);
    let mut script = Script::unregistered();
    let now = Now { mono: Instant(script.now.0), wall: WallClock(1) };
    let link = script.link.unwrap();
    script.ua.handle_input(now, Input::Received(link, text.into_bytes())).unwrap();
    let mut answered = false;
    loop {
        match script.ua.poll_output() {
            Output::Wait(_) => break,
            Output::Trace(trace) => assert!(trace.text.len() <= limit + 1),
            Output::Transmit(LinkId(_), bytes) => answered |= bytes.starts_with(b"SIP/2.0 513 "),
            Output::OpenLink(..) | Output::CloseLink(_) | Output::Media(..) | Output::Event(_) => {}
        }
    }
    assert!(answered);
}

#[test]
fn ten_thousand_headers_are_513_wherever_those_stand_that_an_answer_needs() {
    let many = |row: &str| row.repeat(10_000);
    assert_eq!(status(options(&many("X: y\r\n"))), Some(513));
    assert_eq!(status(options("").replacen("Via", &(many("X: y\r\n") + "Via"), 1)), Some(513));
    assert_eq!(status(options(&many("Route: <sip:a;lr>\r\n"))), Some(513));
    assert_eq!(status(options(&format!("Supported: {}\r\n", many("a,")))), Some(513));
}

#[test]
fn a_response_that_is_too_long_is_dropped_and_the_call_goes_on() {
    let mut script = Script::unregistered();
    script.call(1, "bob").unwrap();
    let invite = script.expect("INVITE");
    script.reply_with(&invite, 180, |response| {
        for _ in 0..10_000 {
            response.headers.push(Name::Supported, "x");
        }
    });
    expect_event!(script, Event::Warning { .. });
    script.reply_with(&invite, 200, |response| {
        response.headers.push(Name::Contact, "<sip:bob@bob.invalid>");
        response.headers.push(Name::ContentType, "application/sdp");
        response.body = vec![b'x'; Limits::default().message];
    });
    expect_event!(script, Event::Warning { .. });
    script.accept(&invite, "peer", &sdp("peer"));
    script.expect("ACK");
    expect_event!(script, Event::Answered { .. });
}

/// MSG-20: who somebody is is written in Latin-1 by old gateways; what names a request must be text.
#[test]
fn bytes_that_are_no_utf_8_cost_no_call_where_they_are_only_shown() {
    for (part, expected) in [
        ("From: <sip", 200),
        ("To: <sip", 200),
        ("Subject: ", 200),
        ("Route: ", 200),
        ("Via: SIP", 400),
        ("CSeq: ", 400),
        ("Call-ID: ", 400),
        ("OPTIONS ", 400),
    ] {
        let text = options("Subject: \r\nRoute: \r\n");
        let at = text.find(part).unwrap() + part.len() - part.matches("<sip").count() * 4;
        let bytes = [&text.as_bytes()[..at], b"J\xfcrgen\xc3 ", &text.as_bytes()[at..]].concat();
        assert_eq!(status(bytes), Some(expected), "{part}");
    }
}

/// MSG-08: a call is not refused for the names that somebody gave a session or a person.
#[test]
fn an_invite_with_names_in_latin_1_rings() {
    let rows = "Contact: J\u{fc}rgen <sip:b@c>\r\nRecord-Route: \"\u{fc}\" <sip:p;lr>\r\n\
        Content-Type: application/sdp\r\n";
    let text = options(rows).replace("OPTIONS", "INVITE") + &sdp("t\u{fc}tle");
    let latin: Vec<u8> = text.chars().map(|c| c as u8).collect();
    assert_eq!(status(latin), Some(180));
}

/// MSG-27, UAS-01: a CR or a NUL that stands alone cannot be written again, so it would cost the answer that copies it, or
/// the requests of the whole call.
#[test]
fn a_line_end_that_is_none_and_a_nul_cost_no_answer_and_no_call() {
    let rows = "Contact: \"c\" <sip:b@c>\r\nRecord-Route: \"r\" <sip:p;lr>\r\n";
    let text = options(rows).replace("<sip:bob", "\"bob\" <sip:bob").replace("WSS p;", "WSS p;x=\"\";");
    for byte in ["\r", "\0", "\\\0", "\\\r"] {
        for part in ["x=\"", "\"bob", "To: ", "Call-ID: c", "\"c", "\"r"] {
            let odd = text.replacen(part, &format!("{part}{byte}"), 1);
            assert_eq!(status(&odd), Some(200), "{part} {byte:?}");
            assert_eq!(status(odd.replace("OPTIONS", "INVITE")), Some(180), "{part} {byte:?}");
        }
        assert_eq!(status(text.replace("CSeq: 1", &format!("CSeq: 1{byte}x"))), Some(400), "{byte:?}");
        let mut script = Script::unregistered();
        script.call(1, "bob").unwrap();
        let invite = script.expect("INVITE");
        let mut ok = invite.response(200);
        ok.headers.set_to_tag("peer");
        ok.headers.push(Name::Contact, "<sip:bob@bob.invalid>");
        ok.headers.push(Name::RecordRoute, "\"here\" <sip:p;lr>");
        ok.headers.push(Name::ContentType, "application/sdp");
        ok.body = sdp("peer").into_bytes();
        let ok = String::from_utf8(ok.to_bytes().unwrap()).unwrap();
        script.receive(ok.replace("here", byte).as_bytes());
        script.expect("ACK");
        script.command(bellwire::ua::Command::HangUp { call: bellwire::ua::CallId(1) }).unwrap();
        script.expect("BYE");
    }
}

#[test]
fn a_challenge_with_a_nul_in_it_is_answered() {
    for byte in ["\r", "\0", "\\\0"] {
        let mut script = Script::new();
        let register = script.expect("REGISTER");
        let mut refusal = register.response(401);
        refusal.headers.set_to_tag("x");
        refusal.headers.push(Name::WwwAuthenticate, "Digest realm=\"here\", nonce=\"n\", opaque=\"here\"");
        let refusal = String::from_utf8(refusal.to_bytes().unwrap()).unwrap();
        script.receive(refusal.replace("here", byte).as_bytes());
        assert!(script.expect("REGISTER").headers.has(&Name::Authorization), "{byte:?}");
    }
}

/// MSG-11, MSG-12: no number wraps, whatever it counts.
#[test]
fn a_number_past_its_limit_is_refused_where_it_matters_and_ignored_elsewhere() {
    for number in ["4294967296", "18446744073709551616", "99999999999999999999999999", "-1", "1e9", ""] {
        for (row, expected) in [
            ("Max-Forwards", 200),
            ("Expires", 200),
            ("Min-Expires", 200),
            ("Retry-After", 200),
            ("Session-Expires", 200),
            ("Timestamp", 200),
            ("Content-Length", 400),
        ] {
            assert_eq!(status(options(&format!("{row}: {number}\r\n"))), Some(expected), "{row}: {number}");
        }
        for (from, to) in [
            ("CSeq: 1", format!("CSeq: {number}")),
            ("WSS p;", format!("WSS p:{number};")),
            ("tab.invalid", format!("tab.invalid:{number}")),
            ("bob@example.com", format!("bob@example.com:{number}")),
        ] {
            assert_eq!(status(options("").replacen(from, &to, 1)), Some(400), "{to}");
        }
    }
}

#[test]
fn a_registration_outlives_every_number_that_a_registrar_can_write() {
    for number in ["0", "1", "4294967295", "4294967296", "-1", "99999999999999999999", "x"] {
        let mut script = Script::new();
        let register = script.expect("REGISTER");
        let contact = register.headers.text(&Name::Contact).unwrap().to_owned();
        script.reply_with(&register, 200, |response| {
            for name in ["Expires", "Min-Expires", "Flow-Timer", "Retry-After"] {
                response.headers.push(Name::from_token(name), number);
            }
            response.headers.push(Name::Contact, format!("{contact};expires={number}"));
        });
        script.pass(core::time::Duration::from_secs(30));
        assert!(script.link.is_some(), "{number}");
    }
}

/// MSG-25.
#[test]
fn what_contradicts_itself_is_400() {
    for rows in [
        "To: <sip:other@example.com>\r\n",
        "From: <sip:other@example.com>\r\n",
        "Call-ID: c\r\n",
        "CSeq: 1 OPTIONS\r\n",
        "Max-Forwards: 70\r\nMax-Forwards: 5\r\n",
        "Content-Length: 0\r\nl: 1\r\n",
        "Content-Length: 1\r\n",
    ] {
        assert_eq!(status(options(rows)), Some(400), "{rows}");
    }
    assert_eq!(status(options("").replace("1 OPTIONS", "1 INVITE")), Some(400));
    assert_eq!(
        status(options("Content-Length: 0\r\nl: 0\r\n")),
        Some(200),
        "saying it twice is no contradiction"
    );
}

#[test]
fn what_is_nested_is_read_as_far_as_it_goes() {
    let deep = |open: &str, close: &str| [open.repeat(2_000), close.repeat(2_000)].concat();
    for (from, to) in [
        ("<sip:bob@example.com>", deep("<", ">")),
        ("<sip:bob@example.com>", deep("\"", "\"")),
        ("<sip:bob@example.com>", deep("<sip:", ">")),
        ("sip:alice@tab.invalid", deep("sip:", "")),
        ("WSS p;", deep("(", ")")),
    ] {
        assert_eq!(status(options("").replacen(from, &to, 1)), Some(400), "{:.20}", to);
    }
    let part = |level: u32| format!("Content-Type: multipart/mixed;boundary=b{level}\r\n\r\n--b{level}\r\n");
    let nested: String = (0..500).map(part).collect();
    let text = options("Contact: <sip:b@c>\r\n").replace("OPTIONS", "INVITE");
    assert_eq!(status(text.trim_end().to_owned() + "\r\n" + &nested), Some(415));
}

#[test]
fn a_message_cut_anywhere_is_answered_or_dropped_and_the_next_one_is_answered() {
    let text = options("Require: foo\r\nContent-Length: 0\r\n");
    let mut script = Script::unregistered();
    for end in 0..text.len() {
        script.receive(&text.as_bytes()[..end]);
    }
    while let Some(message) = script.next_message() {
        assert!(matches!(message, Message::Response(Response { status: 200 | 400 | 420 | 505, .. })));
    }
    script.receive(text.replace("z9hG4bK1", "z9hG4bKnext").as_bytes());
    script.expect_status(420);
}

/// TXN-11.
#[test]
fn a_response_to_nothing_is_dropped_whatever_it_says() {
    let mut script = Script::unregistered();
    let invite = script.dial("bob");
    for status in [100, 180, 200, 302, 401, 407, 486, 503, 699] {
        let response = format!(
            "SIP/2.0 {status} x\r\nVia: SIP/2.0/WSS x.invalid;branch=z9hG4bKnone\r\nFrom: <sip:a@b>;tag=1\r\n\
            To: <sip:c@d>;tag=2\r\nCall-ID: none\r\nCSeq: 1 INVITE\r\n\r\n"
        );
        script.receive(response.as_bytes());
        script.expect_silence();
    }
    assert!(script.events.is_empty(), "the call that waits for an answer hears nothing of it");
    script.reply(&invite, 486);
    script.expect("ACK");
    expect_event!(script, Event::Ended { .. });
    script.assert_nothing_left();
}

/// UAS-06.
#[test]
fn an_offer_that_is_compressed_is_415_and_told_that_none_may_be() {
    let text = options("Contact: <sip:b@c>\r\nContent-Type: application/sdp\r\nContent-Encoding: gzip\r\n");
    let refused = answer((text.replace("OPTIONS", "INVITE") + "\u{1f}").as_bytes()).unwrap();
    assert_eq!(refused.status, 415);
    assert_eq!(refused.headers.text(&Name::AcceptEncoding), Ok("identity"));
}

/// MSG-10.
#[test]
fn a_response_that_is_shorter_than_it_says_is_dropped() {
    let mut script = Script::unregistered();
    script.call(1, "bob").unwrap();
    let invite = script.expect("INVITE");
    let bytes = invite.response(486).to_bytes().unwrap();
    let text = String::from_utf8(bytes).unwrap();
    script.receive(text.replace("Content-Length: 0", "Content-Length: 1").as_bytes());
    expect_event!(script, Event::Warning { .. });
    script.expect_silence();
    script.receive(text.as_bytes());
    script.expect("ACK");
}

#[test]
fn a_flood_of_calls_rings_a_few_times_and_leaves_the_call_that_stands_alone() {
    let mut script = Script::unregistered();
    script.call(1, "bob").unwrap();
    let invite = script.expect("INVITE");
    script.accept(&invite, "peer", &sdp("peer"));
    script.expect("ACK");
    script.events.clear();
    let (mut ringing, mut busy) = (0, 0);
    for number in 0..1_000 {
        let text = options("Contact: <sip:b@c>\r\n").replace("OPTIONS", "INVITE");
        let text = text.replace("z9hG4bK1", &format!("z9hG4bK{number}"));
        script.receive(text.replace("Call-ID: c", &format!("Call-ID: {number}")).as_bytes());
        match script.next_message() {
            Some(Message::Response(Response { status: 180, .. })) => ringing += 1,
            Some(Message::Response(Response { status: 486, .. })) => busy += 1,
            other => panic!("{other:?}"),
        }
    }
    assert_eq!((ringing, busy), (8, 992));
    script.pass(core::time::Duration::from_secs(40));
    let left = script.ua.inventory().left;
    let calls = left.iter().filter(|name| name.starts_with("call ")).count();
    assert_eq!(calls, 9, "who was refused is forgotten, whoever rings and whoever talks is not: {left:?}");
    script.command(bellwire::ua::Command::HangUp { call: bellwire::ua::CallId(1) }).unwrap();
    script.expect("BYE");
}

/// TXN-09. RFC 4475 §3.2.1: such branches are all the same, so they are looked at as RFC 2543 did.
#[test]
fn two_calls_whose_branch_is_nothing_but_the_cookie_are_two_calls() {
    let mut script = Script::unregistered();
    for call in ["one", "two"] {
        let text =
            options("Contact: <sip:b@c>\r\n").replace("OPTIONS", "INVITE").replace("z9hG4bK1", "z9hG4bK");
        script.receive(text.replace("Call-ID: c", &format!("Call-ID: {call}")).as_bytes());
        assert_eq!(script.expect_status(180).headers.call_id(), Ok(call));
    }
}
