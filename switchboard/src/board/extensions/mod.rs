//! The names that answer by themselves, so that a developer has somebody to call: each is a user agent of our own, on a line
//! inside the switchboard.

mod extension;

use bellwire::entropy::Entropy;
use bellwire::time::Instant;
use bellwire::transaction::LinkId;
use bellwire::ua::media::{MediaRequest, PeerId};

use self::extension::{Extension, Manner};
use super::MediaNews;

/// Who can be called, and what becomes of it.
const DIRECTORY: &[(&str, Manner)] = &[
    ("busy", Manner::Busy),
    ("noanswer", Manner::NoAnswer),
    ("decline", Manner::Decline),
    #[cfg(feature = "echo")]
    ("echo", Manner::Echo),
];

/// The line of the first extension, above all that sockets get; the others follow.
const FIRST_LINE: u32 = u32::MAX - 15;

/// The line of the extension of this name.
pub(super) fn line_of(name: &str) -> Option<LinkId> {
    lines().find(|(known, ..)| *known == name).map(|(.., line)| line)
}

/// It is the line of an extension, and no socket.
pub(super) const fn is_inside(link: LinkId) -> bool {
    link.0 >= FIRST_LINE
}

fn lines() -> impl Iterator<Item = (&'static str, Manner, LinkId)> {
    DIRECTORY.iter().zip(FIRST_LINE..).map(|((name, manner), line)| (*name, *manner, LinkId(line)))
}

/// What an extension wants done.
#[derive(Debug)]
pub(super) enum Act {
    /// Take this message from its line.
    Send(LinkId, Vec<u8>),
    /// Ask the media host of a call.
    Media(PeerId, MediaRequest),
    /// Tell the person who watches.
    Log(String),
}

/// All of them.
pub(super) struct Extensions(Vec<Extension>);

impl Extensions {
    pub(super) fn new(entropy: &(impl Entropy + Clone + 'static)) -> Self {
        let extension = |(name, manner, line)| Extension::new(name, manner, line, Box::new(entropy.clone()));
        Self(lines().map(extension).collect())
    }

    /// A message for the extension on this line.
    pub(super) fn receive(&mut self, now: Instant, line: LinkId, frame: Vec<u8>) -> Vec<Act> {
        let extension = self.0.iter_mut().find(|extension| extension.line == line);
        extension.map(|extension| extension.receive(now, frame)).unwrap_or_default()
    }

    /// Only `echo` has media.
    pub(super) fn media(&mut self, now: Instant, peer: PeerId, news: MediaNews) -> Vec<Act> {
        let echo = self.0.iter_mut().find(|extension| extension.manner == Manner::Echo);
        echo.map(|echo| echo.on_media(now, peer, news)).unwrap_or_default()
    }

    pub(super) fn next_deadline(&self) -> Option<Instant> {
        self.0.iter().filter_map(Extension::next_deadline).min()
    }

    pub(super) fn on_deadline(&mut self, now: Instant) -> Vec<Act> {
        self.0.iter_mut().flat_map(|extension| extension.on_deadline(now)).collect()
    }
}
