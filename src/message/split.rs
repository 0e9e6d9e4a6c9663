//! Bytes to rows (RFC 3261 §7): the first line, the header lines unfolded, the body. By hand, because the header
//! section need not be text, and because what is wrong with one header must not cost the others.

use super::error::{ParseError, ParseErrorKind};
use super::grammar::is_all_token;
use super::headers::{Headers, Row};
use super::method::Method;
use super::name::Name;
use super::request::COPIED;
use super::write::{is_one_line, to_one_line};
use super::{Message, Request, Response};
use crate::text::{around, cut, lossy, number, until};

/// What a peer may make us hold. The defaults leave room for whatever a phone meets: descriptions of many streams,
/// lists of presence, credentials with certificates in them.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of a whole message.
    pub message: usize,
    /// Rows of headers.
    pub headers: usize,
    /// Bytes of one line before unfolding.
    pub line: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { message: 256 * 1024, headers: 256, line: 16 * 1024 }
    }
}

/// Reads one message.
pub(super) fn message(bytes: &[u8], limits: &Limits) -> Result<Message, ParseError> {
    if bytes.len() > limits.message {
        return Err(ParseError::new(ParseErrorKind::TooLarge, limits.message));
    }
    let mut lines = Lines { whole: bytes, rest: bytes, limit: limits.line };
    let mut first = lines.next()?;
    while first.is_empty() && !lines.rest.is_empty() {
        first = lines.next()?;
    }
    let mut message = start_line(first)?;
    let forgiving = matches!(message, Message::Response(_));
    *message.headers_mut() = header_section(&mut lines, limits.headers, forgiving)?;
    let body = body(message.headers(), &lines)?;
    match &mut message {
        Message::Request(request) => request.body = body,
        Message::Response(response) => response.body = body,
    }
    Ok(message)
}

/// What can be read of a request that is too malformed to be a message, if it has a Call-ID by which whoever sent it can
/// tell what the answer is about: every request gets an answer. It has the headers that the answer copies, and no body.
pub(super) fn salvage(bytes: &[u8]) -> Option<Request> {
    let mut lines = Lines { whole: bytes, rest: bytes.trim_ascii_start(), limit: bytes.len() };
    let first = lossy(lines.next().ok()?);
    let (method, rest) = around(b' ', &first)?;
    let (uri, _) = until(b' ', rest.trim_ascii());
    if !is_all_token(method) {
        return None;
    }
    let mut request = Request::new(Method::from_token(method), uri);
    loop {
        match header(&mut lines) {
            Ok(Some(row)) if COPIED.contains(&row.name) => request.headers.push(row.name, row.value),
            Ok(Some(_)) => {}
            Err(error) if error.kind == ParseErrorKind::HeaderName => {}
            Ok(None) | Err(_) => break,
        }
    }
    request.headers.has(&Name::CallId).then_some(request)
}

/// A part of a multipart body: a header section and what follows (RFC 2046 §5.1).
pub(super) fn part(bytes: &[u8]) -> Result<(Headers, &[u8]), ParseError> {
    let mut lines = Lines { whole: bytes, rest: bytes, limit: bytes.len() };
    let headers = header_section(&mut lines, bytes.len(), false)?;
    Ok((headers, lines.rest))
}

/// The lines that are left; a bare LF ends one too.
struct Lines<'a> {
    whole: &'a [u8],
    rest: &'a [u8],
    limit: usize,
}

impl<'a> Lines<'a> {
    const fn offset(&self) -> usize {
        self.whole.len() - self.rest.len()
    }

    /// The next line without its end; an empty one at the end of the message.
    fn next(&mut self) -> Result<&'a [u8], ParseError> {
        let end = self.rest.iter().position(|byte| *byte == b'\n');
        let (line, rest) = self.rest.split_at(end.map_or(self.rest.len(), |end| end + 1));
        if line.len() > self.limit {
            return Err(ParseError::new(ParseErrorKind::TooLarge, self.offset() + self.limit));
        }
        self.rest = rest;
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        Ok(line.strip_suffix(b"\r").unwrap_or(line))
    }

    /// The next line goes on with this one (RFC 3261 §7.3.1).
    fn is_folded(&self) -> bool {
        matches!(self.rest, [b' ' | b'\t', ..])
    }
}

/// `Request-Line = Method SP Request-URI SP SIP-Version CRLF` or
/// `Status-Line = SIP-Version SP Status-Code SP Reason-Phrase CRLF`
fn start_line(line: &[u8]) -> Result<Message, ParseError> {
    let line = line.trim_ascii_end();
    if line.get(..4).is_some_and(|start| start.eq_ignore_ascii_case(b"SIP/")) {
        return status_line(&lossy(line)).map(Message::Response);
    }
    let line = super::headers::text(line)?;
    let (method, rest) = around(b' ', line).ok_or(ParseError::new(ParseErrorKind::StartLine, 0))?;
    let at = |kind| ParseError::new(kind, method.len() + 1);
    if !is_all_token(method) {
        return Err(ParseError::new(ParseErrorKind::Method, 0));
    }
    let blank = rest.bytes().rposition(|byte| byte == b' ').ok_or_else(|| at(ParseErrorKind::StartLine))?;
    let (uri, version) = cut(rest, blank);
    let version = version.get(1..).unwrap_or_default();
    if !is_version(version) {
        return Err(ParseError::new(ParseErrorKind::Version, line.len() - version.len()));
    }
    match uri.trim_ascii() {
        "" => Err(at(ParseErrorKind::Uri)),
        uri => Ok(Message::Request(Request::new(Method::from_token(method), uri))),
    }
}

fn status_line(line: &str) -> Result<Response, ParseError> {
    let (version, rest) = around(b' ', line).ok_or(ParseError::new(ParseErrorKind::StartLine, 0))?;
    if !is_version(version) {
        return Err(ParseError::new(ParseErrorKind::Version, 0));
    }
    let (code, reason) = around(b' ', rest).unwrap_or((rest, ""));
    let status = number(code).filter(|status| code.len() == 3 && (100..700).contains(status));
    let status = status.ok_or_else(|| ParseError::new(ParseErrorKind::Status, version.len() + 1))? as u16;
    Ok(Response { status, reason: reason.to_owned(), headers: Headers::default(), body: Vec::new() })
}

/// `SIP-Version = "SIP" "/" 1*DIGIT "." 1*DIGIT`, of which only 2.0 exists.
fn is_version(text: &str) -> bool {
    text.eq_ignore_ascii_case("SIP/2.0")
}

/// `*( message-header ) CRLF`; of a response only a row is lost that has no proper name, since nobody could be told.
#[inline(never)]
fn header_section(lines: &mut Lines<'_>, limit: usize, forgiving: bool) -> Result<Headers, ParseError> {
    let mut headers = Headers::default();
    loop {
        let row = match header(lines) {
            Ok(Some(row)) => row,
            Ok(None) => return Ok(headers),
            Err(error) if forgiving && error.kind == ParseErrorKind::HeaderName => continue,
            Err(error) => return Err(error),
        };
        if headers.rows().len() == limit {
            return Err(ParseError::new(ParseErrorKind::TooManyHeaders, lines.offset()));
        }
        headers.push(row.name, row.value);
    }
}

/// `message-header = header-name HCOLON header-value CRLF`, with the lines that it goes on in; none at the end of the
/// section.
fn header(lines: &mut Lines<'_>) -> Result<Option<Row>, ParseError> {
    let offset = lines.offset();
    let first = lines.next()?;
    if first.is_empty() {
        return Ok(None);
    }
    let colon = first.iter().position(|byte| *byte == b':').unwrap_or(first.len());
    let (name, value) = first.split_at(colon);
    let mut value = value.get(1..).unwrap_or_default().trim_ascii().to_vec();
    while lines.is_folded() {
        let more = lines.next()?.trim_ascii();
        if !value.is_empty() && !more.is_empty() {
            value.push(b' ');
        }
        value.extend_from_slice(more);
    }
    let name = core::str::from_utf8(name.trim_ascii_end()).ok();
    let name = name.filter(|name| colon < first.len() && is_all_token(name));
    let name = name.ok_or_else(|| ParseError::new(ParseErrorKind::HeaderName, offset))?;
    if !is_one_line(&value) {
        value = to_one_line(&value);
    }
    Ok(Some(Row { name: Name::from_token(name), value }))
}

/// The body as long as Content-Length says, and to the end of the message without it (RFC 3261 §18.3). A WebSocket
/// frame is one message (RFC 7118 §5), so nothing that follows is another one.
fn body(headers: &Headers, lines: &Lines<'_>) -> Result<Vec<u8>, ParseError> {
    let mut length = None;
    for value in headers.all(&Name::ContentLength) {
        let value = core::str::from_utf8(value).ok().and_then(number);
        let value = value.ok_or(ParseError::new(ParseErrorKind::ContentLength, 0))?;
        if length.is_some_and(|length| length != value) {
            return Err(ParseError::new(ParseErrorKind::ContentLength, 0));
        }
        length = Some(value);
    }
    let short = ParseError::new(ParseErrorKind::BodyTooShort, lines.whole.len());
    let length = length.map_or(lines.rest.len(), |length| length as usize);
    lines.rest.get(..length).map(<[u8]>::to_vec).ok_or(short)
}

#[cfg(test)]
mod tests;
