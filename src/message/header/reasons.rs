//! What a peer says of why: Reason (RFC 3326), Warning (RFC 3261 §20.43) and Error-Info (§20.18). They are words for a
//! person, so a malformed one costs itself only.

use crate::message::grammar::{quoted_string, sws, token, unquote};
use crate::message::headers::Headers;
use crate::message::name::Name;
use crate::message::name_addr::NameAddr;
use crate::message::params::params;
use crate::text::{around, number};

/// Why a request was sent or a call ended (RFC 3326 §2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// Whose causes these are: `SIP`, `Q.850`, `preemption`, ….
    pub protocol: String,
    /// The cause: a status of SIP, a cause of ISDN.
    pub cause: Option<u32>,
    /// The same in words.
    pub text: Option<String>,
}

/// What is wrong with a description or a header (RFC 3261 §20.43).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// Its code, three digits.
    pub code: u32,
    /// Who says so.
    pub agent: String,
    /// The same in words.
    pub text: String,
}

impl Headers {
    /// Every Reason.
    #[must_use]
    pub fn reasons(&self) -> Vec<Reason> {
        let mut reasons = Vec::new();
        for text in self.list(&Name::Reason) {
            reasons.extend(reason(text));
        }
        reasons
    }

    /// Every Warning.
    #[must_use]
    pub fn warnings(&self) -> Vec<Warning> {
        let mut warnings = Vec::new();
        for text in self.list(&Name::Warning) {
            warnings.extend(warning(text));
        }
        warnings
    }

    /// Where more is to be heard or read about a refusal. Nobody goes there unasked.
    #[must_use]
    pub fn error_infos(&self) -> Vec<NameAddr> {
        let mut infos = Vec::new();
        for text in self.list(&Name::ErrorInfo) {
            infos.extend(NameAddr::parse(text));
        }
        infos
    }
}

/// `reason-value = protocol *(SEMI reason-params)`
fn reason(text: &str) -> Option<Reason> {
    let (rest, protocol) = token(text).ok()?;
    let ("", params) = params(rest).ok()? else { return None };
    Some(Reason {
        protocol: protocol.to_owned(),
        cause: params.get("cause").and_then(number),
        text: params.unquoted("text"),
    })
}

/// `warning-value = warn-code SP warn-agent SP warn-text`
fn warning(text: &str) -> Option<Warning> {
    let (code, rest) = around(b' ', text)?;
    let (agent, rest) = around(b' ', sws(rest))?;
    let ("", text) = quoted_string(sws(rest)).ok()? else { return None };
    let code = number(code).filter(|number| code.len() == 3 && *number >= 100)?;
    Some(Warning { code, agent: agent.to_owned(), text: unquote(text) })
}

#[cfg(test)]
mod tests {
    use super::super::with;
    use super::*;

    /// RSN-01.
    #[test]
    fn several_reasons_are_read_and_a_malformed_one_costs_itself() {
        let headers = with(
            Name::Reason,
            "SIP ;cause=200 ;text=\"Call completed elsewhere\", ;;, Q.850;cause=16, preemption;cause=99999999999;text=x",
        );
        let read = |protocol: &str, cause, text: Option<&str>| Reason {
            protocol: protocol.into(),
            cause,
            text: text.map(String::from),
        };
        assert_eq!(
            headers.reasons(),
            [
                read("SIP", Some(200), Some("Call completed elsewhere")),
                read("Q.850", Some(16), None),
                read("preemption", None, Some("x")),
            ]
        );
    }

    /// UAC-19.
    #[test]
    fn a_warning_has_a_code_an_agent_and_words() {
        let headers = with(
            Name::Warning,
            "304 isi.edu:5060 \"Media, \\\"type\\\"\", 30 x \"short\", 399 [2001:db8::1]  \"v6\", 399 a b, 399 a",
        );
        let read: Vec<_> =
            headers.warnings().into_iter().map(|found| (found.code, found.agent, found.text)).collect();
        assert_eq!(
            read,
            [
                (304, "isi.edu:5060".into(), "Media, \"type\"".into()),
                (399, "[2001:db8::1]".into(), "v6".to_owned())
            ]
        );
    }

    /// UAC-19.
    #[test]
    fn error_info_is_a_list_of_addresses() {
        let headers =
            with(Name::ErrorInfo, "<sip:not-in-service@example.com>;x=1, broken>, <https://a.b/c,d>");
        let read: Vec<_> = headers.error_infos().iter().map(|info| info.uri.to_string()).collect();
        assert_eq!(read, ["sip:not-in-service@example.com", "https://a.b/c,d"]);
    }
}
