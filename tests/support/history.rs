//! Everything that happened to an agent, in order, and what follows from it.

use core::fmt;
use std::collections::BTreeMap;

use bellwire::message::{Headers, Message, Method, Request, Response};
use bellwire::time::Instant;
use bellwire::ua::{CallId, Command, EndedBy, Event, Failure};

/// One thing that happened.
#[derive(Clone, Debug)]
pub(crate) enum Entry {
    /// The application asked for it.
    Asked(Command),
    /// The application was told.
    Told(Event),
    /// The page was asked something about a call's media.
    Media(CallId),
    /// It went to the server.
    Sent(Vec<u8>),
    /// It came from the server.
    Received(Vec<u8>),
}

impl Entry {
    /// What it makes of which call.
    fn stage(&self) -> Option<(CallId, Stage)> {
        if let Self::Asked(Command::Call { call, .. }) | Self::Told(Event::Incoming { call, .. }) = self {
            Some((*call, Stage::Open))
        } else if let Self::Told(Event::Answered { call }) = self {
            Some((*call, Stage::Confirmed))
        } else if let Self::Told(Event::Ended { call, by, failure }) = self {
            Some((*call, Stage::Ended(*by, failure.clone())))
        } else {
            None
        }
    }
}

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sent(bytes) => write!(f, "sent {}", String::from_utf8_lossy(bytes)),
            Self::Received(bytes) => write!(f, "received {}", String::from_utf8_lossy(bytes)),
            Self::Asked(_) | Self::Told(_) | Self::Media(_) => write!(f, "{self:?}"),
        }
    }
}

/// What the application knows of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// It was dialled, or it rings.
    Open,
    /// `answered` came.
    Confirmed,
    /// `ended` came.
    Ended(EndedBy, Option<Failure>),
}

/// A dialog of a call as the peer sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PeersDialog {
    pub call_id: String,
    /// The peer's own address with its tag.
    pub peer: String,
    /// The agent's address with its tag.
    pub agent: String,
}

/// Everything, in order.
#[derive(Default)]
pub(crate) struct History(Vec<(Instant, Entry)>);

impl History {
    pub(crate) fn push(&mut self, at: Instant, entry: Entry) {
        self.0.push((at, entry));
    }

    /// A command that was refused did not happen.
    pub(crate) fn forget(&mut self, at: usize) {
        self.0.remove(at);
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// What happened after the first `heard`.
    pub(crate) fn since(&self, heard: usize) -> Vec<Entry> {
        self.0[heard..].iter().map(|(_, entry)| entry.clone()).collect()
    }

    /// The same bytes were among the first `heard`.
    pub(crate) fn sent_before(&self, bytes: &[u8], heard: usize) -> bool {
        self.0[..heard].iter().any(|(_, entry)| matches!(entry, Entry::Sent(sent) if sent == bytes))
    }

    pub(crate) fn told_before(&self, event: &Event, heard: usize) -> bool {
        self.0[..heard].iter().any(|(_, entry)| matches!(entry, Entry::Told(told) if told == event))
    }

    /// Everything that was sent, as one text.
    pub(crate) fn transcript(&self) -> String {
        self.entries().filter(|entry| matches!(entry, Entry::Sent(_))).map(Entry::to_string).collect()
    }

    pub(crate) fn told(&self) -> impl Iterator<Item = &Event> {
        self.entries().filter_map(|entry| if let Entry::Told(event) = entry { Some(event) } else { None })
    }

    /// Every request that was sent, in order.
    pub(crate) fn requests(&self) -> Vec<Request> {
        let sent = |(_, sent, message)| match message {
            Message::Request(request) if sent => Some(request),
            _ => None,
        };
        self.messages().filter_map(sent).collect()
    }

    /// The tag of our side in the last dialog or INVITE of ours.
    pub(crate) fn tag_of_ours(&self) -> Option<String> {
        let mut tag = None;
        for (_, _, message) in self.messages().filter(|(_, sent, _)| *sent) {
            let side = match &message {
                Message::Request(request) if request.method == Method::Invite => request.headers.from(),
                Message::Response(response) => response.headers.to(),
                Message::Request(_) => continue,
            };
            tag = side.ok().and_then(|side| side.tag().map(str::to_owned)).or(tag);
        }
        tag
    }

    /// The application asked for the end of everything.
    pub(crate) fn closed(&self) -> bool {
        self.entries().any(|entry| matches!(entry, Entry::Asked(Command::Close)))
    }

    /// The registrar said no, once and for all.
    pub(crate) fn refused(&self) -> bool {
        self.told().any(|event| matches!(event, Event::Unregistered { failure: Some(_), retrying: false }))
    }

    /// Every call, and what the application knows of it. A call is answered once at most and ends once.
    pub(crate) fn calls(&self) -> BTreeMap<CallId, Stage> {
        let mut calls = BTreeMap::new();
        for (call, stage) in self.entries().filter_map(Entry::stage) {
            let before = calls.insert(call, stage.clone());
            let in_order = matches!(
                (&before, &stage),
                (None, Stage::Open)
                    | (Some(Stage::Open), Stage::Confirmed)
                    | (Some(Stage::Open | Stage::Confirmed), Stage::Ended(..))
            );
            assert!(in_order, "{call:?} went from {before:?} to {stage:?}");
        }
        calls
    }

    /// The calls that stand.
    pub(crate) fn confirmed(&self) -> Vec<CallId> {
        self.calls().into_iter().filter(|(_, stage)| *stage == Stage::Confirmed).map(|(id, _)| id).collect()
    }

    /// A call has ended.
    pub(crate) fn ended_one(&self) -> bool {
        self.told().any(|event| matches!(event, Event::Ended { .. }))
    }

    /// Since when the agent waits for the ACK to a 2xx of its own.
    pub(crate) fn awaits_ack(&self) -> Option<Instant> {
        let invite = |headers: &Headers| {
            (headers.call_id().unwrap_or_default().to_owned(), headers.cseq().map(|cseq| cseq.number))
        };
        let mut awaited: Vec<(Instant, _)> = vec![];
        for (at, sent, message) in self.messages() {
            match message {
                Message::Response(response) if sent && accepts(&response) => {
                    awaited.push((at, invite(&response.headers)));
                }
                Message::Request(request) if !sent && request.method == Method::Ack => {
                    awaited.retain(|(_, accepted)| *accepted != invite(&request.headers));
                }
                _ => {}
            }
        }
        awaited.first().map(|(at, _)| *at)
    }

    /// The dialogs that stand for the peer: a 2xx made them, and no BYE has gone either way.
    pub(crate) fn standing(&self) -> Vec<PeersDialog> {
        let mut standing: Vec<PeersDialog> = vec![];
        for (_, sent, message) in self.messages() {
            match message {
                Message::Response(response) if accepts(&response) => {
                    let dialog = PeersDialog::of(&response, sent);
                    if !standing.contains(&dialog) {
                        standing.push(dialog);
                    }
                }
                Message::Request(request) if request.method == Method::Bye => {
                    standing.retain(|dialog| !dialog.has(&request, sent));
                }
                _ => {}
            }
        }
        standing
    }

    fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.0.iter().map(|(_, entry)| entry)
    }

    /// What went over the wire and can be read: when, true for what was sent, and the message.
    fn messages(&self) -> impl Iterator<Item = (Instant, bool, Message)> {
        self.0.iter().filter_map(|(at, entry)| {
            let (sent, bytes) = match entry {
                Entry::Sent(bytes) => (true, bytes),
                Entry::Received(bytes) => (false, bytes),
                Entry::Asked(_) | Entry::Told(_) | Entry::Media(_) => return None,
            };
            Some((*at, sent, Message::parse(bytes).ok()?))
        })
    }
}

/// A 2xx to an INVITE.
pub(super) fn accepts(response: &Response) -> bool {
    matches!(response.status, 200..=299)
        && response.headers.cseq().is_ok_and(|cseq| cseq.method == Method::Invite)
}

impl PeersDialog {
    fn of(response: &Response, sent: bool) -> Self {
        let text = |name| response.headers.text(name).unwrap_or_default().to_owned();
        let (from, to) = (text(&bellwire::message::Name::From), text(&bellwire::message::Name::To));
        let (peer, agent) = if sent { (from, to) } else { (to, from) };
        Self { call_id: response.headers.call_id().unwrap_or_default().to_owned(), peer, agent }
    }

    fn has(&self, request: &Request, sent: bool) -> bool {
        let tag = |text: &str| text.split(";tag=").nth(1).map(str::to_owned);
        let peers = if sent { request.headers.to() } else { request.headers.from() };
        request.headers.call_id() == Ok(self.call_id.as_str())
            && peers.is_ok_and(|peers| peers.tag().map(str::to_owned) == tag(&self.peer))
    }
}
