//! The reason phrases of RFC 3261 §21 and of the IANA registry that followed it.

use crate::text::{around, decimal, pieces};

/// Code and phrase; in the place of a code a class, which speaks for every other code of its hundred. One text, because
/// a table of texts takes more bytes for its addresses than for what stands there.
const PHRASES: &str = "\
1 Progress
100 Trying
180 Ringing
181 Call Is Being Forwarded
182 Queued
183 Session Progress
199 Early Dialog Terminated
2 OK
202 Accepted
204 No Notification
3 Multiple Choices
301 Moved Permanently
302 Moved Temporarily
305 Use Proxy
380 Alternative Service
4 Bad Request
401 Unauthorized
403 Forbidden
404 Not Found
405 Method Not Allowed
406 Not Acceptable
407 Proxy Authentication Required
408 Request Timeout
410 Gone
412 Conditional Request Failed
413 Request Entity Too Large
414 Request-URI Too Long
415 Unsupported Media Type
416 Unsupported URI Scheme
420 Bad Extension
421 Extension Required
422 Session Interval Too Small
423 Interval Too Brief
430 Flow Failed
439 First Hop Lacks Outbound Support
480 Temporarily Unavailable
481 Call/Transaction Does Not Exist
482 Loop Detected
483 Too Many Hops
484 Address Incomplete
485 Ambiguous
486 Busy Here
487 Request Terminated
488 Not Acceptable Here
489 Bad Event
491 Request Pending
493 Undecipherable
494 Security Agreement Required
5 Server Internal Error
501 Not Implemented
502 Bad Gateway
503 Service Unavailable
504 Server Time-out
505 Version Not Supported
513 Message Too Large
580 Precondition Failure
6 Busy Everywhere
603 Decline
604 Does Not Exist Anywhere
606 Not Acceptable
607 Unwanted
608 Rejected";

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
