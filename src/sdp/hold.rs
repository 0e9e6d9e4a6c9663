//! Hold, as whoever holds writes it (RFC 3264 §8.4).

use super::{Direction, MediaLine, address, media, session};

/// Whoever wrote this does not listen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hold {
    /// Somebody listens.
    None,
    /// Nobody listens, and music may be sent.
    SendOnly,
    /// Nobody listens, and nothing is sent.
    Inactive,
}

/// The hold that a description says, read from every line that carries audio: a call is held when none of them listens.
#[must_use]
pub fn hold(sdp: &str) -> Hold {
    let everywhere = address(session(sdp));
    let mut hold = Hold::None;
    for line in media(sdp) {
        if line.kind != "audio" || !line.is_active() {
            continue;
        }
        match line.direction {
            Direction::Inactive if hold == Hold::None => hold = Hold::Inactive,
            Direction::Inactive => {}
            Direction::SendOnly => hold = Hold::SendOnly,
            Direction::SendRecv | Direction::RecvOnly if is_nowhere(&line, everywhere) => {
                hold = Hold::Inactive
            }
            Direction::SendRecv | Direction::RecvOnly => return Hold::None,
        }
    }
    hold
}

/// Old phones hold by an address that nothing can be sent to. On port 9 it says only that candidates come later
/// (RFC 8840 §4.1.1), and is what browsers write.
fn is_nowhere(line: &MediaLine<'_>, everywhere: Option<&str>) -> bool {
    line.port != 9 && address(line.lines).or(everywhere) == Some("0.0.0.0")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(kind: &str, port: u16, rest: &str) -> String {
        format!("m={kind} {port} UDP/TLS/RTP/SAVPF 0\r\n{rest}")
    }

    fn held(session: &str, lines: &[String]) -> Hold {
        hold(&format!("v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\n{session}t=0 0\r\n{}", lines.concat()))
    }

    #[test]
    fn a_line_that_does_not_listen_is_hold_and_so_is_the_direction_of_the_session() {
        assert_eq!(held("", &[line("audio", 5, "a=sendonly\r\n")]), Hold::SendOnly);
        assert_eq!(held("", &[line("audio", 5, "a=inactive\r\n")]), Hold::Inactive);
        assert_eq!(held("a=inactive\r\n", &[line("audio", 5, "")]), Hold::Inactive);
        assert_eq!(held("a=inactive\r\n", &[line("audio", 5, "a=sendrecv\r\n")]), Hold::None);
        assert_eq!(held("", &[line("audio", 5, "a=recvonly\r\n")]), Hold::None);
    }

    #[test]
    fn only_lines_with_audio_count_and_all_of_them_must_be_held() {
        let (talks, holds) = (line("audio", 5, ""), line("audio", 5, "a=sendonly\r\n"));
        assert_eq!(held("", &[line("video", 5, "a=inactive\r\n"), talks.clone()]), Hold::None);
        assert_eq!(held("", &[holds.clone(), line("video", 5, "")]), Hold::SendOnly);
        assert_eq!(held("", &[holds.clone(), talks]), Hold::None);
        assert_eq!(held("", &[holds, line("audio", 0, "")]), Hold::SendOnly);
        assert_eq!(held("", &[]), Hold::None);
    }

    #[test]
    fn the_address_0_0_0_0_holds_unless_candidates_come_later() {
        let nowhere = "c=IN IP4 0.0.0.0\r\n";
        assert_eq!(held("", &[line("audio", 5, nowhere)]), Hold::Inactive);
        assert_eq!(held(nowhere, &[line("audio", 5, "")]), Hold::Inactive);
        assert_eq!(held(nowhere, &[line("audio", 5, "c=IN IP4 192.0.2.1\r\n")]), Hold::None);
        assert_eq!(held("", &[line("audio", 9, nowhere)]), Hold::None);
    }
}
