//! Whole messages: what is written reads back the same, and nothing in it becomes a line of its own.

use bellwire::message::{Headers, Message, Method, Name, Request, Response};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::generate::{line, token, uri};
use super::holds;

/// A name that is known, in any form, or not.
fn name() -> impl Strategy<Value = Name> {
    let known =
        select(vec!["Via", "v", "from", "TO", "Call-ID", "i", "Contact", "WWW-Authenticate", "Route", "s"]);
    prop_oneof![known.prop_map(Name::from_token), token().prop_map(|token| Name::from_token(&token))]
}

/// The value of a row: bytes of one line, without blanks at its ends.
fn value() -> impl Strategy<Value = Vec<u8>> {
    vec(any::<u8>(), 0..40).prop_map(|bytes| {
        let line: Vec<u8> = bytes.into_iter().filter(|byte| !matches!(byte, b'\r' | b'\n' | 0)).collect();
        line.trim_ascii().to_vec()
    })
}

fn headers() -> impl Strategy<Value = Headers> {
    vec((name(), value()), 0..12).prop_map(|rows| {
        let mut headers = Headers::default();
        for (name, value) in rows {
            if name != Name::ContentLength {
                headers.push(name, value);
            }
        }
        headers
    })
}

fn message() -> impl Strategy<Value = Message> {
    let body = vec(any::<u8>(), 0..60);
    let start = prop_oneof![
        (token(), uri()).prop_map(|(method, uri)| {
            Message::Request(Request::new(Method::from_token(&method), uri.to_string()))
        }),
        (100_u16..700, line()).prop_map(|(status, reason)| {
            let reason = reason.trim_ascii_end().to_owned();
            Message::Response(Response { reason, ..Response::new(status) })
        }),
    ];
    (start, headers(), body).prop_map(|(mut message, headers, body)| {
        *message.headers_mut() = headers;
        match &mut message {
            Message::Request(request) => request.body = body,
            Message::Response(response) => response.body = body,
        }
        message
    })
}

/// MSG-06, MSG-07, MSG-27.
#[test]
fn a_message_reads_back_the_same_byte_for_byte() {
    holds(message(), |message| {
        let bytes = message.to_bytes().expect("nothing in it breaks a line");
        let mut read = Message::parse(&bytes).expect("what is written can be read");
        prop_assert_eq!(read.to_bytes(), Ok(bytes));
        read.headers_mut().remove(&Name::ContentLength);
        prop_assert_eq!(read, message);
        Ok(())
    });
}

/// MSG-04.
#[test]
fn a_value_is_the_same_on_one_line_and_folded_over_many() {
    let fold = select(vec![" ", "\r\n ", "\r\n\t", " \r\n  \t", "\n "]);
    holds((token(), vec((token(), fold), 1..6)), |(name, words)| {
        let folded: String = words.iter().map(|(word, fold)| format!("{word}{fold}")).collect();
        let text = format!("OPTIONS sip:b SIP/2.0\r\nx-{name} :{folded}\r\nEnd: 1\r\n\r\n");
        let read = Message::parse(text.as_bytes()).expect("a message");
        let unfolded: Vec<&str> = words.iter().map(|(word, _)| word.as_str()).collect();
        let value = read.headers().text(&Name::from_token(&format!("X-{name}")));
        prop_assert_eq!(value.map(str::to_owned), Ok(unfolded.join(" ")));
        prop_assert_eq!(read.headers().rows().len(), 2);
        Ok(())
    });
}

/// MSG-27.
#[test]
fn nothing_that_an_application_writes_becomes_a_line_of_its_own() {
    let nasty = || vec(select(b"aB1 \r\n\t\0:\\\";,<>SIP/2.0\xff".to_vec()), 0..10);
    holds((nasty(), nasty(), nasty(), nasty()), |(method, uri, name, value)| {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let mut request = Request::new(Method::from_token(&text(&method)), text(&uri));
        request.headers.push(Name::from_token(&text(&name)), value);
        request.headers.push(Name::from_token("X-After"), "1");
        if let Ok(bytes) = request.to_bytes() {
            let ends = bytes.iter().filter(|byte| matches!(byte, b'\r' | b'\n')).count();
            prop_assert_eq!(ends, 2 * (1 + 2 + 1 + 1), "one line of each, ours, and the empty one");
        }
        Ok(())
    });
}
