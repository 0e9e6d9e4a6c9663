//! One user agent on a virtual clock.

use core::time::Duration;
use std::collections::VecDeque;

use bellwire::message::Message;
use bellwire::time::{Instant, Now, WallClock};
use bellwire::transaction::LinkId;
use bellwire::ua::media::PeerId;
use bellwire::ua::{CallId, Command, Config, Event, Input, MisuseKind, Output, UserAgent};

use super::entropy::Seeded;
use super::media::FakeMedia;

/// A user agent, its clock and everything it did.
pub(crate) struct Agent {
    pub ua: UserAgent,
    pub now: Instant,
    pub media: FakeMedia,
    /// What it sent and nobody has looked at.
    pub sent: VecDeque<Vec<u8>>,
    /// What it told and nobody has looked at.
    pub events: VecDeque<Event>,
    /// The link it wants, or has.
    pub link: Option<LinkId>,
    /// Links that it asked to close.
    pub closed: Vec<LinkId>,
    /// Everything it sent, for comparison.
    pub transcript: String,
    deadline: Option<Instant>,
    last_seq: u32,
    last_peer: Option<PeerId>,
}

/// Where every virtual clock starts.
const START: u64 = 1_000;

impl Agent {
    pub(crate) fn new(config: Config, seed: u64) -> Self {
        let ua = UserAgent::new(config, Box::new(Seeded(seed))).expect("a good configuration");
        Self {
            ua,
            now: Instant(START),
            media: FakeMedia::default(),
            sent: VecDeque::new(),
            events: VecDeque::new(),
            link: None,
            closed: vec![],
            transcript: String::new(),
            deadline: None,
            last_seq: 0,
            last_peer: None,
        }
    }

    /// Feeds one input and carries out what comes of it.
    pub(crate) fn input(&mut self, input: Input) -> Result<(), MisuseKind> {
        let wall = WallClock(1_700_000_000_000 + self.now.0);
        let result = self.ua.handle_input(Now { mono: self.now, wall }, input);
        let mut media = vec![];
        loop {
            match self.ua.poll_output() {
                Output::Wait(deadline) => {
                    self.deadline = deadline;
                    break;
                }
                Output::Transmit(link, bytes) => {
                    assert_eq!(Some(link), self.link, "it sends on the link that is open");
                    self.transcript.push_str(&String::from_utf8_lossy(&bytes));
                    self.sent.push_back(bytes);
                }
                Output::OpenLink(link, _) => self.link = Some(link),
                Output::CloseLink(link) => {
                    self.closed.push(link);
                    self.link = None;
                }
                Output::Media(_, peer, request) => media.push((peer, request)),
                Output::Event(stamped) => {
                    self.last_seq += 1;
                    assert_eq!(stamped.seq, self.last_seq, "events are numbered without a gap");
                    self.events.push_back(stamped.event);
                }
                Output::Trace(trace) => assert!(!trace.text.contains("secret"), "no secret in a trace"),
            }
        }
        for (peer, request) in media {
            self.last_peer = Some(peer);
            if self.media.hold {
                self.media.held.push((peer, request));
                continue;
            }
            for reply in self.media.serve(peer, &request) {
                self.input(Input::Media(peer, reply)).expect("media replies are never misuse");
            }
        }
        result
    }

    /// Serves what the media host was told to hold back.
    pub(crate) fn release_media(&mut self) {
        self.media.hold = false;
        for (peer, request) in core::mem::take(&mut self.media.held) {
            for reply in self.media.serve(peer, &request) {
                self.input(Input::Media(peer, reply)).expect("media replies are never misuse");
            }
        }
    }

    pub(crate) fn command(&mut self, command: Command) -> Result<(), MisuseKind> {
        self.input(Input::Command(command))
    }

    /// The link it asked for opens.
    pub(crate) fn open_link(&mut self) {
        let link = self.link.expect("a link was asked for");
        self.input(Input::LinkOpened(link)).expect("no misuse");
    }

    pub(crate) fn receive(&mut self, bytes: &[u8]) {
        let link = self.link.expect("a link is open");
        self.input(Input::Received(link, bytes.to_vec())).expect("what a peer sends is never misuse");
    }

    /// Starts a call; its name is 1, 2, …
    pub(crate) fn call(&mut self, name: u32, target: &str) -> Result<CallId, MisuseKind> {
        let call = CallId(name);
        self.command(Command::Call { call, target: target.into(), audio: Default::default() })?;
        Ok(call)
    }

    /// Lets time pass, waking the agent whenever it asked for it.
    pub(crate) fn pass(&mut self, span: Duration) {
        let end = self.now + span;
        let mut wakes = 0;
        while let Some(deadline) = self.deadline.filter(|deadline| *deadline <= end) {
            self.now = self.now.max(deadline);
            self.input(Input::Wake).expect("no misuse");
            wakes += 1;
            assert!(wakes < 10_000, "it wakes for nothing, over and over");
        }
        self.now = end;
    }

    /// When it wants to be woken.
    pub(crate) fn deadline(&self) -> Option<Instant> {
        self.deadline
    }

    pub(crate) fn next_event(&mut self) -> Option<Event> {
        self.events.pop_front()
    }

    pub(crate) fn next_message(&mut self) -> Option<Message> {
        let bytes = self.sent.pop_front()?;
        Some(
            Message::parse(&bytes)
                .unwrap_or_else(|e| panic!("it sent what it cannot read: {e:?} in {bytes:?}")),
        )
    }

    /// Nothing of any call is left over, in the core or in the page.
    pub(crate) fn assert_nothing_left(&mut self) {
        self.pass(Duration::from_secs(40));
        let left = self.ua.inventory();
        assert_eq!(left.calls, 0, "calls: {left:?}");
        assert_eq!(left.dialogs, 0, "dialogs: {left:?}");
        assert_eq!(left.call_alarms, 0, "alarms: {left:?}");
        assert_eq!(left.requests, 0, "requests: {left:?}");
        assert_eq!(left.transactions, (0, 0), "transactions: {left:?}");
        assert_eq!(self.media.open_connections(), 0, "peer connections");
    }
}
