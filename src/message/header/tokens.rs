//! Lists of tokens and media types.

use crate::message::error::{ParseError, ParseErrorKind};
use crate::message::grammar::{PResult, mark, token, whole};
use crate::message::headers::{Headers, text};
use crate::message::list;
use crate::message::name::Name;
use crate::message::params::{Params, params};
use crate::message::written::{Written, display};

/// What a body is (RFC 3261 §20.15).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MediaType {
    /// `application`, `multipart`, …
    pub kind: String,
    /// `sdp`, `mixed`, …
    pub subtype: String,
    /// Its parameters, such as `boundary`.
    pub params: Params,
}

impl MediaType {
    #[inline(never)]
    fn parse(text: &str) -> Result<Self, ParseError> {
        whole(ParseErrorKind::MediaType, text, media_type(text))
    }

    /// It is this type, whatever its parameters and case.
    #[must_use]
    pub fn is(&self, kind: &str, subtype: &str) -> bool {
        self.kind.eq_ignore_ascii_case(kind) && self.subtype.eq_ignore_ascii_case(subtype)
    }
}

impl Written for MediaType {
    fn write(&self, text: &mut String) {
        text.push_str(&self.kind);
        text.push('/');
        text.push_str(&self.subtype);
        self.params.write(text);
    }
}

display!(MediaType);

/// `media-type = m-type SLASH m-subtype *(SEMI m-parameter)`
fn media_type(input: &str) -> PResult<'_, MediaType> {
    let (rest, kind) = token(input)?;
    let (rest, ()) = mark(b'/', rest)?;
    let (rest, subtype) = token(rest)?;
    let (rest, params) = params(rest)?;
    Ok((rest, MediaType { kind: kind.to_owned(), subtype: subtype.to_owned(), params }))
}

impl Headers {
    /// The elements of a comma list over all rows: Supported, Require, Allow, …. A row that is no text costs itself only.
    #[must_use]
    pub fn list(&self, name: &Name) -> Vec<&str> {
        let mut elements = Vec::new();
        for value in self.all(name) {
            list::split_into(text(value).unwrap_or_default(), &mut elements);
        }
        let mut list = Vec::new();
        for element in elements {
            if !element.is_empty() {
                list.push(element);
            }
        }
        list
    }

    /// Whoever sent this takes this type: Accept names it or its like, or there is none (RFC 3261 §20.1). An Accept
    /// that names nothing is taken for none, for nobody calls who can hear nothing.
    #[must_use]
    pub fn accepts(&self, kind: &str, subtype: &str) -> bool {
        let accepted = self.list(&Name::Accept);
        let is_it = |found: &MediaType| found.is(kind, subtype) || found.is(kind, "*") || found.is("*", "*");
        accepted.is_empty()
            || accepted.iter().any(|text| MediaType::parse(text).is_ok_and(|found| is_it(&found)))
    }

    /// Content-Type, if there is one.
    ///
    /// # Errors
    /// When it is malformed.
    pub fn content_type(&self) -> Result<Option<MediaType>, ParseError> {
        if !self.has(&Name::ContentType) {
            return Ok(None);
        }
        let text = self.text(&Name::ContentType)?;
        MediaType::parse(text).map(Some)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_goes_over_all_rows_and_leaves_out_what_is_empty() {
        let mut headers = Headers::default();
        headers.push(Name::Supported, "outbound , path,");
        headers.push(Name::Supported, "");
        headers.push(Name::Supported, b"\xff".as_slice());
        headers.push(Name::Supported, "gruu");
        assert_eq!(headers.list(&Name::Supported), ["outbound", "path", "gruu"]);
        assert_eq!(headers.list(&Name::Require), [""; 0]);
    }

    #[test]
    fn a_media_type_compares_without_case_and_parameters() {
        let mut headers = Headers::default();
        assert_eq!(headers.content_type(), Ok(None));
        headers.push(Name::ContentType, "Multipart / Mixed ; boundary=\"a;b\"");
        let media_type = headers.content_type().unwrap().unwrap();
        assert!(media_type.is("multipart", "mixed"));
        assert!(!media_type.is("application", "sdp"));
        assert_eq!(media_type.params.unquoted("boundary").as_deref(), Some("a;b"));
        assert_eq!(media_type.to_string(), "Multipart/Mixed;boundary=\"a;b\"");
    }

    #[test]
    fn accept_takes_what_it_names_or_its_like_and_without_it_everything_is_taken() {
        let mut headers = Headers::default();
        assert!(headers.accepts("application", "sdp"));
        for (value, accepts) in [
            ("", true),
            ("application/sdp", true),
            ("text/plain, Application / SDP;level=1;q=0.5", true),
            ("application/*", true),
            ("*/*", true),
            ("text/nobodyKnowsThis", false),
            ("text/*, application/isup", false),
        ] {
            headers.set(Name::Accept, value);
            assert_eq!(headers.accepts("application", "sdp"), accepts, "{value}");
        }
    }

    #[test]
    fn a_type_without_subtype_is_malformed() {
        let mut headers = Headers::default();
        headers.push(Name::ContentType, "application");
        assert_eq!(headers.content_type().unwrap_err().kind, ParseErrorKind::MediaType);
    }
}
