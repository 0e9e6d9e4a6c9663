//! Requests of ours: those that still may get a response, and those that wait for credentials first.

use super::event::{AskId, CallId};
use crate::message::{Request, Response};

/// Whose request it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Owner {
    Registration,
    Call(CallId),
}

impl Owner {
    /// The call it belongs to.
    pub(super) const fn call(self) -> Option<CallId> {
        match self {
            Self::Registration => None,
            Self::Call(call) => Some(call),
        }
    }
}

/// A request of ours that still may get a response; its body is not kept.
#[derive(Clone, Debug)]
pub(super) struct Sent {
    pub(super) owner: Owner,
    pub(super) request: Request,
    /// The application was asked for credentials and gave none.
    pub(super) denied: bool,
}

/// What waits for the application's answers.
#[derive(Debug, Default)]
pub(super) struct Asking {
    pub(super) last: AskId,
    pub(super) waiting: Vec<Waiting>,
}

/// A request that was challenged.
#[derive(Debug)]
pub(super) struct Waiting {
    pub(super) ask: AskId,
    pub(super) realm: String,
    pub(super) sent: Sent,
    pub(super) response: Response,
    /// The application has answered.
    pub(super) ready: bool,
}
