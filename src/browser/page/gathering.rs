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
}

impl Counts {
    /// The count after an event of the connection, which may bring a candidate or the end.
    pub(super) fn and(mut self, candidate: Option<RtcIceCandidate>, connection: &RtcPeerConnection) -> Self {
        self.complete = connection.ice_gathering_state() == RtcIceGatheringState::Complete;
        let line = candidate.map(|candidate| candidate.candidate()).unwrap_or_default();
        match udp_kind(&line) {
            Some("host") => self.udp += 1,
            Some("srflx") => self.reflexive += 1,
            Some("relay") => self.relay += 1,
            _ => {}
        }
        self
    }
}

impl From<Counts> for MediaReply {
    fn from(Counts { udp, reflexive, relay, complete }: Counts) -> Self {
        Self::Gathered { udp, reflexive, relay, complete }
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
