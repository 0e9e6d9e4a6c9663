//! Floor 1: the little of SDP a user agent must read (RFC 8866). A view, not a model: the browser owns its descriptions.

mod handshake;
mod hold;
mod origin;
mod pen;
mod refuse;
mod repair;

use crate::text::{find, nth, number, pieces, until};

pub use handshake::Handshake;
pub use hold::{Hold, hold};
pub use origin::{Origin, same_but_origin};
pub use refuse::refuse_idle_lines;
pub use repair::{mend_incoming, mend_outgoing};

/// The way media flows, as whoever wrote the description sees it (RFC 3264 §5.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Neither.
    Inactive,
    /// The writer sends only.
    SendOnly,
    /// The writer receives only.
    RecvOnly,
    /// Both ways; also when nothing is said.
    SendRecv,
}

impl Direction {
    /// One bit for sending and one for receiving count them.
    const ALL: [Self; 4] = [Self::Inactive, Self::SendOnly, Self::RecvOnly, Self::SendRecv];

    const LINES: &str = "a=inactive a=sendonly a=recvonly a=sendrecv";

    /// What a line says, if it says one.
    fn of(line: &str) -> Option<Self> {
        Self::ALL.get(place(Self::LINES, line)?).copied()
    }

    /// The line that says it.
    fn line(self) -> &'static str {
        nth(b' ', Self::LINES, self as usize)
    }

    /// As much of it as is left to who answers this offer: to send what is received there, to receive what is sent.
    fn answering(self, offer: Self) -> Self {
        let (said, offered) = (self as usize, offer as usize);
        let allowed = (offered >> 1) | (offered << 1);
        Self::ALL.get(said & allowed).copied().unwrap_or(self)
    }
}

/// One `m=` line and the lines that belong to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MediaLine<'a> {
    /// `audio`, `video`, `application`, …
    pub kind: &'a str,
    /// The port; 0 refuses or ends this media.
    pub port: u16,
    /// Its direction, or that of the session.
    pub direction: Direction,
    lines: &'a str,
}

impl<'a> MediaLine<'a> {
    /// The value of the first attribute of this name on this line; an empty one for a flag.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&'a str> {
        attribute(self.lines, name)
    }

    /// The name of this line (RFC 5888 §4).
    #[must_use]
    pub fn mid(&self) -> Option<&'a str> {
        self.attribute("mid")
    }

    /// It is not refused: its port is not 0.
    #[must_use]
    pub const fn is_active(&self) -> bool {
        self.port != 0
    }
}

/// The lines before the first `m=` line.
#[must_use]
pub fn session(sdp: &str) -> &str {
    sections(sdp).next().unwrap_or(sdp)
}

/// Every `m=` line in its order.
#[must_use]
pub fn media(sdp: &str) -> Vec<MediaLine<'_>> {
    let default = direction(session(sdp)).unwrap_or(Direction::SendRecv);
    let mut media = Vec::new();
    for lines in sections(sdp).skip(1) {
        media.push(media_line(lines, default));
    }
    media
}

/// A browser can answer this: some media is active, and every active line has a fingerprint and ICE credentials, itself,
/// from the session (RFC 8827 §6.5, RFC 8839 §5.4), or from the line that it is bundled with: a later offer says them but
/// once (RFC 8829 §5.2.2). Plain RTP has neither, whatever its profile says.
#[must_use]
pub fn is_webrtc(sdp: &str) -> bool {
    let session = session(sdp);
    let has_all = |line: &MediaLine<'_>| {
        let needed = ["fingerprint", "ice-ufrag", "ice-pwd"];
        needed.iter().all(|name| line.attribute(name).or_else(|| attribute(session, name)).is_some())
    };
    let group = attribute(session, "group").unwrap_or_default();
    let is_bundled = |line: &MediaLine<'_>| line.mid().is_some_and(|mid| place(group, mid).is_some());
    let mut is_one = false;
    for line in media(sdp) {
        if !line.is_active() {
            continue;
        }
        if has_all(&line) {
            is_one = true;
        } else if !is_bundled(&line) {
            return false;
        }
    }
    is_one
}

/// Somebody may speak.
#[must_use]
pub fn has_audio(sdp: &str) -> bool {
    media(sdp).iter().any(|line| line.is_active() && line.kind == "audio")
}

/// Whether two descriptions of a peer are of one ICE session, and with it of one transport (RFC 8839 §4.4.3).
#[must_use]
pub fn same_transport(one: &str, other: &str) -> bool {
    let user = |sdp| pieces(b'\n', sdp).find(|line| line.starts_with("a=ice-ufrag:"));
    user(one) == user(other)
}

/// The session, and what follows each `m=`.
fn sections(sdp: &str) -> impl Iterator<Item = &str> {
    const START: &str = "\nm=";
    let mut left = Some(sdp);
    core::iter::from_fn(move || {
        let text = left?;
        let end = find(START, text);
        left = end.and_then(|end| text.get(end + START.len()..));
        text.get(..end.unwrap_or(text.len()))
    })
}

/// Where a word stands among others.
#[inline(never)]
fn place(words: &str, word: &str) -> Option<usize> {
    pieces(b' ', words).position(|known| known == word)
}

/// `m=<media> <port>[/<number of ports>] <proto> <fmt> ...` (RFC 8866 §5.14), and what follows.
fn media_line(lines: &str, default: Direction) -> MediaLine<'_> {
    let mut fields = pieces(b' ', until(b'\n', lines).0.trim_ascii_end());
    let kind = fields.next().unwrap_or_default();
    let port = fields.next().and_then(|ports| number(until(b'/', ports).0)?.try_into().ok()).unwrap_or(0);
    MediaLine { kind, port, direction: direction(lines).unwrap_or(default), lines }
}

/// The value of the first `a=name` or `a=name:value` (RFC 8866 §5.13).
#[inline(never)]
fn attribute<'a>(lines: &'a str, name: &str) -> Option<&'a str> {
    pieces(b'\n', lines).find_map(|line| {
        match line.trim_ascii_end().strip_prefix("a=")?.strip_prefix(name)? {
            "" => Some(""),
            rest => rest.strip_prefix(":").map(str::trim_ascii),
        }
    })
}

/// The address of `c=IN IP4 <address>`, which may have a time to live (RFC 8866 §5.7).
fn address(lines: &str) -> Option<&str> {
    let value = pieces(b'\n', lines).find_map(|line| line.strip_prefix("c=IN IP4 "))?;
    Some(until(b'/', value.trim_ascii_end()).0)
}

/// The first direction attribute among these lines.
fn direction(lines: &str) -> Option<Direction> {
    pieces(b'\n', lines).find_map(|line| Direction::of(line.trim_ascii_end()))
}

#[cfg(test)]
mod tests;
