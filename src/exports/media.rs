//! What core and media host say to each other, read back from the plain objects that [`to_js`](super::convert::to_js)
//! made of it.

use super::fields::Fields;
use crate::ua::media::{
    AudioWish, ConnectionState, MediaError, MediaErrorKind, MediaReply, MediaRequest, Stamp, Step,
};

/// `None` if it is no request.
pub(super) fn request(fields: &Fields) -> Option<MediaRequest> {
    Some(match fields.text("type")?.as_str() {
        "negotiate" => MediaRequest::Negotiate { stamp: stamp(fields)?, step: step(&fields.within("step"))? },
        "takeDescription" => MediaRequest::TakeDescription,
        "close" => MediaRequest::Close,
        _ => return None,
    })
}

/// `None` if it is no reply.
pub(super) fn reply(fields: &Fields) -> Option<MediaReply> {
    Some(match fields.text("type")?.as_str() {
        "description" => MediaReply::Description { stamp: stamp(fields)? },
        "done" => MediaReply::Done { stamp: stamp(fields)? },
        "failed" => MediaReply::Failed { stamp: stamp(fields)?, error: error(&fields.within("error"))? },
        "taken" => MediaReply::Taken { sdp: fields.text("sdp")? },
        "gathered" => MediaReply::Gathered {
            udp: fields.number("udp")?,
            reflexive: fields.number("reflexive")?,
            relay: fields.number("relay")?,
            complete: fields.flag("complete")?,
        },
        "connection" => MediaReply::Connection { state: state(fields)? },
        _ => return None,
    })
}

/// What to capture: the microphone, unless told otherwise.
pub(super) fn audio_wish(fields: &Fields) -> Option<AudioWish> {
    match fields.text("audio").as_deref() {
        None | Some("sendrecv") => Some(AudioWish::Sendrecv),
        Some("recvonly") => Some(AudioWish::Recvonly),
        Some(_) => None,
    }
}

fn stamp(fields: &Fields) -> Option<Stamp> {
    fields.number("stamp").map(Stamp)
}

fn step(fields: &Fields) -> Option<Step> {
    Some(match fields.text("type")?.as_str() {
        "createOffer" => Step::CreateOffer { audio: audio_wish(fields)? },
        "acceptOffer" => Step::AcceptOffer { sdp: fields.text("sdp")? },
        "createAnswer" => Step::CreateAnswer { audio: audio_wish(fields)? },
        "applyAnswer" => {
            Step::ApplyAnswer { sdp: fields.text("sdp")?, provisional: fields.flag("provisional")? }
        }
        _ => return None,
    })
}

fn error(fields: &Fields) -> Option<MediaError> {
    let kind = match fields.text("kind")?.as_str() {
        "microphoneDenied" => MediaErrorKind::MicrophoneDenied,
        "microphoneMissing" => MediaErrorKind::MicrophoneMissing,
        "microphoneBusy" => MediaErrorKind::MicrophoneBusy,
        "insecurePage" => MediaErrorKind::InsecurePage,
        "descriptionRefused" => MediaErrorKind::DescriptionRefused,
        "noCandidates" => MediaErrorKind::NoCandidates,
        _ => MediaErrorKind::Other,
    };
    Some(MediaError { kind, detail: fields.text("detail")? })
}

fn state(fields: &Fields) -> Option<ConnectionState> {
    Some(match fields.text("state")?.as_str() {
        "new" => ConnectionState::New,
        "connecting" => ConnectionState::Connecting,
        "connected" => ConnectionState::Connected,
        "disconnected" => ConnectionState::Disconnected,
        "failed" => ConnectionState::Failed,
        "closed" => ConnectionState::Closed,
        _ => return None,
    })
}
