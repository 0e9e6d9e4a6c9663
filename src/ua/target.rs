//! What a person dials, made an address (decision 28).

use super::failure::MisuseKind;
use crate::message::{SipUri, Uri};
use crate::text::{begins, concat, cut, push_hex, until, without};

/// Checks without sending: the same answer that [`Command::Call`](super::input::Command::Call) would give, over an
/// encrypted link.
pub fn check_target(target: &str, account: &str) -> Result<(), MisuseKind> {
    let Ok(Uri::Sip(account)) = Uri::parse(account) else {
        return Err(MisuseKind::Target);
    };
    resolve(target, &account, false).map(|_| ())
}

/// `bob`, `bob@host`, `sip:…`, `sips:…`, `tel:…`, or digits with separators; the domain is the account's where none is
/// dialled. A `#` is escaped, as RFC 3261 §25.1 wants it, unless the server needs it literally.
pub(super) fn resolve(dialled: &str, account: &SipUri, literal_hash: bool) -> Result<Uri, MisuseKind> {
    let dialled = dialled.trim_ascii();
    let is_tel = begins(dialled, "tel:");
    let is_sip = begins(dialled, "sip:") || begins(dialled, "sips:");
    if dialled.bytes().any(|c| c < b' ' || c == 0x7f) || !is_sip && !is_tel && names_a_scheme(dialled) {
        return Err(MisuseKind::Target);
    }
    let mut uri = if is_tel {
        // A number has no server of its own: it is dialled at ours.
        let mut uri = at_home(&telephone_subscriber(cut(dialled, 4).1).ok_or(MisuseKind::Target)?, account);
        uri.params.set("user", Some("phone"));
        uri
    } else if is_sip {
        parse(dialled)?
    } else if let Some(at) = dialled.bytes().rposition(|byte| byte == b'@') {
        let (user, host) = cut(dialled, at);
        parse(&concat(&["sip:", &user_part(user), host]))?
    } else {
        at_home(&user_part(dialled), account)
    };
    let user = uri.user.as_deref().filter(|user| !user.is_empty()).ok_or(MisuseKind::Target)?;
    if !literal_hash {
        uri.user = Some(escape(user, |byte| byte == b'#'));
    }
    // Neither may stand in a Request-URI (RFC 3261 §19.1.1), and a link on a page shall not write our headers.
    uri.headers = None;
    uri.params.remove("method");
    Ok(Uri::Sip(uri))
}

fn parse(text: &str) -> Result<SipUri, MisuseKind> {
    match Uri::parse(text) {
        Ok(Uri::Sip(uri)) => Ok(uri),
        Ok(_) | Err(_) => Err(MisuseKind::Target),
    }
}

/// This user of the account's domain.
fn at_home(user: &str, account: &SipUri) -> SipUri {
    let mut uri = SipUri::new(Some(user), &account.host);
    uri.secure = account.secure;
    uri.port = account.port;
    uri
}

/// A name as the wire has it; a number without its separators.
fn user_part(dialled: &str) -> String {
    let user = if is_number(dialled) { without_separators(dialled) } else { dialled.into() };
    escape(&user, is_no_users)
}

/// `telephone-subscriber` of RFC 3966 §3 as a user part (RFC 3261 §19.1.6): the number, and its parameters as they stand.
fn telephone_subscriber(text: &str) -> Option<String> {
    let (number, params) = until(b';', text);
    is_number(number).then(|| concat(&[&without_separators(number), &escape(params, is_no_users)]))
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

fn without_separators(number: &str) -> String {
    without(is_separator, number)
}

/// What no user part has bare (RFC 3261 §25.1). A search among bytes would bring std's, which is made for long texts.
const fn is_no_users(byte: u8) -> bool {
    matches!(
        byte,
        b' ' | b'"' | b'<' | b'>' | b'[' | b']' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}' | b':' | b'@'
    )
}

/// Escapes these bytes, and all that is no ASCII, as RFC 3261 §25.1 wants it in a user part; also a percent sign that
/// begins no escape.
fn escape(user: &str, is_escaped: fn(u8) -> bool) -> String {
    let mut text = String::new();
    for (at, byte) in user.bytes().enumerate() {
        let hex = user.as_bytes().get(at + 1..at + 3).unwrap_or_default();
        let bare = byte == b'%' && (hex.len() < 2 || !hex.iter().all(u8::is_ascii_hexdigit));
        if bare || !byte.is_ascii() || is_escaped(byte) {
            let mut hex = String::from("%");
            push_hex(&mut hex, byte);
            text.push_str(&hex.to_ascii_uppercase());
        } else {
            text.push(char::from(byte));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alice() -> SipUri {
        SipUri::new(Some("alice"), "example.com")
    }

    fn dial(target: &str) -> Result<String, MisuseKind> {
        resolve(target, &alice(), false).map(|uri| uri.to_string())
    }

    /// MSG-17, MSG-18; decision 28.
    #[test]
    fn what_a_person_dials_becomes_an_address_in_the_accounts_domain() {
        for (dialled, uri) in [
            ("bob", "sip:bob@example.com"),
            (" bob ", "sip:bob@example.com"),
            ("bob@other.org", "sip:bob@other.org"),
            ("bob@other.org:5070;transport=ws", "sip:bob@other.org:5070;transport=ws"),
            ("sip:bob@other.org:5070", "sip:bob@other.org:5070"),
            ("SIPS:bob@other.org", "sips:bob@other.org"),
            ("sip:bob@other.org;method=BYE;x=1?Route=%3Csip:evil%3E&From=a", "sip:bob@other.org;x=1"),
            ("+1 (555) 12-34", "sip:+15551234@example.com"),
            ("(030) 12\u{a0}34/56.7", "sip:0301234567@example.com"),
            ("+1 (555) 12-34@pbx.example.org", "sip:+15551234@pbx.example.org"),
            ("0800-FLOWERS", "sip:0800-FLOWERS@example.com"),
            ("tel:+1-555-1234", "sip:+15551234@example.com;user=phone"),
            ("TEL:0123", "sip:0123@example.com;user=phone"),
            (
                "tel:7042;phone-context=example.org",
                "sip:7042;phone-context=example.org@example.com;user=phone",
            ),
            ("*97", "sip:*97@example.com"),
            ("**204", "sip:**204@example.com"),
            ("#31#0123", "sip:%2331%230123@example.com"),
            ("#31# 0123@other.org", "sip:%2331%230123@other.org"),
            ("sip:*97#31#@pbx", "sip:*97%2331%23@pbx"),
            ("Anna Lena", "sip:Anna%20Lena@example.com"),
            ("josé", "sip:jos%C3%A9@example.com"),
            ("already%20escaped", "sip:already%20escaped@example.com"),
            ("100%", "sip:100%25@example.com"),
            ("<b>", "sip:%3Cb%3E@example.com"),
        ] {
            assert_eq!(dial(dialled).as_deref(), Ok(uri), "{dialled}");
        }
    }

    #[test]
    fn a_hash_stays_where_the_server_wants_it_literally() {
        for (dialled, uri) in [
            ("#31#0123", "sip:#31#0123@example.com"),
            ("#31#0123@pbx", "sip:#31#0123@pbx"),
            ("sip:*97#31#@pbx", "sip:*97#31#@pbx"),
            ("tel:#31#", "sip:#31#@example.com;user=phone"),
        ] {
            assert_eq!(resolve(dialled, &alice(), true).map(|uri| uri.to_string()).as_deref(), Ok(uri));
        }
    }

    #[test]
    fn at_home_means_the_accounts_own_scheme_and_port() {
        let mut account = alice();
        account.secure = true;
        account.port = Some(5061);
        let uri = resolve("bob", &account, false).map(|uri| uri.to_string());
        assert_eq!(uri.as_deref(), Ok("sips:bob@example.com:5061"));
    }

    #[test]
    fn what_is_no_address_is_refused_at_once() {
        for dialled in [
            "",
            "   ",
            "sip:",
            "sip:example.com",
            "sip:@example.com",
            "bob@",
            "@host",
            "bob@two words",
            "bob@host>",
            "http://bob.example.com",
            "mailto:bob@example.com",
            "javascript:alert(1)",
            "tel:",
            "tel:bob",
            "tel:+1555@evil.example",
            "bob\r\nEvil: 1",
            "bob\0",
        ] {
            assert_eq!(dial(dialled), Err(MisuseKind::Target), "{dialled:?}");
            assert_eq!(
                check_target(dialled, "sip:alice@example.com"),
                Err(MisuseKind::Target),
                "{dialled:?}"
            );
        }
    }
}
