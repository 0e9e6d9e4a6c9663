//! What core and media host say to each other. Its reader is `exports::media`.

use super::{Plain, Word};
use crate::ua::media::{MediaError, MediaReply, MediaRequest, Stamp, Step};

/// A request of the core.
#[must_use]
pub fn request<P: Plain>(request: &MediaRequest) -> P {
    match request {
        MediaRequest::Negotiate { stamp, step: taken } => {
            stamped::<P>("negotiate", *stamp).object("step", step(taken))
        }
        MediaRequest::TakeDescription => P::of("takeDescription"),
        MediaRequest::SendTones { tones } => P::of("sendTones").text("tones", tones),
        MediaRequest::Close => P::of("close"),
    }
}

/// A reply or a notice of the media host.
#[must_use]
pub fn reply<P: Plain>(reply: &MediaReply) -> P {
    match reply {
        MediaReply::Description { stamp } => stamped("description", *stamp),
        MediaReply::Done { stamp } => stamped("done", *stamp),
        MediaReply::Failed { stamp, error } => failed(stamped("failed", *stamp), error),
        MediaReply::Taken { sdp } => P::of("taken").text("sdp", sdp),
        MediaReply::Gathered { udp, reflexive, relay, bare, complete } => P::of("gathered")
            .number("udp", (*udp).into())
            .number("reflexive", (*reflexive).into())
            .number("relay", (*relay).into())
            .number("bare", (*bare).into())
            .flag("complete", *complete),
        MediaReply::Connection { state } => P::of("connection").text("state", state.word()),
        MediaReply::Tone { tone } => P::of("tone").text("tone", tone),
        MediaReply::Trouble { error } => failed(P::of("trouble"), error),
    }
}

fn failed<P: Plain>(plain: P, MediaError { kind, detail }: &MediaError) -> P {
    plain.object("error", P::default().text("kind", kind.word()).text("detail", detail))
}

fn step<P: Plain>(step: &Step) -> P {
    match step {
        Step::Capture { audio } => P::of("capture").text("audio", audio.word()),
        Step::CreateOffer { audio } => P::of("createOffer").text("audio", audio.word()),
        Step::AcceptOffer { sdp } => P::of("acceptOffer").text("sdp", sdp),
        Step::CreateAnswer { audio } => P::of("createAnswer").text("audio", audio.word()),
        Step::ApplyAnswer { sdp, provisional } => {
            P::of("applyAnswer").text("sdp", sdp).flag("provisional", *provisional)
        }
        Step::Rollback => P::of("rollback"),
    }
}

fn stamped<P: Plain>(kind: &'static str, Stamp(stamp): Stamp) -> P {
    P::of(kind).number("stamp", stamp.into())
}
