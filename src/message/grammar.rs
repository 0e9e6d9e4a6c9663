//! The productions that many headers share, named as in RFC 3261 §25.1. Folded lines are one SP by now, so LWS is SP
//! or HTAB here.
//!
//! A production has nom's shape, and nom takes the characters; what puts productions together is by hand: nom's
//! combinators are generic over every parser that they are given, which came to 10 KB of brotli.

use nom::Parser;
use nom::bytes::complete::take_while1;

use super::error::{ParseError, ParseErrorKind};
use crate::text::{cut, find, number, pieces, until};

/// Where a production gave up: the bytes that were left.
pub(super) struct Left(usize);

/// What every production returns: the rest of the text and what was read, as nom has it, but with one way to fail, since
/// productions see the whole text.
pub(super) type PResult<'a, T> = Result<(&'a str, T), Left>;

/// Gives up at `input`.
pub(super) const fn fail<T>(input: &str) -> PResult<'_, T> {
    Err(Left(input.len()))
}

/// What a production read when it read all of `text`; otherwise an error of this kind at the place where it stopped.
pub(super) fn whole<T>(kind: ParseErrorKind, text: &str, read: PResult<'_, T>) -> Result<T, ParseError> {
    let left = match read {
        Ok(("", value)) => return Ok(value),
        Ok((rest, _)) => rest.len(),
        Err(Left(left)) => left,
    };
    Err(ParseError::new(kind, text.len().saturating_sub(left)))
}

/// As many characters as pass, at least one. Every production of characters comes here, so that the code is there once.
#[inline(never)]
pub(super) fn some(passes: fn(char) -> bool, input: &str) -> PResult<'_, &str> {
    take_while1(passes).parse(input).map_err(|_: nom::Err<()>| Left(input.len()))
}

/// This one character, which is ASCII.
#[inline(never)]
pub(super) fn one(mark: u8, input: &str) -> PResult<'_, ()> {
    match input.as_bytes().first() {
        Some(first) if *first == mark => Ok((cut(input, 1).1, ())),
        _ => fail(input),
    }
}

/// What may be there or not.
pub(super) fn optional<'a, T>(input: &'a str, read: PResult<'a, T>) -> (&'a str, Option<T>) {
    read.map_or((input, None), |(rest, value)| (rest, Some(value)))
}

/// `token = 1*(alphanum / "-" / "." / "!" / "%" / "*" / "_" / "+" / "`" / "'" / "~" )`
pub(super) fn token(input: &str) -> PResult<'_, &str> {
    some(is_token, input)
}

/// One character of a token.
const fn is_token(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '!' | '%' | '*' | '_' | '+' | '`' | '\'' | '~')
}

/// The whole text is a token.
pub(crate) fn is_all_token(text: &str) -> bool {
    matches!(token(text), Ok(("", _)))
}

/// `SWS = [LWS]`
pub(super) fn sws(input: &str) -> &str {
    some(|c| matches!(c, ' ' | '\t'), input).map_or(input, |(rest, _)| rest)
}

/// `SEMI = SWS ";" SWS`, and so for SLASH, EQUAL, COLON.
#[inline(never)]
pub(super) fn mark(mark: u8, input: &str) -> PResult<'_, ()> {
    let (rest, ()) = one(mark, sws(input))?;
    Ok((sws(rest), ()))
}

/// `quoted-string = SWS DQUOTE *(qdtext / quoted-pair ) DQUOTE`, with its quotes and escapes.
#[inline(never)]
pub(super) fn quoted_string(input: &str) -> PResult<'_, &str> {
    one(b'"', input)?;
    let mut escaped = false;
    for (at, byte) in input.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => {
                let (string, rest) = cut(input, at + 1);
                return Ok((rest, string));
            }
            _ => {}
        }
    }
    fail("")
}

/// `host = hostname / IPv4address / IPv6reference`; DNS decides about the labels of a name, which have underscores in
/// practice.
#[inline(never)]
pub(super) fn host(input: &str) -> PResult<'_, &str> {
    ipv6reference(input).or_else(|_| some(is_host, input))
}

/// One character of a hostname or an IPv4address.
const fn is_host(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_')
}

/// `IPv6reference = "[" IPv6address "]"`, brackets kept.
fn ipv6reference(input: &str) -> PResult<'_, &str> {
    let (inside, ()) = one(b'[', input)?;
    let (address, rest) = until(b']', inside);
    let (rest, ()) = one(b']', rest)?;
    if !is_ipv6address(address) {
        return fail(inside);
    }
    Ok((rest, cut(input, input.len() - rest.len()).0))
}

/// RFC 5954 §4.1: eight groups, one run of which may be `::`, the last two of which may be an IPv4address. The third
/// colon that the grammar of RFC 3261 has before such an IPv4address is passed over (RFC 5118 §4.10).
fn is_ipv6address(text: &str) -> bool {
    let Some(elision) = find("::", text) else {
        return groups(text) == Some(8);
    };
    let (before, after) = cut(text, elision);
    let after = cut(after, 2).1;
    let after = after.strip_prefix(":").filter(|rest| has_dot(rest)).unwrap_or(after);
    let count = |part: &str| if part.is_empty() { Some(0) } else { groups(part) };
    !has_dot(before)
        && matches!((count(before), count(after)), (Some(before), Some(after)) if before + after < 8)
}

/// Some of it is an IPv4address.
fn has_dot(text: &str) -> bool {
    !until(b'.', text).1.is_empty()
}

/// How many groups of 16 bits.
fn groups(text: &str) -> Option<usize> {
    let mut groups = 0;
    let mut left = pieces(b':', text).count();
    for piece in pieces(b':', text) {
        left -= 1;
        groups += match piece.len() {
            1..=4 if piece.bytes().all(|byte| byte.is_ascii_hexdigit()) => 1,
            _ if left == 0 && is_ipv4address(piece) => 2,
            _ => return None,
        };
    }
    Some(groups)
}

/// `IPv4address = 1*3DIGIT "." 1*3DIGIT "." 1*3DIGIT "." 1*3DIGIT`
fn is_ipv4address(text: &str) -> bool {
    let is_byte = |part: &str| part.len() < 4 && number(part).is_some_and(|number| number < 256);
    pieces(b'.', text).count() == 4 && pieces(b'.', text).all(is_byte)
}

/// `port = 1*DIGIT`, within 16 bits.
#[inline(never)]
pub(super) fn port(input: &str) -> PResult<'_, u16> {
    let (rest, digits) = some(|c| c.is_ascii_digit(), input)?;
    match number(digits).map(u16::try_from) {
        Some(Ok(port)) => Ok((rest, port)),
        Some(Err(_)) | None => fail(input),
    }
}

/// The text of a quoted-string without quotes and escapes; any other text as it is.
pub(super) fn unquote(text: &str) -> String {
    let inner = match text.as_bytes() {
        [b'"', .., b'"'] => text.get(1..text.len() - 1).unwrap_or_default(),
        _ => return text.to_owned(),
    };
    let mut plain = String::with_capacity(inner.len());
    let mut escaped = false;
    for c in inner.chars() {
        if c == '\\' && !escaped {
            escaped = true;
        } else {
            escaped = false;
            plain.push(c);
        }
    }
    plain
}

/// Adds a quoted-string that says this text; a NUL can only stand there escaped.
#[inline(never)]
pub(crate) fn push_quoted(quoted: &mut String, text: &str) {
    quoted.push('"');
    for c in text.chars() {
        if matches!(c, '"' | '\\' | '\0') {
            quoted.push('\\');
        }
        quoted.push(c);
    }
    quoted.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all<'a, T>(production: fn(&'a str) -> PResult<'a, T>, text: &'a str) -> bool {
        matches!(production(text), Ok(("", _)))
    }

    #[test]
    fn a_token_has_the_fifteen_marks_and_no_separator() {
        assert!(all(token, "aZ9-.!%*_+`'~"));
        for separator in "()<>@,;:\\\"/[]?={} \t\u{e9}".chars() {
            assert!(!is_token(separator), "{separator}");
        }
        assert!(token("").is_err());
    }

    #[test]
    fn a_quoted_string_ends_at_the_first_quote_that_is_not_escaped() {
        assert_eq!(quoted_string(r#""a \" \\" b"#).ok(), Some((" b", r#""a \" \\""#)));
        assert!(all(quoted_string, r#""""#));
        assert!(all(quoted_string, "\"\u{448}\\\0\""));
        assert!(quoted_string(r#""open \""#).is_err());
    }

    #[test]
    fn a_host_is_a_name_or_an_address_with_brackets_around_ipv6() {
        for text in [
            "example.com",
            "1-800-flowers.example",
            "my_pbx",
            "192.0.2.1",
            "[2001:db8::10]",
            "[::ffff:192.0.2.1]",
        ] {
            assert!(all(host, text), "{text}");
        }
        for text in ["2001:db8::10", "[2001:db8::10", "[]", "", "a b", "[pbx]"] {
            assert!(!all(host, text), "{text}");
        }
    }

    /// MSG-22.
    #[test]
    fn an_ipv6_address_has_eight_groups_or_leaves_some_out_once() {
        for text in [
            "[::]",
            "[::1]",
            "[1::]",
            "[1:2:3:4:5:6:7:8]",
            "[1:2:3:4:5:6:7::]",
            "[1:2:3:4:5:6:192.0.2.1]",
            "[::192.0.2.1]",
            "[2001:db8:::192.0.2.1]",
            "[2001:DB8::10:5070]",
        ] {
            assert!(all(host, text), "{text}");
        }
        for text in [
            "[:]",
            "[:::]",
            "[1]",
            "[1::2::3]",
            "[1:2:3:4:5:6:7]",
            "[1:2:3:4:5:6:7:8:9]",
            "[1:2:3:4::5:6:7:8]",
            "[12345::]",
            "[::g]",
            "[192.0.2.1]",
            "[::192.0.2]",
            "[::192.0.2.256]",
            "[192.0.2.1::]",
            "[1:192.0.2.1::2]",
            "[1::2:]",
            "[:1::2]",
            "[::1%25eth0]",
        ] {
            assert!(!all(host, text), "{text}");
        }
    }

    #[test]
    fn a_port_has_sixteen_bits() {
        assert!(all(port, "65535"));
        assert!(!all(port, "65536"));
        assert!(!all(port, ""));
    }

    #[test]
    fn sws_and_marks_take_the_blanks_around_them() {
        assert_eq!(mark(b';', " \t; tag").ok(), Some(("tag", ())));
        assert_eq!(sws("\t x"), "x");
    }

    #[test]
    fn quoting_and_unquoting_are_inverse() {
        for text in ["", "Bob", r#"say "hi" \ there"#, "\u{448}"] {
            let mut quoted = String::new();
            push_quoted(&mut quoted, text);
            assert_eq!(unquote(&quoted), text);
        }
        assert_eq!(unquote("plain"), "plain");
        assert_eq!(unquote("\""), "\"");
    }

    #[test]
    fn an_error_says_where_the_text_stopped_making_sense() {
        let error = whole(ParseErrorKind::Host, "host name", host("host name")).unwrap_err();
        assert_eq!(error, ParseError::new(ParseErrorKind::Host, 4));
    }
}
