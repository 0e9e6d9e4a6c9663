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
}

impl Counts {
    /// What stands in the description, which is what is sent: a connection that describes itself again has candidates
    /// from before, unless the other side wanted new ones.
    pub(super) fn of(connection: &RtcPeerConnection) -> Self {
        let complete = connection.ice_gathering_state() == RtcIceGatheringState::Complete;
        let mut counts = Self { complete, ..Self::default() };
        let description = connection.local_description();
        let sdp = description.map(|description| RtcSessionDescription::sdp(&description)).unwrap_or_default();
        for line in pieces(b'\n', &sdp) {
            match udp_kind(line.trim_ascii_end()) {
                Some("host") => counts.udp += 1,
                Some("srflx") => counts.reflexive += 1,
                Some("relay") => counts.relay += 1,
                _ => {}
            }
        }
        counts
    }
}

impl From<Counts> for MediaReply {
    fn from(Counts { udp, reflexive, relay, complete }: Counts) -> Self {
        Self::Gathered { udp, reflexive, relay, complete }
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
