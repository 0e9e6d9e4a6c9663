//! When two addresses are the same one: RFC 3261 §19.1.4, and RFC 3966 §4 for telephone numbers.

use super::uri::SipUri;
use crate::text::{around, pieces, until, without};

/// Parameters that must stand in both URIs or in none. RFC 3261 names all but `transport`, of which its examples say
/// the same.
const NEVER_IGNORED: [&str; 5] = ["user", "ttl", "method", "maddr", "transport"];

pub(super) fn is_equivalent(one: &SipUri, two: &SipUri) -> bool {
    one.secure == two.secure
        && same_text(one.user.as_deref(), two.user.as_deref(), false)
        && same_text(one.password.as_deref(), two.password.as_deref(), false)
        && one.host.eq_ignore_ascii_case(&two.host)
        && one.port == two.port
        && params_agree(one, two)
        && params_agree(two, one)
        && same_pieces(
            b'&',
            one.headers.as_deref().unwrap_or_default(),
            two.headers.as_deref().unwrap_or_default(),
            |header, other| same_text(Some(header), Some(other), true),
        )
}

/// The same telephone number (RFC 3966 §4): what only pleases the eye does not count, nor does the order of parameters.
pub(super) fn is_same_number(one: &str, two: &str) -> bool {
    let (number, params) = until(b';', one);
    let (other_number, other_params) = until(b';', two);
    digits(number).eq_ignore_ascii_case(&digits(other_number))
        && same_pieces(b';', params, other_params, is_same_param)
}

/// The same pieces between these marks, in any order.
#[inline(never)]
fn same_pieces(mark: u8, one: &str, two: &str, is_same: fn(&str, &str) -> bool) -> bool {
    let stands_in_two = |piece| pieces(mark, two).any(|other| is_same(piece, other));
    pieces(mark, one).count() == pieces(mark, two).count() && pieces(mark, one).all(stands_in_two)
}

/// A value without letters is a number: an extension, or the prefix that a local number belongs to.
fn is_same_param(one: &str, two: &str) -> bool {
    let is_name = |param: &str| {
        around(b'=', param).is_none_or(|(_, value)| value.bytes().any(|byte| byte.is_ascii_alphabetic()))
    };
    one.eq_ignore_ascii_case(two)
        || !is_name(one) && !is_name(two) && digits(one).eq_ignore_ascii_case(&digits(two))
}

/// A number without visual separators (RFC 3966 §5.1.1).
fn digits(text: &str) -> String {
    without(|c| matches!(c, '-' | '.' | '(' | ')'), text)
}

/// No parameter of `one` speaks against `two`. Where one stands twice, which it must not, both values count.
fn params_agree(one: &SipUri, two: &SipUri) -> bool {
    one.params.0.iter().all(|param| {
        let has_name = |name: &str| same_text(Some(name), Some(&param.name), true);
        let mut is_missing = true;
        let is_there = two.params.0.iter().filter(|other| has_name(&other.name)).any(|other| {
            is_missing = false;
            same_text(param.value.as_deref(), other.value.as_deref(), true)
        });
        is_there || is_missing && !NEVER_IGNORED.iter().any(|name| has_name(name))
    })
}

/// The same characters, escaped or not.
fn same_text(one: Option<&str>, two: Option<&str>, ignore_case: bool) -> bool {
    match (one, two) {
        (Some(one), Some(two)) => {
            let (one, two) = (unescaped(one), unescaped(two));
            one == two || ignore_case && one.eq_ignore_ascii_case(&two)
        }
        (one, two) => one == two,
    }
}

/// The bytes that a text with `%HH` escapes stands for (RFC 3261 §19.1.2); what is no escape stands for itself.
pub(crate) fn unescaped(text: &str) -> Vec<u8> {
    let mut plain = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let escape = match after {
            [high, low, after @ ..] if *first == b'%' => hex(*high).zip(hex(*low)).zip(Some(after)),
            _ => None,
        };
        let (byte, after) = escape.map_or((*first, after), |((high, low), after)| (high << 4 | low, after));
        plain.push(byte);
        rest = after;
    }
    plain
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    use crate::message::Uri;

    fn same(one: &str, two: &str) -> bool {
        let (one, two) = (Uri::parse(one).unwrap(), Uri::parse(two).unwrap());
        assert_eq!(one.is_equivalent(&two), two.is_equivalent(&one), "{one} {two}");
        one.is_equivalent(&two)
    }

    /// MSG-16.
    #[test]
    fn the_equal_pairs_of_rfc_3261_are_equal() {
        for (one, two) in [
            ("sip:%61lice@atlanta.com;transport=TCP", "sip:alice@AtlanTa.CoM;Transport=tcp"),
            ("sip:carol@chicago.com", "sip:carol@chicago.com;newparam=5"),
            ("sip:carol@chicago.com;newparam=5", "sip:carol@chicago.com;security=on"),
            (
                "sip:biloxi.com;transport=tcp;method=REGISTER?to=sip:bob%40biloxi.com",
                "sip:biloxi.com;method=REGISTER;transport=tcp?to=sip:bob%40biloxi.com",
            ),
            (
                "sip:alice@atlanta.com?subject=project%20x&priority=urgent",
                "sip:alice@atlanta.com?priority=urgent&subject=project%20x",
            ),
            ("sip:a@b;%6Cr;n%61me=v%61lue%25%34%31", "sip:a@b;lr;name=value%2541"),
            ("sip:a@b;x=1;x=2", "sip:a@b;x=2;x=1"),
            ("TEL:+12015550123", "tel:+12015550123"),
        ] {
            assert!(same(one, two), "{one} {two}");
        }
    }

    /// MSG-16.
    #[test]
    fn the_different_pairs_of_rfc_3261_are_different() {
        for (one, two) in [
            ("SIP:ALICE@AtLanTa.CoM;Transport=udp", "sip:alice@AtLanTa.CoM;Transport=UDP"),
            ("sip:bob@biloxi.com", "sip:bob@biloxi.com:5060"),
            ("sip:bob@biloxi.com", "sip:bob@biloxi.com;transport=udp"),
            ("sip:bob@biloxi.com", "sip:bob@biloxi.com:6000;transport=tcp"),
            ("sip:carol@chicago.com", "sip:carol@chicago.com?Subject=next%20meeting"),
            ("sip:bob@phone21.boxesbybob.com", "sip:bob@192.0.2.4"),
            ("sip:carol@chicago.com;security=on", "sip:carol@chicago.com;security=off"),
            ("sip:carol@chicago.com", "sips:carol@chicago.com"),
            ("sip:carol@chicago.com", "tel:+12015550123"),
            ("sip:carol@chicago.com;lr", "sip:carol@chicago.com;lr=no"),
            ("sip:c%4@chicago.com", "sip:c@chicago.com"),
            ("sip:a@b;x=1;x=2", "sip:a@b;x=1"),
        ] {
            assert!(!same(one, two), "{one} {two}");
        }
    }

    /// MSG-18.
    #[test]
    fn a_telephone_number_is_the_same_with_and_without_what_pleases_the_eye() {
        for (one, two) in [
            ("tel:+1-201-555-0123", "tel:+12015550123"),
            ("tel:+1(201)555.0123;ext=1-2;isub=7", "TEL:+12015550123;isub=7;ext=12"),
            ("tel:7042;phone-context=example.com", "tel:70-42;Phone-Context=EXAMPLE.com"),
            ("tel:863-1234;phone-context=+1-914-555", "tel:8631234;phone-context=+1914555"),
            ("tel:*31#", "tel:*31#"),
            ("tel:1-A;phone-context=x", "tel:1a;phone-context=x"),
        ] {
            assert!(same(one, two), "{one} {two}");
        }
        for (one, two) in [
            ("tel:+12015550123", "tel:12015550123"),
            ("tel:+12015550123", "tel:+12015550123;ext=1"),
            ("tel:7042;phone-context=example.com", "tel:7042;phone-context=examplecom"),
            ("tel:7042;phone-context=a.be", "tel:7042;phone-context=abe"),
            ("tel:+12015550123", "sip:+12015550123@example.com;user=phone"),
            ("urn:a-b", "urn:ab"),
        ] {
            assert!(!same(one, two), "{one} {two}");
        }
    }
}
