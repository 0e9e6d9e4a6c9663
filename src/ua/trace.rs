//! The one point every wire message passes: a copy for a person, without secrets.

use crate::message::Challenge;
use crate::text::{around, cut, lossy, pieces, until};

/// The message as text, with the digests of credentials and the keys of the media blanked.
pub(super) fn redact(bytes: &[u8]) -> String {
    let text = lossy(bytes);
    let mut redacted = String::with_capacity(text.len());
    // Empty lines before a message are no part of it (RFC 3261 §7.5).
    let mut rest = text.trim_ascii_start();
    redacted.push_str(cut(&text, text.len() - rest.len()).0);
    loop {
        let (line, after) = cut(rest, line_length(rest));
        rest = after;
        // What follows an empty line is the body.
        if line.trim_ascii_end().is_empty() {
            redacted.push_str(line);
            redact_keys(rest, &mut redacted);
            return redacted;
        }
        match around(b':', line) {
            Some((name, value)) if is_secret(name.trim_ascii()) => blank(name, value, &mut redacted),
            _ => redacted.push_str(line),
        }
    }
}

/// A body; of a session description (RFC 8866) all but what would let others into the media (RFC 8839 §5.4, RFC 4568).
fn redact_keys(mut rest: &str, redacted: &mut String) {
    while !rest.is_empty() {
        let (line, after) = cut(rest, until(b'\n', rest).0.len() + 1);
        rest = after;
        let key = ["a=ice-pwd:", "a=crypto:"].into_iter().find(|key| line.starts_with(key));
        redacted.push_str(key.unwrap_or(line));
        if key.is_some() {
            redacted.push_str("…\r\n");
        }
    }
}

/// The length of the first line with the lines that are folded into it (RFC 3261 §7.3.1).
fn line_length(text: &str) -> usize {
    let mut length = 0;
    loop {
        length += until(b'\n', cut(text, length).1).0.len() + 1;
        if !matches!(text.as_bytes().get(length), Some(b' ' | b'\t')) {
            return length;
        }
    }
}

fn is_secret(name: &str) -> bool {
    ["Authorization", "Proxy-Authorization", "Authentication-Info"]
        .iter()
        .any(|secret| name.eq_ignore_ascii_case(secret))
}

/// Of a digest all is shown but what is made from the password; of anything else nothing.
fn blank(name: &str, value: &str, redacted: &mut String) {
    redacted.push_str(name);
    redacted.push(':');
    let mut unfolded = String::new();
    for line in pieces(b'\n', value) {
        unfolded.push_str(line.trim_ascii());
        unfolded.push(' ');
    }
    match Challenge::parse(unfolded.trim_ascii()) {
        Ok(told) if told.scheme.eq_ignore_ascii_case("digest") => {
            let mut mark = " Digest ";
            for param in &told.params.0 {
                redacted.push_str(mark);
                redacted.push_str(&param.name);
                redacted.push('=');
                let shown =
                    ["username", "realm", "nonce", "uri", "algorithm", "opaque", "qop", "nc", "cnonce"];
                let is_shown = shown.iter().any(|name| param.name.eq_ignore_ascii_case(name));
                redacted.push_str(param.value.as_deref().filter(|_| is_shown).unwrap_or("…"));
                mark = ", ";
            }
        }
        _ => redacted.push_str(" …"),
    }
    redacted.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::redact;

    fn shown(header: &str) -> String {
        let message = ["REGISTER sip:x SIP/2.0\r\n", header, "\r\nCSeq: 1\r\n\r\nAuthorization: body\r\n"];
        let text = redact(message.concat().as_bytes());
        let shown = text.strip_prefix("REGISTER sip:x SIP/2.0\r\n").unwrap();
        shown.strip_suffix("\r\nCSeq: 1\r\n\r\nAuthorization: body\r\n").unwrap().into()
    }

    /// NOT-02.
    #[test]
    fn of_a_digest_all_is_shown_but_what_was_made_from_the_password() {
        assert_eq!(
            shown("Authorization: Digest username=\"a\", response=\"0123abc\", nc=1"),
            "Authorization: Digest username=\"a\", response=…, nc=1"
        );
    }

    #[test]
    fn empty_lines_before_a_message_are_not_its_end() {
        let text = redact(b"\r\n\r\nREGISTER sip:x SIP/2.0\r\nAuthorization: Basic 0123abc\r\n\r\n");
        assert_eq!(text, "\r\n\r\nREGISTER sip:x SIP/2.0\r\nAuthorization: …\r\n\r\n");
    }

    /// NOT-02.
    #[test]
    fn no_digest_is_shown_however_it_is_written() {
        for header in [
            "Authorization:Digest response=0123abc,nc=1",
            "AUTHORIZATION \t: Digest nc=1 , RESPONSE = \"0123abc\"",
            "Authorization: Digest nc=1,\r\n response=\"0123abc\"",
            "Authorization: Digest nc=1,\r\n\tresponse=\r\n  \"0123abc\"",
            "Authorization:\r\n Digest response=\"0123abc\"",
            "Authorization: Digest\n response=\"0123abc\"",
            "Proxy-Authorization: Digest response=\"a\", response=\"0123abc\"",
            "Authorization: Digest opaque=\"response=\", response=\"0123abc\"",
            "Authorization: Digest response=\"0123abc",
            "Authorization: Digest;response=\"0123abc\"",
            "proxy-authorization: Bearer 0123abc",
            "Authorization: Basic 0123abc",
            "Authorization: 0123abc",
            "Authentication-Info: rspauth=\"0123abc\"",
        ] {
            let shown = shown(header);
            assert!(shown.contains('…') && !shown.contains("0123abc"), "{header} is shown as {shown}");
        }
    }

    /// NOT-02.
    #[test]
    fn of_a_description_the_keys_of_the_media_are_not_shown() {
        let told = |pwd: &str, crypto: &str| {
            format!(
                "SIP/2.0 200 OK\r\n\r\nv=0\r\na=ice-ufrag:u\r\na=ice-pwd:{pwd}\r\na=crypto:{crypto}\r\na=x"
            )
        };
        assert_eq!(redact(told("0123abc", "1 AES inline:0123abc").as_bytes()), told("…", "…"));
    }

    #[test]
    fn what_is_no_whole_message_is_shown_as_far_as_it_goes() {
        for text in ["", "\r\n", "\r\n\r\n", "A", "A\r\n", "A\r\nB: c"] {
            assert_eq!(redact(text.as_bytes()), text);
        }
        assert_eq!(redact(b"A\r\nAuthorization: b"), "A\r\nAuthorization: …\r\n");
    }
}
