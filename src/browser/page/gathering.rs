//! Counting candidates, so that the core can tell when a description is worth sending (decision 8).

use web_sys::{RtcIceCandidate, RtcIceGatheringState, RtcPeerConnection};

use crate::text::pieces;
use crate::ua::media::MediaReply;

/// The candidates so far.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) struct Counts {
    udp: u32,
    reflexive: u32,
    relay: u32,
    complete: bool,
    /// A bit for each transport that has a host candidate.
    hosted: u32,
    /// A bit for each transport that has a candidate by a server.
    served: u32,
}

impl Counts {
    /// The count after an event of the connection, which may bring a candidate or the end.
    pub(super) fn and(mut self, candidate: Option<RtcIceCandidate>, connection: &RtcPeerConnection) -> Self {
        self.complete = connection.ice_gathering_state() == RtcIceGatheringState::Complete;
        let Some(candidate) = candidate else { return self };
        // A transport has the number of its m-line.
        let transport = 1 << candidate.sdp_m_line_index().unwrap_or_default().min(31);
        match udp_kind(&candidate.candidate()) {
            Some("host") => {
                self.udp += 1;
                self.hosted |= transport;
            }
            Some("srflx") => {
                self.reflexive += 1;
                self.served |= transport;
            }
            Some("relay") => {
                self.relay += 1;
                self.served |= transport;
            }
            _ => {}
        }
        self
    }
}

impl From<Counts> for MediaReply {
    fn from(Counts { udp, reflexive, relay, complete, hosted, served }: Counts) -> Self {
        Self::Gathered { udp, reflexive, relay, bare: (hosted & !served).count_ones(), complete }
    }
}

/// The type of a candidate for RTP over UDP, from its line (RFC 8839 §5.1):
/// `candidate:foundation component transport priority address port typ type …`.
fn udp_kind(line: &str) -> Option<&str> {
    let mut fields = pieces(b' ', line);
    let component = fields.nth(1)?;
    let transport = fields.next()?;
    let kind = fields.nth(4)?;
    // Firefox writes UDP in capitals, and makes candidates for RTCP (component 2) too.
    (component == "1" && transport.eq_ignore_ascii_case("udp")).then_some(kind)
}
