//! FreeSWITCH, imitated: it asks with 407, forgets a nonce after a minute, plays an announcement before it connects, and
//! offers session timers to everybody.

use core::time::Duration;

use bellwire::message::{Message, Name, Request};
use bellwire::ua::{EndedBy, Event, LinkClosure, LinkState, Ringing};

use crate::expect_event;
use crate::support::{Row, Script, body_of, row, sdp};

fn challenge(script: &mut Script, request: &Request, nonce: &str, stale: bool) -> Request {
    let is_register = request.method.as_str() == "REGISTER";
    let (status, name) =
        if is_register { (401, Name::WwwAuthenticate) } else { (407, Name::ProxyAuthenticate) };
    script.reply_with(request, status, |refusal| {
        let stale = if stale { ", stale=true" } else { "" };
        let challenge =
            format!("Digest realm=\"example.com\", nonce=\"{nonce}\"{stale}, algorithm=MD5, qop=\"auth\"");
        refusal.headers.push(name, challenge);
    });
    if !is_register {
        script.expect("ACK");
    }
    script.expect(request.method.as_str())
}

#[test]
fn it_asks_with_407_for_an_invite_and_is_answered() {
    row("FreeSWITCH, 407", Script::registered, |script| {
        let invite = script.dial("bob");
        let invite = challenge(script, &invite, "fs1", false);
        assert!(invite.headers.has(&Name::ProxyAuthorization));
        script.accept(&invite, "fs", "bob");
        script.expect("ACK");
        expect_event!(script, Event::Answered { .. });
    });
}

/// Decision 11: the nonce of the last REGISTER is dead by the next one; that is no refusal.
#[test]
fn it_forgets_a_nonce_after_a_minute_and_a_refresh_goes_on_with_the_next() {
    Row::new("FreeSWITCH, nonce").unstretched().run(Script::new, |script| {
        let register = script.expect("REGISTER");
        let register = challenge(script, &register, "fs1", false);
        script.grant(&register, 600);
        expect_event!(script, Event::Registered { .. });
        script.pass(Duration::from_secs(301));
        let refresh = script.expect("REGISTER");
        assert!(refresh.headers.has(&Name::Authorization), "it tries the nonce it has");
        let refresh = challenge(script, &refresh, "fs2", true);
        let answer = &refresh.headers.credentials(&Name::Authorization)[0];
        assert_eq!(answer.get("nonce").as_deref(), Some("fs2"));
        assert_eq!(answer.get("nc").as_deref(), Some("00000001"));
        script.grant(&refresh, 600);
        expect_event!(script, Event::Registered { .. });
        assert!(script.events.is_empty(), "the person never hears of it");
    });
}

#[test]
fn it_connects_with_another_description_than_it_announced_with() {
    row("FreeSWITCH, 183", Script::registered, |script| {
        let invite = script.dial("bob");
        script.preview(&invite, "fs", "announcement");
        expect_event!(script, Event::Progress { status: 183, ringing: Ringing::Network, .. });
        script.accept(&invite, "fs", "bridge");
        script.expect("ACK");
        expect_event!(script, Event::Answered { .. });
        assert_eq!(script.media.log, ["pranswer announcement", "answer bridge"]);
    });
}

/// Decision 5, row 5: it takes the first direction that it finds, and Firefox writes one for the session.
#[test]
fn it_heeds_a_direction_of_the_session_before_that_of_the_line_and_gets_none() {
    row("FreeSWITCH, direction of the session", Script::registered, |script| {
        let listens = sdp("firefox").replace("a=sendrecv", "a=recvonly");
        let firefox = listens.replace("t=0 0", "t=0 0\r\na=sendrecv");
        script.media.local = Some(firefox.clone());
        let invite = script.dial("bob");
        let offer = String::from_utf8_lossy(&invite.body).into_owned();
        let heeded = offer.lines().find(|line| ["a=sendrecv", "a=recvonly"].contains(line));
        assert_eq!(heeded, Some("a=recvonly"), "{offer}");
        assert_eq!(script.expect_mended_ours(), firefox);
        script.reply(&invite, 486);
        script.expect("ACK");
        script.events.clear();
    });
}

/// Decision 5, row 1: it says `sendrecv` whatever was offered, and no browser takes that from whom it only listens to.
#[test]
fn it_answers_sendrecv_to_who_only_listens_and_the_browser_hears_sendonly() {
    row("FreeSWITCH, sendrecv", Script::registered, |script| {
        script.media.local = Some(sdp("listens").replace("a=sendrecv", "a=recvonly"));
        let invite = script.dial("bob");
        script.accept(&invite, "fs", "bob");
        script.expect("ACK");
        expect_event!(script, Event::Answered { .. });
        let heard = script.expect_mended_theirs();
        assert!(heard.contains("a=sendonly") && !heard.contains("a=sendrecv"), "{heard}");
    });
}

/// Decision 18: we do not list `timer`, so the refreshing is not ours, and a refresh that stays away is no reason to
/// hang up.
#[test]
fn its_session_timer_never_ends_a_call_from_our_side() {
    Row::new("FreeSWITCH, session timer").unstretched().run(Script::registered, |script| {
        let invite = script.dial("bob");
        assert!(!invite.headers.list(&Name::Supported).contains(&"timer"));
        script.accept_with(&invite, "fs", "bob", |ok| {
            ok.headers.push(Name::Supported, "timer, path, replaces");
            ok.headers.push(Name::from_token("Session-Expires"), "120;refresher=uac");
            ok.headers.push(Name::from_token("Min-SE"), "120");
        });
        script.expect("ACK");
        expect_event!(script, Event::Answered { .. });
        script.pass(Duration::from_secs(290));
        script.expect_silence();
        assert!(script.events.is_empty());
    });
}

/// Its own end of a call whose socket died comes a minute later, over the new socket.
#[test]
fn it_ends_a_call_a_minute_after_the_socket_died_and_its_bye_is_heard() {
    Row::new("FreeSWITCH, late BYE").unstretched().run(Script::registered, |script| {
        let tag = script.talk_to_bob().tag;
        script.lose_link(LinkClosure::Closed { code: 1006, reason: String::new() });
        expect_event!(script, Event::Link { state: LinkState::Lost, .. });
        script.pass(Duration::from_secs(1));
        script.open_link();
        let register = script.expect("REGISTER");
        script.grant(&register, 600);
        for _ in 0..2 {
            expect_event!(script, Event::Link { .. });
        }
        expect_event!(script, Event::Registered { .. });
        script.pass(Duration::from_secs(60));
        script.expect_silence();
        script.bob("BYE", "late", 2, &tag);
        script.expect_status(200);
        expect_event!(script, Event::Ended { by: EndedBy::Remote, failure: None, .. });
    });
}

/// FreeSWITCH, session timer: a re-INVITE with the description it had is answered with the one we had.
#[test]
fn its_session_refresh_changes_nothing_and_gets_the_same_description() {
    Row::new("FreeSWITCH, refresh").unstretched().run(Script::registered, |script| {
        let ringing = script.ring();
        script.answer(ringing.call);
        let first = script.expect_status(200);
        script.bob("ACK", "ack", 1, &ringing.tag);
        expect_event!(script, Event::Answered { .. });
        script.pass(Duration::from_secs(60));
        let mut refresh = script.bobs_request("INVITE", "refresh", 2, Some(&ringing.tag));
        refresh.headers.push(Name::from_token("Session-Expires"), "120;refresher=uac");
        refresh.headers.push(Name::ContentType, "application/sdp");
        refresh.body = sdp("bob").into_bytes();
        script.send(&Message::Request(refresh));
        let again = script.expect_status(200);
        assert_eq!(body_of(&again), body_of(&first), "with the same o= line (decision 4)");
        script.bob("ACK", "ack2", 2, &ringing.tag);
        script.expect_silence();
        assert!(script.events.is_empty());
        script.bob("BYE", "bye", 3, &ringing.tag);
        script.expect_status(200);
        expect_event!(script, Event::Ended { by: EndedBy::Remote, .. });
    });
}
