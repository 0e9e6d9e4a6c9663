//! A command as the page writes it: `{type: "call", call: 1, target: "bob", audio: "sendrecv"}`.

use super::fields::Fields;
use super::media::audio_wish;
use crate::ua::{CallId, Command, Manner};

/// `None` if it is no command.
pub(super) fn command(fields: &Fields) -> Option<Command> {
    let call = || fields.number("call").map(CallId);
    Some(match fields.text("type")?.as_str() {
        "start" => Command::Start,
        "close" => Command::Close,
        "call" => Command::Call { call: call()?, target: fields.text("target")?, audio: audio_wish(fields)? },
        "answer" => Command::Answer { call: call()?, audio: audio_wish(fields)? },
        "decline" => Command::Decline { call: call()?, manner: manner(fields)? },
        "hangUp" => Command::HangUp { call: call()? },
        _ => return None,
    })
}

fn manner(fields: &Fields) -> Option<Manner> {
    match fields.text("manner").as_deref() {
        None | Some("busy") => Some(Manner::Busy),
        Some("everywhere") => Some(Manner::Everywhere),
        Some("unavailable") => Some(Manner::Unavailable),
        Some(_) => None,
    }
}
