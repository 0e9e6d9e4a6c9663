//! One extension: a user agent and what it does with calls.

use alloc::collections::{BTreeMap, VecDeque};
use core::time::Duration;

use bellwire::entropy::Entropy;
use bellwire::time::{Deadlines, Instant, Now, WallClock};
use bellwire::transaction::LinkId;
use bellwire::ua::media::{AudioWish, ConnectionState, MediaRequest, PeerId};
use bellwire::ua::{self, CallId, Command, Config, Event, Input, Output, Party, UserAgent};

use super::Act;
use crate::board::{MediaNews, line};

/// How many callers hear themselves at once; the next one hears busy.
const MOST_CALLS: usize = 32;

/// How long a call may be without media, at its beginning or later: the page may be gone, and nobody says so.
const MEDIA_PATIENCE: Duration = Duration::from_secs(20);

/// What becomes of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Manner {
    /// 486.
    Busy,
    /// It rings, and nobody comes.
    NoAnswer,
    /// 603.
    Decline,
    /// It is answered, and the caller hears what is heard of them.
    Echo,
}

/// One extension.
pub(super) struct Extension {
    pub(super) manner: Manner,
    /// Its line, as the switchboard calls it.
    pub(super) line: LinkId,
    name: &'static str,
    agent: UserAgent,
    /// The same line, as its user agent calls it.
    inner: LinkId,
    /// When the user agent wants to be woken.
    wakes: Option<Instant>,
    /// Who calls.
    callers: BTreeMap<CallId, String>,
    /// The media hosts that are not gone yet, and whose call they are for.
    hosts: BTreeMap<PeerId, String>,
    /// Calls that have no media, and end if that stays so.
    silent: Deadlines<CallId>,
}

impl Extension {
    /// It is there, and waits for calls.
    pub(super) fn new(name: &'static str, manner: Manner, line: LinkId, entropy: Box<dyn Entropy>) -> Self {
        // Its line leads inside, whatever the address of its server says.
        let mut config = Config::new("ws://localhost/sip", format!("sip:{name}@localhost"));
        config.register = false;
        config.ring_limit = u32::MAX;
        config.user_agent = concat!("Bellwire switchboard/", env!("CARGO_PKG_VERSION")).to_owned();
        let agent = UserAgent::new(config, entropy).expect("the configuration of an extension is good");
        let mut extension = Self {
            manner,
            line,
            name,
            agent,
            inner: LinkId::default(),
            wakes: None,
            callers: BTreeMap::new(),
            hosts: BTreeMap::new(),
            silent: Deadlines::new(),
        };
        extension.feed(Instant::default(), Input::Command(Command::Start));
        extension
    }

    /// A message came over its line.
    pub(super) fn receive(&mut self, now: Instant, frame: Vec<u8>) -> Vec<Act> {
        self.feed(now, Input::Received(self.inner, frame))
    }

    /// The media host of a call has something to tell.
    pub(super) fn on_media(&mut self, now: Instant, peer: PeerId, news: MediaNews) -> Vec<Act> {
        let name = self.name;
        match news {
            MediaNews::Reply(reply) => self.feed(now, Input::Media(peer, reply)),
            MediaNews::Key(key) => {
                let caller = self.hosts.get(&peer).map_or("?", String::as_str);
                vec![Act::Log(format!("{caller} pressed {key} in the call with {name}"))]
            }
            MediaNews::Gone => {
                let Some(caller) = self.hosts.remove(&peer) else { return Vec::new() };
                let left = self.hosts.len();
                vec![Act::Log(format!("{name} has let go of {caller}; calls left: {left}"))]
            }
        }
    }

    pub(super) fn next_deadline(&self) -> Option<Instant> {
        [self.wakes, self.silent.next()].into_iter().flatten().min()
    }

    /// Time has passed.
    pub(super) fn on_deadline(&mut self, now: Instant) -> Vec<Act> {
        let mut acts = Vec::new();
        if self.wakes.is_some_and(|at| at <= now) {
            acts.extend(self.feed(now, Input::Wake));
        }
        while let Some(call) = self.silent.pop_due(now) {
            let caller = self.caller(call);
            acts.push(Act::Log(format!("{} hears nothing of {caller} and hangs up", self.name)));
            acts.extend(self.feed(now, Input::Command(Command::HangUp { call })));
        }
        acts
    }

    /// Feeds one input and whatever follows from it.
    fn feed(&mut self, now: Instant, input: Input) -> Vec<Act> {
        let both_clocks = Now { mono: now, wall: WallClock(now.0) };
        let mut inputs = VecDeque::from([input]);
        let mut acts = Vec::new();
        while let Some(input) = inputs.pop_front() {
            // What is wanted of a call that ended in the same moment is nothing any more.
            let _too_late = self.agent.handle_input(both_clocks, input);
            loop {
                match self.agent.poll_output() {
                    Output::Wait(deadline) => {
                        self.wakes = deadline;
                        break;
                    }
                    Output::Transmit(_, frame) => acts.push(Act::Send(self.line, frame)),
                    Output::OpenLink(link, _) => {
                        self.inner = link;
                        inputs.push_back(Input::LinkOpened(link));
                    }
                    Output::Media(call, peer, request) => acts.extend(self.ask(call, peer, request)),
                    Output::Event(stamped) => {
                        let command = self.on_event(now, stamped.event, &mut acts);
                        inputs.extend(command.map(Input::Command));
                    }
                    Output::CloseLink(_) | Output::Trace(_) => {}
                }
            }
        }
        acts
    }

    /// A host exists from the first request on; one that was never asked for anything needs not be closed.
    fn ask(&mut self, call: CallId, peer: PeerId, request: MediaRequest) -> Option<Act> {
        if !self.hosts.contains_key(&peer) {
            if request == MediaRequest::Close {
                return None;
            }
            self.hosts.insert(peer, self.caller(call));
        }
        Some(Act::Media(peer, request))
    }

    /// What happens in its calls, and what it wants then.
    fn on_event(&mut self, now: Instant, event: Event, acts: &mut Vec<Act>) -> Option<Command> {
        match event {
            Event::Incoming { call, from, .. } => self.on_call(now, call, &from),
            Event::AnswerFailed { call, .. } => {
                Some(Command::Decline { call, manner: ua::Manner::Unavailable })
            }
            Event::Media { call, state } => match state {
                ConnectionState::Connected => {
                    self.silent.stop(call);
                    acts.push(Act::Log(format!("{} hears {}", self.name, self.caller(call))));
                    None
                }
                ConnectionState::Disconnected => {
                    self.silent.set(call, now + MEDIA_PATIENCE);
                    None
                }
                ConnectionState::Failed | ConnectionState::Closed => Some(Command::HangUp { call }),
                ConnectionState::New | ConnectionState::Connecting => None,
            },
            Event::Ended { call, .. } => {
                self.silent.stop(call);
                self.callers.remove(&call);
                None
            }
            Event::Link { .. }
            | Event::Registered { .. }
            | Event::RefreshFailed { .. }
            | Event::Unregistered { .. }
            | Event::Progress { .. }
            | Event::Answered { .. }
            | Event::RemoteHold { .. }
            | Event::Notify { .. }
            | Event::Tone { .. }
            | Event::MediaTrouble { .. }
            | Event::Warning { .. }
            | Event::NeedCredentials { .. }
            | Event::ChallengeRefused { .. } => None,
        }
    }

    fn on_call(&mut self, now: Instant, call: CallId, from: &Party) -> Option<Command> {
        self.callers.insert(call, line::shown(from.user.as_ref().unwrap_or(&from.uri)));
        match self.manner {
            Manner::NoAnswer => None,
            Manner::Busy => Some(Command::Decline { call, manner: ua::Manner::Busy }),
            Manner::Decline => Some(Command::Decline { call, manner: ua::Manner::Everywhere }),
            Manner::Echo if self.hosts.len() >= MOST_CALLS => {
                Some(Command::Decline { call, manner: ua::Manner::Busy })
            }
            Manner::Echo => {
                self.silent.set(call, now + MEDIA_PATIENCE);
                Some(Command::Answer { call, audio: AudioWish::Sendrecv })
            }
        }
    }

    fn caller(&self, call: CallId) -> String {
        self.callers.get(&call).cloned().unwrap_or_else(|| "somebody".to_owned())
    }
}
