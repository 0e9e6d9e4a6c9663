//! Counting candidates, so that the core can tell when a description is worth sending (decision 8).

use web_sys::{RtcIceGatheringState, RtcPeerConnection, RtcSessionDescription};

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
    /// What stands in the description, which is what is sent: a connection that describes itself again has candidates
    /// from before, unless the other side wanted new ones.
    pub(super) fn of(connection: &RtcPeerConnection) -> Self {
        let complete = connection.ice_gathering_state() == RtcIceGatheringState::Complete;
        let mut counts = Self { complete, ..Self::default() };
        let description = connection.local_description();
        let sdp = description.map(|description| RtcSessionDescription::sdp(&description)).unwrap_or_default();
        // Each m-line is a transport.
        let mut transport = 0_u32;
        for line in pieces(b'\n', &sdp) {
            if line.starts_with("m=") {
                transport = (transport << 1).max(1);
            }
            match udp_kind(line.trim_ascii_end()) {
                Some("host") => {
                    counts.udp += 1;
                    counts.hosted |= transport;
                }
                Some("srflx") => {
                    counts.reflexive += 1;
                    counts.served |= transport;
                }
                Some("relay") => {
                    counts.relay += 1;
                    counts.served |= transport;
                }
                _ => {}
            }
        }
        counts
    }
}

impl From<Counts> for MediaReply {
    fn from(Counts { udp, reflexive, relay, complete, hosted, served }: Counts) -> Self {
        Self::Gathered { udp, reflexive, relay, bare: (hosted & !served).count_ones(), complete }
    }
}

/// The type of a candidate for RTP over UDP, from its line (RFC 8839 §5.1):
/// `a=candidate:foundation component transport priority address port typ type …`.
fn udp_kind(line: &str) -> Option<&str> {
    let mut fields = pieces(b' ', line.strip_prefix("a=candidate:")?);
    let component = fields.nth(1)?;
    let transport = fields.next()?;
    let kind = fields.nth(4)?;
    // Firefox writes UDP in capitals, and makes candidates for RTCP (component 2) too.
    (component == "1" && transport.eq_ignore_ascii_case("udp")).then_some(kind)
}
