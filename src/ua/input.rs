//! What the driver feeds.

use super::event::{AskId, CallId};
use super::media::{AudioWish, MediaReply, PeerId};
use crate::auth::Key;
use crate::transaction::LinkId;

/// One input.
#[derive(Clone, Debug)]
pub enum Input {
    /// The WebSocket is open and speaks the subprotocol `sip`.
    LinkOpened(LinkId),
    /// The WebSocket could not be opened, or has closed.
    LinkClosed(LinkId, LinkClosure),
    /// One WebSocket message, text or binary.
    Received(LinkId, Vec<u8>),
    /// The deadline of the last `Output::Wait` has come; one too many does nothing.
    Wake,
    /// The page's network came or went, or the machine woke up.
    Network(Network),
    /// What the application wants.
    Command(Command),
    /// What a media host says about a peer connection.
    Media(PeerId, MediaReply),
}

/// How a link ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkClosure {
    /// It never opened; browsers hide why.
    Refused,
    /// It opened without the subprotocol `sip`.
    WrongSubprotocol,
    /// It was open and closed, with this code and reason (RFC 6455 §7.4).
    Closed {
        /// The close code.
        code: u16,
        /// The server's words.
        reason: String,
    },
}

/// What the page knows about the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Network {
    /// It is back: try at once.
    Online,
    /// It is gone.
    Offline,
    /// The machine slept.
    Resumed,
}

/// What the application wants. The page names what it starts.
#[derive(Clone, Debug)]
pub enum Command {
    /// Open the link and, unless told otherwise, register.
    Start,
    /// End every call, unregister, close the link.
    Close,
    /// Call somebody.
    Call {
        /// The call's name.
        call: CallId,
        /// `bob`, `bob@host`, `sip:…`, or digits.
        target: String,
        /// What to capture.
        audio: AudioWish,
        /// Seconds the callee may take to answer, told as Expires; without it [`Config::ring_limit`](super::Config::ring_limit).
        expires: Option<u32>,
        /// The INVITE describes nothing: the callee is to offer, and our ACK answers (RFC 3261 §13.2.1).
        late_offer: bool,
    },
    /// Answer an incoming call.
    Answer {
        /// The call.
        call: CallId,
        /// What to capture.
        audio: AudioWish,
    },
    /// Refuse an incoming call.
    Decline {
        /// The call.
        call: CallId,
        /// How.
        manner: Manner,
    },
    /// Send a caller elsewhere: 302 (RFC 3261 §21.3.3).
    Redirect {
        /// The call.
        call: CallId,
        /// Where, written as for [`Self::Call`].
        target: String,
    },
    /// Play tones into a call (RFC 4733).
    SendTones {
        /// The call.
        call: CallId,
        /// `0` to `9`, `*`, `#`, `A` to `D`, and a comma for a pause of two seconds.
        tones: String,
    },
    /// Cancel or end a call.
    HangUp {
        /// The call.
        call: CallId,
    },
    /// The answer to [`Event::NeedCredentials`](super::Event::NeedCredentials); one that comes too late is ignored.
    Credentials {
        /// The question.
        ask: AskId,
        /// The user name, if it is not the configured one.
        username: Option<String>,
        /// The proof; without it whatever waits fails.
        key: Option<Key>,
    },
    /// Forget every nonce and realm, how strong their challenges were, and the credentials that were given for them.
    ForgetAuth,
}

/// How an incoming call is refused.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Manner {
    /// 486: not on this device.
    #[default]
    Busy,
    /// 603: nowhere, which stops the other devices too.
    Everywhere,
    /// 480: nobody is here to decide.
    Unavailable,
}
