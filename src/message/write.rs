//! Rows to bytes. What goes out has no line end that we did not write, names in canonical spelling, and one
//! Content-Length, last, that is true.

use super::error::Unwritable;
use super::grammar::is_all_token;
use super::headers::Headers;
use super::name::Name;
use crate::text::{concat, decimal};

/// A message of this first line, in parts that a SP separates.
pub(super) fn message(start: [&str; 3], headers: &Headers, body: &[u8]) -> Result<Vec<u8>, Unwritable> {
    let mut bytes = Vec::with_capacity(1024 + body.len());
    let [first, second, third] = start;
    bytes.extend_from_slice(concat(&[first, " ", second, " ", third]).as_bytes());
    if bytes.iter().any(|byte| matches!(byte, b'\r' | b'\n' | 0)) {
        return Err(Unwritable::StartLine);
    }
    for row in headers.rows().iter().filter(|row| row.name != Name::ContentLength) {
        if !is_all_token(row.name.as_str()) {
            return Err(Unwritable::HeaderName);
        }
        if !is_one_line(&row.value) {
            return Err(Unwritable::HeaderValue);
        }
        line(&mut bytes, row.name.as_str(), &row.value);
    }
    line(&mut bytes, Name::ContentLength.as_str(), decimal(body.len() as u64).as_bytes());
    bytes.extend_from_slice(b"\r\n\r\n");
    bytes.extend_from_slice(body);
    Ok(bytes)
}

/// Ends the line before and writes one.
fn line(bytes: &mut Vec<u8>, name: &str, value: &[u8]) {
    bytes.extend_from_slice(b"\r\n");
    bytes.extend_from_slice(name.as_bytes());
    bytes.extend_from_slice(b": ");
    bytes.extend_from_slice(value);
}

/// No line end, and no NUL but in a quoted-pair, where RFC 3261 §25.1 has one.
pub(super) fn is_one_line(value: &[u8]) -> bool {
    let mut escaped = false;
    value.iter().all(|byte| is_writable(*byte, &mut escaped))
}

/// The next byte of a value may stand there; `escaped` is what the byte before it says of it.
fn is_writable(byte: u8, escaped: &mut bool) -> bool {
    let writable = !matches!(byte, b'\r' | b'\n') && (byte != 0 || *escaped);
    *escaped = byte == b'\\' && !*escaped;
    writable
}

/// A value with a blank for each byte that cannot be written, without blanks around it. What was read is written again,
/// in an answer or in the requests of a dialog, so it must not hold what would keep those from being sent (RFC 9110 §5.5
/// does the same).
pub(super) fn to_one_line(value: &[u8]) -> Vec<u8> {
    let mut escaped = false;
    let blanked = |byte: &u8| if is_writable(*byte, &mut escaped) { *byte } else { b' ' };
    let line: Vec<u8> = value.iter().map(blanked).collect();
    line.trim_ascii().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::{Message, Method, Request, Response};

    fn with(name: &str, value: &[u8]) -> Result<Vec<u8>, Unwritable> {
        let mut request = Request::new(Method::Options, "sip:b@example.com");
        request.headers.push(Name::from_token(name), value);
        request.to_bytes()
    }

    #[test]
    fn names_are_canonical_and_content_length_is_ours_and_last() {
        let mut request = Request::new(Method::Message, "sip:b@example.com");
        request.headers.push(Name::from_token("l"), "9999");
        request.headers.push(Name::from_token("i"), "1");
        request.headers.push(Name::from_token("x-Own"), "\u{448}");
        request.body = b"hi\0\r\n".to_vec();
        let wire = "MESSAGE sip:b@example.com SIP/2.0\r\nCall-ID: 1\r\nx-Own: \u{448}\r\nContent-Length: 5\r\n\r\nhi\0\r\n";
        assert_eq!(request.to_bytes().as_deref(), Ok(wire.as_bytes()));
    }

    #[test]
    fn a_response_may_have_no_reason() {
        let response = Response { reason: String::new(), ..Response::new(200) };
        assert_eq!(
            response.to_bytes().as_deref(),
            Ok(b"SIP/2.0 200 \r\nContent-Length: 0\r\n\r\n".as_slice())
        );
    }

    /// MSG-27.
    #[test]
    fn no_value_becomes_a_line_of_its_own() {
        for value in [b"a\rb".as_slice(), b"a\nb", b"a\r\nEvil: 1", b"\0", b"a\\\\\0", b"\\\r"] {
            assert_eq!(with("Subject", value), Err(Unwritable::HeaderValue), "{value:?}");
        }
        assert!(with("Subject", b"\"NUL:\\\0 DEL:\\\x7f\"").is_ok());
    }

    #[test]
    fn no_name_is_empty_or_a_line_of_its_own() {
        for name in ["", "a b", "a:b", "a\r\nb"] {
            assert_eq!(with(name, b"x"), Err(Unwritable::HeaderName), "{name:?}");
        }
    }

    /// MSG-01, MSG-27.
    #[test]
    fn the_first_line_stays_one_line_of_three_parts() {
        for (method, uri) in
            [("A B", "sip:b"), ("", "sip:b"), ("X", ""), ("X", "sip:b c"), ("X", "sip:b\r\nEvil: 1")]
        {
            let request = Request::new(Method::from_token(method), uri);
            assert_eq!(request.to_bytes(), Err(Unwritable::StartLine), "{method:?} {uri:?}");
        }
        let response = Response { reason: "OK\nEvil: 1".into(), ..Response::new(200) };
        assert_eq!(response.to_bytes(), Err(Unwritable::StartLine));
    }

    #[test]
    fn what_is_written_reads_back_the_same() {
        let bytes = with("Subject", b"\xff\xfe").unwrap();
        let read = Message::parse(&bytes).unwrap();
        assert_eq!(read.to_bytes(), Ok(bytes));
    }
}
