//! One line about a message for the person who watches.

use bellwire::message::{Headers, Message, NameAddr, ParseError};
use bellwire::transaction::LinkId;

/// `socket 2 <- INVITE (alice to bob)`, `socket 1 <- 180 Ringing (INVITE, alice to bob)`
pub(super) fn of(link: LinkId, message: &Message) -> String {
    let people = people(message.headers());
    let text = match message {
        Message::Request(request) => {
            format!("socket {} <- {} ({people})", link.0, request.method.as_str())
        }
        Message::Response(response) => {
            let method = response.headers.cseq().map(|cseq| cseq.method);
            let method = method.as_ref().map_or("?", |method| method.as_str());
            let (status, reason) = (response.status, &response.reason);
            format!("socket {} <- {status} {reason} ({method}, {people})", link.0)
        }
    };
    // What a peer wrote must not move the cursor of a terminal.
    text.replace(char::is_control, "?")
}

fn people(headers: &Headers) -> String {
    let (from, to) = (name(headers.from()), name(headers.to()));
    if from == to { from } else { format!("{from} to {to}") }
}

fn name(address: Result<NameAddr, ParseError>) -> String {
    match address {
        Ok(address) => match address.uri.as_sip() {
            Some(uri) => uri.user.clone().unwrap_or_else(|| uri.host.clone()),
            None => address.uri.to_string(),
        },
        Err(_) => "?".to_owned(),
    }
}
