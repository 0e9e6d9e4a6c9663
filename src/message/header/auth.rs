//! Challenges and the answers to them (RFC 3261 §20.7, §20.27, §20.28, §20.44, RFC 7235 §2.1).

use crate::message::error::{ParseError, ParseErrorKind};
use crate::message::grammar::{token, whole};
use crate::message::headers::{Headers, text};
use crate::message::list;
use crate::message::name::Name;
use crate::message::params::{Params, generic_param};

/// One challenge, or one answer to a challenge: both are a scheme and parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Challenge {
    /// `Digest`, `Bearer`, …
    pub scheme: String,
    /// Its parameters, values as on the wire.
    pub params: Params,
}

impl Challenge {
    /// Reads the value of one row: `challenge = scheme LWS auth-param *(COMMA auth-param)`. Its commas separate
    /// parameters, so rows of these headers are never merged (RFC 3261 §7.3.1).
    ///
    /// # Errors
    /// Of kind `Challenge`.
    pub fn parse(value: &str) -> Result<Self, ParseError> {
        let (rest, scheme) = match token(value) {
            Ok(read) => read,
            Err(error) => return whole(ParseErrorKind::Challenge, value, Err(error)),
        };
        Ok(Self { scheme: scheme.to_owned(), params: auth_params(rest)? })
    }

    /// The value of a parameter without quotes and escapes.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<String> {
        self.params.unquoted(name)
    }

    /// A parameter has this value, letter for letter: a realm, a nonce.
    #[must_use]
    #[inline(never)]
    pub fn has(&self, name: &str, value: &str) -> bool {
        self.get(name).is_some_and(|known| known == value)
    }

    /// A parameter says `true`.
    #[must_use]
    #[inline(never)]
    pub fn says(&self, name: &str) -> bool {
        self.get(name).is_some_and(|known| known.eq_ignore_ascii_case("true"))
    }
}

/// `auth-param *(COMMA auth-param)`
fn auth_params(text: &str) -> Result<Params, ParseError> {
    let mut elements = Vec::new();
    list::split_into(text, &mut elements);
    let mut params = Params::default();
    for element in elements {
        if !element.is_empty() {
            params.0.push(whole(ParseErrorKind::Challenge, element, generic_param(element))?);
        }
    }
    Ok(params)
}

impl Headers {
    /// What the server tells whom it let in: `Authentication-Info = ainfo *(COMMA ainfo)` (RFC 3261 §20.6). `None` if
    /// there is none, or none that can be read.
    #[must_use]
    pub fn authentication_info(&self) -> Option<Params> {
        auth_params(self.text(&Name::AuthenticationInfo).ok()?).ok()
    }

    /// The challenges of WWW-Authenticate or Proxy-Authenticate in their order. A malformed one costs itself only.
    #[must_use]
    pub fn challenges(&self, name: &Name) -> Vec<Challenge> {
        let mut challenges = Vec::new();
        for value in self.all(name) {
            challenges.extend(text(value).and_then(Challenge::parse));
        }
        challenges
    }

    /// The answers in Authorization or Proxy-Authorization in their order. A malformed one costs itself only.
    #[must_use]
    pub fn credentials(&self, name: &Name) -> Vec<Challenge> {
        self.challenges(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(values: &[&str]) -> Vec<Challenge> {
        let mut headers = Headers::default();
        for value in values {
            headers.push(Name::WwwAuthenticate, *value);
        }
        headers.challenges(&Name::WwwAuthenticate)
    }

    #[test]
    fn parameters_are_read_quoted_or_not() {
        let read = read(&[
            "Digest realm=\"a, \\\"b\\\"\" , nonce = \"x==\",algorithm=SHA-256,qop=\"auth,auth-int\", stale=FALSE,",
        ]);
        let challenge = read.first().unwrap();
        assert_eq!(challenge.scheme, "Digest");
        assert_eq!(challenge.get("Realm").as_deref(), Some("a, \"b\""));
        assert_eq!(challenge.get("nonce").as_deref(), Some("x=="));
        assert_eq!(challenge.get("algorithm").as_deref(), Some("SHA-256"));
        assert_eq!(challenge.get("qop").as_deref(), Some("auth,auth-int"));
        assert_eq!(challenge.get("opaque"), None);
    }

    /// MSG-05.
    #[test]
    fn a_malformed_challenge_costs_itself_only() {
        let read =
            read(&["Digest realm=\"open", "", "NoOneKnowsThisScheme opaque-data=here", "Digest realm=\"b\""]);
        let schemes: Vec<&str> = read.iter().map(|challenge| challenge.scheme.as_str()).collect();
        assert_eq!(schemes, ["NoOneKnowsThisScheme", "Digest"]);
    }
}
