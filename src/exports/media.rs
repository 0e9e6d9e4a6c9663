//! What core and media host say to each other, read back from the plain objects that [`crate::plain`] made of it.

use super::plain::PlainObject;
use crate::ua::media::{MediaError, MediaReply, MediaRequest, Stamp, Step};

/// `None` if it is no request.
pub(super) fn request(plain: &PlainObject) -> Option<MediaRequest> {
    Some(match plain.read_text("type")?.as_str() {
        "negotiate" => {
            MediaRequest::Negotiate { stamp: stamp(plain)?, step: step(&plain.read_object("step"))? }
        }
        "takeDescription" => MediaRequest::TakeDescription,
        "sendTones" => MediaRequest::SendTones { tones: plain.read_text("tones")? },
        "close" => MediaRequest::Close,
        _ => return None,
    })
}

/// `None` if it is no reply.
pub(super) fn reply(plain: &PlainObject) -> Option<MediaReply> {
    Some(match plain.read_text("type")?.as_str() {
        "description" => MediaReply::Description { stamp: stamp(plain)? },
        "done" => MediaReply::Done { stamp: stamp(plain)? },
        "failed" => MediaReply::Failed { stamp: stamp(plain)?, error: error(plain)? },
        "taken" => MediaReply::Taken { sdp: plain.read_text("sdp")? },
        "gathered" => MediaReply::Gathered {
            udp: plain.read_number("udp")?,
            reflexive: plain.read_number("reflexive")?,
            relay: plain.read_number("relay")?,
            bare: plain.read_number("bare")?,
            complete: plain.read_flag("complete")?,
        },
        "connection" => MediaReply::Connection { state: plain.read_word("state")? },
        "tone" => MediaReply::Tone { tone: plain.read_text("tone")? },
        "trouble" => MediaReply::Trouble { error: error(plain)? },
        _ => return None,
    })
}

fn stamp(plain: &PlainObject) -> Option<Stamp> {
    plain.read_number("stamp").map(Stamp)
}

fn step(plain: &PlainObject) -> Option<Step> {
    Some(match plain.read_text("type")?.as_str() {
        "capture" => Step::Capture { audio: plain.read_word("audio")? },
        "createOffer" => Step::CreateOffer { audio: plain.read_word("audio")? },
        "acceptOffer" => Step::AcceptOffer { sdp: plain.read_text("sdp")? },
        "createAnswer" => Step::CreateAnswer { audio: plain.read_word("audio")? },
        "applyAnswer" => {
            Step::ApplyAnswer { sdp: plain.read_text("sdp")?, provisional: plain.read_flag("provisional")? }
        }
        "rollback" => Step::Rollback,
        _ => return None,
    })
}

fn error(plain: &PlainObject) -> Option<MediaError> {
    let plain = plain.read_object("error");
    Some(MediaError { kind: plain.read_word("kind")?, detail: plain.read_text("detail")? })
}
