//! The media port: what the core asks of the page's RTCPeerConnection, and what it is told. Plain data only.

/// One peer connection, named by the core. A call may replace its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PeerId(pub u32);

/// The number of a negotiation request; its reply carries the same. A reply with another number came too late.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stamp(pub u32);

/// What to capture for an offer or an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AudioWish {
    /// Send the microphone (or the stream the application handed in) and receive.
    #[default]
    Sendrecv,
    /// Receive only: no microphone is asked for.
    Recvonly,
}

/// What the core asks of a media host.
///
/// Per peer connection at most one [`Negotiate`](Self::Negotiate) is outstanding; the others never wait.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MediaRequest {
    /// A step of offer/answer, answered by `Description`, `Done` or `Failed` with the same stamp.
    Negotiate {
        /// To be repeated in the reply.
        stamp: Stamp,
        /// What to do.
        step: Step,
    },
    /// Hand over the local description with the candidates gathered so far; answered at once by `Taken`.
    TakeDescription,
    /// Play these tones into the audio that is sent (RFC 4733), behind those that still wait; each is told by `Tone`.
    SendTones {
        /// `0` to `9`, `*`, `#`, `A` to `D`, and a comma for a pause of two seconds.
        tones: String,
    },
    /// Stop the tracks that the host opened, close the connection; no answer.
    Close,
}

/// A step of offer/answer as RFC 8829 does it (create, then set).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Open the microphone if wished, create an offer and set it; answered by `Description` as soon as it is set.
    CreateOffer {
        /// What to capture.
        audio: AudioWish,
    },
    /// Set the peer's offer; answered by `Done`.
    AcceptOffer {
        /// The peer's offer.
        sdp: String,
    },
    /// Open the microphone if wished, create an answer and set it; answered by `Description`.
    CreateAnswer {
        /// What to capture.
        audio: AudioWish,
    },
    /// Set the peer's answer; answered by `Done`.
    ApplyAnswer {
        /// The peer's answer.
        sdp: String,
        /// A preview in an unreliable 18x (JSEP `pranswer`).
        provisional: bool,
    },
    /// Go back to what was agreed before the offer that is open, if one is; answered by `Done`.
    Rollback,
}

/// What a media host tells the core.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MediaReply {
    /// A local description was made and set; candidates may still be missing.
    Description {
        /// The stamp of the request.
        stamp: Stamp,
    },
    /// A remote description was set.
    Done {
        /// The stamp of the request.
        stamp: Stamp,
    },
    /// The step failed; the connection is as it was before it.
    Failed {
        /// The stamp of the request.
        stamp: Stamp,
        /// Why.
        error: MediaError,
    },
    /// The answer to `TakeDescription`.
    Taken {
        /// The local description with the candidates so far.
        sdp: String,
    },
    /// Candidates so far, told at every new one and at the end of gathering (decision 8).
    Gathered {
        /// UDP host candidates.
        udp: u32,
        /// Server-reflexive candidates.
        reflexive: u32,
        /// Relay candidates.
        relay: u32,
        /// Transports that have a host candidate and none that a server gave.
        bare: u32,
        /// Gathering has ended.
        complete: bool,
    },
    /// The state of the connection changed.
    Connection {
        /// The new state.
        state: ConnectionState,
    },
    /// A tone is being played; an empty one when all are.
    Tone {
        /// The tone.
        tone: String,
    },
    /// Something does not work that no step asked for.
    Trouble {
        /// What.
        error: MediaError,
    },
}

/// `RTCPeerConnectionState`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names of the WebRTC specification")]
pub enum ConnectionState {
    New,
    Connecting,
    Connected,
    Disconnected,
    Failed,
    Closed,
}

/// Why the page could not do what was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MediaError {
    /// The class a person can act upon.
    pub kind: MediaErrorKind,
    /// The browser's own words.
    pub detail: String,
}

/// Classes of media failure, by what a person can do about them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MediaErrorKind {
    /// The person or the browser's setting said no to the microphone.
    MicrophoneDenied,
    /// Who serves the page, or frames it, said no to the microphone.
    MicrophoneBlocked,
    /// There is no microphone.
    MicrophoneMissing,
    /// Another program holds the microphone.
    MicrophoneBusy,
    /// The page is neither https: nor localhost, so the browser offers no microphone at all.
    InsecurePage,
    /// The microphone was unplugged, or is not allowed any more.
    MicrophoneLost,
    /// The audio that is sent takes no tones: the peer did not agree to telephone-event, or nothing is sent.
    NoTones,
    /// The browser refused the description that the peer sent.
    DescriptionRefused,
    /// No candidate at all: there is no network, or a relay was asked for and none answered.
    NoCandidates,
    /// Anything else.
    Other,
}
