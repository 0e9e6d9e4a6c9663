//! Counting candidates, so that the core can tell when a description is worth sending (decision 8).

use alloc::rc::Rc;
use core::cell::Cell;

use gloo::events::EventListener;
use wasm_bindgen::JsCast;
use web_sys::{Event, RtcIceGatheringState, RtcPeerConnection, RtcPeerConnectionIceEvent};

use crate::ua::media::MediaReply;

/// The candidates so far.
#[derive(Clone, Copy, Default, PartialEq)]
struct Counts {
    udp: u32,
    reflexive: u32,
    relay: u32,
    complete: bool,
}

/// Tells every new candidate and the end of gathering.
pub(super) fn watch(
    connection: &RtcPeerConnection,
    tell: impl Fn(MediaReply) + Clone + 'static,
) -> [EventListener; 2] {
    let told = Rc::new(Cell::new(Counts::default()));
    ["icecandidate", "icegatheringstatechange"].map(|event| {
        let (connection_, told, tell) = (connection.clone(), Rc::clone(&told), tell.clone());
        EventListener::new(connection, event, move |event| {
            let counts = count(told.get(), event, &connection_);
            // Browsers mark the end by an empty candidate, by none, and by the state: once is enough.
            if told.replace(counts) != counts {
                let Counts { udp, reflexive, relay, complete } = counts;
                tell(MediaReply::Gathered { udp, reflexive, relay, complete });
            }
        })
    })
}

fn count(mut counts: Counts, event: &Event, connection: &RtcPeerConnection) -> Counts {
    counts.complete = connection.ice_gathering_state() == RtcIceGatheringState::Complete;
    let candidate =
        event.dyn_ref::<RtcPeerConnectionIceEvent>().and_then(RtcPeerConnectionIceEvent::candidate);
    let line = candidate.map(|candidate| candidate.candidate()).unwrap_or_default();
    match udp_kind(&line) {
        Some("host") => counts.udp += 1,
        Some("srflx") => counts.reflexive += 1,
        Some("relay") => counts.relay += 1,
        _ => {}
    }
    counts
}

/// The type of a candidate for RTP over UDP, from its line (RFC 8839 §5.1):
/// `candidate:foundation component transport priority address port typ type …`.
fn udp_kind(line: &str) -> Option<&str> {
    let mut fields = line.split_ascii_whitespace();
    let component = fields.nth(1)?;
    let transport = fields.next()?;
    let kind = fields.nth(4)?;
    // Firefox writes UDP in capitals, and makes candidates for RTCP (component 2) too.
    (component == "1" && transport.eq_ignore_ascii_case("udp")).then_some(kind)
}
