//! The loop between the user agent and the browser.
//!
//! An input is handled at once and its whole drain taken into a list; the list is carried out in a microtask, in order,
//! the events of a drain last. So a command never causes an event before it has returned, and a listener may do whatever
//! it likes, even free the driver: nothing is borrowed while foreign code runs.

use alloc::rc::{Rc, Weak};
use core::cell::{Cell, RefCell};

use gloo::timers::callback::Timeout;
use js_sys::Function;

use super::clock;
use super::entropy::BrowserEntropy;
use super::message::Message;
use super::socket::{Heard, Socket};
use crate::browser::task::soon;
use crate::table::pop_first;
use crate::time::{Instant, Now};
use crate::transaction::LinkId;
use crate::ua::{Command, Config, ConfigError, Input, LinkClosure, MisuseKind, Output, UserAgent};

/// 24.8 days.
const MAX_DELAY: u32 = i32::MAX as u32;

/// What is left of an `Output` once the drain is taken.
enum Effect {
    Transmit(LinkId, Vec<u8>),
    Open(LinkId, String),
    Close(LinkId),
    Emit(Message),
}

/// A user agent with its sockets and its timer.
pub(crate) struct Driver {
    agent: RefCell<UserAgent>,
    effects: RefCell<Vec<Effect>>,
    /// A microtask that carries out `effects` is due or runs.
    running: Cell<bool>,
    links: RefCell<Vec<(LinkId, Rc<Socket>)>>,
    timer: Cell<Option<Timeout>>,
    /// Makes a WebSocket.
    connect: Function,
    emit: Box<dyn Fn(&Message)>,
}

impl Driver {
    /// A driver that tells `emit` what concerns the page, and whose WebSockets come from `connect`.
    pub(crate) fn new(
        config: Config,
        connect: Function,
        emit: Box<dyn Fn(&Message)>,
    ) -> Result<Rc<Self>, ConfigError> {
        let agent = UserAgent::new(config, Box::new(BrowserEntropy))?;
        Ok(Rc::new(Self {
            agent: RefCell::new(agent),
            effects: RefCell::default(),
            running: Cell::new(false),
            links: RefCell::default(),
            timer: Cell::new(None),
            connect,
            emit,
        }))
    }

    /// What the application wants. What it causes is told in a microtask, never from within.
    pub(crate) fn command(self: &Rc<Self>, command: Command) -> Result<(), MisuseKind> {
        self.feed(Input::Command(command))
    }

    /// Anything else that happened; only a command can be misused.
    pub(crate) fn input(self: &Rc<Self>, input: Input) {
        let _ = self.feed(input);
    }

    /// What the next user agent has to know.
    pub(crate) fn memory(&self) -> String {
        self.agent.borrow().memory()
    }

    /// Ends everything at once: sockets close, the timer stops, nothing more is told.
    pub(crate) fn stop(&self) {
        self.effects.take();
        self.timer.take();
        self.links.take();
    }

    fn feed(self: &Rc<Self>, input: Input) -> Result<(), MisuseKind> {
        let now = clock::now();
        let (outcome, deadline) = self.drain(now, input);
        self.timer.set(deadline.map(|deadline| {
            let driver = Rc::downgrade(self);
            Timeout::new(delay(now.mono, deadline), move || Self::wake(&driver))
        }));
        if !self.effects.borrow().is_empty() && !self.running.replace(true) {
            let driver = Rc::downgrade(self);
            soon(Box::new(move || Self::carry_out(&driver)));
        }
        outcome
    }

    /// Handles one input and takes all that comes of it, the events last.
    fn drain(&self, now: Now, input: Input) -> (Result<(), MisuseKind>, Option<Instant>) {
        let mut agent = self.agent.borrow_mut();
        let mut effects = self.effects.borrow_mut();
        let outcome = agent.handle_input(now, input);
        let mut events = Vec::new();
        loop {
            match agent.poll_output() {
                Output::Wait(deadline) => {
                    effects.extend(events);
                    return (outcome, deadline);
                }
                Output::Event(event) => events.push(Effect::Emit(Message::Event(event))),
                Output::Transmit(link, message) => effects.push(Effect::Transmit(link, message)),
                Output::OpenLink(link, url) => effects.push(Effect::Open(link, url)),
                Output::CloseLink(link) => effects.push(Effect::Close(link)),
                Output::Media(call, peer, request) => {
                    effects.push(Effect::Emit(Message::Media(call, peer, request)));
                }
                Output::Trace(trace) => effects.push(Effect::Emit(Message::Trace(trace))),
            }
        }
    }

    fn wake(driver: &Weak<Self>) {
        if let Some(driver) = driver.upgrade() {
            driver.input(Input::Wake);
        }
    }

    fn carry_out(driver: &Weak<Self>) {
        let Some(driver) = driver.upgrade() else { return };
        while let Some(effect) = driver.next_effect() {
            match effect {
                Effect::Transmit(link, message) => {
                    if let Some(socket) = driver.socket(link) {
                        socket.send(&message);
                    }
                }
                Effect::Open(link, url) => driver.open(link, &url),
                Effect::Close(link) => driver.forget(link),
                Effect::Emit(message) => (driver.emit)(&message),
            }
        }
        driver.running.set(false);
    }

    fn next_effect(&self) -> Option<Effect> {
        pop_first(&mut self.effects.borrow_mut())
    }

    fn open(self: &Rc<Self>, link: LinkId, url: &str) {
        let driver = Rc::downgrade(self);
        let hear = Rc::new(move |heard| {
            if let Some(driver) = driver.upgrade() {
                driver.hear(link, heard);
            }
        });
        match Socket::open(&self.connect, url, hear) {
            Ok(socket) => self.links.borrow_mut().push((link, socket)),
            // The constructor refuses what is no URL, and ws: from an https: page.
            Err(_) => self.input(Input::LinkClosed(link, LinkClosure::Refused)),
        }
    }

    fn hear(self: &Rc<Self>, link: LinkId, heard: Heard) {
        self.input(match heard {
            Heard::Opened => Input::LinkOpened(link),
            Heard::Received(message) => Input::Received(link, message),
            Heard::Closed(closure) => {
                self.forget(link);
                Input::LinkClosed(link, closure)
            }
        });
    }

    fn socket(&self, link: LinkId) -> Option<Rc<Socket>> {
        self.links.borrow().iter().find(|(id, _)| *id == link).map(|(_, socket)| Rc::clone(socket))
    }

    fn forget(&self, link: LinkId) {
        let mut links = self.links.borrow_mut();
        let gone = links.iter().position(|(id, _)| *id == link).map(|index| links.swap_remove(index));
        drop(links);
        drop(gone);
    }
}

/// The delay for `setTimeout`, which counts in 31 bits; waking too soon does nothing.
fn delay(now: Instant, deadline: Instant) -> u32 {
    u32::try_from(deadline.0.saturating_sub(now.0)).map_or(MAX_DELAY, |delay| delay.min(MAX_DELAY))
}
