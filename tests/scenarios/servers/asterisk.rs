//! Asterisk with PJSIP, imitated: it asks for the password with 401 everywhere, in a realm that is called `asterisk`.

use bellwire::message::{Message, Name, Request};
use bellwire::ua::Event;

use crate::expect_event;
use crate::support::{CALL, Script, row, sdp};

/// Refuses with a fresh nonce, and expects the request again with an answer to it.
fn challenge(script: &mut Script, request: &Request, nonce: &str) -> Request {
    script.reply_with(request, 401, |refusal| {
        let challenge = format!(
            "Digest realm=\"asterisk\",nonce=\"1700000000/{nonce}\",opaque=\"5af3\",algorithm=MD5,qop=\"auth\""
        );
        refusal.headers.push(Name::WwwAuthenticate, challenge);
    });
    if request.method.as_str() == "INVITE" {
        script.expect("ACK");
    }
    let again = script.expect(request.method.as_str());
    let answer = &again.headers.credentials(&Name::Authorization)[0];
    assert_eq!(answer.get("realm").as_deref(), Some("asterisk"));
    assert!(answer.get("nonce").is_some_and(|answered| answered.ends_with(nonce)));
    again
}

#[test]
fn it_challenges_every_request_with_401_in_its_realm_and_is_answered_every_time() {
    row("Asterisk, 401", Script::new, |script| {
        let register = script.expect("REGISTER");
        let register = challenge(script, &register, "a");
        script.grant(&register, 600);
        expect_event!(script, Event::Registered { .. });
        let invite = script.dial("bob");
        let invite = challenge(script, &invite, "b");
        script.accept(&invite, "as1", "bob");
        let ack = script.expect("ACK");
        assert!(ack.headers.has(&Name::Authorization), "the ACK repeats the credentials of its INVITE");
        expect_event!(script, Event::Answered { .. });
        script.hang_up(CALL);
        let bye = script.expect("BYE");
        let bye = challenge(script, &bye, "c");
        script.reply(&bye, 200);
    });
}

/// Decision 12: `rewrite_contact` puts the socket's address where our own name was.
#[test]
fn it_rewrites_our_contact_and_its_calls_ring_all_the_same() {
    row("Asterisk, rewrite_contact", Script::registered, |script| {
        let mut invite = script.bobs_request("INVITE", "1", 1, None);
        invite.uri = "sip:k3h7@198.51.100.7:49152;transport=WS;x-ast-orig-host=tab.invalid:0".into();
        script.send(&Message::Request(invite));
        script.expect_status(180);
        expect_event!(script, Event::Incoming { .. });
    });
}

/// Decision 12: without a 200 the endpoint is unreachable, and no call comes any more.
#[test]
fn it_qualifies_with_options_and_hears_200() {
    row("Asterisk, qualify", Script::registered, |script| {
        let mut options = script.bobs_request("OPTIONS", "qualify", 4711, None);
        options.uri = "sip:k3h7@198.51.100.7:49152;transport=ws;x-ast-orig-host=tab.invalid:0".into();
        options.headers.set(Name::From, "<sip:asterisk@192.0.2.1>;tag=q1");
        options.headers.remove(&Name::RecordRoute);
        script.send(&Message::Request(options));
        script.expect_status(200);
        script.expect_silence();
        assert!(script.events.is_empty(), "nobody is told of a probe");
    });
}

#[test]
fn its_media_lines_are_called_audio_0_and_reach_the_browser_as_they_are() {
    let named = |name| sdp(name).replace("BUNDLE 0", "BUNDLE audio-0").replace("a=mid:0", "a=mid:audio-0");
    row("Asterisk, mids", Script::registered, |script| {
        let mut invite = script.bobs_request("INVITE", "1", 1, None);
        invite.headers.push(Name::ContentType, "application/sdp");
        invite.body = named("asterisk").into_bytes();
        script.send(&Message::Request(invite));
        let tag = script.expect_status(180).headers.to().unwrap().tag().unwrap().to_owned();
        let call = expect_event!(script, Event::Incoming { call, .. } => call);
        script.answer(call);
        script.expect_status(200);
        assert_eq!(script.media.remote.as_deref(), Some(named("asterisk").as_str()));
        script.bob("ACK", "ack", 1, &tag);
        expect_event!(script, Event::Answered { .. });
    });
}
