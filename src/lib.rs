//! Bellwire is a SIP user agent for the browser: it registers at a SIP server over a WebSocket (RFC 7118), places and
//! takes calls, and leaves the media to the browser's own WebRTC.
//!
//! This page is the manual of the core. Web developers use the npm package in `www/bellwire`, whose `Phone` and `Call`
//! wrap what is described here.
//!
//! # The core has no clock, no randomness and no network
//!
//! [`ua::UserAgent`] is a state machine. It is told everything that happens and says what is to be done; whoever drives
//! it owns the clock, the WebSocket and the peer connections. So the same inputs always give the same bytes, a whole
//! call runs in a test in microseconds, and nothing here can block, panic over a closed socket, or wait for a promise.
//!
//! # The run loop
//!
//! 1. Feed one input with [`handle_input`](ua::UserAgent::handle_input): a message came, a link opened, the application
//!    wants something, or the deadline has come ([`Input::Wake`](ua::Input::Wake)).
//! 2. Drain [`poll_output`](ua::UserAgent::poll_output) until it says [`Output::Wait`](ua::Output::Wait), and carry out
//!    every effect, events last.
//! 3. Sleep until the deadline in `Wait` or the next input, whichever is first. Go to 1.
//!
//! What a peer sends is never an error, whatever it is. Only misuse by the application is.
//!
//! ```
//! use bellwire::entropy::Entropy;
//! use bellwire::time::{Instant, Now, WallClock};
//! use bellwire::ua::{CallId, Command, Config, Event, Input, Output, UserAgent};
//!
//! struct Dice(u8);
//! impl Entropy for Dice {
//!     fn fill(&mut self, bytes: &mut [u8]) {
//!         // A real driver asks the operating system.
//!         for byte in bytes {
//!             self.0 = self.0.wrapping_mul(5).wrapping_add(1);
//!             *byte = self.0;
//!         }
//!     }
//! }
//!
//! let mut config = Config::new("wss://sip.example.com", "sip:alice@example.com");
//! config.register = false;
//! let mut agent = UserAgent::new(config, Box::new(Dice(1))).expect("the configuration is good");
//!
//! let mut inputs = vec![Input::Command(Command::Start)];
//! let mut now = Now { mono: Instant(0), wall: WallClock(1_700_000_000_000) };
//! let mut sent = Vec::new();
//! while let Some(input) = inputs.pop() {
//!     agent.handle_input(now, input).expect("no misuse");
//!     loop {
//!         match agent.poll_output() {
//!             Output::Wait(_deadline) => break,
//!             Output::OpenLink(link, _url) => inputs.push(Input::LinkOpened(link)), // a real one takes longer
//!             Output::Transmit(_link, bytes) => sent.push(bytes),
//!             Output::CloseLink(_) | Output::Trace(_) => {}
//!             Output::Media(_call, _peer, _request) => {} // to RTCPeerConnection; the reply is an input
//!             Output::Event(stamped) => println!("{:?}", stamped.event),
//!         }
//!     }
//!     now.mono = Instant(now.mono.0 + 10);
//! }
//! assert!(sent.is_empty(), "with `register: false` an open link is silent");
//! ```
//!
//! # Time
//!
//! [`time::Now`] carries two clocks. Transactions and limits run on the monotonic one; a registration's expiry is judged
//! by the wall clock, which goes on while a laptop sleeps. Every part of the agent says when it next wants to be woken,
//! and one wake too many does nothing.
//!
//! # Errors, by who is to blame
//!
//! | type | who | what then |
//! | --- | --- | --- |
//! | [`message::ParseError`] | the peer's bytes | a request is answered, anything else is told as [`Event::Warning`](ua::Event::Warning) |
//! | [`ua::MisuseKind`] | the application | nothing was done; the command returns it |
//! | [`ua::ConfigError`] | the application | there is no agent; it names the option |
//! | [`ua::Failure`] | the peer, the network, the page | in an event, with a kind one can act upon |
//!
//! # Who we are
//!
//! Challenges are answered from one memory of realms and nonces, which the registration and all calls share (`ua/login.rs`
//! and [`auth::Wallet`]): a refresh or a second call costs one round trip. What is not answered, and why, is told by
//! [`Event::ChallengeRefused`](ua::Event::ChallengeRefused). With [`Config::ask_credentials`](ua::Config::ask_credentials)
//! the application is asked by [`Event::NeedCredentials`](ua::Event::NeedCredentials) for what we have not; whatever needs it
//! waits, two minutes at the most. A server's own proof ([`auth::Wallet::accept`]) that is wrong is a warning.
//!
//! # What is not here yet
//!
//! A refused command is returned to the caller; with the core in a worker it will become an event. There is no snapshot to
//! resume a call after a reload. The peer may change a call that stands, and is answered at once; the application cannot yet:
//! our own re-INVITE only mends what the answer did not bring (`ua/call/reinvite.rs`).
//!
//! # The house
//!
//! An import only ever points down, and rooms of one floor do not know each other; `tests/house.rs` watches over it.
//!
//! | floor | room | what is in it | RFC |
//! | --- | --- | --- | --- |
//! | 6 | `exports` | the classes that JavaScript sees | |
//! | 5 | `browser::core`, `browser::page` | the driver; peer connections and microphones | 6455, 8829 |
//! | 5 | [`plain`] | what leaves the core as plain data, field by field | |
//! | 4 | [`ua`] | link, registration, calls, the answer to every request | 3261 §8 §10 §13–15, 3327, 3608, 5626, 5627, 7118 |
//! | 3 | [`dialog`] | dialogs and their usages, offer/answer | 3261 §12, 3264, 5057, 6337 |
//! | 2 | [`transaction`], [`auth`] | the four machines; digest | 3261 §17, 4320, 6026; 7616, 8760 |
//! | 1 | [`message`], [`sdp`] | bytes to typed messages and back; what must be read of SDP | 3261 §7 §19 §20 §25, 5621, 5954; 8866 |
//! | 0 | [`time`], [`entropy`] | time and randomness as arguments | |
//! | −1 | [`mod@table`], [`text`], `browser::task`, `browser::listeners` | small tools that know nothing of SIP | |
//!
//! The user agent has floors of its own, from what is said and told ([`ua::Event`], [`ua::Command`]) over the desk that all
//! share (`ua/desk.rs`) to who works at it: the link, challenges, registration, calls, and the answer to what comes in.
//!
//! # Words of our own
//!
//! | word | what it means here |
//! | --- | --- |
//! | desk | what the parts of the user agent core (RFC 3261 §8) share: link, clock, transactions, deadlines, effects |
//! | wallet | credentials, the realms they are for, and the nonces of each |
//! | pen | writes a description of media line by line |
//! | deed | what a client transaction does about an input, beside moving to another state |
//! | news | what a reply of the browser means for its call |
//! | manner | how a call is declined: busy here, declined everywhere, or nobody is here to decide |
//!
//! A number such as "decision 8" is a row of `docs/decisions.md`, which also says what S-30, P1 and MSG-01 are.
//!
//! # Where does a new thing belong?
//!
//! - **A header**: a row in `message/name.rs` and, if its value has a grammar, a file in `message/header/` with parser,
//!   printer and tests. Who uses it reads it where it needs it: nothing is parsed before somebody asks.
//! - **A timer of a transaction**: `transaction/timer.rs` and the machine that runs it. **Any other deadline**: a name in
//!   `ua/alarm.rs`, set where the wait begins.
//! - **A method that reaches us**: `ua/respond.rs` outside of a dialog, `ua/call/session.rs` inside a call, and
//!   `ua/call/change.rs` for what changes it; the list in `ALLOW` of `ua/desk.rs` says what we take. **A method we send**:
//!   the part of `ua` that wants it.
//! - **Something the application may ask for**: [`ua::Command`]; **something it is told**: [`ua::Event`] and its fields
//!   in [`plain`]; then `exports` and `www/bellwire`.
//! - **Something the browser must do**: [`ua::media::MediaRequest`], served by `browser::page`. **What no message tells**
//!   (silence, which microphone): `browser::page` and its `MediaHost` alone, which the page asks; the core hears nothing of it.

extern crate alloc;

pub mod auth;
pub mod dialog;
pub mod entropy;
pub mod message;
pub mod plain;
pub mod sdp;
pub mod table;
pub mod text;
pub mod time;
pub mod transaction;
pub mod ua;

#[cfg(target_arch = "wasm32")]
mod browser;
#[cfg(target_arch = "wasm32")]
mod exports;
