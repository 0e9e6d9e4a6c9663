//! Errors by blame: what the peer, the network or the page did (`Failure`) and what the caller did (`MisuseKind`).

use super::media::{MediaError, MediaErrorKind};
use crate::auth::Refusal;
use crate::message::{Headers, Name, NameAddr, Response, Written};
use crate::text::{lossy, push_item};
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
    /// What else the message says of why.
    pub said: Option<Box<Said>>,
}

/// What a message says of why, beside its status: words for a person or a log. What it does not say is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// The words of Warning (RFC 3261 §20.43).
    pub warning: String,
    /// The causes of Reason (RFC 3326), as they came.
    pub causes: String,
    /// The addresses of Error-Info (RFC 3261 §20.18), a space between two; nobody goes there unasked.
    pub error_info: String,
    /// Where a redirected call might be taken (RFC 3261 §8.1.3.4), the best first, a space between two.
    pub contacts: String,
}

impl Failure {
    /// A failure that no response carried.
    #[must_use]
    pub fn new(kind: FailureKind, reason: impl Into<String>) -> Self {
        Self { kind, status: None, reason: reason.into(), retry_after: None, said: None }
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
    /// The server closed the link right after a long message, which may have been too long for it (decision 25).
    MaybeTooLarge,
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
    /// Who serves the page, or frames it, said no to the microphone.
    MicrophoneBlocked,
    /// There is no microphone.
    MicrophoneMissing,
    /// Another program holds the microphone.
    MicrophoneBusy,
    /// The page is neither https: nor localhost.
    InsecurePage,
    /// The microphone was unplugged, or is not allowed any more.
    MicrophoneLost,
    /// The peer did not agree to tones in the audio, or none is sent.
    NoTones,
    /// The browser could not make or keep the media connection.
    Media,
}

/// Failures that the other side shall know of, in the words of RFC 3326.
const REASONS: &[(FailureKind, &str)] = &[
    (FailureKind::NotWebrtc, "SIP;cause=488;text=\"Not Acceptable Here\""),
    (FailureKind::Incompatible, "SIP;cause=488;text=\"Not Acceptable Here\""),
    (FailureKind::Timeout, "SIP;cause=408;text=\"Request Timeout\""),
    (FailureKind::Protocol, "SIP;cause=400;text=\"Bad Request\""),
];

impl Said {
    /// `None` if there is nothing.
    fn of(headers: &Headers, redirects: bool) -> Option<Box<Self>> {
        let mut said = Self::default();
        for warning in headers.warnings() {
            push_item(&mut said.warning, "; ", &warning.text);
        }
        for row in headers.all(&Name::Reason) {
            push_item(&mut said.causes, ", ", &lossy(row));
        }
        for info in headers.error_infos() {
            push_item(&mut said.error_info, " ", &info.uri.written());
        }
        let mut contacts = if redirects { headers.contacts() } else { Vec::new() };
        while !contacts.is_empty() {
            let best = contacts.remove(best(&contacts));
            push_item(&mut said.contacts, " ", &best.uri.written());
        }
        if said == Self::default() { None } else { Some(Box::new(said)) }
    }
}

/// Where the first of those with the highest quality stands.
fn best(contacts: &[NameAddr]) -> usize {
    let (mut best, mut highest) = (0, "");
    for (at, contact) in contacts.iter().enumerate() {
        // It is at most 1 and has at most three digits (RFC 3261 §25.1): it compares as the text it is.
        let quality = contact.params.get("q").unwrap_or("1");
        if quality > highest {
            (best, highest) = (at, quality);
        }
    }
    best
}

/// The status that Reason gives, and its words.
fn cause(headers: &Headers) -> Option<(u16, Option<String>)> {
    let reason = headers.reasons().into_iter().find(|reason| reason.protocol.eq_ignore_ascii_case("SIP"))?;
    Some((reason.cause?.try_into().ok()?, reason.text))
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
    /// What was to be played is no tones.
    Tones,
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
            402 | 403 | 433 => FailureKind::Forbidden,
            404 | 410 | 484 | 485 | 604 => FailureKind::NotFound,
            408 | 430 | 480 => FailureKind::Unavailable,
            486 | 600 => FailureKind::Busy,
            487 => FailureKind::Cancelled,
            406 | 415 | 488 | 606 => FailureKind::Incompatible,
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
            said: Said::of(&response.headers, (300..400).contains(&response.status)),
        }
    }

    /// Why the caller gave up (RFC 3261 §9.2): no call was missed if somebody else took it (RFC 3326 §2).
    pub(super) fn of_cancel(cancel: &Headers) -> Self {
        let elsewhere = cause(cancel).is_some_and(|(cause, _)| cause == 200);
        let kind = if elsewhere { FailureKind::AnsweredElsewhere } else { FailureKind::Cancelled };
        Self { said: Said::of(cancel, false), ..Self::new(kind, "") }
    }

    /// A BYE may say that the call failed (RFC 3326 §2); most say nothing, or that all is well.
    pub(super) fn of_bye(bye: &Headers) -> Option<Self> {
        let (status, text) = cause(bye).filter(|(cause, _)| *cause >= 300)?;
        let mut response = Response::new(status);
        response.reason = text.unwrap_or(response.reason);
        Some(Self { said: Said::of(bye, false), ..Self::of_response(&response) })
    }

    /// What a BYE of ours says of it.
    pub(super) fn reason(&self) -> Option<&'static str> {
        for (kind, reason) in REASONS {
            if self.kind == *kind {
                return Some(reason);
            }
        }
        None
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
            MediaErrorKind::MicrophoneBlocked => FailureKind::MicrophoneBlocked,
            MediaErrorKind::MicrophoneMissing => FailureKind::MicrophoneMissing,
            MediaErrorKind::MicrophoneBusy => FailureKind::MicrophoneBusy,
            MediaErrorKind::InsecurePage => FailureKind::InsecurePage,
            MediaErrorKind::MicrophoneLost => FailureKind::MicrophoneLost,
            MediaErrorKind::NoTones => FailureKind::NoTones,
            MediaErrorKind::DescriptionRefused => FailureKind::Incompatible,
            MediaErrorKind::NoCandidates | MediaErrorKind::Other => FailureKind::Media,
        };
        Self::new(kind, error.detail)
    }
}
