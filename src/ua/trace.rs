//! The one point every wire message passes: a copy for a person, without secrets.

use crate::text::{cut, find, lossy, until};

/// The message as text, with the digests of credentials blanked.
pub(super) fn redact(bytes: &[u8]) -> String {
    let text = lossy(bytes);
    let mut redacted = String::with_capacity(text.len());
    let mut in_body = false;
    let mut rest = text.as_str();
    while !rest.is_empty() {
        let (line, after) = cut(rest, until(b'\n', rest).0.len() + 1);
        rest = after;
        in_body |= line.trim_ascii_end().is_empty();
        if !in_body && is_credentials(line) {
            blank(line, &mut redacted);
        } else {
            redacted.push_str(line);
        }
    }
    redacted
}

fn is_credentials(line: &str) -> bool {
    let name = until(b':', line).0.trim_ascii();
    name.eq_ignore_ascii_case("authorization") || name.eq_ignore_ascii_case("proxy-authorization")
}

/// Digest answers are blanked one by one; of any other scheme nothing but its name is shown.
fn blank(line: &str, redacted: &mut String) {
    const KEY: &str = "response=\"";
    let start = find(KEY, line).map(|at| at + KEY.len());
    let end = start.and_then(|start| find("\"", line.get(start..)?).map(|at| start + at));
    match (start.and_then(|start| line.get(..start)), end.and_then(|end| line.get(end..))) {
        (Some(before), Some(after)) => {
            redacted.push_str(before);
            redacted.push('…');
            redacted.push_str(after);
        }
        _ => {
            let shown = find(":", line).map_or(0, |at| at + 1);
            redacted.push_str(line.get(..shown).unwrap_or_default());
            redacted.push_str(" …\r\n");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::redact;

    #[test]
    fn no_digest_and_no_token_is_shown() {
        let message = "REGISTER sip:x SIP/2.0\r\nAuthorization: Digest username=\"a\", response=\"0123abc\", nc=1\r\n\
            proxy-authorization: Bearer s3cret\r\n\r\nAuthorization: body\r\n";
        assert_eq!(
            redact(message.as_bytes()),
            "REGISTER sip:x SIP/2.0\r\nAuthorization: Digest username=\"a\", response=\"…\", nc=1\r\n\
            proxy-authorization: …\r\n\r\nAuthorization: body\r\n"
        );
    }
}
