//! `o=`: the one line of a description that the core owns (RFC 8866 §5.2, RFC 3264 §8). A browser raises the version
//! with every description it makes and changes the id with every peer connection, where a dialog needs one id, and a
//! new version exactly when something changed.

use crate::text::{around, concat, cut, decimal, find, until};

/// The origin of our descriptions in one dialog.
#[derive(Clone, Debug)]
pub struct Origin {
    id: u64,
    version: u64,
    last: String,
}

impl Origin {
    /// An origin that has stamped nothing yet. The id is to be unpredictable, and below 2⁶³ as RFC 3264 §5 asks.
    #[must_use]
    pub const fn new(id: u64) -> Self {
        Self { id, version: 0, last: String::new() }
    }

    /// The description that was stamped last, without its origin; empty if there is none.
    #[must_use]
    pub fn last(&self) -> &str {
        &self.last
    }

    /// The description with our `o=` line, which names nobody and no machine (RFC 8829 §5.2.1).
    pub fn stamp(&mut self, sdp: &str) -> String {
        let (before, after) = without_origin(sdp);
        let rest = concat(&[before, after]);
        if self.version == 0 || self.last != rest {
            self.version += 1;
            self.last = rest;
        }
        let (id, version) = (decimal(self.id), decimal(self.version));
        concat(&[before, "o=- ", &id, " ", &version, " IN IP4 0.0.0.0\r\n", after])
    }
}

/// Whether two descriptions of a peer say the same. Their `o=` lines may differ: some raise the version in every message.
#[must_use]
pub fn same_but_origin(one: &str, other: &str) -> bool {
    without_origin(one) == without_origin(other)
}

/// What stands before the `o=` line, and behind it. Without one, its place is the second line.
fn without_origin(sdp: &str) -> (&str, &str) {
    match find("\no=", sdp) {
        Some(at) => {
            let (before, origin) = cut(sdp, at + 1);
            (before, around(b'\n', origin).unwrap_or_default().1)
        }
        None => cut(sdp, until(b'\n', sdp).0.len() + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn description(origin: &str, port: u16) -> String {
        format!("v=0\r\n{origin}s=-\r\nt=0 0\r\nm=audio {port} X 0\r\n")
    }

    fn browser(id: u64, version: u64, port: u16) -> String {
        description(&format!("o=mozilla {id} {version} IN IP6 ::1\r\n"), port)
    }

    fn ours(version: u64, port: u16) -> String {
        description(&format!("o=- 77 {version} IN IP4 0.0.0.0\r\n"), port)
    }

    #[test]
    fn the_version_grows_by_one_exactly_when_the_rest_changed() {
        let mut stamp = Origin::new(77);
        assert_eq!(stamp.stamp(&browser(4, 2, 9)), ours(1, 9));
        assert_eq!(stamp.stamp(&browser(4, 3, 9)), ours(1, 9));
        assert_eq!(stamp.stamp(&browser(5, 2, 10)), ours(2, 10));
        assert_eq!(stamp.stamp(&browser(5, 3, 9)), ours(3, 9));
        assert_eq!(stamp.last(), description("", 9));
    }

    #[test]
    fn a_description_that_differs_in_its_origin_only_is_the_same() {
        assert!(same_but_origin(&browser(4, 2, 9), &browser(4, 3, 9)));
        assert!(!same_but_origin(&browser(4, 2, 9), &browser(4, 2, 10)));
    }

    #[test]
    fn a_description_without_origin_gets_one_in_its_place() {
        let mut stamp = Origin::new(77);
        assert_eq!(stamp.stamp(&description("", 9)), ours(1, 9));
        assert_eq!(stamp.stamp(&description("o=broken\r\n", 9)), ours(1, 9));
        assert_eq!(stamp.stamp("v=0\r\no=-"), "v=0\r\no=- 77 2 IN IP4 0.0.0.0\r\n");
        assert_eq!(stamp.stamp(""), "o=- 77 3 IN IP4 0.0.0.0\r\n");
    }
}
