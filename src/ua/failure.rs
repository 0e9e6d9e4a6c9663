//! Errors by blame: what the peer, the network or the page did (`Failure`) and what the caller did (`MisuseKind`).

use super::media::{MediaError, MediaErrorKind};
use crate::auth::Refusal;
use crate::message::Response;
use crate::transaction::Gone;

/// Why something failed that was asked for correctly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The class, by what one can do about it.
    pub kind: FailureKind,
    /// The SIP status, where a response said it.
    pub status: Option<u16>,
    /// The peer's, server's or browser's own words.
    pub reason: String,
    /// Seconds after which the peer says it is worth a try.
    pub retry_after: Option<u32>,
}

impl Failure {
    /// A failure that no response carried.
    #[must_use]
    pub fn new(kind: FailureKind, reason: impl Into<String>) -> Self {
        Self { kind, status: None, reason: reason.into(), retry_after: None }
    }
}

/// Classes of failure. `www/bellwire/errors.js` holds a cause and a remedy for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailureKind {
    /// The WebSocket could not be opened; browsers hide why.
    Unreachable,
    /// The server did not agree to the subprotocol `sip`.
    Subprotocol,
    /// The link was lost while an answer was due.
    Transport,
    /// Nobody answered in time.
    Timeout,
    /// The user name or the password was refused, or there is none.
    Credentials,
    /// No challenge of the server is one that we can answer.
    UnsupportedChallenge,
    /// The server asks for a weaker answer than it accepted before.
    WeakerChallenge,
    /// Somebody asks whom we do not tell who we are (decision 10).
    ForeignRealm,
    /// The server finds every answer too old.
    StaleForEver,
    /// The server could not prove that it knows the password.
    UnprovenServer,
    /// 403.
    Forbidden,
    /// 404, 484, 485, 604: there is no such user.
    NotFound,
    /// 480, 408 and the like: the user is not there now.
    Unavailable,
    /// 486, 600.
    Busy,
    /// 603 and the like: the person said no.
    Declined,
    /// 487: the caller gave up.
    Cancelled,
    /// Another device of the same user took the call.
    AnsweredElsewhere,
    /// 3xx: the callee is somewhere else.
    Redirected,
    /// 488, 606, 415: the two sides have no common media.
    Incompatible,
    /// The offer was plain RTP, which no browser speaks.
    NotWebrtc,
    /// 5xx, or another error of the server.
    Server,
    /// The peer broke the protocol.
    Protocol,
    /// The person or the browser said no to the microphone.
    MicrophoneDenied,
    /// There is no microphone.
    MicrophoneMissing,
    /// Another program holds the microphone.
    MicrophoneBusy,
    /// The page is neither https: nor localhost.
    InsecurePage,
    /// The browser could not make or keep the media connection.
    Media,
    /// The user agent was closed.
    Closed,
}

/// What the caller did wrong. Nothing was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MisuseKind {
    /// There is no call of that name.
    NoSuchCall,
    /// That name is already taken.
    NameTaken,
    /// What was asked does not fit the call's state.
    WrongState,
    /// What was dialled is no address.
    Target,
    /// What was dialled is `sips:`, and the link to the server is not encrypted.
    Insecure,
    /// The phone was not started, or is closed.
    NotStarted,
    /// A text holds a line break or a NUL.
    IllegalText,
}

/// Why `UserAgent::new` refuses a configuration: the option, and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    /// The option's name.
    pub option: &'static str,
    /// A sentence for a person.
    pub problem: &'static str,
}

impl Failure {
    /// What a final response other than 2xx means (RFC 3261 §21).
    pub(super) fn of_response(response: &Response) -> Self {
        let kind = match response.status {
            300..=399 => FailureKind::Redirected,
            401 | 407 => FailureKind::Credentials,
            403 => FailureKind::Forbidden,
            404 | 410 | 484 | 485 | 604 => FailureKind::NotFound,
            408 | 430 | 480 => FailureKind::Unavailable,
            486 | 600 => FailureKind::Busy,
            487 => FailureKind::Cancelled,
            415 | 488 | 606 => FailureKind::Incompatible,
            603 | 607 | 608 => FailureKind::Declined,
            // A status nobody knows counts as the first of its class (RFC 3261 §8.1.3.2).
            600..=699 => FailureKind::Busy,
            _ => FailureKind::Server,
        };
        Self {
            kind,
            status: Some(response.status),
            reason: response.reason.clone(),
            retry_after: response.headers.retry_after().unwrap_or_default(),
        }
    }

    /// Why a challenge was not answered.
    pub(super) fn of_refusal(refusal: Refusal, response: &Response) -> Self {
        let kind = match refusal {
            Refusal::Unsupported => FailureKind::UnsupportedChallenge,
            Refusal::Weaker => FailureKind::WeakerChallenge,
            Refusal::Foreign => FailureKind::ForeignRealm,
            Refusal::Missing | Refusal::Wrong => FailureKind::Credentials,
            Refusal::Stale => FailureKind::StaleForEver,
        };
        Self { kind, ..Self::of_response(response) }
    }

    /// A request that will get no response.
    pub(super) fn of_silence(gone: Gone) -> Self {
        match gone {
            Gone::Timeout => Self::new(FailureKind::Timeout, ""),
            Gone::Transport => Self::new(FailureKind::Transport, ""),
        }
    }

    /// What the page could not do.
    pub(super) fn of_media(error: MediaError) -> Self {
        let kind = match error.kind {
            MediaErrorKind::MicrophoneDenied => FailureKind::MicrophoneDenied,
            MediaErrorKind::MicrophoneMissing => FailureKind::MicrophoneMissing,
            MediaErrorKind::MicrophoneBusy => FailureKind::MicrophoneBusy,
            MediaErrorKind::InsecurePage => FailureKind::InsecurePage,
            MediaErrorKind::DescriptionRefused => FailureKind::Incompatible,
            MediaErrorKind::NoCandidates | MediaErrorKind::Other => FailureKind::Media,
        };
        Self::new(kind, error.detail)
    }
}
