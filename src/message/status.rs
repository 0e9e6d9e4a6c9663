//! The reason phrases of RFC 3261 §21 and of the IANA registry that followed it.

use crate::text::{around, decimal, pieces};

/// Code and phrase of each response that is written here; what others write brings its own. In the place of a code a
/// class, which speaks for every other code of its hundred. One text, because a table of texts takes more bytes for its
/// addresses than for what stands there.
const PHRASES: &str = "\
1 Progress
100 Trying
180 Ringing
2 OK
3 Multiple Choices
302 Moved Temporarily
4 Bad Request
401 Unauthorized
403 Forbidden
404 Not Found
405 Method Not Allowed
407 Proxy Authentication Required
408 Request Timeout
415 Unsupported Media Type
416 Unsupported URI Scheme
420 Bad Extension
480 Temporarily Unavailable
481 Call/Transaction Does Not Exist
482 Loop Detected
483 Too Many Hops
484 Address Incomplete
486 Busy Here
487 Request Terminated
488 Not Acceptable Here
491 Request Pending
5 Server Internal Error
501 Not Implemented
503 Service Unavailable
505 Version Not Supported
513 Message Too Large
6 Busy Everywhere
603 Decline";

/// The phrase that goes with a status code; for an unknown one that of its class (RFC 3261 §8.1.3.2).
#[must_use]
pub fn reason_phrase(status: u16) -> &'static str {
    let phrase = |key: u16| {
        let key = decimal(key);
        let mut rows = pieces(b'\n', PHRASES).filter_map(|row| around(b' ', row));
        rows.find(|(known, _)| *known == key).map(|(_, phrase)| phrase)
    };
    phrase(status).or_else(|| phrase(status / 100)).unwrap_or("Unknown")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_status_speaks_for_its_class() {
        for (status, phrase) in
            [(186, "Progress"), (299, "OK"), (499, "Bad Request"), (486, "Busy Here"), (0, "Unknown")]
        {
            assert_eq!(reason_phrase(status), phrase);
        }
    }
}
