//! Tones played into a call (RFC 4733), and a microphone that is gone.

use bellwire::ua::media::{MediaError, MediaErrorKind, MediaReply};
use bellwire::ua::{Command, Event, FailureKind, MisuseKind};

use crate::expect_event;
use crate::support::{CALL, Script, row, sdp};

fn send(script: &mut Script, tones: &str) -> Result<(), MisuseKind> {
    script.command(Command::SendTones { call: CALL, tones: tones.into() })
}

fn expect_tone(script: &mut Script, tone: &str) {
    expect_event!(script, Event::Tone { tone: played, .. } => assert_eq!(played, tone));
}

/// S-6K, INV-25: each tone is told as it is played, and then that none is left.
#[test]
fn tones_go_into_the_audio_one_after_another() {
    row("S-6K", Script::registered, |script| {
        script.talk();
        send(script, "1#,d").unwrap();
        for tone in ["1", "#", ",", "d", ""] {
            expect_tone(script, tone);
        }
        script.expect_silence();
        script.hang_up(CALL);
    });
}

/// A machine may ask for digits before it takes the call, by early media.
#[test]
fn tones_go_into_a_call_that_is_not_answered_yet() {
    let mut script = Script::registered();
    let invite = script.dial("bob");
    script.preview(&invite, "a", &sdp("machine"));
    expect_event!(script, Event::Progress { .. });
    send(&mut script, "5").unwrap();
    expect_tone(&mut script, "5");
}

#[test]
fn what_is_no_tone_is_refused_and_so_are_tones_for_a_call_that_rings_here() {
    let mut script = Script::registered();
    assert_eq!(send(&mut script, "1"), Err(MisuseKind::NoSuchCall));
    script.talk();
    for nonsense in ["", "1 2", "p", "1\r\n", "\u{661}"] {
        assert_eq!(send(&mut script, nonsense), Err(MisuseKind::Tones), "{nonsense:?}");
    }
    let ringing = script.ring();
    let refused = script.command(Command::SendTones { call: ringing.call, tones: "1".into() });
    assert_eq!(refused, Err(MisuseKind::WrongState));
}

#[test]
fn a_peer_that_takes_no_tones_is_told_and_the_call_goes_on() {
    row("no tones", Script::registered, |script| {
        script.media.takes_no_tones = true;
        script.talk();
        send(script, "1").unwrap();
        expect_event!(script, Event::MediaTrouble { failure, .. } if failure.kind == FailureKind::NoTones);
        script.expect_silence();
        script.hang_up(CALL);
    });
}

#[test]
fn a_microphone_that_is_unplugged_is_told_and_the_call_goes_on() {
    row("microphone lost", Script::registered, |script| {
        script.talk();
        let error = MediaError { kind: MediaErrorKind::MicrophoneLost, detail: String::new() };
        script.notice(MediaReply::Trouble { error });
        expect_event!(script, Event::MediaTrouble { failure, .. } if failure.kind == FailureKind::MicrophoneLost);
        script.expect_silence();
        script.hang_up(CALL);
    });
}
