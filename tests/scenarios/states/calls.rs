//! The phases of a call.

use core::time::Duration;

use bellwire::auth::Key;
use bellwire::message::{Message, Method, Name};
use bellwire::ua::media::{
    ConnectionState, MediaError, MediaErrorKind, MediaReply, MediaRequest, PeerId, Stamp,
};
use bellwire::ua::{AskId, CallId, Command, Event, Input as UaInput, Manner, MisuseKind};

use super::{Input, State, check, last, lose};
use crate::support::{CALL, Script, sdp, sdp_answer};

const STATES: &[State] = &[
    ("preparing", || {
        let mut script = Script::unregistered();
        script.media.hold = true;
        script.call(1, "bob").unwrap();
        script
    }),
    ("inviting", || {
        let mut script = Script::unregistered();
        script.dial("bob");
        script
    }),
    ("inviting, it rings", || {
        let mut script = Script::unregistered();
        let invite = script.dial("bob");
        script.reply(&invite, 180);
        script
    }),
    ("inviting, early media", || {
        let mut script = Script::unregistered();
        let invite = script.dial("bob");
        script.preview(&invite, "peer", "early");
        script
    }),
    ("cancelled, held back", || {
        let mut script = Script::unregistered();
        script.dial("bob");
        script.hang_up(CALL);
        script
    }),
    ("cancelled", || {
        let mut script = Script::unregistered();
        let invite = script.dial("bob");
        script.reply(&invite, 180);
        script.hang_up(CALL);
        script
    }),
    ("accepted, browser busy", || {
        let mut script = Script::unregistered();
        let invite = script.dial("bob");
        script.media.hold = true;
        script.accept(&invite, "peer", "bob");
        script
    }),
    ("standing, ours", || {
        let mut script = Script::unregistered();
        script.talk();
        script
    }),
    ("ringing", || {
        let mut script = Script::unregistered();
        script.ring();
        script
    }),
    ("ringing, answer in the making", || {
        let mut script = Script::unregistered();
        let call = script.ring().call;
        script.media.hold = true;
        script.answer(call);
        script
    }),
    ("answering", || {
        let mut script = Script::unregistered();
        let call = script.ring().call;
        script.answer(call);
        script
    }),
    ("answering, hung up", || {
        let mut script = Script::unregistered();
        let call = script.ring().call;
        script.answer(call);
        script.hang_up(call);
        script
    }),
    ("standing, theirs", || {
        let mut script = Script::unregistered();
        script.talk_to_bob();
        script
    }),
    ("over, BYE out", || {
        let mut script = Script::unregistered();
        script.talk();
        script.hang_up(CALL);
        script
    }),
    ("over, BYE in", || {
        let mut script = Script::unregistered();
        let tag = script.talk_to_bob().tag;
        script.bob("BYE", "bye", 2, &tag);
        script
    }),
];

/// Also what happens to a call whose description is being changed.
pub(super) const INPUTS: &[Input] = &[
    ("call again", |script| script.call(1, "carol").map(drop)),
    ("answer", |script| with_call(script, |call| Command::Answer { call, audio: Default::default() })),
    ("decline", |script| with_call(script, |call| Command::Decline { call, manner: Manner::Busy })),
    ("redirect", |script| with_call(script, |call| Command::Redirect { call, target: "carol".into() })),
    ("tones", |script| with_call(script, |call| Command::SendTones { call, tones: "1".into() })),
    ("hang up", |script| with_call(script, |call| Command::HangUp { call })),
    ("100", |script| reply(script, 100)),
    ("180", |script| reply(script, 180)),
    ("183 with SDP", |script| {
        if let Some(invite) = last(script, &Method::Invite) {
            script.preview(&invite, "peer", "new");
        }
        Ok(())
    }),
    ("199", |script| reply(script, 199)),
    ("200 with SDP", |script| {
        if let Some(invite) = last(script, &Method::Invite) {
            script.accept(&invite, "peer", "bob");
        }
        Ok(())
    }),
    ("200 of a fork", |script| {
        if let Some(invite) = last(script, &Method::Invite) {
            script.accept(&invite, "fork", "fork");
        }
        Ok(())
    }),
    ("200 without SDP", |script| reply(script, 200)),
    ("302", |script| reply(script, 302)),
    ("407", |script| {
        if let Some(invite) = last(script, &Method::Invite) {
            script.reply_with(&invite, 407, |response| {
                response.headers.push(Name::ProxyAuthenticate, "Digest realm=\"p\", nonce=\"x\"");
            });
        }
        Ok(())
    }),
    ("486", |script| reply(script, 486)),
    ("500", |script| reply(script, 500)),
    ("INVITE again", |script| {
        script.invite("1", &sdp("bob"));
        Ok(())
    }),
    ("INVITE of another branch", |script| {
        script.invite("twin", &sdp("bob"));
        Ok(())
    }),
    ("CANCEL", |script| {
        script.bob("CANCEL", "1", 1, "");
        Ok(())
    }),
    ("ACK", |script| in_dialog(script, "ACK", 1)),
    ("BYE", |script| in_dialog(script, "BYE", 20)),
    ("BYE with an old number", |script| in_dialog(script, "BYE", 0)),
    ("re-INVITE", |script| offer_in_dialog(script, "INVITE", 20)),
    ("re-INVITE without SDP", |script| in_dialog(script, "INVITE", 20)),
    ("UPDATE", |script| offer_in_dialog(script, "UPDATE", 20)),
    ("UPDATE without SDP", |script| in_dialog(script, "UPDATE", 20)),
    ("ACK of a change", |script| in_dialog(script, "ACK", CHANGE)),
    ("ACK of a change, with SDP", |script| offer_in_dialog(script, "ACK", CHANGE)),
    ("CANCEL of a change", |script| {
        script.bob("CANCEL", &format!("INVITE{CHANGE}"), CHANGE, "");
        Ok(())
    }),
    ("491", |script| reply(script, 491)),
    ("NOTIFY", |script| in_dialog(script, "NOTIFY", 20)),
    ("an unknown method", |script| in_dialog(script, "DANCE", 20)),
    ("INFO", |script| in_dialog(script, "INFO", 20)),
    ("OPTIONS", |script| in_dialog(script, "OPTIONS", 20)),
    ("credentials given", |script| credentials(script, Some(Key::Password("secret".into())))),
    ("credentials refused", |script| credentials(script, None)),
    ("64 × T1", |script| {
        script.pass(Duration::from_secs(32));
        Ok(())
    }),
    ("five minutes", |script| {
        script.pass(Duration::from_secs(300));
        Ok(())
    }),
    ("link lost", |script| {
        lose(script);
        Ok(())
    }),
    ("media: connected", |script| {
        media(script, MediaReply::Connection { state: ConnectionState::Connected })
    }),
    ("media: trouble", |script| {
        let error = MediaError { kind: MediaErrorKind::MicrophoneLost, detail: String::new() };
        media(script, MediaReply::Trouble { error })
    }),
    ("media: unasked description", |script| media(script, MediaReply::Description { stamp: Stamp(99) })),
    ("media: unasked done", |script| media(script, MediaReply::Done { stamp: Stamp(99) })),
    ("media: unasked taken", |script| media(script, MediaReply::Taken { sdp: "v=0\r\n".into() })),
    ("media: step failed", |script| {
        let error = MediaError { kind: MediaErrorKind::Other, detail: String::new() };
        let held = &mut script.media.held;
        let asked = held.iter().position(|(_, request)| stamp(request).is_some()).map(|at| held.remove(at));
        let asked = asked.and_then(|(peer, request)| Some((peer, stamp(&request)?)));
        let (peer, stamp) = asked.unwrap_or((PeerId(1), Stamp(99)));
        script.input(UaInput::Media(peer, MediaReply::Failed { stamp, error }))
    }),
    ("media: done", |script| {
        script.release_media();
        Ok(())
    }),
];

#[test]
fn every_phase_of_a_call_has_an_outcome_for_everything() {
    check("calls", STATES, INPUTS);
}

/// A command for the call that the state is about.
fn with_call(script: &mut Script, command: fn(CallId) -> Command) -> Result<(), MisuseKind> {
    let ours = script.history.calls().contains_key(&CALL);
    script.command(command(if ours { CALL } else { CallId::FIRST_INCOMING }))
}

#[expect(clippy::unnecessary_wraps, reason = "it stands in a table beside what may be refused")]
fn reply(script: &mut Script, status: u16) -> Result<(), MisuseKind> {
    if let Some(invite) = last(script, &Method::Invite) {
        script.reply(&invite, status);
    }
    Ok(())
}

/// The number of the peer's request that a state is about.
pub(super) const CHANGE: u32 = 2;

/// The peer sends a request inside the dialog of the call, as far as there is one.
pub(super) fn in_dialog(script: &mut Script, method: &str, number: u32) -> Result<(), MisuseKind> {
    with_body(script, method, number, "")
}

/// The same with an offer, or an answer where it is an ACK.
pub(super) fn offer_in_dialog(script: &mut Script, method: &str, number: u32) -> Result<(), MisuseKind> {
    let description = if method == "ACK" { sdp_answer("change") } else { sdp("change") };
    with_body(script, method, number, &description)
}

#[expect(clippy::unnecessary_wraps, reason = "it stands in a table beside what may be refused")]
fn with_body(script: &mut Script, method: &str, number: u32, body: &str) -> Result<(), MisuseKind> {
    let tag = script.history.tag_of_ours().unwrap_or_else(|| "unknown".into());
    let mut request = script.bobs_request(method, &format!("{method}{number}"), number, Some(&tag));
    if !body.is_empty() {
        request.headers.push(Name::ContentType, "application/sdp");
        request.body = body.into();
    }
    if let Some(invite) = last(script, &Method::Invite) {
        request.headers.set(Name::CallId, invite.headers.call_id().unwrap_or_default());
        request.headers.set(Name::From, "<sip:bob@example.com>;tag=peer");
    }
    script.send(&Message::Request(request));
    Ok(())
}

/// The answer to what was asked last, if anything was.
fn credentials(script: &mut Script, key: Option<Key>) -> Result<(), MisuseKind> {
    let asked =
        |event: &Event| if let Event::NeedCredentials { ask, .. } = event { Some(*ask) } else { None };
    let ask = script.history.told().filter_map(asked).last().unwrap_or(AskId(99));
    script.command(Command::Credentials { ask, username: None, key })
}

/// The connection that a step was asked of says this, or else the first one.
fn media(script: &mut Script, reply: MediaReply) -> Result<(), MisuseKind> {
    let peer = script.media.held.last().map_or(PeerId(1), |(peer, _)| *peer);
    script.input(UaInput::Media(peer, reply))
}

fn stamp(request: &MediaRequest) -> Option<Stamp> {
    match request {
        MediaRequest::Negotiate { stamp, .. } => Some(*stamp),
        _ => None,
    }
}
