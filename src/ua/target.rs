//! What a person dials, made an address (decision 28).

use super::failure::MisuseKind;
use crate::message::{SipUri, Uri};
use crate::text::concat;

/// Checks without sending: the same answer that [`Command::Call`](super::input::Command::Call) would give.
pub fn check_target(target: &str, account: &str) -> Result<(), MisuseKind> {
    let Ok(Uri::Sip(account)) = Uri::parse(account) else {
        return Err(MisuseKind::Target);
    };
    resolve(target, &account).map(|_| ())
}

/// `bob`, `bob@host`, `sip:…`, `sips:…`, `tel:…`, or digits with separators; the domain is the account's where none is dialled.
pub(super) fn resolve(target: &str, account: &SipUri) -> Result<Uri, MisuseKind> {
    let target = target.trim_ascii();
    if target.is_empty() || target.bytes().any(|c| c < b' ' || c == 0x7f) {
        return Err(MisuseKind::Target);
    }
    let is_sip = has_scheme(target, "sip:") || has_scheme(target, "sips:");
    // A number has no server of its own: it is dialled at ours.
    let target = if has_scheme(target, "tel:") { target.get(4..).unwrap_or_default() } else { target };
    if !is_sip && names_a_scheme(target) {
        return Err(MisuseKind::Target);
    }
    if is_sip || target.bytes().any(|byte| byte == b'@') {
        let text = if is_sip { target.into() } else { concat(&["sip:", target]) };
        return match Uri::parse(&text) {
            Ok(Uri::Sip(mut uri)) if uri.user.is_some() => {
                // Neither may stand in a Request-URI (RFC 3261 §19.1.1), and a link on a page shall not write our headers.
                uri.headers = None;
                uri.params.remove("method");
                Ok(Uri::Sip(uri))
            }
            Ok(_) | Err(_) => Err(MisuseKind::Target),
        };
    }
    let user = if is_number(target) {
        target.chars().filter(|c| !is_separator(*c)).collect()
    } else {
        String::from(target)
    };
    let user = escape(&user);
    if user.is_empty() {
        return Err(MisuseKind::Target);
    }
    let mut uri = SipUri::new(Some(&user), &account.host);
    uri.secure = account.secure;
    uri.port = account.port;
    Ok(Uri::Sip(uri))
}

fn has_scheme(target: &str, scheme: &str) -> bool {
    target.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
}

/// `http:` and the like: letters, then a colon.
fn names_a_scheme(target: &str) -> bool {
    let letters = target.bytes().take_while(u8::is_ascii_alphabetic).count();
    letters > 0 && target.as_bytes().get(letters) == Some(&b':')
}

fn is_number(target: &str) -> bool {
    target.chars().any(|c| c.is_ascii_digit())
        && target.chars().all(|c| c.is_ascii_digit() || matches!(c, '+' | '*' | '#') || is_separator(c))
}

const fn is_separator(c: char) -> bool {
    matches!(c, ' ' | '-' | '(' | ')' | '.' | '/' | '\u{a0}')
}

/// Escapes what RFC 3261 §25.1 does not allow in a user part (`#` among it).
fn escape(user: &str) -> String {
    let mut text = String::with_capacity(user.len());
    for byte in user.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.!~*'()&=+$,;?/%".contains(&byte) {
            text.push(char::from(byte));
        } else {
            text.push('%');
            for nibble in [byte >> 4, byte & 15] {
                text.push(char::from_digit(u32::from(nibble), 16).unwrap_or('0').to_ascii_uppercase());
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dial(target: &str) -> Result<String, MisuseKind> {
        resolve(target, &SipUri::new(Some("alice"), "example.com")).map(|uri| uri.to_string())
    }

    /// MSG-17, MSG-18.
    #[test]
    fn what_a_person_dials_becomes_an_address_in_the_accounts_domain() {
        for (dialled, uri) in [
            ("bob", "sip:bob@example.com"),
            (" bob ", "sip:bob@example.com"),
            ("bob@other.org", "sip:bob@other.org"),
            ("sip:bob@other.org:5070", "sip:bob@other.org:5070"),
            ("SIPS:bob@other.org", "sips:bob@other.org"),
            ("sip:bob@other.org;method=BYE;x=1?Route=%3Csip:evil%3E&From=a", "sip:bob@other.org;x=1"),
            ("+1 (555) 12-34", "sip:+15551234@example.com"),
            ("tel:+1-555-1234", "sip:+15551234@example.com"),
            ("*97", "sip:*97@example.com"),
            ("**204", "sip:**204@example.com"),
            ("#31#0123", "sip:%2331%230123@example.com"),
            ("Anna Lena", "sip:Anna%20Lena@example.com"),
            ("josé", "sip:jos%C3%A9@example.com"),
        ] {
            assert_eq!(dial(dialled).as_deref(), Ok(uri), "{dialled}");
        }
    }

    #[test]
    fn what_is_no_address_is_refused_at_once() {
        for dialled in [
            "",
            "   ",
            "sip:",
            "sip:example.com",
            "bob@",
            "@host",
            "http://bob.example.com",
            "mailto:bob@example.com",
            "tel:",
            "bob\r\nEvil: 1",
            "bob\0",
        ] {
            assert_eq!(dial(dialled), Err(MisuseKind::Target), "{dialled:?}");
        }
    }
}
