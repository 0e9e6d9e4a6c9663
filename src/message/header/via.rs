//! Via: the way that responses go (RFC 3261 §20.42).

use crate::message::error::{ParseError, ParseErrorKind};
use crate::message::grammar::{PResult, host, mark, port, sws, token, whole};
use crate::message::headers::Headers;
use crate::message::list;
use crate::message::name::Name;
use crate::message::params::{Params, params};
use crate::message::written::{Written, display};
use crate::text::decimal;

/// One element of Via.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Via {
    /// `WS`, `WSS`, `UDP`, or any other token.
    pub transport: String,
    /// Who sent it; in a browser a name under `.invalid` (RFC 7118 §5).
    pub host: String,
    /// The port, if it is written.
    pub port: Option<u16>,
    /// Its parameters.
    pub params: Params,
}

impl Via {
    /// Reads one element.
    ///
    /// # Errors
    /// Of kind `Via`.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        whole(ParseErrorKind::Via, text, via_parm(text))
    }

    /// The branch, which names the transaction.
    #[must_use]
    pub fn branch(&self) -> Option<&str> {
        self.params.get("branch")
    }
}

impl Written for Via {
    fn write(&self, text: &mut String) {
        text.push_str("SIP/2.0/");
        text.push_str(&self.transport);
        text.push(' ');
        text.push_str(&self.host);
        if let Some(port) = self.port {
            text.push(':');
            text.push_str(&decimal(port));
        }
        self.params.write(text);
    }
}

display!(Via);

/// `via-parm = sent-protocol LWS sent-by *( SEMI via-params )`
fn via_parm(input: &str) -> PResult<'_, Via> {
    let (rest, transport) = sent_protocol(input)?;
    let (rest, (host, port)) = sent_by(rest)?;
    let (rest, params) = params(rest)?;
    Ok((rest, Via { transport: transport.to_owned(), host: host.to_owned(), port, params }))
}

/// `sent-protocol = protocol-name SLASH protocol-version SLASH transport`
fn sent_protocol(input: &str) -> PResult<'_, &str> {
    let (rest, _) = token(input)?;
    let (rest, ()) = mark(b'/', rest)?;
    let (rest, _) = token(rest)?;
    let (rest, ()) = mark(b'/', rest)?;
    let (rest, transport) = token(rest)?;
    Ok((sws(rest), transport))
}

/// `sent-by = host [ COLON port ]`
fn sent_by(input: &str) -> PResult<'_, (&str, Option<u16>)> {
    let (rest, host) = host(input)?;
    let Ok((rest, ())) = mark(b':', rest) else {
        return Ok((rest, (host, None)));
    };
    let (rest, port) = port(rest)?;
    Ok((rest, (host, Some(port))))
}

impl Headers {
    /// The topmost Via.
    ///
    /// # Errors
    /// `Missing` or `Via`.
    pub fn top_via(&self) -> Result<Via, ParseError> {
        Via::parse(list::first(self.text(&Name::Via)?))
    }

    /// Every Via, the topmost first.
    ///
    /// # Errors
    /// When one of them is malformed.
    pub fn vias(&self) -> Result<Vec<Via>, ParseError> {
        self.elements(&Name::Via)?.into_iter().map(Via::parse).collect()
    }

    /// Removes the topmost Via, also out of a comma list.
    pub fn pop_via(&mut self) {
        self.pop_element(&Name::Via);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_via_is_read_with_blanks_wherever_the_grammar_has_them() {
        let via = Via::parse(
            "SIP  / 2.0  / WSS     df7jal23ls0d.invalid : 443  ;  branch  =   z9hG4bK9ikj8 ;rport",
        )
        .unwrap();
        assert_eq!(
            (via.transport.as_str(), via.host.as_str(), via.port),
            ("WSS", "df7jal23ls0d.invalid", Some(443))
        );
        assert_eq!(via.branch(), Some("z9hG4bK9ikj8"));
        assert!(via.params.has("rport"));
        assert_eq!(via.to_string(), "SIP/2.0/WSS df7jal23ls0d.invalid:443;branch=z9hG4bK9ikj8;rport");
    }

    #[test]
    fn unknown_transports_and_both_forms_of_received_are_read() {
        for text in [
            "SIP/2.0/UNKNOWN [2001:db8::9:1];received=[2001:db8::9:255];branch=z9hG4bKas3-111",
            "SIP/2.0/UDP 192.0.2.1:5060;received=2001:db8::9:255;branch=z9hG4bK-.!%66*_+`'~",
        ] {
            assert_eq!(Via::parse(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn what_is_no_via_is_refused() {
        for text in [
            "",
            "SIP/2.0/UDP",
            "SIP/2.0 host",
            "SIP/2.0/UDP 192.0.2.15;;",
            "SIP/2.0/UDP a:",
            "SIP/2.0/UDP a b",
        ] {
            assert_eq!(Via::parse(text).unwrap_err().kind, ParseErrorKind::Via, "{text}");
        }
    }

    #[test]
    fn the_topmost_via_comes_off_a_list_and_off_a_row() {
        let mut headers = Headers::default();
        headers.push(Name::Via, "SIP/2.0/WS a;branch=1 , SIP/2.0/WS b;branch=2");
        headers.push(Name::Via, "SIP/2.0/WS c;branch=3");
        assert_eq!(headers.vias().unwrap().len(), 3);
        for branch in ["1", "2", "3"] {
            assert_eq!(headers.top_via().unwrap().branch(), Some(branch));
            headers.pop_via();
        }
        assert_eq!(headers.top_via().unwrap_err().kind, ParseErrorKind::Missing);
    }
}
