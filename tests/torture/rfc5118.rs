//! RFC 5118: IPv6 addresses, with and without brackets, where they belong and where not.

use std::fs;

use bellwire::message::{Message, Request};

use crate::verdict::Reading::{Bad, Good};
use crate::verdict::Row;
use crate::verdict::Verdict::Answer;
use crate::verdict::{answer, assert_all, folder};

const ROWS: &[Row] = &[
    ("ipv6-good.dat", Good, Answer(405), "addresses in brackets; no registrar here"),
    ("ipv6-bad.dat", Bad, Answer(400), "a Request-URI without the brackets"),
    ("port-ambiguous.dat", Good, Answer(405), "the last part belongs to the address"),
    ("port-unambiguous.dat", Good, Answer(405), "the number behind the bracket is the port"),
    ("via-received-param-with-delim.dat", Good, Answer(481), "brackets that the grammar does not have"),
    (
        "via-received-param-no-delim.dat",
        Good,
        Answer(200),
        "an address without brackets, as the grammar wants it",
    ),
    ("ipv6-in-sdp.dat", Bad, Answer(400), "the RFC prints 268 for a body of 251 bytes; mended below"),
    ("mult-ip-in-header.dat", Good, Answer(481), "both families in the Vias; a BYE for no dialog of ours"),
    ("mult-ip-in-sdp.dat", Good, Answer(488), "plain RTP, a family per media line"),
    ("ipv4-mapped-ipv6.dat", Good, Answer(488), "IPv4 addresses as IPv6 ones"),
    (
        "ipv6-bug-abnf-3-colons.dat",
        Good,
        Answer(200),
        "a colon too many, as the old grammar had it: not ambiguous",
    ),
    ("ipv6-correct-abnf-2-colons.dat", Good, Answer(200), "as RFC 5954 has it"),
];

/// MSG-22.
#[test]
fn every_message_of_rfc_5118_is_read_and_answered_as_our_verdict_says() {
    assert_all("rfc5118", ROWS);
}

fn request(file: &str) -> Request {
    match Message::parse(&fs::read(folder("rfc5118").join(file)).unwrap()).unwrap() {
        Message::Request(request) => request,
        Message::Response(_) => panic!("{file} is a response"),
    }
}

/// MSG-22.
#[test]
fn a_port_is_what_stands_behind_the_bracket() {
    for (file, host, port) in [
        ("port-ambiguous.dat", "[2001:db8::10:5070]", None),
        ("port-unambiguous.dat", "[2001:db8::10]", Some(5070)),
    ] {
        let uri = request(file).parsed_uri().unwrap();
        let uri = uri.as_sip().unwrap();
        assert_eq!((uri.host.as_str(), uri.port), (host, port));
    }
}

/// MSG-22.
#[test]
fn received_is_read_with_and_without_brackets() {
    let received = |file, via: usize| request(file).headers.vias().unwrap()[via].params.unquoted("received");
    assert_eq!(received("via-received-param-with-delim.dat", 0).as_deref(), Some("[2001:db8::9:255]"));
    assert_eq!(received("via-received-param-no-delim.dat", 0).as_deref(), Some("2001:db8::9:255"));
}

/// MSG-22.
#[test]
fn ipv6_in_sdp_is_an_offer_as_any_other_once_its_length_is_true() {
    let text = fs::read_to_string(folder("rfc5118").join("ipv6-in-sdp.dat")).unwrap();
    let answer = answer(text.replace("Content-Length: 268", "Content-Length: 251").as_bytes());
    assert_eq!(answer.map(|answer| answer.status), Some(488), "plain RTP, but read");
}
