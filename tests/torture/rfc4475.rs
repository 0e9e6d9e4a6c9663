//! RFC 4475. Where its text leaves a choice, what can be read without guessing is read: a call that can be kept is kept.

use core::str::from_utf8;
use std::fs;

use bellwire::message::{Message, Name, Request, Response, Uri};

use crate::verdict::Reading::{Bad, Good};
use crate::verdict::Verdict::{Answer, Drop};
use crate::verdict::{Row, answer_to, assert_all, folder};

const ROWS: &[Row] = &[
    // 3.1.1 Valid messages. The offers among them are plain RTP, which no browser can answer: 488.
    (
        "wsinv.dat",
        Good,
        Answer(481),
        "folded, short and long names, blanks everywhere; To has a tag of no dialog of ours",
    ),
    ("intmeth.dat", Good, Answer(501), "a method of strange characters is a method that nobody has"),
    ("esc01.dat", Good, Answer(488), "escapes are undone once, in URIs only"),
    ("escnull.dat", Good, Answer(405), "a NUL in an escape ends nothing; we are no registrar"),
    ("esc02.dat", Good, Answer(501), "what looks like an escape in a method is part of its name"),
    ("lwsdisp.dat", Good, Answer(200), "no blank is needed between a name and its address"),
    ("longreq.dat", Good, Answer(488), "long values are values"),
    ("dblreq.dat", Good, Answer(405), "what follows the body is no second message"),
    ("semiuri.dat", Good, Answer(200), "a semicolon in a user part begins no parameter"),
    ("transports.dat", Good, Answer(200), "a Via may name any transport"),
    ("mpart01.dat", Good, Answer(405), "a body may hold any byte; MESSAGE is not taken"),
    ("unreason.dat", Good, Drop, "a reason phrase in UTF-8; a response to nothing"),
    ("noreason.dat", Good, Drop, "an empty reason phrase; a response to nothing"),
    // 3.1.2 Invalid messages.
    ("badinv01.dat", Bad, Answer(400), "separators with nothing between them"),
    ("clerr.dat", Bad, Answer(400), "the body is shorter than it is said to be"),
    ("ncl.dat", Bad, Answer(400), "a length below nothing"),
    ("scalar02.dat", Bad, Answer(400), "a CSeq number of more than 32 bits"),
    ("scalarlg.dat", Bad, Drop, "the same in a response, which is not acted upon"),
    ("quotbal.dat", Bad, Answer(400), "a quote that is never closed"),
    ("ltgtruri.dat", Bad, Answer(400), "brackets around the Request-URI"),
    ("lwsruri.dat", Bad, Answer(400), "a blank inside the Request-URI"),
    ("lwsstart.dat", Good, Answer(488), "two blanks where one should be: what is meant is plain"),
    ("trws.dat", Good, Answer(200), "blanks after the version: what is meant is plain"),
    ("escruri.dat", Good, Answer(488), "headers in the Request-URI are not looked at, as if it had none"),
    ("baddate.dat", Good, Answer(488), "nobody reads Date"),
    (
        "regbadct.dat",
        Good,
        Answer(405),
        "an address with a question mark and no brackets; no registrar here anyway",
    ),
    ("badaspec.dat", Good, Answer(200), "blanks inside the brackets: what is meant is plain"),
    ("baddn.dat", Good, Answer(200), "a comma in a name without quotes: people are called so"),
    ("badvers.dat", Bad, Answer(505), "SIP/7.0"),
    ("mismatch01.dat", Bad, Answer(400), "CSeq names another method"),
    (
        "mismatch02.dat",
        Good,
        Answer(501),
        "CSeq names another method, but the method is unknown in the first place",
    ),
    ("bigcode.dat", Bad, Drop, "a status of 33 bits"),
    // 3.2 Transaction layer.
    ("badbranch.dat", Good, Answer(200), "a branch with nothing behind its magic cookie counts as none"),
    // 3.3 Application layer.
    ("insuf.dat", Bad, Answer(400), "neither From, To nor Call-ID"),
    ("unkscm.dat", Good, Answer(416), "a scheme that nobody knows"),
    ("novelsc.dat", Good, Answer(416), "a scheme that is not for calls"),
    ("unksm2.dat", Good, Answer(405), "strange schemes in To, From and Contact hurt nobody"),
    ("bext01.dat", Good, Answer(420), "extensions that are required and unknown"),
    ("invut.dat", Good, Answer(415), "a body of an unknown type"),
    ("regaut01.dat", Good, Answer(405), "a scheme of credentials that nobody knows; no registrar here"),
    ("multi01.dat", Bad, Answer(400), "two values where there is one"),
    ("mcl01.dat", Bad, Answer(400), "two lengths that differ"),
    ("bcast.dat", Good, Drop, "a response whose second Via is somebody else's"),
    ("zeromf.dat", Good, Answer(200), "it has come as far as it must"),
    ("cparam01.dat", Good, Answer(405), "a parameter of the Contact; no registrar here"),
    ("cparam02.dat", Good, Answer(405), "a parameter of the URI; no registrar here"),
    ("regescrt.dat", Good, Answer(405), "a header in a URI; no registrar here"),
    ("sdp01.dat", Good, Answer(406), "the caller takes no SDP"),
    // 3.4 Backward compatibility.
    ("inv2543.dat", Good, Answer(488), "no branch, no tag, no Max-Forwards, no length: RFC 2543"),
    // Not of the RFC.
    (
        "test.dat",
        Bad,
        Answer(400),
        "no version, no Via, no CSeq, a line that is no header; yet it can be answered",
    ),
];

#[test]
fn every_message_of_rfc_4475_is_read_and_answered_as_our_verdict_says() {
    assert_all("rfc4475", ROWS);
}

fn read(file: &str) -> Message {
    Message::parse(&fs::read(folder("rfc4475").join(file)).unwrap()).unwrap()
}

fn request(file: &str) -> Request {
    match read(file) {
        Message::Request(request) => request,
        Message::Response(_) => panic!("{file} is a response"),
    }
}

fn response(file: &str) -> Response {
    match read(file) {
        Message::Response(response) => response,
        Message::Request(_) => panic!("{file} is a request"),
    }
}

/// MSG-04, MSG-07.
#[test]
fn a_tortuous_invite_is_understood_and_its_unknown_headers_are_kept() {
    let invite = request("wsinv.dat");
    assert_eq!(invite.uri, "sip:vivekg@chair-dnrc.example.com;unknownparam");
    assert_eq!(invite.headers.to().unwrap().tag(), Some("1918181833n"));
    assert_eq!(invite.headers.from().unwrap().display.as_deref(), Some(r#"J Rosenberg \""#));
    assert_eq!(invite.headers.max_forwards(), Ok(Some(68)));
    assert_eq!(invite.headers.vias().unwrap().len(), 3);
    assert_eq!(invite.headers.list(&Name::Route).len(), 1);
    let kept = |name: &str| invite.headers.text(&Name::from_token(name)).unwrap().to_owned();
    assert_eq!(kept("newfangledheader"), "newfangled value continued newfangled value");
    assert_eq!(kept("unknownheaderwithunusualvalue"), ";;,,;;,;");
    assert_eq!(invite.body.len(), 150);
}

/// MSG-20.
#[test]
fn a_token_and_a_quoted_string_hold_all_that_the_grammar_gives_them() {
    let request = request("intmeth.dat");
    assert_eq!(request.method.as_str(), "!interesting-Method0123456789_*+`.%indeed'~");
    let to = request.headers.to().unwrap();
    assert_eq!(to.display.as_deref(), Some("BEL:\u{7} NUL:\0 DEL:\u{7f}"));
    assert_eq!(request.headers.from().unwrap().display.as_deref(), Some("token1~` token2'+_ token3*%!.-"),);
    let contact = self::request("wsinv.dat").headers.contacts().remove(0);
    assert_eq!(contact.display.as_deref(), Some("Quoted string \"\""), "an escaped quote ends nothing");
    let answer = answer_to("rfc4475/intmeth.dat");
    assert!(answer.headers.has(&Name::Allow), "501 says what is taken");
    let bytes = |headers: &bellwire::message::Headers| headers.all(&Name::To).next().unwrap().to_vec();
    assert!(bytes(&answer.headers).starts_with(&bytes(&request.headers)), "To goes back byte for byte");
}

/// MSG-20.
#[test]
fn a_reason_phrase_is_any_text_or_none() {
    assert!(
        response("unreason.dat").reason.starts_with("= 2**3 * 5**2 \u{43d}\u{43e} \u{441}\u{442}\u{43e}")
    );
    assert_eq!(response("noreason.dat").reason, "");
}

/// MSG-15.
#[test]
fn an_escape_is_undone_once_in_a_uri_and_nowhere_else() {
    let invite = request("esc01.dat");
    let same = |uri: &str| invite.parsed_uri().unwrap().is_equivalent(&Uri::parse(uri).unwrap());
    assert!(same("sip:%73ips%3Auser%40example.com@example.net"));
    let contact = &invite.headers.contacts()[0].uri;
    let user = contact.as_sip().unwrap().user.as_deref();
    assert_eq!(user, Some("cal%6Cer"));
    assert!(contact.is_equivalent(&Uri::parse("sip:caller@host5.example.net;lr;name=value%2541").unwrap()));
    assert!(!contact.is_equivalent(&Uri::parse("sip:caller@host5.example.net;lr;name=valueA").unwrap()));
    let strange = request("esc02.dat");
    assert_eq!(strange.method.as_str(), "RE%47IST%45R");
    assert_eq!(strange.headers.to().unwrap().display.as_deref(), Some("%Z%45"));
    assert_eq!(strange.headers.contacts().len(), 2, "C%6Fntact is another header");
}

/// MSG-14.
#[test]
fn a_user_part_holds_escaped_nuls_and_semicolons() {
    let users: Vec<String> = request("escnull.dat")
        .headers
        .contacts()
        .iter()
        .map(|contact| contact.uri.as_sip().unwrap().user.clone().unwrap())
        .collect();
    assert_eq!(users, ["%00", "%00%00"]);
    let uri = request("semiuri.dat").parsed_uri().unwrap();
    assert_eq!(uri.as_sip().unwrap().user.as_deref(), Some("user;par=u%40example.net"));
}

/// MSG-10.
#[test]
fn a_body_is_as_long_as_it_says_and_holds_any_byte() {
    assert_eq!(request("dblreq.dat").body, b"");
    let message = request("mpart01.dat");
    assert_eq!(message.headers.text(&Name::ContentLength).unwrap().parse(), Ok(message.body.len()));
    assert!(from_utf8(&message.body).is_err());
    assert!(request("inv2543.dat").body.ends_with(b"\r\n"), "without a length it goes to the end");
}

/// MSG-13.
#[test]
fn a_parameter_outside_of_brackets_belongs_to_the_header() {
    for (file, of_header) in [("cparam01.dat", true), ("cparam02.dat", false)] {
        let contact = request(file).headers.contacts().remove(0);
        assert_eq!(contact.params.has("unknownparam"), of_header);
        assert_eq!(contact.uri.as_sip().unwrap().params.has("unknownparam"), !of_header);
    }
    let contact = request("regescrt.dat").headers.contacts().remove(0);
    assert_eq!(contact.uri.as_sip().unwrap().headers.as_deref(), Some("Route=%3Csip:sip.example.com%3E"));
}

/// UAS-02, UAS-05, UAS-06: what is refused says what would have been taken.
#[test]
fn a_refusal_names_what_is_missing() {
    let unknown = answer_to("rfc4475/bext01.dat");
    assert_eq!(
        unknown.headers.list(&Name::Unsupported),
        ["nothingSupportsThis", "nothingSupportsThisEither"]
    );
    assert_eq!(
        answer_to("rfc4475/invut.dat").headers.text(&Name::Accept),
        Ok("application/sdp, multipart/mixed, multipart/alternative")
    );
    assert!(answer_to("rfc4475/sdp01.dat").headers.has(&Name::Warning));
    assert!(answer_to("rfc4475/escnull.dat").headers.has(&Name::Allow));
}

/// UAS-08: what is copied is copied byte for byte, also from a request that cannot be read.
#[test]
fn an_answer_carries_the_vias_of_what_it_answers() {
    for file in ["wsinv.dat", "badvers.dat", "clerr.dat", "longreq.dat", "intmeth.dat"] {
        let bytes = fs::read(folder("rfc4475").join(file)).unwrap();
        let asked = Request::salvage(&bytes).unwrap().headers;
        let answer = answer_to(&format!("rfc4475/{file}")).headers;
        for name in [Name::Via, Name::From, Name::CallId, Name::CSeq] {
            assert!(asked.all(&name).eq(answer.all(&name)), "{file}: {}", name.as_str());
        }
        assert!(asked.has(&Name::Via), "{file}");
    }
}
