//! Calls whose offer the caller leaves to the callee (RFC 3261 §13.2.1, RFC 3264).

use core::time::Duration;

use bellwire::message::{Message, Name, Request};
use bellwire::ua::media::MediaRequest;
use bellwire::ua::{Command, Config, EndedBy, Event, FailureKind, LinkClosure, MisuseKind, Ringing};

use crate::expect_event;
use crate::support::{Agent, CALL, Row, Script, row, sdp};

/// The callee takes the call and offers this.
fn offer(script: &mut Script, invite: &Request, tag: &str, description: &str) {
    script.accept_with(invite, tag, "", |ok| ok.body = description.into());
}

/// The description in an ACK.
fn answer_in(ack: &Request) -> String {
    let is_sdp = ack.headers.text(&Name::ContentType) == Ok("application/sdp");
    assert!(is_sdp, "an offer is answered in the ACK");
    String::from_utf8_lossy(&ack.body).into_owned()
}

/// It refuses every line of [`sdp`], with what RFC 8866 §5 asks for.
fn assert_refuses_all(ack: &Request) {
    assert_eq!(
        answer_in(ack),
        "v=0\r\no=- 0 0 IN IP4 0.0.0.0\r\ns=-\r\nc=IN IP4 0.0.0.0\r\nt=0 0\r\n\
        m=audio 0 UDP/TLS/RTP/SAVPF 111 0 8 101\r\na=mid:0\r\n"
    );
}

/// INV-02, S-49.
#[test]
fn an_offer_that_comes_in_the_2xx_is_answered_in_the_ack() {
    row("S-49", Script::registered, |script| {
        let invite = script.dial_without_offer("bob");
        assert!(invite.body.is_empty() && !invite.headers.has(&Name::ContentType));
        assert_eq!(invite.headers.text(&Name::Accept), Ok("application/sdp"));
        script.reply(&invite, 180);
        expect_event!(script, Event::Progress { status: 180, ringing: Ringing::Local, .. });
        offer(script, &invite, "peer", &sdp("bob"));
        let ack = script.expect("ACK");
        assert!(answer_in(&ack).contains("s=local1"));
        assert_eq!(ack.uri, "sip:bob@peer.invalid;transport=ws");
        expect_event!(script, Event::Answered { call: CALL });
        assert_eq!(script.media.log, ["offer bob"]);
        offer(script, &invite, "peer", &sdp("bob"));
        assert_eq!(script.expect("ACK").to_bytes(), ack.to_bytes(), "the same to the same 2xx");
        script.hang_up(CALL);
        let bye = script.expect("BYE");
        script.reply(&bye, 200);
    });
}

/// Takes from one what it sent, and gives it to the other.
fn carry(from: &mut Agent, to: &mut Agent) {
    while let Some(bytes) = from.sent.pop_front() {
        to.receive(&bytes);
    }
}

/// INV-02, S-49 and S-51 against each other.
#[test]
fn two_agents_agree_when_the_callee_offers() {
    Row::new("S-49").run(Script::unregistered, |script| {
        let mut config = Config::new("wss://sip.example.com", "sip:bob@example.com");
        config.register = false;
        let mut bob = Agent::new(config, 2);
        bob.command(Command::Start).unwrap();
        bob.open_link();
        bob.events.clear();
        script.call_with(CALL.0, "bob", true).unwrap();
        carry(script, &mut bob);
        let call = expect_event!(bob, Event::Incoming { call, .. } => call);
        carry(&mut bob, script);
        bob.command(Command::Answer { call, audio: Default::default() }).unwrap();
        carry(&mut bob, script);
        expect_event!(script, Event::Progress { status: 180, .. });
        expect_event!(script, Event::Answered { call: CALL });
        assert_eq!(script.media.log, ["offer local1"]);
        assert!(bob.events.is_empty(), "there is no answer yet");
        carry(script, &mut bob);
        expect_event!(bob, Event::Answered { .. });
        assert_eq!(bob.media.log, ["answer local1"]);
        script.hang_up(CALL);
        carry(script, &mut bob);
        expect_event!(bob, Event::Ended { by: EndedBy::Remote, failure: None, .. });
        carry(&mut bob, script);
    });
}

/// S-49: the person is asked before the callee is, so that no ACK waits for them (decision 9).
#[test]
fn the_invite_waits_for_the_microphone() {
    row("S-49, prompt", Script::registered, |script| {
        script.media.hold = true;
        script.call_with(CALL.0, "bob", true).unwrap();
        script.expect_silence();
        assert!(matches!(script.media.held.as_slice(), [(_, MediaRequest::Negotiate { .. })]));
        script.release_media();
        let invite = script.expect("INVITE");
        offer(script, &invite, "peer", &sdp("bob"));
        script.expect("ACK");
        expect_event!(script, Event::Answered { .. });
    });
}

#[test]
fn without_a_microphone_nobody_is_called() {
    row("S-49, denied", Script::registered, |script| {
        script.media.microphone_denied = true;
        script.call_with(CALL.0, "bob", true).unwrap();
        expect_event!(script, Event::Ended { by: EndedBy::Local, failure: Some(failure), .. }
            if failure.kind == FailureKind::MicrophoneDenied);
        script.expect_silence();
    });
}

#[test]
fn hanging_up_while_the_microphone_is_asked_for_calls_nobody() {
    row("S-49, hung up at the prompt", Script::registered, |script| {
        script.media.hold = true;
        script.call_with(CALL.0, "bob", true).unwrap();
        script.hang_up(CALL);
        expect_event!(script, Event::Ended { by: EndedBy::Local, failure: None, .. });
        script.release_media();
        script.expect_silence();
    });
}

/// INV-05: who else answers a fork hears that the call is taken.
#[test]
fn a_second_offer_of_a_fork_is_refused_in_its_ack_and_ended() {
    for first_is_slow in [false, true] {
        row("S-49, fork", Script::registered, |script| {
            let invite = script.dial_without_offer("bob");
            script.media.hold = first_is_slow;
            offer(script, &invite, "desk", &sdp("desk"));
            if !first_is_slow {
                script.expect("ACK");
            }
            offer(script, &invite, "mobile", &sdp("mobile"));
            let ack = script.expect("ACK");
            assert_eq!(ack.headers.to().unwrap().tag(), Some("mobile"));
            assert_refuses_all(&ack);
            let bye = script.expect("BYE");
            assert!(bye.headers.text(&Name::Reason).is_ok_and(|reason| reason.contains("cause=200")));
            script.reply(&bye, 200);
            if first_is_slow {
                offer(script, &invite, "desk", &sdp("desk"));
                script.expect_silence();
                script.release_media();
                assert_eq!(script.expect("ACK").headers.to().unwrap().tag(), Some("desk"));
            }
            expect_event!(script, Event::Answered { .. });
        });
    }
}

/// UAC-13: an offer that crosses our CANCEL.
#[test]
fn an_offer_to_a_call_that_was_given_up_is_refused_in_its_ack_and_ended() {
    row("S-49, CANCEL", Script::registered, |script| {
        let invite = script.dial_without_offer("bob");
        script.reply(&invite, 180);
        script.hang_up(CALL);
        let cancel = script.expect("CANCEL");
        offer(script, &invite, "peer", &sdp("bob"));
        assert_refuses_all(&script.expect("ACK"));
        let bye = script.expect("BYE");
        script.reply(&cancel, 200);
        script.reply(&bye, 200);
    });
}

/// Nothing of an offer is taken: the ACK says so, and BYE why. Decision 7.
#[test]
fn an_offer_that_cannot_be_answered_is_refused_in_the_ack_and_ended_with_a_reason() {
    let plain =
        "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n";
    let video = sdp("video").replace("m=audio", "m=video");
    // What is offered, what the browser makes of it, why the call fails, and the answer's line.
    type Case<'a> = (&'a str, fn(&mut Script), FailureKind, &'a str);
    let cases: [Case<'_>; 4] = [
        (plain, |_| {}, FailureKind::NotWebrtc, "m=audio 0 RTP/AVP 0\r\n"),
        (&video, |_| {}, FailureKind::Incompatible, "m=video 0 UDP/TLS/RTP/SAVPF 111 0 8 101\r\na=mid:0\r\n"),
        (
            &sdp("bob"),
            |script| script.media.refuse_remote = true,
            FailureKind::Incompatible,
            "m=audio 0 UDP/TLS/RTP/SAVPF 111 0 8 101\r\na=mid:0\r\n",
        ),
        (
            &sdp("bob"),
            |script| script.media.no_codec = true,
            FailureKind::Incompatible,
            "m=audio 0 UDP/TLS/RTP/SAVPF 111 0 8 101\r\na=mid:0\r\n",
        ),
    ];
    for (description, prepare, kind, refused) in cases {
        row("S-49, refused", Script::registered, |script| {
            let invite = script.dial_without_offer("bob");
            prepare(script);
            offer(script, &invite, "peer", description);
            let ack = script.expect("ACK");
            assert!(answer_in(&ack).ends_with(&format!("t=0 0\r\n{refused}")), "{}", answer_in(&ack));
            let reason = script.sent.front().map(|bytes| String::from_utf8_lossy(bytes).into_owned());
            assert!(reason.is_some_and(|bye| bye.contains("Reason: SIP;cause=488")));
            script.expect_bye_for(kind);
        });
    }
}

#[test]
fn a_2xx_without_an_offer_is_confirmed_and_ended() {
    row("S-49, no offer", Script::registered, |script| {
        let invite = script.dial_without_offer("bob");
        script.reply(&invite, 200);
        assert!(script.expect("ACK").body.is_empty());
        script.expect_bye_for(FailureKind::Protocol);
    });
}

/// What an unreliable 18x describes is no offer to be answered; where the 2xx has none, it is taken for it (decision 2).
#[test]
fn what_a_183_describes_is_answered_when_the_2xx_describes_nothing() {
    row("S-49, 183", Script::registered, |script| {
        let invite = script.dial_without_offer("bob");
        script.preview(&invite, "peer", "early");
        expect_event!(script, Event::Progress { status: 183, ringing: Ringing::None, .. });
        assert!(script.media.log.is_empty(), "nothing is applied that was not offered");
        script.reply(&invite, 200);
        assert!(answer_in(&script.expect("ACK")).contains("s=local1"));
        expect_event!(script, Event::Answered { .. });
        assert_eq!(script.media.log, ["offer early"]);
        script.expect_mended_theirs();
    });
}

/// A call that was accepted, and our answer is still being made.
pub(crate) fn confirming(script: &mut Script) -> Request {
    let invite = script.dial_without_offer("bob");
    script.media.hold = true;
    offer(script, &invite, "peer", &sdp("bob"));
    script.expect_silence();
    invite
}

#[test]
fn hanging_up_before_the_answer_is_made_sends_an_ack_that_refuses_and_bye() {
    row("S-49, hung up", Script::registered, |script| {
        let invite = confirming(script);
        script.hang_up(CALL);
        let ack = script.expect("ACK");
        assert_refuses_all(&ack);
        let bye = script.expect("BYE");
        expect_event!(script, Event::Ended { by: EndedBy::Local, failure: None, .. });
        script.reply(&bye, 200);
        script.release_media();
        offer(script, &invite, "peer", &sdp("bob"));
        assert_eq!(script.expect("ACK").to_bytes(), ack.to_bytes());
        script.expect_silence();
    });
}

#[test]
fn a_bye_before_our_ack_ends_the_call_and_is_no_reason_to_send_none() {
    row("S-49, their BYE", Script::registered, |script| {
        let invite = confirming(script);
        script.bye_from_bob(&with_tag(&invite));
        script.expect_status(200);
        assert_refuses_all(&script.expect("ACK"));
        expect_event!(script, Event::Ended { by: EndedBy::Remote, failure: None, .. });
        script.release_media();
        script.expect_silence();
    });
}

/// The peer gives up after 64 × T1 without an ACK (RFC 3261 §13.3.1.4), and so do we.
#[test]
fn a_browser_that_never_answers_ends_the_call_after_64_t1() {
    Row::new("S-49, silent browser").unstretched().run(Script::registered, |script| {
        confirming(script);
        script.pass(Duration::from_millis(31_999));
        script.expect_silence();
        script.pass(Duration::from_millis(1));
        assert_refuses_all(&script.expect("ACK"));
        let bye = script.expect("BYE");
        script.reply(&bye, 200);
        expect_event!(script, Event::Ended { by: EndedBy::Network, failure: Some(_), .. });
    });
}

/// RFC 3311 §5.2: the offer that is not answered comes first.
#[test]
fn no_other_offer_is_taken_before_the_first_is_answered() {
    row("S-49, UPDATE", Script::registered, |script| {
        let invite = script.dial_without_offer("bob");
        script.reply(&invite, 180);
        expect_event!(script, Event::Progress { .. });
        update(script, &invite, 1);
        script.expect_status(491);
        script.media.hold = true;
        offer(script, &invite, "peer", &sdp("bob"));
        update(script, &invite, 2);
        assert!(script.expect_status(500).headers.has(&Name::RetryAfter));
        script.release_media();
        script.expect("ACK");
        expect_event!(script, Event::Answered { .. });
    });
}

/// The link breaks while the answer is made, and the ACK goes over the next.
#[test]
fn an_answer_that_is_ready_without_a_link_waits_for_the_next() {
    let mut script = Script::unregistered();
    confirming(&mut script);
    script.lose_link(LinkClosure::Closed { code: 1006, reason: String::new() });
    script.release_media();
    script.pass(Duration::from_secs(2));
    script.expect_silence();
    script.open_link();
    assert!(answer_in(&script.expect("ACK")).contains("s=local1"));
    script.events.retain(|event| !matches!(event, Event::Link { .. }));
    expect_event!(script, Event::Answered { .. });
}

/// AUT-05: the second INVITE offers as little as the first.
#[test]
fn a_challenge_changes_nothing() {
    row("S-49, 407", Script::registered, |script| {
        let first = script.dial_without_offer("bob");
        script.reply_with(&first, 407, |response| {
            response.headers.push(Name::ProxyAuthenticate, "Digest realm=\"p\", nonce=\"x\"");
        });
        script.expect("ACK");
        let second = script.expect("INVITE");
        assert!(second.body.is_empty() && !second.headers.has(&Name::ContentType));
        offer(script, &second, "peer", &sdp("bob"));
        assert!(script.expect("ACK").headers.has(&Name::ProxyAuthorization));
        expect_event!(script, Event::Answered { .. });
    });
}

#[test]
fn tones_wait_for_the_answer() {
    let mut script = Script::unregistered();
    confirming(&mut script);
    let tones = Command::SendTones { call: CALL, tones: "1".into() };
    assert_eq!(script.command(tones), Err(MisuseKind::WrongState));
}

/// The request as the peer's requests refer to it, with the tag that the peer has.
fn with_tag(invite: &Request) -> Request {
    let mut tagged = invite.clone();
    let to = tagged.headers.text(&Name::To).unwrap_or_default().to_owned();
    tagged.headers.set(Name::To, format!("{to};tag=peer"));
    tagged
}

/// Bob offers in an UPDATE of the dialog that this INVITE began.
fn update(script: &mut Script, invite: &Request, number: u32) {
    let mut update = script.bobs_request("UPDATE", &format!("update{number}"), number, None);
    let ours = with_tag(invite);
    for (name, from) in [(Name::From, Name::To), (Name::To, Name::From), (Name::CallId, Name::CallId)] {
        update.headers.set(name, ours.headers.text(&from).unwrap().to_owned());
    }
    update.headers.push(Name::ContentType, "application/sdp");
    update.body = sdp("other").into();
    script.send(&Message::Request(update));
}
