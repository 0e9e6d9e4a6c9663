//! The closed table of repairs (decision 5): what others write that a browser does not take, and what a browser writes
//! that others do not understand. Nothing else of a description is ever changed but its `o=` line.
//!
//! | way | what is written | what is made of it | whose manner it is |
//! | --- | --- | --- | --- |
//! | in | an answer that sends or receives more than the offer | the direction that the offer leaves | FreeSWITCH, Asterisk |
//! | in | an answer with `setup:actpass`, or with another role than was agreed | the role that was agreed | rtpengine at Kamailio and OpenSIPS; Asterisk |
//! | in | an answer with fewer lines than the offer | the missing ones, refused by port 0 | SBCs |
//! | in | a candidate that no browser reads, or of a `.local` domain that no browser made | no candidate | SBCs |
//! | out | `sendrecv` for the whole session, as Firefox writes it | nothing: it holds without being said | FreeSWITCH, Asterisk, which heed it before the line's own |
//! | out | candidates over TCP | nothing, unless they are asked for | Kamailio and OpenSIPS, whose buffers are small |

use super::pen::rewrite;
use super::{Direction, media, place};
use crate::text::{around, concat, nth, number, pieces, until};

/// The peer's description as a browser takes it; `None` if that is how it is. What it answers is our `offer`, empty if it
/// is an offer itself; `role` is its part in the DTLS handshake, which an offer leaves open.
#[must_use]
pub fn mend_incoming(sdp: &str, offer: &str, role: &'static str) -> Option<String> {
    let (said, offered) = (media(sdp), media(offer));
    let mut told = 0;
    let mut mended = rewrite(sdp, &mut |pen| {
        let Some(attribute) = pen.line.strip_prefix("a=") else { return pen.keep() };
        if let (Some(said), Some(offered)) = (pen.media(&said), pen.media(&offered)) {
            let left = said.direction.answering(offered.direction);
            if left != said.direction {
                let is_direction = Direction::of(pen.line).is_some();
                // In the place of the first attribute: a direction that is left out is `sendrecv`, too.
                if told < pen.section {
                    told = pen.section;
                    pen.write(left.line());
                    pen.write(if is_direction { "" } else { "\r\n" });
                }
                if is_direction {
                    return;
                }
            }
        }
        let (name, value) = around(b':', attribute).unwrap_or_default();
        if name == "setup" && !offered.is_empty() {
            pen.write("a=setup:");
            pen.write(role);
        } else if name != "candidate" || is_candidate(value) {
            pen.keep();
        }
    });
    for line in offered.get(said.len()..).unwrap_or_default() {
        let (kind, rest) = around(b' ', until(b'\n', line.lines).0).unwrap_or_default();
        let missing = ["m=", kind, " 0", until(b' ', rest).1, "\n"];
        let mut missing = concat(&missing);
        if let Some(mid) = line.mid() {
            missing.push_str(&concat(&["a=mid:", mid, "\r\n"]));
        }
        mended.get_or_insert_with(|| sdp.into()).push_str(&missing);
    }
    mended
}

/// Our own description as servers take it; `None` if that is how it is.
#[must_use]
pub fn mend_outgoing(sdp: &str, with_tcp: bool) -> Option<String> {
    rewrite(sdp, &mut |pen| {
        let is_default = pen.section == 0 && pen.line == Direction::SendRecv.line();
        let is_tcp =
            pen.line.starts_with("a=candidate:") && nth(b' ', pen.line, 2).eq_ignore_ascii_case("tcp");
        if !is_default && (with_tcp || !is_tcp) {
            pen.keep();
        }
    })
}

/// `foundation component transport priority address port "typ" type …` (RFC 8839 §5.1), over a transport that browsers
/// have. One that is anything else costs the whole description in Chromium. A name that ends with `.local` is one that a
/// browser made for one of its addresses, and has no other dot (draft-ietf-mmusic-mdns-ice-candidates-03 §3.2.1).
fn is_candidate(candidate: &str) -> bool {
    let mut fields = 0;
    for field in pieces(b' ', candidate) {
        let is_good = match fields {
            1 | 3 => number(field).is_some(),
            2 => place("udp tcp UDP TCP", field).is_some(),
            4 => !around(b'.', field).is_some_and(|(_, domain)| domain.ends_with(".local")),
            5 => number(field).is_some_and(|port| port <= 65_535),
            6 => field == "typ",
            7 => place("host srflx prflx relay", field).is_some(),
            _ => true,
        };
        if !is_good {
            return false;
        }
        fields += 1;
    }
    fields > 7
}

#[cfg(test)]
mod tests {
    use super::*;

    const DIRECTIONS: [&str; 4] = ["sendrecv", "sendonly", "recvonly", "inactive"];

    /// One line of audio with these attributes.
    fn audio(session: &str, attributes: &str) -> String {
        format!(
            "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nt=0 0\r\n{session}m=audio 9 UDP/TLS/RTP/SAVPF 0\r\n{attributes}"
        )
    }

    fn direction(direction: &str) -> String {
        audio("", &format!("a={direction}\r\na=mid:0\r\n"))
    }

    /// The answer as the browser gets it, whether it had to be mended or not.
    fn answer(sdp: &str, offer: &str) -> String {
        mend_incoming(sdp, offer, "").unwrap_or_else(|| sdp.into())
    }

    #[test]
    fn an_answer_takes_no_more_than_the_offer_leaves() {
        for (offered, left) in DIRECTIONS.iter().zip([
            ["sendrecv", "sendonly", "recvonly", "inactive"],
            ["recvonly", "inactive", "recvonly", "inactive"],
            ["sendonly", "sendonly", "inactive", "inactive"],
            ["inactive", "inactive", "inactive", "inactive"],
        ]) {
            for (said, left) in DIRECTIONS.iter().zip(left) {
                let mended = answer(&direction(said), &direction(offered));
                assert_eq!(mended, direction(left), "{said} answers {offered}");
            }
        }
    }

    #[test]
    fn a_direction_is_narrowed_on_its_line_wherever_it_is_said_or_left_out() {
        let narrowed = "a=recvonly\r\na=mid:0\r\n";
        for (session, line) in
            [("", "a=mid:0\r\n"), ("a=sendrecv\r\n", "a=mid:0\r\n"), ("", "a=mid:0\r\na=sendrecv\r\n")]
        {
            let mended = answer(&audio(session, line), &direction("sendonly"));
            assert_eq!(mended, audio(session, narrowed));
        }
    }

    #[test]
    fn an_answer_takes_its_part_in_the_handshake() {
        let setup = |role: &str| audio("", &format!("a=setup:{role}\r\n"));
        let offer = setup("actpass");
        for said in ["actpass", "passive", "holdconn"] {
            assert_eq!(mend_incoming(&setup(said), &offer, "active"), Some(setup("active")), "{said}");
        }
        assert_eq!(mend_incoming(&setup("active"), &offer, "active"), None);
        assert_eq!(mend_incoming(&offer, "", ""), None, "an offer leaves the choice");
    }

    #[test]
    fn a_line_that_an_answer_leaves_out_is_refused() {
        let video = "m=video 7 UDP/TLS/RTP/SAVPF 96 97\r\na=mid:v\r\na=sendrecv\r\n";
        let offer =
            direction("sendrecv") + video + "m=application 5 UDP/DTLS/SCTP webrtc-datachannel\r\na=mid:d\r\n";
        let refused = "m=video 0 UDP/TLS/RTP/SAVPF 96 97\r\na=mid:v\r\n\
            m=application 0 UDP/DTLS/SCTP webrtc-datachannel\r\na=mid:d\r\n";
        assert_eq!(answer(&direction("sendrecv"), &offer), direction("sendrecv") + refused);
        assert_eq!(mend_incoming(&offer, &offer, ""), None);
        assert_eq!(
            mend_incoming(&offer, &direction("sendrecv"), ""),
            None,
            "a line too many is not ours to judge"
        );
    }

    #[test]
    fn a_candidate_that_no_browser_reads_costs_itself_only() {
        let good = "a=candidate:1 1 UDP 2122260223 192.0.2.2 50000 typ host generation 0\r\n\
            a=candidate:2 1 udp 1 5e43a4b2-0c1d-4b3e-9f00-7a6b5c4d3e2f.local 50000 typ host\r\n\
            a=candidate:3 1 tcp 1 2001:db8::1 9 typ srflx raddr 192.0.2.2 rport 9 tcptype active\r\n\
            a=end-of-candidates\r\n";
        let all = audio("", good);
        assert_eq!(mend_incoming(&all, "", ""), None);
        for bad in [
            "",
            "4 1 udp 1 192.0.2.3 50000",
            "4 x udp 1 192.0.2.3 50000 typ host",
            "4 1 TLS 1 192.0.2.3 50000 typ host",
            "4 1 udp 4294967296 192.0.2.3 50000 typ host",
            "4 1 udp 1 192.0.2.3 65536 typ host",
            "4 1 udp 1 192.0.2.3 50000 typ magic",
            "4 1 udp 1  192.0.2.3 50000 typ host",
            "4 1 udp 1 pc.branch.local 50000 typ host",
        ] {
            let with = audio("", &format!("a=candidate:{bad}\r\n{good}"));
            assert_eq!(mend_incoming(&with, "", "").as_ref(), Some(&all), "{bad}");
        }
    }

    #[test]
    fn a_direction_of_the_session_does_not_go_out() {
        let firefox = audio("a=sendrecv\r\n", "a=sendonly\r\n");
        assert_eq!(mend_outgoing(&firefox, false), Some(audio("", "a=sendonly\r\n")));
        assert_eq!(mend_outgoing(&direction("sendrecv"), false), None);
    }

    #[test]
    fn a_candidate_over_tcp_goes_out_only_where_it_is_asked_for() {
        let udp = "a=candidate:1 1 UDP 2122252543 192.0.2.2 50000 typ host\r\n";
        let tcp = "a=candidate:2 1 TCP 2105524479 192.0.2.2 9 typ host tcptype active\r\n";
        let both = audio("", &[udp, tcp].concat());
        assert_eq!(mend_outgoing(&both, false), Some(audio("", udp)));
        assert_eq!(mend_outgoing(&both, true), None);
    }
}
