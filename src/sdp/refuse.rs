//! Refusing a line of an offer, which no browser does by itself.

use super::pen::rewrite;
use super::{Direction, MediaLine, media};
use crate::text::pieces;

/// A line that is not wanted is refused by port 0 (RFC 3264 §6), and a refused line is in no group (RFC 9143 §7.3.3). A
/// browser that was told not to use a line answers `inactive`, and goes on to describe a transport for it. It is told so
/// before it sets its answer, and knows then that the line is gone.
#[must_use]
#[inline(never)]
pub fn refuse_idle_lines(sdp: &str) -> String {
    let lines = media(sdp);
    let is_idle = |line: &MediaLine<'_>| {
        line.kind != "audio" && line.is_active() && line.direction == Direction::Inactive
    };
    let refusing = rewrite(sdp, &mut |pen| {
        let is_group = pen.line.starts_with("a=group:");
        let refused = pen.line.starts_with("m=") && pen.media(&lines).is_some_and(is_idle);
        for (at, word) in pieces(b' ', pen.line).enumerate() {
            if is_group && lines.iter().any(|line| is_idle(line) && line.mid() == Some(word)) {
                continue;
            }
            pen.write(if at == 0 { "" } else { " " });
            pen.write(if at == 1 && refused { "0" } else { word });
        }
    });
    refusing.unwrap_or_else(|| sdp.into())
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
    fn what_flows_or_is_audio_is_wanted() {
        for line in [
            "m=video 9 X 96\r\na=mid:1\r\na=sendrecv\r\n",
            "m=audio 9 X 0\r\na=mid:1\r\na=inactive\r\n",
            "m=video 0 X 96\r\na=mid:1\r\na=inactive\r\n",
        ] {
            assert_eq!(refuse_idle_lines(&answer("0 1", line)), answer("0 1", line));
        }
    }
}
