//! A person's name and address, as in From, To, Contact and the routes (RFC 3261 §20.10, §25.1).

use super::error::{ParseError, ParseErrorKind};
use super::grammar::{PResult, fail, mark, one, push_quoted, quoted_string, unquote, whole};
use super::params::{Params, params};
use super::uri::Uri;
use super::written::{Written, display};
use crate::text::{around, until};

/// An address with the name it is shown by and the parameters of its header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameAddr {
    /// The name shown, as plain text.
    pub display: Option<String>,
    /// The address.
    pub uri: Uri,
    /// The header's parameters, such as `tag` and `expires`.
    pub params: Params,
}

impl NameAddr {
    /// An address alone.
    #[must_use]
    pub const fn new(uri: Uri) -> Self {
        Self { display: None, uri, params: Params(Vec::new()) }
    }

    /// Reads `name-addr / addr-spec` with parameters.
    ///
    /// # Errors
    /// Of kind `NameAddr`, `Params`, `Uri` or `Host`, by the part that is malformed.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        let text = text.trim_ascii();
        let (rest, (display, uri)) =
            if one(b'"', text).is_ok() || !until(b'<', until(b'"', text).0).1.is_empty() {
                match name_addr(text) {
                    Ok(read) => read,
                    Err(error) => return whole(ParseErrorKind::NameAddr, text, Err(error)),
                }
            } else {
                // Without brackets, parameters are the header's (RFC 3261 §20.10), also those that have some in quotes.
                let (uri, rest) = until(b';', text);
                (rest, (None, uri.trim_ascii_end()))
            };
        let params = whole(ParseErrorKind::Params, text, params(rest))?;
        Ok(Self { display, uri: Uri::parse(uri)?, params })
    }

    /// The tag, if it has one.
    #[must_use]
    pub fn tag(&self) -> Option<&str> {
        self.params.get("tag")
    }
}

impl Written for NameAddr {
    fn write(&self, text: &mut String) {
        if let Some(display) = &self.display {
            push_quoted(text, display);
            text.push(' ');
        }
        text.push('<');
        self.uri.write(text);
        text.push('>');
        self.params.write(text);
    }
}

display!(NameAddr);

type Outline<'a> = (Option<String>, &'a str);

/// `name-addr = [ display-name ] LAQUOT addr-spec RAQUOT`
fn name_addr(input: &str) -> PResult<'_, Outline<'_>> {
    let (rest, display) = display_name(input)?;
    let (rest, ()) = mark(b'<', rest)?;
    let Some((uri, rest)) = around(b'>', rest) else {
        return fail("");
    };
    let display = if display.is_empty() { None } else { Some(unquote(display)) };
    Ok((rest, (display, uri.trim_ascii())))
}

/// `display-name = *(token LWS) / quoted-string`; without quotes anything up to the bracket passes, since people's
/// names have commas and umlauts.
fn display_name(input: &str) -> PResult<'_, &str> {
    if one(b'"', input).is_ok() {
        return quoted_string(input);
    }
    let (display, rest) = until(b'<', input);
    Ok((rest, display.trim_ascii()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Option<String>, String, String) {
        let read = NameAddr::parse(text).unwrap();
        (read.display, read.uri.to_string(), read.params.to_string())
    }

    /// MSG-20, MSG-21.
    #[test]
    fn display_names_are_plain_text_whatever_their_quoting() {
        for (text, display) in [
            (r#""Smith, \"J\" \\" <sip:a@b>"#, r#"Smith, "J" \"#),
            ("Smith, John <sip:a@b>", "Smith, John"),
            ("J\u{fc}rgen M <sip:a@b>", "J\u{fc}rgen M"),
            ("caller<sip:a@b>", "caller"),
            ("\"\"<sip:a@b>", ""),
            ("%Z%45 <sip:a@b>", "%Z%45"),
            ("\"<sip:x@y>\" < sip:a@b >", "<sip:x@y>"),
        ] {
            assert_eq!(read(text), (Some(display.to_owned()), "sip:a@b".to_owned(), String::new()), "{text}");
        }
    }

    /// MSG-13.
    #[test]
    fn parameters_belong_to_the_uri_inside_brackets_and_to_the_header_outside() {
        assert_eq!(read("<sip:a@b;lr>;tag=1"), (None, "sip:a@b;lr".into(), ";tag=1".into()));
        assert_eq!(read("sip:a@b ;   tag    = 1"), (None, "sip:a@b".into(), ";tag=1".into()));
    }

    /// MSG-23.
    #[test]
    fn it_is_written_with_quotes_and_brackets() {
        let written = NameAddr::parse("Ann \\ Lee <sip:a@b>;tag=x").unwrap().to_string();
        assert_eq!(written, r#""Ann \\ Lee" <sip:a@b>;tag=x"#);
        let bare = NameAddr::parse("sip:a@b;+sip.instance=\"<urn:uuid:1>\"").unwrap();
        assert_eq!(bare.to_string(), "<sip:a@b>;+sip.instance=\"<urn:uuid:1>\"");
        assert_eq!(NameAddr::parse("sip:a@b;tag=x").unwrap().to_string(), "<sip:a@b>;tag=x");
        assert_eq!(NameAddr::parse(&written).unwrap().to_string(), written);
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for (text, kind) in [
            ("\"Mr. J. User <sip:a@b>", ParseErrorKind::NameAddr),
            ("<sip:a@b", ParseErrorKind::NameAddr),
            ("\"a\" sip:a@b", ParseErrorKind::NameAddr),
            ("a \"b\" <sip:a@b>", ParseErrorKind::Uri),
            ("<sip:a@b>;;;;", ParseErrorKind::Params),
            ("<sip:a@b> junk", ParseErrorKind::Params),
            ("", ParseErrorKind::Uri),
            ("<>", ParseErrorKind::Uri),
        ] {
            assert_eq!(NameAddr::parse(text).unwrap_err().kind, kind, "{text}");
        }
    }
}
