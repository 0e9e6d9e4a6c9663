//! Rows to bytes. What goes out has no line end that we did not write, names in canonical spelling, and one
//! Content-Length, last, that is true.

use super::error::Unwritable;
use super::grammar::is_all_token;
use super::headers::Headers;
use super::name::Name;

/// A message of this first line, in parts that a SP separates.
pub(super) fn message(start: [&str; 3], headers: &Headers, body: &[u8]) -> Result<Vec<u8>, Unwritable> {
    let mut bytes = Vec::with_capacity(1024 + body.len());
    bytes.extend_from_slice(start.join(" ").as_bytes());
    if bytes.iter().any(|byte| matches!(byte, b'\r' | b'\n' | 0)) {
        return Err(Unwritable::StartLine);
    }
    for row in headers
        .rows()
        .iter()
        .filter(|row| row.name != Name::ContentLength)
    {
        if !is_all_token(row.name.as_str()) {
            return Err(Unwritable::HeaderName);
        }
        if !is_one_line(&row.value) {
            return Err(Unwritable::HeaderValue);
        }
        line(&mut bytes, row.name.as_str(), &row.value);
    }
    line(
        &mut bytes,
        Name::ContentLength.as_str(),
        body.len().to_string().as_bytes(),
    );
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
fn is_one_line(value: &[u8]) -> bool {
    let mut escaped = false;
    value.iter().all(|byte| {
        let legal = !matches!(byte, b'\r' | b'\n') && (*byte != 0 || escaped);
        escaped = *byte == b'\\' && !escaped;
        legal
    })
}
