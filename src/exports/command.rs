//! A command as the page writes it: `{type: "call", call: 1, target: "bob", audio: "sendrecv"}`.

use super::config;
use super::plain::PlainObject;
use crate::ua::{AskId, CallId, Command};

/// `None` if it is no command.
pub(super) fn command(plain: &PlainObject) -> Option<Command> {
    let kind = plain.read_text("type")?;
    let call = plain.read_number("call").map(CallId);
    Some(match kind.as_str() {
        "start" => Command::Start,
        "close" => Command::Close,
        "call" => Command::Call {
            call: call?,
            target: plain.read_text("target")?,
            audio: plain.read_word("audio")?,
            expires: plain.read_number("expires"),
            late_offer: plain.read_flag("lateOffer").unwrap_or_default(),
        },
        "answer" => Command::Answer { call: call?, audio: plain.read_word("audio")? },
        "decline" => Command::Decline { call: call?, manner: plain.read_word("manner")? },
        "redirect" => Command::Redirect { call: call?, target: plain.read_text("target")? },
        "sendTones" => Command::SendTones { call: call?, tones: plain.read_text("tones")? },
        "credentials" => Command::Credentials {
            ask: plain.read_number("ask").map(AskId)?,
            username: plain.read_text("username"),
            key: config::key(plain),
        },
        "forgetAuth" => Command::ForgetAuth,
        "hangUp" => Command::HangUp { call: call? },
        _ => return None,
    })
}
