//! What the core tells the application: one discriminated union, plain data.

use super::failure::Failure;
use crate::auth::Hash;

/// One call. The page names the calls it starts (1 … 2³¹−1); the core names incoming ones from 2³¹ up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CallId(pub u32);

impl CallId {
    /// The first name the core gives.
    pub const FIRST_INCOMING: Self = Self(1 << 31);
}

/// One question to the application for credentials.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct AskId(pub u32);

/// An event with its place in the order of all events of this user agent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamped {
    /// Counts from 1 without a gap.
    pub seq: u32,
    /// The event.
    pub event: Event,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The WebSocket is being opened, is open, or is gone; when gone, why, and when the next try is due.
    Link {
        /// Its state.
        state: LinkState,
        /// Why it is gone.
        failure: Option<Failure>,
        /// Milliseconds until the next try.
        retry_in: Option<u32>,
    },
    /// A REGISTER was accepted, the first one or a refresh.
    Registered {
        /// Seconds the registrar granted.
        expires: u32,
        /// Our own binding stood in the answer.
        confirmed: bool,
    },
    /// A refresh failed, and the user agent tries again; until then the registration stands.
    RefreshFailed {
        /// Why.
        failure: Failure,
        /// Seconds until it ends.
        left: u32,
    },
    /// The registration ended, or none was made; `failure` is absent when we asked for it.
    Unregistered {
        /// Why.
        failure: Option<Failure>,
        /// The user agent goes on trying by itself.
        retrying: bool,
    },
    /// Somebody calls.
    Incoming {
        /// The name the core gave the call.
        call: CallId,
        /// Who.
        from: Party,
        /// Whom they asked for.
        to: Party,
        /// What else they say of the call, by the names that JavaScript has for it.
        about: Vec<(&'static str, String)>,
    },
    /// A provisional response to our INVITE.
    Progress {
        /// The call.
        call: CallId,
        /// 100 … 199.
        status: u16,
        /// Its reason phrase.
        reason: String,
        /// Who makes the ringback tone now.
        ringing: Ringing,
    },
    /// The call stands: both sides have a description.
    Answered {
        /// The call.
        call: CallId,
    },
    /// Answering did not work, the call still rings, `answer` may be tried again.
    AnswerFailed {
        /// The call.
        call: CallId,
        /// Why.
        failure: Failure,
    },
    /// The other side listens no more, or listens again: it put us on hold, or took us back (RFC 3264 §8.4).
    RemoteHold {
        /// The call.
        call: CallId,
        /// We are on hold.
        held: bool,
    },
    /// The server says something that nobody subscribed to: messages wait, or the phone is to read its settings again.
    Notify {
        /// `message-summary`, `keep-alive` or `check-sync`.
        package: &'static str,
        /// The type of `body`; empty if there is none.
        content_type: String,
        /// The news.
        body: String,
    },
    /// The state of the call's media connection.
    Media {
        /// The call.
        call: CallId,
        /// The new state.
        state: super::media::ConnectionState,
    },
    /// A tone of ours is being played into the call; an empty one when all are.
    Tone {
        /// The call.
        call: CallId,
        /// The tone.
        tone: String,
    },
    /// The call's media is troubled and goes on: the microphone is gone, or the tones cannot be played.
    MediaTrouble {
        /// The call.
        call: CallId,
        /// What.
        failure: Failure,
    },
    /// The peer or the server sent something that was refused or ignored; everything else goes on.
    Warning {
        /// What was wrong with it.
        failure: Failure,
    },
    /// A server wants credentials that we have not; [`Command::Credentials`](super::Command::Credentials) answers.
    NeedCredentials {
        /// The question.
        ask: AskId,
        /// Who wants to know.
        realm: String,
        /// The algorithm of the answer: an HA1 must be made by it.
        hash: Hash,
        /// What we had was refused.
        refused: bool,
        /// The call that waits; nothing for the registration.
        call: Option<CallId>,
    },
    /// A challenge was not answered, for safety's sake or because it cannot be; everything else goes on.
    ChallengeRefused {
        /// The call in which it came.
        call: Option<CallId>,
        /// Who asked.
        realm: String,
        /// Why it was not answered.
        failure: Failure,
    },
    /// The call is over.
    Ended {
        /// The call.
        call: CallId,
        /// Who ended it.
        by: EndedBy,
        /// Why, if it failed.
        failure: Option<Failure>,
    },
}

/// One side of a call, as the wire names it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Party {
    /// The display name.
    pub name: Option<String>,
    /// The URI.
    pub uri: String,
    /// The user part of the URI, unescaped, for showing.
    pub user: Option<String>,
}

/// The state of the link to the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkState {
    /// The WebSocket is being opened.
    Connecting,
    /// It is open.
    Open,
    /// It is gone.
    Lost,
}

/// Who makes the ringback tone (decision 29).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ringing {
    /// Nobody: the callee is not ringing yet.
    None,
    /// The page plays it.
    Local,
    /// The network plays it as early media.
    Network,
}

/// Who ended a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndedBy {
    /// The application.
    Local,
    /// The other side.
    Remote,
    /// Neither: a failure on the way.
    Network,
}
