//! What a caller says of the call besides who calls: words to be shown. Nothing of it is fetched or followed.

use crate::message::{Headers, Name};
use crate::text::{lossy, push_item};

/// A header (RFC 3261 §20.4, §20.9, §20.21, §20.25, §20.26, §20.36) and the name that JavaScript has for it.
const ABOUT: [(&str, &str); 6] = [
    ("Alert-Info", "alertInfo"),
    ("Call-Info", "callInfo"),
    ("Subject", "subject"),
    ("Priority", "priority"),
    ("In-Reply-To", "inReplyTo"),
    ("Organization", "organization"),
];

/// Those that are there, each as it stands, several rows as one list.
pub(super) fn about(headers: &Headers) -> Vec<(&'static str, String)> {
    let mut about = Vec::new();
    for (header, name) in ABOUT {
        let mut text = String::new();
        for row in headers.all(&Name::from_token(header)) {
            push_item(&mut text, ", ", &lossy(row));
        }
        if !text.is_empty() {
            about.push((name, text));
        }
    }
    about
}
