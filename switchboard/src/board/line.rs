//! One line about a request for the person who watches: what, who to whom, and what became of it.

use bellwire::message::{Headers, NameAddr, ParseError, Request, Response};

/// A longer name tells a person no more.
const LONGEST_NAME: usize = 40;

/// `INVITE alice to bob: 486 Busy Here`, `REGISTER alice: 200 OK`
pub(super) fn of_response(response: &Response) -> String {
    let method = response.headers.cseq().map(|cseq| cseq.method);
    let method = method.as_ref().map_or("?", |method| method.as_str());
    line(method, &response.headers, &format!("{} {}", response.status, response.reason))
}

/// `ACK alice to bob: passed on`: an ACK has no response.
pub(super) fn of_ack(ack: &Request) -> String {
    line(ack.method.as_str(), &ack.headers, "passed on")
}

/// Words of a peer as a line may show them.
pub(super) fn shown(text: &str) -> String {
    printable(&short(text))
}

fn line(method: &str, headers: &Headers, result: &str) -> String {
    let (from, to) = (name(headers.from()), name(headers.to()));
    let people = if from == to { from } else { format!("{from} to {to}") };
    printable(&format!("{} {people}: {}", short(method), short(result)))
}

/// The user's name, never what may stand beside it: an address can hold a password (RFC 3261 §19.1.1).
fn name(address: Result<NameAddr, ParseError>) -> String {
    let name = match address {
        Ok(address) => match address.uri.as_sip() {
            Some(uri) => uri.user.clone().unwrap_or_else(|| uri.host.clone()),
            None => address.uri.to_string(),
        },
        Err(_) => "?".to_owned(),
    };
    short(&name)
}

fn short(text: &str) -> String {
    if text.chars().count() <= LONGEST_NAME {
        return text.to_owned();
    }
    text.chars().take(LONGEST_NAME).chain(['…']).collect()
}

/// What a peer wrote must not move the cursor of a terminal.
fn printable(text: &str) -> String {
    text.replace(char::is_control, "?")
}

#[cfg(test)]
mod tests {
    use super::*;
    use bellwire::message::{Method, Name};

    fn response(from: &str, to: &str) -> Response {
        let mut request = Request::new(Method::Invite, "sip:bob@localhost");
        for (name, value) in [(Name::From, from), (Name::To, to), (Name::CSeq, "1 INVITE")] {
            request.headers.push(name, value);
        }
        request.response(486)
    }

    #[test]
    fn a_line_names_method_people_and_result() {
        let response = response("<sip:alice@localhost>;tag=1", "\"Bob\" <sip:bob@localhost>");
        assert_eq!(of_response(&response), "INVITE alice to bob: 486 Busy Here");
    }

    #[test]
    fn a_password_in_an_address_is_not_shown() {
        let response = response("<sip:alice:secret@localhost>;tag=1", "<sip:bob@localhost>");
        assert_eq!(of_response(&response), "INVITE alice to bob: 486 Busy Here");
    }

    #[test]
    fn what_a_peer_wrote_is_cut_short_and_moves_no_cursor() {
        let long = format!("<sip:{}@localhost>", "a".repeat(500));
        let mut response = response(&long, "<sip:bob@localhost>");
        response.reason = "Busy\u{1b}[2J".to_owned();
        let line = of_response(&response);
        assert_eq!(line, format!("INVITE {}… to bob: 486 Busy?[2J", "a".repeat(40)));
    }
}
