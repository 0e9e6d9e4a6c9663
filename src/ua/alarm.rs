//! Every deadline of the user agent by its name.

use super::event::{AskId, CallId};

/// Why the user agent wakes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Alarm {
    Link(LinkAlarm),
    RegistrationRetry,
    CloseLimit,
    Call(CallId, CallAlarm),
    Credentials(AskId),
}

/// Why the link wakes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum LinkAlarm {
    OpeningLimit,
    Retry,
    Ping,
    Pong,
}

/// Why a call wakes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum CallAlarm {
    /// The gathering rule wants another look, or the media host has not answered.
    Media,
    /// The phase has lasted too long: nobody answers our INVITE, a later one included, or no ACK came for our 2xx.
    Limit,
    /// Our response is to be sent again: 180 while it rings, the 2xx until its ACK.
    Repeat,
    /// Our re-INVITE may be due.
    Reinvite,
}
