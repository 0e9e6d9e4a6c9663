//! Comma lists (RFC 3261 §7.3.1): commas inside quoted strings and angle brackets do not separate.

use crate::text::cut;

/// What follows the first comma that separates.
pub(super) fn after_comma(value: &[u8]) -> Option<&[u8]> {
    let (mut quoted, mut escaped, mut bracketed) = (false, false, false);
    for (index, byte) in value.iter().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = quoted,
            b'"' => quoted = !quoted,
            _ if quoted => {}
            b'<' => bracketed = true,
            b'>' => bracketed = false,
            b',' if !bracketed => return value.get(index + 1..),
            _ => {}
        }
    }
    None
}

/// The first element of a list, without the blanks around it, and what follows its comma.
#[inline(never)]
fn first_and_rest(list: &str) -> (&str, Option<&str>) {
    match after_comma(list.as_bytes()) {
        Some(rest) => {
            let (element, rest) = cut(list, list.len() - rest.len() - 1);
            (element.trim_ascii(), rest.get(1..))
        }
        None => (list.trim_ascii(), None),
    }
}

/// The first element of a list.
pub(super) fn first(list: &str) -> &str {
    first_and_rest(list).0
}

/// Adds the elements of a list.
pub(super) fn split_into<'a>(list: &'a str, elements: &mut Vec<&'a str>) {
    let mut rest = Some(list);
    while let Some(list) = rest {
        let (element, behind) = first_and_rest(list);
        elements.push(element);
        rest = behind;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_commas_outside_quotes_and_brackets_separate() {
        let mut elements = Vec::new();
        split_into(r#""a, \", b" <sip:c,d@e>;x="1,2" , f,,<g>"#, &mut elements);
        assert_eq!(elements, [r#""a, \", b" <sip:c,d@e>;x="1,2""#, "f", "", "<g>"]);
    }

    #[test]
    fn an_unterminated_quote_runs_to_the_end() {
        let mut elements = Vec::new();
        split_into("\"a, b", &mut elements);
        assert_eq!(elements, ["\"a, b"]);
    }
}
