//! Addresses: `sip:` and `sips:` as RFC 3261 §19.1 has them, every other scheme as it stands.

use super::error::{ParseError, ParseErrorKind};
use super::grammar::{PResult, host, one, optional, port, quoted_string, some, whole};
use super::params::{Param, Params};
use super::written::{Written, display};
use crate::text::decimal;

/// An address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Uri {
    /// `sip:` or `sips:`.
    Sip(SipUri),
    /// `tel:`, `urn:`, …
    Other {
        /// What stands before the colon.
        scheme: String,
        /// What stands behind it.
        rest: String,
    },
}

/// `sip:user:password@host:port;uri-parameters?headers` (RFC 3261 §19.1.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SipUri {
    /// It is `sips:`.
    pub secure: bool,
    /// The user part as on the wire, escapes kept.
    pub user: Option<String>,
    /// The password as on the wire.
    pub password: Option<String>,
    /// Name or address, IPv6 in brackets.
    pub host: String,
    /// The port, if it is written.
    pub port: Option<u16>,
    /// The URI's own parameters.
    pub params: Params,
    /// What follows the question mark, as on the wire.
    pub headers: Option<String>,
}

impl SipUri {
    /// `sip:user@host`.
    #[must_use]
    pub fn new(user: Option<&str>, host: &str) -> Self {
        Self {
            secure: false,
            user: user.map(str::to_owned),
            password: None,
            host: host.to_owned(),
            port: None,
            params: Params::default(),
            headers: None,
        }
    }
}

impl Uri {
    /// Reads an address that fills the whole text.
    ///
    /// # Errors
    /// Of kind `Host` when the host of a SIP address is malformed, else `Uri`.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        let (rest, scheme) = match scheme(text) {
            Ok((rest, scheme)) => (rest, scheme),
            Err(error) => return whole(ParseErrorKind::Uri, text, Err(error)),
        };
        let secure = scheme.eq_ignore_ascii_case("sips");
        if secure || scheme.eq_ignore_ascii_case("sip") {
            return sip_uri(secure, text, rest).map(Self::Sip);
        }
        let rest = whole(ParseErrorKind::Uri, text, some(is_visible, rest))?;
        Ok(Self::Other { scheme: scheme.to_owned(), rest: rest.to_owned() })
    }

    /// The SIP address, if it is one.
    #[must_use]
    pub const fn as_sip(&self) -> Option<&SipUri> {
        match self {
            Self::Sip(uri) => Some(uri),
            Self::Other { .. } => None,
        }
    }

    /// They name the same resource by the rules of RFC 3261 §19.1.4, telephone numbers by those of RFC 3966 §4.
    #[must_use]
    pub fn is_equivalent(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Sip(one), Self::Sip(two)) => super::equivalence::is_equivalent(one, two),
            (Self::Other { scheme, rest }, Self::Other { scheme: scheme2, rest: rest2 }) => {
                scheme.eq_ignore_ascii_case(scheme2)
                    && (rest == rest2
                        || scheme.eq_ignore_ascii_case("tel")
                            && super::equivalence::is_same_number(rest, rest2))
            }
            (Self::Sip(_), Self::Other { .. }) | (Self::Other { .. }, Self::Sip(_)) => false,
        }
    }
}

impl From<SipUri> for Uri {
    fn from(uri: SipUri) -> Self {
        Self::Sip(uri)
    }
}

impl Written for Uri {
    fn write(&self, text: &mut String) {
        match self {
            Self::Sip(uri) => uri.write(text),
            Self::Other { scheme, rest } => {
                text.push_str(scheme);
                text.push(':');
                text.push_str(rest);
            }
        }
    }
}

display!(Uri);

impl Written for SipUri {
    fn write(&self, text: &mut String) {
        text.push_str(if self.secure { "sips:" } else { "sip:" });
        if let Some(user) = &self.user {
            text.push_str(user);
            if let Some(password) = &self.password {
                text.push(':');
                text.push_str(password);
            }
            text.push('@');
        }
        text.push_str(&self.host);
        if let Some(port) = self.port {
            text.push(':');
            text.push_str(&decimal(port));
        }
        self.params.write(text);
        if let Some(headers) = &self.headers {
            text.push('?');
            text.push_str(headers);
        }
    }
}

display!(SipUri);

/// `scheme = ALPHA *( ALPHA / DIGIT / "+" / "-" / "." )`, with its colon.
fn scheme(input: &str) -> PResult<'_, &str> {
    let (rest, scheme) = some(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'), input)?;
    let (rest, ()) = one(b':', rest)?;
    Ok((rest, scheme))
}

/// `SIP-URI = "sip:" [ userinfo ] hostport uri-parameters [ headers ]`
fn sip_uri(secure: bool, text: &str, rest: &str) -> Result<SipUri, ParseError> {
    let (rest, (user, password)) = userinfo(rest).unwrap_or((rest, (None, None)));
    let (rest, (host, port)) = match hostport(rest) {
        Ok(read) => read,
        Err(error) => return whole(ParseErrorKind::Host, text, Err(error)),
    };
    let (params, headers) = whole(ParseErrorKind::Uri, text, parameters_and_headers(rest))?;
    Ok(SipUri {
        secure,
        user: user.map(str::to_owned),
        password: password.map(str::to_owned),
        host: host.to_owned(),
        port,
        params,
        headers: headers.map(str::to_owned),
    })
}

/// `userinfo = ( user / telephone-subscriber ) [ ":" password ] "@"`; a bare `#` passes, as phones dial it.
fn userinfo(input: &str) -> PResult<'_, (Option<&str>, Option<&str>)> {
    let (rest, user) = some(|c| c != ':' && c != '@' && is_visible(c), input)?;
    let (rest, password) = match one(b':', rest) {
        Ok((rest, ())) => {
            let (rest, password) = optional(rest, some(|c| c != '@' && is_visible(c), rest));
            (rest, Some(password.unwrap_or_default()))
        }
        Err(_) => (rest, None),
    };
    let (rest, ()) = one(b'@', rest)?;
    Ok((rest, (Some(user), password)))
}

/// `hostport = host [ ":" port ]`
fn hostport(input: &str) -> PResult<'_, (&str, Option<u16>)> {
    let (rest, host) = host(input)?;
    let (rest, port) = optional(rest, one(b':', rest).and_then(|(rest, ())| port(rest)));
    Ok((rest, (host, port)))
}

/// `uri-parameters [ headers ]`
fn parameters_and_headers(input: &str) -> PResult<'_, (Params, Option<&str>)> {
    let (rest, params) = uri_parameters(input)?;
    let (rest, headers) = optional(rest, headers(rest));
    Ok((rest, (params, headers)))
}

/// `uri-parameters = *( ";" uri-parameter)`
fn uri_parameters(mut input: &str) -> PResult<'_, Params> {
    let mut params = Params::default();
    while let Ok((rest, ())) = one(b';', input) {
        let (rest, param) = uri_parameter(rest)?;
        params.0.push(param);
        input = rest;
    }
    Ok((input, params))
}

/// `other-param = pname [ "=" pvalue ]`; a value may be quoted or have an equals sign, as some gateways write it.
fn uri_parameter(input: &str) -> PResult<'_, Param> {
    let (rest, name) = some(|c| c != '=' && is_paramchar(c), input)?;
    let (rest, value) = optional(rest, one(b'=', rest).and_then(|(rest, ())| pvalue(rest)));
    Ok((rest, Param::new(name, value)))
}

fn pvalue(input: &str) -> PResult<'_, &str> {
    quoted_string(input).or_else(|_| some(is_paramchar, input))
}

/// `headers = "?" header *( "&" header )`
fn headers(input: &str) -> PResult<'_, &str> {
    let (rest, ()) = one(b'?', input)?;
    some(is_visible, rest)
}

fn is_paramchar(c: char) -> bool {
    !matches!(c, ';' | '?' | '"' | '@') && is_visible(c)
}

/// What can stand in a URI at all; brackets and quotes delimit it (RFC 3986 appendix C).
fn is_visible(c: char) -> bool {
    c > ' ' && !matches!(c, '<' | '>' | '"' | '\u{7f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sip(text: &str) -> SipUri {
        Uri::parse(text).unwrap().as_sip().unwrap().clone()
    }

    #[test]
    fn every_part_of_a_sip_uri_is_read() {
        let uri = sip("SIPS:a%20b:s3cret@[2001:db8::10]:5071;transport=ws;lr?subject=hi&priority=urgent");
        assert!(uri.secure);
        assert_eq!(uri.user.as_deref(), Some("a%20b"));
        assert_eq!(uri.password.as_deref(), Some("s3cret"));
        assert_eq!((uri.host.as_str(), uri.port), ("[2001:db8::10]", Some(5071)));
        assert_eq!(uri.params.get("Transport"), Some("ws"));
        assert!(uri.params.has("lr"));
        assert_eq!(uri.headers.as_deref(), Some("subject=hi&priority=urgent"));
    }

    #[test]
    fn what_is_read_is_written_again() {
        for text in [
            "sip:example.com",
            "sips:bob@example.com:5061",
            "sip:1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*:&it+has=1,weird!*pas$wo~d_too.(doesn't-it)@example.com",
            "sip:user;par=u%40example.net@example.com",
            "sip:null-%00-null@example.com",
            "sip:[2001:db8::10:5070]",
            "sip:*97#31#@my_pbx",
            "sip:bob@1-800.example",
            "sip:a@b;x=\"q;r\";y=a=b;gr=urn:uuid:f81d",
            "tel:+1-201-555-0123;phone-context=x",
            "urn:service:sos",
            "nobodyKnowsThisScheme:totallyopaquecontent",
        ] {
            assert_eq!(Uri::parse(text).map(|uri| uri.to_string()).as_deref(), Ok(text));
        }
    }

    #[test]
    fn what_is_no_uri_is_refused_where_it_breaks() {
        use ParseErrorKind::{Host, Uri as Kind};
        for (text, kind, offset) in [
            ("", Kind, 0),
            ("bob", Kind, 3),
            ("<sip:a@b>", Kind, 0),
            ("sip:", Host, 4),
            ("sip:@b", Host, 4),
            ("sip:a@", Host, 6),
            ("sip:a b@c", Kind, 5),
            ("sip:a@b; lr", Kind, 8),
            ("sip:a@b:", Kind, 7),
            ("sip:a@b:99999", Kind, 7),
            ("sip:2001:db8::10", Kind, 8),
            ("sip:a@2001:db8::10", Kind, 10),
            ("sip:a@b;;lr", Kind, 8),
            ("sip:a@b;c=d@e", Kind, 11),
            ("tel:", Kind, 4),
            ("tel:1 2", Kind, 5),
        ] {
            assert_eq!(Uri::parse(text).unwrap_err(), ParseError::new(kind, offset), "{text}");
        }
    }
}
