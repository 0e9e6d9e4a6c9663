//! `o=`: the one line of a description that the core owns (RFC 8866 §5.2, RFC 3264 §8). A browser raises the version
//! with every description it makes and changes the id with every peer connection, where a dialog needs one id, and a
//! new version exactly when something changed.

use crate::text::{around, concat, cut, decimal, find, pieces, until};

/// The origin of our descriptions in one dialog.
#[derive(Clone, Debug)]
pub struct Origin {
    id: u64,
    version: u64,
    last: Option<String>,
}

impl Origin {
    /// An origin that has stamped nothing yet. The id is to be unpredictable, and below 2⁶³ as RFC 3264 §5 asks.
    #[must_use]
    pub const fn new(id: u64) -> Self {
        Self { id, version: 0, last: None }
    }

    /// The description with our `o=` line; user name and address stay the browser's.
    pub fn stamp(&mut self, sdp: &str) -> String {
        let (before, origin, after) = take_apart(sdp);
        let rest = concat(&[before, after]);
        if self.last.as_ref() != Some(&rest) {
            self.version += 1;
            self.last = Some(rest);
        }
        let username = until(b' ', origin).0;
        let username = if username.is_empty() { "-" } else { username };
        // `<username> <sess-id> <sess-version> <nettype> <addrtype> <unicast-address>`
        let address = after_blanks(3, origin).filter(|address| pieces(b' ', address).count() == 3);
        let address = address.unwrap_or("IN IP4 0.0.0.0");
        let (id, version) = (decimal(self.id), decimal(self.version));
        concat(&[before, "o=", username, " ", &id, " ", &version, " ", address, "\r\n", after])
    }
}

/// Whether two descriptions of a peer say the same. Their `o=` lines may differ: some raise the version in every message.
#[must_use]
pub fn same_but_origin(one: &str, other: &str) -> bool {
    let (before, _, after) = take_apart(one);
    let (other_before, _, other_after) = take_apart(other);
    before == other_before && after == other_after
}

/// What follows so many blanks.
fn after_blanks(count: usize, text: &str) -> Option<&str> {
    (0..count).try_fold(text, |text, _| around(b' ', text).map(|(_, rest)| rest))
}

/// What stands before the `o=` line, its value, and what stands behind it. Without one, its place is the second line.
fn take_apart(sdp: &str) -> (&str, &str, &str) {
    let Some(start) = find("\no=", sdp) else {
        let (before, after) = cut(sdp, until(b'\n', sdp).0.len() + 1);
        return (before, "", after);
    };
    let (before, origin) = cut(sdp, start + 1);
    let (origin, after) = around(b'\n', origin).unwrap_or((origin, ""));
    (before, origin.strip_prefix("o=").unwrap_or(origin).trim_ascii_end(), after)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn browser(id: u64, version: u64, port: u16) -> String {
        format!("v=0\r\no=mozilla {id} {version} IN IP6 ::1\r\ns=-\r\nt=0 0\r\nm=audio {port} X 0\r\n")
    }

    fn origin(sdp: &str) -> &str {
        sdp.lines().nth(1).unwrap_or_default()
    }

    #[test]
    fn the_version_grows_by_one_exactly_when_the_rest_changed() {
        let mut stamp = Origin::new(77);
        assert_eq!(stamp.stamp(&browser(4, 2, 9)), browser(77, 1, 9));
        assert_eq!(stamp.stamp(&browser(4, 3, 9)), browser(77, 1, 9));
        assert_eq!(stamp.stamp(&browser(5, 2, 10)), browser(77, 2, 10));
        assert_eq!(stamp.stamp(&browser(5, 3, 9)), browser(77, 3, 9));
    }

    #[test]
    fn a_description_that_differs_in_its_origin_only_is_the_same() {
        assert!(same_but_origin(&browser(4, 2, 9), &browser(4, 3, 9)));
        assert!(!same_but_origin(&browser(4, 2, 9), &browser(4, 2, 10)));
    }

    #[test]
    fn a_description_without_origin_gets_one_in_its_place() {
        let mut stamp = Origin::new(7);
        assert_eq!(origin(&stamp.stamp("v=0\r\ns=-\r\n")), "o=- 7 1 IN IP4 0.0.0.0");
        assert_eq!(origin(&stamp.stamp("v=0\r\no=broken\r\ns=-\r\n")), "o=broken 7 1 IN IP4 0.0.0.0");
        assert_eq!(stamp.stamp(""), "o=- 7 2 IN IP4 0.0.0.0\r\n");
    }
}
