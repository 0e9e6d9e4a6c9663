//! Bodies: which part of one describes the session (RFC 3261 §7.4, RFC 5621).

use super::error::{ParseError, ParseErrorKind};
use super::grammar::unquote;
use super::headers::Headers;
use super::method::Method;
use super::name::Name;
use super::request::Request;
use super::response::Response;
use super::split;
use crate::text::{around, concat, lossy, pieces, until};

/// How deep parts may stand in parts. Gateways make two floors; what is deeper is not looked at.
const DEPTH: u8 = 4;

impl Request {
    /// The session description, wherever in the body it stands; `None` when there is none. What is not UTF-8 in it is
    /// replaced, for it is a name or a title that nobody negotiates about. An ACK cannot be refused, so of what stands
    /// beside its description nothing is asked.
    ///
    /// # Errors
    /// `Body` when a part that must be understood cannot be (RFC 5621 §6.2), `Repeated` for a second session,
    /// `MediaType` for a type that is none.
    pub fn session(&self) -> Result<Option<String>, ParseError> {
        let reader = Reader { strict: self.method != Method::Ack };
        reader.whole(&self.headers, &self.body)
    }
}

impl Response {
    /// The session description, wherever in the body it stands. A response cannot be refused, so what stands beside
    /// the description is not looked at.
    #[must_use]
    pub fn session(&self) -> Option<String> {
        let reader = Reader { strict: false };
        reader.whole(&self.headers, &self.body).unwrap_or_default()
    }
}

struct Reader {
    /// A part that must be understood and is not is an error.
    strict: bool,
}

type Found<'a> = Result<Option<&'a [u8]>, ParseError>;

impl Reader {
    fn whole(&self, headers: &Headers, body: &[u8]) -> Result<Option<String>, ParseError> {
        let sdp = if body.is_empty() { None } else { self.session(headers, body, DEPTH)? };
        Ok(sdp.map(lossy))
    }

    /// What a body with these headers has of a session.
    fn session<'a>(&self, headers: &Headers, body: &'a [u8], depth: u8) -> Found<'a> {
        let found = match headers.content_type() {
            // Some old gateways forget to say what their only body is.
            Ok(None) if depth == DEPTH => Ok(Some(body)),
            Ok(Some(kind)) if kind.is("application", "sdp") && is_plain_session(headers) => Ok(Some(body)),
            Ok(Some(kind)) if kind.kind.eq_ignore_ascii_case("multipart") && depth > 0 => {
                let boundary = kind.params.get("boundary").map(unquote).unwrap_or_default();
                let alternative = kind.subtype.eq_ignore_ascii_case("alternative");
                self.among(parts(body, &boundary), alternative, depth - 1)
            }
            Ok(_) => Err(ParseError::new(ParseErrorKind::Body, 0)),
            Err(error) => Err(error),
        };
        if found.is_err() && (!self.strict || is_optional(headers)) { Ok(None) } else { found }
    }

    /// Of alternatives the last that is understood (RFC 2046 §5.1.4); otherwise each part counts, and a session can be
    /// described once only (RFC 5621 §8.3).
    fn among<'a>(&self, parts: Vec<&'a [u8]>, alternative: bool, depth: u8) -> Found<'a> {
        let mut session = None;
        let mut failed = Ok(None);
        for part in parts {
            let (headers, body) = split::part(part)?;
            match self.session(&headers, body, depth) {
                Ok(None) => {}
                Ok(found) if alternative || session.is_none() => session = found,
                Ok(_) if self.strict => return Err(ParseError::new(ParseErrorKind::Repeated, 0)),
                Ok(_) => {}
                Err(error) if alternative => failed = Err(error),
                Err(error) => return Err(error),
            }
        }
        if session.is_some() { Ok(session) } else { failed }
    }
}

/// `Content-Disposition: session`, which is what SDP is without it (RFC 3261 §20.11), and no encoding of it.
fn is_plain_session(headers: &Headers) -> bool {
    let disposition = headers.text(&Name::ContentDisposition).unwrap_or("session");
    let is_session = until(b';', disposition).0.trim_ascii().eq_ignore_ascii_case("session");
    let encoding = headers.text(&Name::ContentEncoding).unwrap_or("identity");
    is_session && encoding.eq_ignore_ascii_case("identity")
}

/// `handling=optional`: whoever does not understand this may pass it over. Without it everything counts.
fn is_optional(headers: &Headers) -> bool {
    let disposition = headers.text(&Name::ContentDisposition).unwrap_or_default();
    pieces(b';', disposition).skip(1).any(|param| {
        around(b'=', param).is_some_and(|(name, value)| {
            name.trim_ascii().eq_ignore_ascii_case("handling")
                && value.trim_ascii().eq_ignore_ascii_case("optional")
        })
    })
}

/// The parts between the delimiters (RFC 2046 §5.1.1); the last one may lack its end.
fn parts<'a>(body: &'a [u8], boundary: &str) -> Vec<&'a [u8]> {
    let delimiter = concat(&["--", boundary]);
    let mut parts = Vec::new();
    let mut begin = None;
    let mut at = 0;
    for line in body.split_inclusive(|byte| *byte == b'\n') {
        let after = line.strip_prefix(delimiter.as_bytes()).map(<[u8]>::trim_ascii);
        if let Some(after @ (b"" | b"--")) = after {
            if let Some(part) = begin.and_then(|begin| body.get(begin..at)) {
                parts.push(without_line_end(part));
            }
            if after == b"--" {
                return parts;
            }
            begin = Some(at + line.len());
        }
        at += line.len();
    }
    if let Some(part) = begin.and_then(|begin| body.get(begin..)) {
        parts.push(part);
    }
    parts
}

/// The line end before a delimiter belongs to the delimiter.
const fn without_line_end(part: &[u8]) -> &[u8] {
    match part {
        [part @ .., b'\r', b'\n'] | [part @ .., b'\n'] => part,
        _ => part,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SDP: &str = "v=0\r\ns=-\r\n";

    fn request(rows: &[(Name, &str)], body: &[u8]) -> Request {
        let mut request = Request::new(Method::Invite, "sip:b");
        for (name, value) in rows {
            request.headers.push(name.clone(), *value);
        }
        request.body = body.to_vec();
        request
    }

    fn of_type(kind: &str, body: &str) -> Result<Option<String>, ParseErrorKind> {
        request(&[(Name::ContentType, kind)], body.as_bytes()).session().map_err(|error| error.kind)
    }

    fn part(kind: &str, disposition: &str, body: &str) -> String {
        let disposition = match disposition {
            "" => String::new(),
            disposition => format!("Content-Disposition: {disposition}\r\n"),
        };
        format!("Content-Type: {kind}\r\n{disposition}\r\n{body}")
    }

    fn multipart(parts: &[String]) -> String {
        let parts: String = parts.iter().map(|part| format!("\r\n--b1\r\n{part}")).collect();
        format!("preamble{parts}\r\n--b1--\r\nepilogue\r\n--b1\r\n")
    }

    fn mixed(parts: &[String]) -> Result<Option<String>, ParseErrorKind> {
        of_type("multipart/mixed;boundary=b1", &multipart(parts))
    }

    /// MSG-08.
    #[test]
    fn a_body_is_a_session_when_its_type_says_so_whatever_its_parameters() {
        let found = Ok(Some(SDP.to_owned()));
        assert_eq!(of_type("application/sdp;charset=utf-8", SDP), found);
        assert_eq!(of_type("Application / SDP", SDP), found);
        assert_eq!(request(&[], SDP.as_bytes()).session(), Ok(Some(SDP.to_owned())));
        assert_eq!(of_type("application/sdp", ""), Ok(None));
        assert_eq!(of_type("text/plain", "hello"), Err(ParseErrorKind::Body));
        assert_eq!(of_type("application", SDP), Err(ParseErrorKind::MediaType));
    }

    /// MSG-08.
    #[test]
    fn what_is_optional_is_passed_over_and_all_else_must_be_understood() {
        let with = |disposition| {
            let rows = [(Name::ContentType, "text/plain"), (Name::ContentDisposition, disposition)];
            request(&rows, b"hello").session().map_err(|error| error.kind)
        };
        assert_eq!(with("render;handling=optional"), Ok(None));
        assert_eq!(with("x-own ; Handling = Optional"), Ok(None));
        for disposition in ["render", "render;handling=required", "session", "x-own;handling"] {
            assert_eq!(with(disposition), Err(ParseErrorKind::Body), "{disposition}");
        }
        let early = [(Name::ContentType, "application/sdp"), (Name::ContentDisposition, "early-session")];
        assert_eq!(request(&early, SDP.as_bytes()).session().unwrap_err().kind, ParseErrorKind::Body);
    }

    /// UAS-06.
    #[test]
    fn an_encoded_session_cannot_be_read() {
        for (encoding, readable) in [("gzip", false), ("identity", true), ("identity, gzip", false)] {
            let rows = [(Name::ContentType, "application/sdp"), (Name::ContentEncoding, encoding)];
            assert_eq!(request(&rows, SDP.as_bytes()).session().is_ok(), readable, "{encoding}");
        }
    }

    /// MSG-28.
    #[test]
    fn a_session_is_found_in_a_mix_and_its_bytes_end_before_the_delimiter() {
        let isup = part("application/isup;version=itu-t92+", "signal;handling=optional", "\u{1}\0\r\n");
        let sdp = part("application/sdp", "session;handling=required", SDP);
        assert_eq!(mixed(&[isup.clone(), sdp.clone()]), Ok(Some(SDP.to_owned())));
        assert_eq!(mixed(&[sdp, isup.clone()]), Ok(Some(SDP.to_owned())));
        assert_eq!(mixed(&[isup]), Ok(None));
        assert_eq!(mixed(&[]), Ok(None));
        let needed = part("application/isup", "", "\u{1}");
        assert_eq!(mixed(&[part("application/sdp", "", SDP), needed]), Err(ParseErrorKind::Body));
    }

    /// MSG-28.
    #[test]
    fn a_session_is_described_once_only_but_in_alternatives() {
        let twice = [part("application/sdp", "", "one"), part("application/sdp", "", "two")];
        assert_eq!(mixed(&twice), Err(ParseErrorKind::Repeated));
        let alternative =
            |parts: &[String]| of_type("multipart/alternative;boundary=\"b1\"", &multipart(parts));
        assert_eq!(alternative(&twice), Ok(Some("two".into())), "the last is the richest");
        let unknown = part("application/sdpng", "", "x");
        assert_eq!(alternative(&[twice[0].clone(), unknown.clone()]), Ok(Some("one".into())));
        assert_eq!(alternative(&[unknown]), Err(ParseErrorKind::Body));
    }

    /// MSG-28.
    #[test]
    fn parts_stand_in_parts_but_not_for_ever() {
        let nest = |inner: String, boundary: &str| {
            format!(
                "Content-Type: multipart/mixed;boundary={boundary}\r\n\r\n--{boundary}\r\n{inner}\r\n--{boundary}--\r\n"
            )
        };
        let mut inner = part("application/sdp", "", SDP);
        for (boundary, readable) in [("a", true), ("ab", true), ("abc", true), ("abcd", false)] {
            inner = nest(inner, boundary);
            assert_eq!(mixed(core::slice::from_ref(&inner)).is_ok(), readable, "{boundary}");
        }
    }

    #[test]
    fn a_last_part_may_lack_its_end_and_without_a_delimiter_there_is_none() {
        let open = format!("--b1\r\n{}", part("application/sdp", "", SDP));
        assert_eq!(of_type("multipart/mixed;boundary=b1", &open), Ok(Some(SDP.to_owned())));
        assert_eq!(of_type("multipart/mixed;boundary=other", &open), Ok(None));
    }

    #[test]
    fn a_response_and_an_ack_give_what_they_have() {
        let mut response = Response::new(200);
        response.headers.push(Name::ContentType, "multipart/mixed;boundary=b1");
        response.body =
            multipart(&[part("application/isup", "", "\u{1}"), part("application/sdp", "", SDP)]).into();
        assert_eq!(response.session().as_deref(), Some(SDP));
        let mut ack = Request::new(Method::Ack, "sip:b");
        ack.headers = response.headers.clone();
        ack.body = response.body.clone();
        assert_eq!(ack.session(), Ok(Some(SDP.to_owned())));
        response.body = b"v=0\r\ns=\xff\r\n".to_vec();
        assert_eq!(response.session(), None);
        response.headers.set(Name::ContentType, "application/sdp");
        assert_eq!(response.session().as_deref(), Some("v=0\r\ns=\u{fffd}\r\n"));
    }
}
