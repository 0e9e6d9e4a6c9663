use super::*;
use crate::message::Name;

fn parse(text: &str) -> Result<Message, ParseErrorKind> {
    Message::parse(text.as_bytes()).map_err(|error| error.kind)
}

fn request(text: &str) -> Request {
    match parse(text).unwrap() {
        Message::Request(request) => request,
        Message::Response(_) => panic!("a response"),
    }
}

fn response(text: &str) -> Response {
    match parse(text).unwrap() {
        Message::Response(response) => response,
        Message::Request(_) => panic!("a request"),
    }
}

#[test]
fn a_tortuous_invite_is_read_line_by_line() {
    let request = request(concat!(
        "\r\n\r\n",
        "INVITE sip:vivekg@chair-dnrc.example.com;unknownparam SIP/2.0\r\n",
        "TO :\r\n sip:vivekg@chair-dnrc.example.com ;   tag    = 1918181833n\r\n",
        "from   : \"J Rosenberg \\\\\\\"\"       <sip:jdrosen@example.com>\r\n  ;\r\n  tag = 98asjd8\r\n",
        "MaX-fOrWaRdS: 0068\r\n",
        "Content-Length   : 4\r\n",
        "cseq: 0009\r\n  INVITE\r\n",
        "Via  : SIP  /   2.0\r\n /UDP\r\n    192.0.2.2;branch=390skdjuw\r\n",
        "s :\r\n",
        "NewFangledHeader:   newfangled value\r\n continued newfangled value\r\n",
        "UnknownHeaderWithUnusualValue: ;;,,;;,;\r\n",
        "v:  SIP  / 2.0  / TCP     spindle.example.com   ;\r\n  branch  =   z9hG4bK9ikj8  ,\r\n",
        " SIP  /    2.0   / UDP  192.168.255.111   ; branch=\r\n z9hG4bK30239\r\n",
        "\r\n",
        "v=0\r\n--trailing octets are no second message--",
    ));
    let headers = &request.headers;
    assert_eq!(headers.to().unwrap().tag(), Some("1918181833n"));
    assert_eq!(headers.from().unwrap().display.as_deref(), Some("J Rosenberg \\\""));
    assert_eq!(headers.max_forwards(), Ok(Some(68)));
    assert_eq!(headers.cseq().unwrap().number, 9);
    assert_eq!(headers.text(&Name::Subject), Ok(""));
    let continued = headers.text(&Name::from_token("newfangledheader"));
    assert_eq!(continued, Ok("newfangled value continued newfangled value"));
    assert_eq!(headers.text(&Name::from_token("UnknownHeaderWithUnusualValue")), Ok(";;,,;;,;"));
    let vias = headers.vias().unwrap();
    let branches: Vec<_> = vias.iter().map(|via| via.branch().unwrap_or_default()).collect();
    assert_eq!(branches, ["390skdjuw", "z9hG4bK9ikj8", "z9hG4bK30239"]);
    assert_eq!(request.body, b"v=0\r");
}

#[test]
fn a_bare_line_feed_ends_a_line() {
    let request = request("OPTIONS sip:b SIP/2.0\nSubject: a\n b\n\nbody\n");
    assert_eq!(request.headers.text(&Name::Subject), Ok("a b"));
    assert_eq!(request.body, b"body\n");
}

#[test]
fn the_header_section_need_not_be_text() {
    let read =
        Message::parse(b"OPTIONS sip:b SIP/2.0\r\nSubject: \xff\"\\\0\"\r\nTo: sip:b\r\n\r\n\0").unwrap();
    assert_eq!(read.headers().all(&Name::Subject).next(), Some(b"\xff\"\\\0\"".as_slice()));
    assert_eq!(read.headers().text(&Name::Subject).unwrap_err().kind, ParseErrorKind::NotUtf8);
    assert!(read.headers().to().is_ok());
}

#[test]
fn the_body_is_cut_at_content_length_and_must_reach_it() {
    let with = |rows: &str| parse(&["MESSAGE sip:b SIP/2.0\r\n", rows, "\r\nhello"].concat());
    let body = |rows: &str| match with(rows).unwrap() {
        Message::Request(request) => request.body,
        Message::Response(_) => Vec::new(),
    };
    assert_eq!(body(""), b"hello");
    assert_eq!(body("l: 2\r\n"), b"he");
    assert_eq!(body("l: 5\r\nContent-Length: 005\r\n"), b"hello");
    assert_eq!(with("Content-Length: 6\r\n"), Err(ParseErrorKind::BodyTooShort));
    for rows in [
        "l: 2\r\nl: 3\r\n",
        "l: -999\r\n",
        "l: x\r\n",
        "l:\r\n",
        "l: 2, 2\r\n",
        "l: 99999999999999999999999\r\n",
    ] {
        assert_eq!(with(rows), Err(ParseErrorKind::ContentLength), "{rows}");
    }
}

#[test]
fn a_status_line_may_have_any_reason_or_none() {
    assert_eq!(response("SIP/2.0 200 \r\n\r\n").reason, "");
    assert_eq!(response("SIP/2.0 200\r\n\r\n").status, 200);
    assert_eq!(
        response("sip/2.0 200 = 2**3 * 5**2 \u{43d}\u{43e}\r\n\r\n").reason,
        "= 2**3 * 5**2 \u{43d}\u{43e}"
    );
}

/// MSG-01.
#[test]
fn blanks_around_the_address_are_forgiven_and_those_in_it_are_kept_for_the_400() {
    assert_eq!(request("OPTIONS  sip:b  SIP/2.0  \r\n\r\n").uri, "sip:b");
    assert_eq!(request("INVITE sip:user@example.com; lr SIP/2.0\r\n\r\n").uri, "sip:user@example.com; lr");
}

#[test]
fn what_is_no_first_line_is_refused_by_its_part() {
    for (line, kind) in [
        ("", ParseErrorKind::StartLine),
        ("garbage", ParseErrorKind::StartLine),
        ("\r\n\r\n", ParseErrorKind::StartLine),
        ("INVITE sip:b", ParseErrorKind::StartLine),
        ("INVITE sip:b SIP/7.0", ParseErrorKind::Version),
        ("GET / HTTP/1.1", ParseErrorKind::Version),
        ("SIP/3.0 200 OK", ParseErrorKind::Version),
        ("IN<VITE sip:b SIP/2.0", ParseErrorKind::Method),
        ("INVITE  SIP/2.0", ParseErrorKind::Uri),
        ("SIP/2.0 4294967301 better not break the receiver", ParseErrorKind::Status),
        ("SIP/2.0 099 x", ParseErrorKind::Status),
        ("SIP/2.0 700 x", ParseErrorKind::Status),
        ("SIP/2.0 +20 x", ParseErrorKind::Status),
        ("SIP/2.0", ParseErrorKind::StartLine),
    ] {
        assert_eq!(parse(&[line, "\r\n\r\n"].concat()), Err(kind), "{line}");
    }
    assert_eq!(Message::parse(b"INVITE sip:\xff SIP/2.0\r\n\r\n").unwrap_err().kind, ParseErrorKind::NotUtf8);
}

#[test]
fn a_header_line_has_a_name_and_a_colon() {
    for line in ["Foobar roobar", ": x", "a b: x", "<>: x", " folded: from nothing"] {
        let error =
            Message::parse(["OPTIONS sip:b SIP/2.0\r\n", line, "\r\n\r\n"].concat().as_bytes()).unwrap_err();
        assert_eq!(error, ParseError::new(ParseErrorKind::HeaderName, 23), "{line}");
    }
    assert!(
        request("OPTIONS sip:b SIP/2.0\r\nC%6Fntact: x\r\n\r\n").headers.has(&Name::from_token("c%6fntact"))
    );
}

#[test]
fn a_response_loses_no_more_than_the_row_that_has_no_proper_name() {
    let read =
        Message::parse(b"SIP/2.0 200 OK\r\nX-A: 1\r\nX Foo: 1\r\n and on\r\nX-B: 2\r\n\r\nbody").unwrap();
    let rows: Vec<_> = read.headers().rows().iter().map(|row| row.name.as_str()).collect();
    assert_eq!(rows, ["X-A", "X-B"]);
    assert!(matches!(read, Message::Response(Response { body, .. }) if body == b"body"));
}

#[test]
fn every_limit_is_named_when_it_is_passed_and_not_before() {
    let within = |limits: Limits| {
        let bytes = b"OPTIONS sip:b SIP/2.0\r\nA: 1\r\nB: 2\r\n\r\n";
        Message::parse_within(bytes, &limits).map_err(|error| error.kind).map(drop)
    };
    let enough = Limits { message: 37, headers: 2, line: 23 };
    assert_eq!(within(enough), Ok(()));
    assert_eq!(within(Limits { message: 36, ..enough }), Err(ParseErrorKind::TooLarge));
    assert_eq!(within(Limits { line: 22, ..enough }), Err(ParseErrorKind::TooLarge));
    assert_eq!(within(Limits { headers: 1, ..enough }), Err(ParseErrorKind::TooManyHeaders));
}

#[test]
fn a_message_cut_anywhere_is_an_error_or_a_message_but_no_panic() {
    let whole = b"\r\nINVITE sip:b SIP/2.0\r\nTo: \"a\\\"\" <sip:b>\r\n ;tag=1\r\nl: 3\r\n\r\nabc";
    for end in 0..whole.len() {
        let cut = whole.get(..end).unwrap_or_default();
        if let Ok(read) = Message::parse(cut) {
            let _ = (read.headers().to(), read.to_bytes());
        }
        let _ = Request::salvage(cut);
    }
}

const VERSION_7: &str = "OPTIONS sip:t.watson@example.org SIP/7.0\r\nVia: SIP/7.0/WS c.example.com;branch=z9hG4bK1\r\n\
not a header line\r\nFrom: a\r\nTo: b\r\nCall-ID: c\r\nCSeq: 31417 OPTIONS\r\nl: 99\r\n\r\n";

#[test]
fn a_malformed_request_is_read_far_enough_to_be_answered() {
    let kind = parse(VERSION_7).unwrap_err();
    let request = Request::salvage(VERSION_7.as_bytes()).unwrap();
    assert_eq!(
        (kind.status(), &request.method, request.uri.as_str()),
        (505, &Method::Options, "sip:t.watson@example.org")
    );
    assert_eq!(request.headers.rows().len(), 5);
    assert_eq!(request.response(505).headers.top_via().unwrap().branch(), Some("z9hG4bK1"));
    assert_eq!(ParseErrorKind::BodyTooShort.status(), 400);
    assert_eq!(ParseErrorKind::TooLarge.status(), 513);
}

#[test]
fn what_cannot_be_answered_is_not_salvaged() {
    for (part, instead) in [("Call-ID", "X"), ("OPTIONS sip", "<> sip"), ("OPTIONS sip:t", "SIP/2.0")] {
        assert_eq!(Request::salvage(VERSION_7.replacen(part, instead, 1).as_bytes()), None, "{part}");
    }
    assert_eq!(Request::salvage(b""), None);
}
