//! Cutting text at ASCII marks, and numbers to text and back. The standard library does all of this for every kind of
//! pattern and every way to print; that generality costs thousands of bytes on the way to the browser.

/// What stands before the first `mark`, and the rest from it on; all and nothing when there is none.
#[must_use]
pub fn until(mark: u8, text: &str) -> (&str, &str) {
    let end = text.bytes().position(|byte| byte == mark);
    cut(text, end.unwrap_or(text.len()))
}

/// What stands on either side of the first `mark`.
#[must_use]
pub fn around(mark: u8, text: &str) -> Option<(&str, &str)> {
    let (before, rest) = until(mark, text);
    Some((before, rest.get(1..)?))
}

/// The pieces between the marks: one more than there are marks.
pub fn pieces(mark: u8, text: &str) -> impl Iterator<Item = &str> {
    Pieces { mark, left: Some(text) }
}

struct Pieces<'a> {
    mark: u8,
    left: Option<&'a str>,
}

impl<'a> Iterator for Pieces<'a> {
    type Item = &'a str;

    #[inline(never)]
    fn next(&mut self) -> Option<&'a str> {
        let (piece, rest) = until(self.mark, self.left?);
        self.left = rest.get(1..);
        Some(piece)
    }
}

/// Where `part` first stands.
#[must_use]
#[inline(never)]
pub fn find(part: &str, text: &str) -> Option<usize> {
    text.as_bytes().windows(part.len()).position(|window| window == part.as_bytes())
}

/// The text before `at` and from there on; all and nothing where no character begins.
#[must_use]
#[inline(never)]
pub fn cut(text: &str, at: usize) -> (&str, &str) {
    text.split_at_checked(at).unwrap_or((text, ""))
}

/// The parts in one text.
#[must_use]
#[inline(never)]
pub fn concat(parts: &[&str]) -> String {
    let mut whole = String::new();
    for part in parts {
        whole.push_str(part);
    }
    whole
}

/// The text without these characters.
#[must_use]
#[inline(never)]
pub fn without(is_unwanted: fn(char) -> bool, text: &str) -> String {
    let mut kept = String::new();
    for c in text.chars() {
        if !is_unwanted(c) {
            kept.push(c);
        }
    }
    kept
}

/// Adds an item to a list, behind what stands between items.
pub fn push_item(list: &mut String, between: &str, item: &str) {
    if !list.is_empty() {
        list.push_str(between);
    }
    list.push_str(item);
}

/// The list has this item, in whatever case.
#[must_use]
#[inline(never)]
pub fn lists(mark: u8, list: &str, item: &str) -> bool {
    pieces(mark, list).any(|listed| listed.trim_ascii().eq_ignore_ascii_case(item))
}

/// The text begins so, in whatever case.
#[must_use]
pub fn begins(text: &str, start: &str) -> bool {
    text.get(..start.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(start))
}

/// The bytes as text, each sequence that is not UTF-8 replaced by U+FFFD.
#[must_use]
#[inline(never)]
pub fn lossy(mut bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    loop {
        let error = match core::str::from_utf8(bytes) {
            Ok(rest) => {
                text.push_str(rest);
                return text;
            }
            Err(error) => error,
        };
        let (good, bad) = bytes.split_at_checked(error.valid_up_to()).unwrap_or_default();
        text.push_str(core::str::from_utf8(good).unwrap_or_default());
        text.push('\u{fffd}');
        bytes = bad.get(error.error_len().unwrap_or(bad.len())..).unwrap_or_default();
    }
}

/// The letter of an ASCII alphabet at an index.
#[must_use]
#[inline(never)]
pub fn letter(alphabet: &str, index: u8) -> &str {
    cut(cut(alphabet, usize::from(index)).1, 1).0
}

/// Adds a byte as two hexadecimal digits in lower case.
#[inline(never)]
pub fn push_hex(text: &mut String, byte: u8) {
    for nibble in [byte >> 4, byte & 15] {
        text.push_str(letter("0123456789abcdef", nibble));
    }
}

/// `1*DIGIT` below 2³².
#[must_use]
#[inline(never)]
pub fn number(text: &str) -> Option<u32> {
    if text.is_empty() {
        return None;
    }
    text.bytes().try_fold(0_u32, |number, byte| {
        let digit = byte.is_ascii_digit().then(|| u32::from(byte - b'0'))?;
        number.checked_mul(10)?.checked_add(digit)
    })
}

/// A number as digits.
#[must_use]
pub fn decimal(number: impl Into<u64>) -> String {
    digits(number.into())
}

#[inline(never)]
fn digits(mut number: u64) -> String {
    let mut digits = Vec::new();
    loop {
        digits.push(b'0' + (number % 10) as u8);
        number /= 10;
        if number == 0 {
            break;
        }
    }
    digits.reverse();
    String::from_utf8(digits).unwrap_or_default()
}

/// The piece of a text at an index; nothing if there are not so many.
#[inline(never)]
pub(crate) fn nth(separator: u8, text: &str, index: usize) -> &str {
    pieces(separator, text).nth(index).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_cut_at_the_first_mark() {
        assert_eq!(until(b';', "a;b;c"), ("a", ";b;c"));
        assert_eq!(until(b';', "\u{e4}"), ("\u{e4}", ""));
        assert_eq!(around(b' ', "a b c"), Some(("a", "b c")));
        assert_eq!(around(b' ', "a"), None);
        assert_eq!(cut("\u{e4}b", 1), ("\u{e4}b", ""));
    }

    #[test]
    fn there_is_one_piece_more_than_marks() {
        for text in ["", "a", ",", "a,b", ",a,,\u{e4},"] {
            assert!(pieces(b',', text).eq(text.split(',')), "{text}");
        }
    }

    #[test]
    fn a_part_is_found_where_it_first_stands() {
        assert_eq!(find("://", "wss://a://b"), Some(3));
        assert_eq!(find("://", "wss:/"), None);
    }

    #[test]
    fn what_is_no_utf_8_is_replaced_as_the_standard_library_does() {
        for bytes in [b"".as_slice(), b"a\xffb", b"\xe2\x82", b"\xe2\x82\xac\xf0\x9f", b"\xc3\x28\xf8x"] {
            assert_eq!(lossy(bytes), String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn a_byte_is_two_digits() {
        let mut text = String::new();
        for byte in [0x00, 0x9a, 0xff] {
            push_hex(&mut text, byte);
        }
        assert_eq!(text, "009aff");
    }

    #[test]
    fn numbers_are_digits_alone_and_fit_32_bits() {
        for (text, read) in
            [("0", Some(0)), ("007", Some(7)), ("4294967295", Some(u32::MAX)), ("4294967296", None)]
        {
            assert_eq!(number(text), read, "{text}");
        }
        for text in ["", "+1", "-1", "1 ", "x", "99999999999"] {
            assert_eq!(number(text), None, "{text}");
        }
        for number in [0_u64, 9, 10, 65_535, u64::MAX] {
            assert_eq!(decimal(number), number.to_string());
        }
    }
}
