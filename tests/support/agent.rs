//! One user agent on a virtual clock.

use core::time::Duration;
use std::collections::VecDeque;

use bellwire::message::Message;
use bellwire::time::{Instant, Now, WallClock};
use bellwire::transaction::LinkId;
use bellwire::ua::media::{MediaReply, MediaRequest, PeerId};
use bellwire::ua::{CallId, Command, Config, Event, Input, LinkClosure, MisuseKind, Output, UserAgent};

use super::chaos::{Defect, Fault, Steps, pause};
use super::entropy::Seeded;
use super::history::{Entry, History};
use super::media::FakeMedia;

/// A user agent, its clock and everything it did.
pub(crate) struct Agent {
    pub ua: UserAgent,
    pub now: Instant,
    /// What its wall clock said when the other one began.
    pub wall: u64,
    pub media: FakeMedia,
    /// What it sent and nobody has looked at.
    pub sent: VecDeque<Vec<u8>>,
    /// What it told and nobody has looked at.
    pub events: VecDeque<Event>,
    /// The link it wants, or has.
    pub link: Option<LinkId>,
    /// Where it goes.
    pub server: Option<String>,
    /// That link is open.
    pub link_open: bool,
    /// Links that it asked to close.
    pub closed: Vec<LinkId>,
    /// Descriptions that were not the same in the browser and on the wire, as the browser had them; true for its own.
    pub mended: Vec<(bool, String)>,
    /// Everything that happened.
    pub history: History,
    /// It was configured to register.
    pub registers: bool,
    /// Where the chaos wrapper strikes.
    pub steps: Steps,
    deadline: Option<Instant>,
    last_seq: u32,
    last_peer: Option<PeerId>,
}

/// Where every virtual clock starts.
const START: u64 = 1_000;

/// Every timer of a call has come by then.
pub(super) const AFTER_ALL: Duration = Duration::from_secs(70);

impl Agent {
    pub(crate) fn new(config: Config, seed: u64) -> Self {
        let registers = config.register;
        let ua = UserAgent::new(config, Box::new(Seeded(seed))).expect("a good configuration");
        Self {
            ua,
            now: Instant(START),
            wall: 1_700_000_000_000,
            media: FakeMedia::default(),
            sent: VecDeque::new(),
            events: VecDeque::new(),
            link: None,
            server: None,
            link_open: false,
            closed: vec![],
            mended: vec![],
            history: History::default(),
            registers,
            steps: Steps::default(),
            deadline: None,
            last_seq: 0,
            last_peer: None,
        }
    }

    /// One step: feeds an input and carries out what comes of it.
    pub(crate) fn input(&mut self, input: Input) -> Result<(), MisuseKind> {
        let result = self.feed(input);
        self.step();
        result
    }

    fn feed(&mut self, input: Input) -> Result<(), MisuseKind> {
        let at = self.history.len();
        self.note(&input);
        let link_lost = matches!(input, Input::LinkClosed(..));
        let wall = WallClock(self.wall + self.now.0);
        let result = self.ua.handle_input(Now { mono: self.now, wall }, input);
        if result.is_err() {
            self.history.forget(at);
        }
        self.drain();
        let orphans = self.ua.inventory().orphans;
        assert!(orphans.is_empty(), "left over: {orphans:?}");
        if link_lost && self.steps.defect == Some(Defect::ByeOnLinkLoss) {
            for call in self.history.confirmed() {
                self.feed(Input::Command(Command::HangUp { call })).expect("it stands");
            }
        }
        result
    }

    fn note(&mut self, input: &Input) {
        match input {
            Input::LinkOpened(id) if self.link == Some(*id) => self.link_open = true,
            Input::LinkClosed(id, _) if self.link == Some(*id) => {
                self.link = None;
                self.link_open = false;
            }
            Input::Received(_, bytes) => self.history.push(self.now, Entry::Received(bytes.clone())),
            Input::Command(command) => self.history.push(self.now, Entry::Asked(command.clone())),
            _ => {}
        }
    }

    fn drain(&mut self) {
        let mut media = vec![];
        loop {
            match self.ua.poll_output() {
                Output::Wait(deadline) => {
                    self.deadline = deadline;
                    break;
                }
                Output::Transmit(link, bytes) => {
                    assert!(self.link_open && Some(link) == self.link, "it sends on the link that is open");
                    self.history.push(self.now, Entry::Sent(bytes.clone()));
                    self.sent.push_back(bytes);
                }
                Output::OpenLink(link, server) => {
                    self.link = Some(link);
                    self.server = Some(server);
                }
                Output::CloseLink(link) => {
                    self.closed.push(link);
                    self.link = None;
                    self.link_open = false;
                }
                Output::Media(call, peer, request) => {
                    self.history.push(self.now, Entry::Media(call));
                    self.media.owners.insert(peer, call);
                    media.push((peer, request));
                }
                Output::Event(stamped) => {
                    self.last_seq += 1;
                    assert_eq!(stamped.seq, self.last_seq, "events are numbered without a gap");
                    self.tell(stamped.event);
                }
                Output::Trace(trace) => {
                    assert!(!trace.text.contains("secret"), "no secret in a trace");
                    let description = trace.text.strip_prefix("in the browser\r\n");
                    self.mended.extend(description.map(|sdp| (trace.sent, sdp.to_owned())));
                }
            }
        }
        for (peer, request) in media {
            self.last_peer = Some(peer);
            if self.media.hold {
                self.media.held.push((peer, request));
            } else {
                self.serve(peer, &request);
            }
        }
    }

    fn tell(&mut self, event: Event) {
        let settles = matches!(event, Event::Ended { failure: Some(_), .. });
        if settles && self.steps.defect == Some(Defect::PromiseLeftOpen) {
            return;
        }
        self.history.push(self.now, Entry::Told(event.clone()));
        self.events.push_back(event);
    }

    fn serve(&mut self, peer: PeerId, request: &MediaRequest) {
        for reply in self.media.serve(peer, request) {
            self.feed(Input::Media(peer, reply)).expect("media replies are never misuse");
        }
    }

    /// The newest connection tells something unasked.
    pub(crate) fn notice(&mut self, notice: MediaReply) {
        let peer = self.last_peer.expect("a connection was asked for");
        self.input(Input::Media(peer, notice)).expect("media notices are never misuse");
    }

    /// Serves what the media host was told to hold back.
    pub(crate) fn release_media(&mut self) {
        self.media.hold = false;
        for (peer, request) in core::mem::take(&mut self.media.held) {
            self.serve(peer, &request);
        }
        self.step();
    }

    pub(crate) fn command(&mut self, command: Command) -> Result<(), MisuseKind> {
        self.input(Input::Command(command))
    }

    /// The link it asked for opens.
    pub(crate) fn open_link(&mut self) {
        let link = self.link.expect("a link was asked for");
        self.input(Input::LinkOpened(link)).expect("no misuse");
    }

    /// The link closes, or could not be opened.
    pub(crate) fn lose_link(&mut self, closure: LinkClosure) {
        let link = self.link.expect("a link is open or opening");
        self.input(Input::LinkClosed(link, closure)).expect("no misuse");
    }

    pub(crate) fn receive(&mut self, bytes: &[u8]) {
        let link = self.link.expect("a link is open");
        let frame = || Input::Received(link, bytes.to_vec());
        self.feed(frame()).expect("what a peer sends is never misuse");
        if self.steps.fault() == Some(Fault::Duplicate) && self.link_open {
            let heard = self.history.len();
            self.feed(frame()).expect("what a peer sends is never misuse");
            self.forget_repeats(heard);
        }
        self.step();
    }

    /// What came since may only say again what was said before; nobody looks at it.
    fn forget_repeats(&mut self, heard: usize) {
        for news in self.history.since(heard) {
            match &news {
                Entry::Sent(bytes) => {
                    assert!(
                        self.history.sent_before(bytes, heard),
                        "it answered a repeated frame anew: {news}"
                    );
                    self.sent.pop_back();
                }
                Entry::Told(event @ (Event::Progress { .. } | Event::Warning { .. })) => {
                    assert!(self.history.told_before(event, heard), "a repeated frame is news to it: {news}");
                    self.events.pop_back();
                }
                Entry::Told(_) | Entry::Media(_) => panic!("a repeated frame is news to it: {news}"),
                Entry::Received(_) | Entry::Asked(_) => {}
            }
        }
    }

    /// A step is over: here the chaos wrapper strikes.
    fn step(&mut self) {
        if let Some(span) = self.steps.next() {
            pause(self, span);
        }
    }

    /// Starts a call; its name is 1, 2, …
    pub(crate) fn call(&mut self, name: u32, target: &str) -> Result<CallId, MisuseKind> {
        self.call_with(name, target, false)
    }

    /// The same, and the callee may be the one to offer.
    pub(crate) fn call_with(
        &mut self,
        name: u32,
        target: &str,
        late_offer: bool,
    ) -> Result<CallId, MisuseKind> {
        let call = CallId(name);
        self.command(Command::Call {
            call,
            target: target.into(),
            audio: Default::default(),
            expires: None,
            late_offer,
        })?;
        Ok(call)
    }

    /// Lets time pass, waking the agent whenever it asked for it; a step only if something came of it.
    pub(crate) fn pass(&mut self, span: Duration) {
        let end = self.now + span;
        let heard = self.history.len();
        let mut wakes = 0;
        let asleep = match self.steps.defect {
            Some(Defect::LeakedTimer) => self.history.ended_one(),
            Some(Defect::EndlessPatience) => true,
            _ => false,
        };
        while let Some(deadline) = self.deadline.filter(|deadline| *deadline <= end && !asleep) {
            self.now = self.now.max(deadline);
            self.feed(Input::Wake).expect("no misuse");
            wakes += 1;
            assert!(wakes < 10_000, "it wakes for nothing, over and over");
        }
        self.now = end;
        if self.history.len() > heard {
            self.step();
        }
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
        self.pass(AFTER_ALL);
        self.assert_empty();
    }

    /// The same at this moment: registration refresh, keep-alive and back-off may be left, and nothing else.
    pub(crate) fn assert_empty(&self) {
        let inventory = self.ua.inventory();
        let mut left = inventory.left;
        left.extend(self.media.open().map(|(peer, call)| format!("{peer:?} of {call:?}")));
        assert!(left.is_empty(), "left over: {left:#?}");
        assert!(
            self.deadline.is_none() || !inventory.upkeep.is_empty(),
            "it wants to be woken, and nothing of it lives"
        );
    }
}
