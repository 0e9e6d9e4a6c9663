//! Variants without fields are words in JavaScript.

use crate::text::nth;
use crate::ua::media::{AudioWish, ConnectionState, MediaErrorKind};
use crate::ua::{EndedBy, FailureKind, Ice, LinkState, Manner, MisuseKind, Ringing};

/// One of a few words.
pub trait Word: Copy + 'static {
    /// All of them.
    const ALL: &'static [Self];

    /// The word.
    fn word(self) -> &'static str;

    /// What a word means.
    #[must_use]
    fn of_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|known| known.word() == word)
    }
}

/// The words stand in one text, because a table takes more bytes for their addresses.
macro_rules! words {
    ($($name:ident { $($variant:ident = $word:literal,)* })*) => {$(
        impl Word for $name {
            const ALL: &'static [Self] = &[$(Self::$variant),*];

            fn word(self) -> &'static str {
                nth(b' ', concat!($($word, " "),*), self as usize)
            }
        }

        const _: () = {
            let mut at = 0;
            while at < $name::ALL.len() {
                assert!($name::ALL[at] as usize == at, "the variants stand in their order");
                at += 1;
            }
        };
    )*};
}

words! {
    AudioWish { Sendrecv = "sendrecv", Recvonly = "recvonly", }
    ConnectionState {
        New = "new",
        Connecting = "connecting",
        Connected = "connected",
        Disconnected = "disconnected",
        Failed = "failed",
        Closed = "closed",
    }
    EndedBy { Local = "local", Remote = "remote", Network = "network", }
    FailureKind {
        Unreachable = "unreachable",
        Subprotocol = "subprotocol",
        Transport = "transport",
        MaybeTooLarge = "maybeTooLarge",
        Timeout = "timeout",
        Credentials = "credentials",
        UnsupportedChallenge = "unsupportedChallenge",
        WeakerChallenge = "weakerChallenge",
        ForeignRealm = "foreignRealm",
        StaleForEver = "staleForEver",
        UnprovenServer = "unprovenServer",
        Forbidden = "forbidden",
        NotFound = "notFound",
        Unavailable = "unavailable",
        Busy = "busy",
        Declined = "declined",
        Cancelled = "cancelled",
        AnsweredElsewhere = "answeredElsewhere",
        Redirected = "redirected",
        Incompatible = "incompatible",
        NotWebrtc = "notWebrtc",
        Server = "server",
        Protocol = "protocol",
        MicrophoneDenied = "microphoneDenied",
        MicrophoneBlocked = "microphoneBlocked",
        MicrophoneMissing = "microphoneMissing",
        MicrophoneBusy = "microphoneBusy",
        InsecurePage = "insecurePage",
        MicrophoneLost = "microphoneLost",
        NoTones = "noTones",
        Media = "media",
    }
    Ice { Host = "host", Servers = "servers", Relay = "relay", }
    LinkState { Connecting = "connecting", Open = "open", Lost = "lost", }
    Manner { Busy = "busy", Everywhere = "everywhere", Unavailable = "unavailable", }
    MediaErrorKind {
        MicrophoneDenied = "microphoneDenied",
        MicrophoneBlocked = "microphoneBlocked",
        MicrophoneMissing = "microphoneMissing",
        MicrophoneBusy = "microphoneBusy",
        InsecurePage = "insecurePage",
        MicrophoneLost = "microphoneLost",
        NoTones = "noTones",
        DescriptionRefused = "descriptionRefused",
        NoCandidates = "noCandidates",
        Other = "other",
    }
    MisuseKind {
        NoSuchCall = "noSuchCall",
        NameTaken = "nameTaken",
        WrongState = "wrongState",
        Target = "target",
        Insecure = "insecure",
        NotStarted = "notStarted",
        IllegalText = "illegalText",
        Tones = "tones",
    }
    Ringing { None = "none", Local = "local", Network = "network", }
}
