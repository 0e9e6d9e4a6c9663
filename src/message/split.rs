//! Bytes to rows (RFC 3261 §7): the first line, the header lines unfolded, the body. By hand, because the header
//! section need not be text, and because what is wrong with one header must not cost the others.

use super::error::{ParseError, ParseErrorKind};
use super::grammar::is_all_token;
use super::headers::Headers;
use super::method::Method;
use super::name::Name;
use super::{Message, Request, Response};

/// What a peer may make us hold.
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
        Self {
            message: 64 * 1024,
            headers: 256,
            line: 8 * 1024,
        }
    }
}

/// Reads one message.
pub(super) fn message(bytes: &[u8], limits: &Limits) -> Result<Message, ParseError> {
    if bytes.len() > limits.message {
        return Err(ParseError::new(ParseErrorKind::TooLarge, limits.message));
    }
    let mut lines = Lines {
        whole: bytes,
        rest: bytes,
        limit: limits.line,
    };
    let mut first = lines.next()?;
    while first.is_empty() && !lines.rest.is_empty() {
        first = lines.next()?;
    }
    let mut message = start_line(first)?;
    *message.headers_mut() = header_section(&mut lines, limits.headers)?;
    let body = body(message.headers(), &lines)?;
    match &mut message {
        Message::Request(request) => request.body = body,
        Message::Response(response) => response.body = body,
    }
    Ok(message)
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
            return Err(ParseError::new(
                ParseErrorKind::TooLarge,
                self.offset() + self.limit,
            ));
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
    if line
        .get(..4)
        .is_some_and(|start| start.eq_ignore_ascii_case(b"SIP/"))
    {
        return status_line(&String::from_utf8_lossy(line)).map(Message::Response);
    }
    let line = super::headers::text(line)?;
    let (method, rest) = line
        .split_once(' ')
        .ok_or(ParseError::new(ParseErrorKind::StartLine, 0))?;
    let at = |kind| ParseError::new(kind, method.len() + 1);
    if !is_all_token(method) {
        return Err(ParseError::new(ParseErrorKind::Method, 0));
    }
    let (uri, version) = rest.rsplit_once(' ').ok_or(at(ParseErrorKind::StartLine))?;
    if !is_version(version) {
        return Err(ParseError::new(
            ParseErrorKind::Version,
            line.len() - version.len(),
        ));
    }
    match uri.trim_ascii() {
        "" => Err(at(ParseErrorKind::Uri)),
        uri => Ok(Message::Request(Request::new(Method::from_token(method), uri))),
    }
}

fn status_line(line: &str) -> Result<Response, ParseError> {
    let (version, rest) = line
        .split_once(' ')
        .ok_or(ParseError::new(ParseErrorKind::StartLine, 0))?;
    if !is_version(version) {
        return Err(ParseError::new(ParseErrorKind::Version, 0));
    }
    let (code, reason) = rest.split_once(' ').unwrap_or((rest, ""));
    let status = code
        .parse()
        .ok()
        .filter(|status| code.len() == 3 && (100..700).contains(status));
    let status = status.ok_or(ParseError::new(ParseErrorKind::Status, version.len() + 1))?;
    Ok(Response {
        status,
        reason: reason.to_owned(),
        headers: Headers::default(),
        body: Vec::new(),
    })
}

/// `SIP-Version = "SIP" "/" 1*DIGIT "." 1*DIGIT`, of which only 2.0 exists.
const fn is_version(text: &str) -> bool {
    text.eq_ignore_ascii_case("SIP/2.0")
}

/// `*( message-header ) CRLF`
fn header_section(lines: &mut Lines<'_>, limit: usize) -> Result<Headers, ParseError> {
    let mut headers = Headers::default();
    loop {
        let offset = lines.offset();
        let line = lines.next()?;
        if line.is_empty() {
            return Ok(headers);
        }
        if headers.rows().len() == limit {
            return Err(ParseError::new(ParseErrorKind::TooManyHeaders, offset));
        }
        let malformed = ParseError::new(ParseErrorKind::HeaderName, offset);
        let colon = line.iter().position(|byte| *byte == b':').ok_or(malformed)?;
        let (name, value) = line.split_at(colon);
        let name = core::str::from_utf8(name.trim_ascii_end())
            .ok()
            .filter(|name| is_all_token(name));
        let mut value = value.strip_prefix(b":").unwrap_or(value).trim_ascii().to_vec();
        while lines.is_folded() {
            let more = lines.next()?.trim_ascii();
            if !value.is_empty() && !more.is_empty() {
                value.push(b' ');
            }
            value.extend_from_slice(more);
        }
        headers.push(Name::from_token(name.ok_or(malformed)?), value);
    }
}

/// The body as long as Content-Length says, and to the end of the message without it (RFC 3261 §18.3). A WebSocket
/// frame is one message (RFC 7118 §5), so nothing that follows is another one.
fn body(headers: &Headers, lines: &Lines<'_>) -> Result<Vec<u8>, ParseError> {
    let mut length = None;
    for value in headers.all(&Name::ContentLength) {
        let value = decimal(value).ok_or(ParseError::new(ParseErrorKind::ContentLength, 0))?;
        if length.is_some_and(|length| length != value) {
            return Err(ParseError::new(ParseErrorKind::ContentLength, 0));
        }
        length = Some(value);
    }
    let short = ParseError::new(ParseErrorKind::BodyTooShort, lines.whole.len());
    lines
        .rest
        .get(..length.unwrap_or(lines.rest.len()))
        .map(<[u8]>::to_vec)
        .ok_or(short)
}

/// `1*DIGIT`
fn decimal(value: &[u8]) -> Option<usize> {
    if !value.iter().all(u8::is_ascii_digit) {
        return None;
    }
    core::str::from_utf8(value).ok()?.parse().ok()
}
