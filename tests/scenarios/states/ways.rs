//! The link and the registration.

use core::time::Duration;

use bellwire::message::{Message, Method, Name};
use bellwire::transaction::LinkId;
use bellwire::ua::{Command, Config, Input as UaInput, LinkClosure, MisuseKind, Network};

use super::{Input, State, check, last, lose};
use crate::support::{Agent, Script};

fn idle() -> Script {
    Script { agent: Agent::new(Config::new("wss://sip.example.com", "sip:alice@example.com"), 1) }
}

/// Registering, with a password.
fn registering() -> Script {
    Script::new()
}

fn refused() -> Script {
    let mut script = registering();
    let register = script.expect("REGISTER");
    script.reply(&register, 403);
    script
}

const STATES: &[State] = &[
    ("never started", idle),
    ("link opening", || {
        let mut script = idle();
        script.command(Command::Start).unwrap();
        script
    }),
    ("link waiting", || {
        let mut script = Script::unregistered();
        lose(&mut script);
        script
    }),
    ("link open, no registration", Script::unregistered),
    ("registering", registering),
    ("registered", Script::registered),
    ("registration waiting", || {
        let mut script = registering();
        let register = script.expect("REGISTER");
        script.reply(&register, 500);
        script
    }),
    ("registration refused", refused),
    ("leaving", || {
        let mut script = Script::registered();
        script.command(Command::Close).unwrap();
        script
    }),
    ("closed", || {
        let mut script = Script::unregistered();
        script.command(Command::Close).unwrap();
        script
    }),
];

const INPUTS: &[Input] = &[
    ("start", |script| script.command(Command::Start)),
    ("close", |script| script.command(Command::Close)),
    ("call", |script| script.call(1, "bob").map(drop)),
    ("hang up", |script| script.command(Command::HangUp { call: crate::support::CALL })),
    ("forgetAuth", |script| script.command(Command::ForgetAuth)),
    ("link opened", |script| opened(script)),
    ("link refused", |script| closed(script, LinkClosure::Refused)),
    ("link without sip", |script| closed(script, LinkClosure::WrongSubprotocol)),
    ("link closed", |script| closed(script, LinkClosure::Closed { code: 1006, reason: String::new() })),
    ("another link opened", |script| script.input(UaInput::LinkOpened(LinkId(99)))),
    ("another link closed", |script| script.input(UaInput::LinkClosed(LinkId(99), LinkClosure::Refused))),
    ("ping", |script| frame(script, b"\r\n\r\n".to_vec())),
    ("pong", |script| frame(script, b"\r\n".to_vec())),
    ("garbage", |script| frame(script, b"garbage".to_vec())),
    ("OPTIONS", |script| {
        let request = script.bobs_request("OPTIONS", "1", 1, None);
        frame(script, Message::Request(request).to_bytes().unwrap())
    }),
    ("INVITE", |script| {
        let request = script.bobs_request("INVITE", "1", 1, None);
        frame(script, Message::Request(request).to_bytes().unwrap())
    }),
    ("200", |script| answer(script, 200)),
    ("401", |script| answer(script, 401)),
    ("403", |script| answer(script, 403)),
    ("423", |script| answer(script, 423)),
    ("503", |script| answer(script, 503)),
    ("online", |script| script.input(UaInput::Network(Network::Online))),
    ("offline", |script| script.input(UaInput::Network(Network::Offline))),
    ("resumed", |script| script.input(UaInput::Network(Network::Resumed))),
    ("one wake too many", |script| script.input(UaInput::Wake)),
    ("64 × T1", |script| {
        script.pass(Duration::from_secs(32));
        Ok(())
    }),
];

#[test]
fn every_state_of_link_and_registration_has_an_outcome_for_everything() {
    check("ways", STATES, INPUTS);
}

/// The link it has or wants, or the first that there will be.
fn link(script: &Script) -> LinkId {
    script.link.unwrap_or(LinkId(1))
}

fn opened(script: &mut Script) -> Result<(), MisuseKind> {
    let link = link(script);
    script.input(UaInput::LinkOpened(link))
}

fn closed(script: &mut Script, closure: LinkClosure) -> Result<(), MisuseKind> {
    let link = link(script);
    script.input(UaInput::LinkClosed(link, closure))
}

fn frame(script: &mut Script, bytes: Vec<u8>) -> Result<(), MisuseKind> {
    let link = link(script);
    script.input(UaInput::Received(link, bytes))
}

/// The registrar answers the last REGISTER, if there was one.
fn answer(script: &mut Script, status: u16) -> Result<(), MisuseKind> {
    let Some(register) = last(script, &Method::Register) else { return Ok(()) };
    let mut response = register.response(status);
    response.headers.set_to_tag("registrar");
    match status {
        200 => response.headers.copy(&Name::Contact, &register.headers),
        401 => response.headers.push(Name::WwwAuthenticate, "Digest realm=\"r\", nonce=\"n\""),
        423 => response.headers.push(Name::MinExpires, "1200"),
        _ => {}
    }
    frame(script, Message::Response(response).to_bytes().unwrap())
}
