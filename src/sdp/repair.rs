//! The closed table of repairs: what browsers write or read otherwise than the rest of the world. A row has a named
//! culprit and a test; nothing else of a description is ever changed but its `o=` line.

use super::{Direction, media, sections};
use crate::text::{around, concat, pieces, until};

/// Out, Chromium and Firefox: a line that is not wanted is refused by port 0 (RFC 3264 §6), and a refused line is in no
/// group (RFC 9143 §7.3.3). A browser cannot refuse a line that it was offered: it answers `inactive`, and
/// goes on to describe a transport for it. It is told so before it sets its answer, and knows then that the line is gone.
#[must_use]
pub fn refuse_idle_lines(sdp: &str) -> String {
    let mut refused = Vec::new();
    for (at, line) in (1_usize..).zip(media(sdp)) {
        if line.kind != "audio" && line.is_active() && line.direction == Direction::Inactive {
            refused.push((at, line.mid.unwrap_or_default()));
        }
    }
    if refused.is_empty() {
        return sdp.into();
    }
    let mut repaired = String::new();
    for (at, section) in sections(sdp).enumerate() {
        if at == 0 {
            repaired.push_str(&without_members(section, &refused));
            continue;
        }
        repaired.push_str("\nm=");
        match around(b' ', section).filter(|_| refused.iter().any(|(line, _)| *line == at)) {
            Some((kind, rest)) => repaired.push_str(&concat(&[kind, " 0", until(b' ', rest).1])),
            None => repaired.push_str(section),
        }
    }
    repaired
}

/// The session's lines, whose groups lose these members.
fn without_members(session: &str, refused: &[(usize, &str)]) -> String {
    let mut kept = String::new();
    for row in pieces(b'\n', session) {
        kept.push_str(if kept.is_empty() { "" } else { "\n" });
        if !row.starts_with("a=group:") {
            kept.push_str(row);
            continue;
        }
        for (at, member) in pieces(b' ', row.trim_ascii_end()).enumerate() {
            if refused.iter().all(|(_, mid)| *mid != member) {
                kept.push_str(if at == 0 { "" } else { " " });
                kept.push_str(member);
            }
        }
        kept.push_str("\r");
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(group: &str, video: &str) -> String {
        format!(
            "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\na=group:BUNDLE {group}\r\nm=audio 9 X 0\r\na=mid:0\r\n{video}"
        )
    }

    /// SDP-04, SDP-14.
    #[test]
    fn an_idle_line_that_is_no_audio_gets_port_0_and_leaves_its_group() {
        let idle = "m=video 9 X 96\r\na=mid:1\r\na=inactive\r\n";
        let refused = "m=video 0 X 96\r\na=mid:1\r\na=inactive\r\n";
        assert_eq!(refuse_idle_lines(&answer("0 1", idle)), answer("0", refused));
    }

    #[test]
    fn what_flows_or_is_audio_stays_byte_for_byte() {
        for line in [
            "m=video 9 X 96\r\na=mid:1\r\na=sendrecv\r\n",
            "m=audio 9 X 0\r\na=mid:1\r\na=inactive\r\n",
            "m=video 0 X 96\r\na=mid:1\r\na=inactive\r\n",
        ] {
            let sdp = answer("0 1", line);
            assert_eq!(refuse_idle_lines(&sdp), sdp);
        }
    }
}
