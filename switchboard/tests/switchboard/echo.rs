use bellwire::message::{Method, Name, Request, Response};
use bellwire::transaction::LinkId;
use bellwire::ua::media::{
    AudioWish, ConnectionState, MediaError, MediaErrorKind, MediaReply, MediaRequest, PeerId, Stamp, Step,
};
use switchboard::MediaNews;

use crate::bench::Bench;
use crate::extensions::{OFFER, invite};

const CALLER: LinkId = LinkId(1);
const ANSWER: &str = "v=0\r\no=- 7 7 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:0\r\n\
    a=sendrecv\r\na=candidate:1 1 UDP 1 192.0.2.9 4000 typ host\r\n";

/// A media host is asked for a step; who it is for, its stamp and the step.
fn step(bench: &mut Bench) -> (PeerId, Stamp, Step) {
    match bench.asked() {
        (peer, MediaRequest::Negotiate { stamp, step }) => (peer, stamp, step),
        other => panic!("{other:?}"),
    }
}

/// The host makes a description, and hands it over.
fn describe(bench: &mut Bench, peer: PeerId, stamp: Stamp, sdp: &str) {
    bench.reply(peer, MediaReply::Description { stamp });
    bench.reply(peer, MediaReply::Gathered { udp: 1, reflexive: 0, relay: 0, bare: 1, complete: true });
    assert_eq!(bench.asked(), (peer, MediaRequest::TakeDescription));
    bench.reply(peer, MediaReply::Taken { sdp: sdp.to_owned() });
}

/// Takes the offer and answers it.
fn agree(bench: &mut Bench) -> PeerId {
    let (peer, stamp, step_) = step(bench);
    assert!(matches!(step_, Step::AcceptOffer { .. }), "{step_:?}");
    bench.reply(peer, MediaReply::Done { stamp });
    let (_, stamp, step_) = step(bench);
    assert_eq!(step_, Step::CreateAnswer { audio: AudioWish::Sendrecv });
    describe(bench, peer, stamp, ANSWER);
    peer
}

/// A request inside the dialog that the answer made.
fn inside(bench: &mut Bench, accepted: &Response, method: &str, number: u32) -> Request {
    let target = accepted.headers.contacts()[0].uri.to_string();
    let mut request = bench.request(CALLER, method, &target);
    for name in [Name::From, Name::To, Name::CallId] {
        request.headers.set(name.clone(), accepted.headers.text(&name).unwrap());
    }
    request.headers.push(Name::Route, accepted.headers.text(&Name::RecordRoute).unwrap());
    request.headers.set(Name::CSeq, format!("{number} {method}"));
    request
}

/// Anonymous is in a call with echo.
fn in_a_call() -> (Bench, PeerId, Response) {
    let mut bench = Bench::new();
    let call = invite(&mut bench, CALLER, "echo");
    bench.send(CALLER, call);
    bench.expect(CALLER, 100);
    bench.expect(CALLER, 180);
    let peer = agree(&mut bench);
    let accepted = bench.expect(CALLER, 200);
    assert!(accepted.session().unwrap().contains("192.0.2.9"));
    let ack = inside(&mut bench, &accepted, "ACK", 1);
    bench.send(CALLER, ack);
    bench.reply(peer, MediaReply::Connection { state: ConnectionState::Connected });
    (bench, peer, accepted)
}

/// The echo hangs up, and keeps nothing.
fn is_hung_up(bench: &mut Bench, peer: PeerId) {
    let bye = bench.expect_request(CALLER, "BYE");
    bench.send(CALLER, bye.response(200));
    is_freed(bench, peer);
}

/// The media host of the call is asked to end, and ends; nothing is left of the call.
fn is_freed(bench: &mut Bench, peer: PeerId) {
    assert_eq!(bench.asked(), (peer, MediaRequest::Close));
    bench.tell(peer, MediaNews::Gone);
    assert_eq!(bench.log.last().unwrap(), "echo has let go of anonymous; calls left: 0");
    bench.pass(33);
    assert!(bench.is_at_rest());
}

#[test]
fn a_call_is_answered_for_anybody_and_ends_with_the_callers_bye() {
    let (mut bench, peer, accepted) = in_a_call();
    assert!(bench.log.contains(&"echo hears anonymous".to_owned()), "{:#?}", bench.log);
    bench.pass(3_600);
    bench.expect_nothing(CALLER);
    let bye = inside(&mut bench, &accepted, "BYE", 2);
    bench.send(CALLER, bye);
    bench.expect(CALLER, 200);
    is_freed(&mut bench, peer);
}

#[test]
fn a_key_is_a_line() {
    let (mut bench, peer, _) = in_a_call();
    bench.tell(peer, MediaNews::Key('5'));
    assert_eq!(bench.log.last().unwrap(), "anonymous pressed 5 in the call with echo");
}

#[test]
fn a_call_whose_media_never_comes_is_ended() {
    let mut bench = Bench::new();
    let call = invite(&mut bench, CALLER, "echo");
    bench.send(CALLER, call);
    let peer = agree(&mut bench);
    bench.expect(CALLER, 100);
    bench.expect(CALLER, 180);
    let accepted = bench.expect(CALLER, 200);
    let ack = inside(&mut bench, &accepted, "ACK", 1);
    bench.send(CALLER, ack);
    bench.pass(19);
    bench.expect_nothing(CALLER);
    bench.pass(1);
    is_hung_up(&mut bench, peer);
}

#[test]
fn media_that_comes_back_keeps_the_call_and_media_that_stays_away_ends_it() {
    let (mut bench, peer, _) = in_a_call();
    let state = |bench: &mut Bench, state| bench.reply(peer, MediaReply::Connection { state });
    state(&mut bench, ConnectionState::Disconnected);
    bench.pass(19);
    state(&mut bench, ConnectionState::Connected);
    bench.pass(60);
    bench.expect_nothing(CALLER);
    state(&mut bench, ConnectionState::Disconnected);
    bench.pass(20);
    is_hung_up(&mut bench, peer);
}

#[test]
fn a_caller_whose_socket_and_media_are_gone_leaves_nothing() {
    let (mut bench, peer, _) = in_a_call();
    bench.close(CALLER);
    bench.reply(peer, MediaReply::Connection { state: ConnectionState::Closed });
    is_freed(&mut bench, peer);
}

#[test]
fn a_caller_whose_socket_closed_before_the_answer_leaves_nothing() {
    let mut bench = Bench::new();
    let call = invite(&mut bench, CALLER, "echo");
    bench.send(CALLER, call);
    let (peer, ..) = step(&mut bench);
    bench.close(CALLER);
    is_freed(&mut bench, peer);
}

#[test]
fn a_caller_who_comes_back_on_another_socket_can_hang_up() {
    let (mut bench, peer, accepted) = in_a_call();
    bench.close(CALLER);
    let bye = inside(&mut bench, &accepted, "BYE", 2);
    let back = LinkId(5);
    bench.send(back, bye);
    bench.expect(back, 200);
    is_freed(&mut bench, peer);
}

#[test]
fn a_change_is_answered_with_a_description_and_without_one_echo_makes_the_offer() {
    let (mut bench, peer, accepted) = in_a_call();
    let mut hold = inside(&mut bench, &accepted, "INVITE", 2);
    hold.headers.push(Name::ContentType, "application/sdp");
    hold.body = OFFER.replace("sendrecv", "sendonly").into();
    bench.send(CALLER, hold);
    bench.expect(CALLER, 100);
    assert_eq!(agree(&mut bench), peer);
    bench.expect(CALLER, 200);
    let ack = inside(&mut bench, &accepted, "ACK", 2);
    bench.send(CALLER, ack);

    let without = inside(&mut bench, &accepted, "INVITE", 3);
    bench.send(CALLER, without);
    bench.expect(CALLER, 100);
    let (_, stamp, step_) = step(&mut bench);
    assert_eq!(step_, Step::CreateOffer { audio: AudioWish::Sendrecv });
    describe(&mut bench, peer, stamp, ANSWER);
    assert!(bench.expect(CALLER, 200).session().is_some());
    let mut ack = inside(&mut bench, &accepted, "ACK", 3);
    ack.headers.push(Name::ContentType, "application/sdp");
    ack.body = ANSWER.into();
    bench.send(CALLER, ack);
    let (_, stamp, step_) = step(&mut bench);
    assert!(matches!(step_, Step::ApplyAnswer { .. }), "{step_:?}");
    bench.reply(peer, MediaReply::Done { stamp });
    bench.pass(60);
    bench.expect_nothing(CALLER);
}

#[test]
fn an_offer_that_no_host_takes_is_488_and_plain_rtp_is_not_even_tried() {
    let mut bench = Bench::new();
    let call = invite(&mut bench, CALLER, "echo");
    bench.send(CALLER, call);
    bench.expect(CALLER, 100);
    bench.expect(CALLER, 180);
    let (peer, stamp, _) = step(&mut bench);
    let error = MediaError { kind: MediaErrorKind::DescriptionRefused, detail: String::new() };
    bench.reply(peer, MediaReply::Failed { stamp, error });
    bench.expect(CALLER, 488);
    is_freed(&mut bench, peer);

    let mut plain = invite(&mut bench, CALLER, "echo");
    plain.body = OFFER.replace("a=fingerprint:sha-256 00\r\n", "").into();
    bench.send(CALLER, plain);
    bench.expect(CALLER, 100);
    assert!(bench.expect(CALLER, 488).headers.has(&Name::Warning));
}

#[test]
fn a_machine_without_an_address_for_media_is_480() {
    let mut bench = Bench::new();
    let call = invite(&mut bench, CALLER, "echo");
    bench.send(CALLER, call);
    bench.expect(CALLER, 100);
    bench.expect(CALLER, 180);
    let (peer, stamp, _) = step(&mut bench);
    bench.reply(peer, MediaReply::Done { stamp });
    let (_, stamp, _) = step(&mut bench);
    let error = MediaError { kind: MediaErrorKind::NoCandidates, detail: String::new() };
    bench.reply(peer, MediaReply::Failed { stamp, error });
    bench.expect(CALLER, 480);
    is_freed(&mut bench, peer);
}

#[test]
fn the_thirty_third_caller_at_once_hears_busy() {
    let mut bench = Bench::new();
    for _ in 0..32 {
        let call = invite(&mut bench, CALLER, "echo");
        bench.send(CALLER, call);
        bench.expect(CALLER, 100);
        bench.expect(CALLER, 180);
        agree(&mut bench);
        bench.expect(CALLER, 200);
    }
    let call = invite(&mut bench, CALLER, "echo");
    bench.send(CALLER, call);
    bench.expect(CALLER, 100);
    bench.expect(CALLER, 180);
    bench.expect(CALLER, 486);
}

#[test]
fn a_cancel_before_the_answer_ends_the_media_host() {
    let mut bench = Bench::new();
    let call = invite(&mut bench, CALLER, "echo");
    bench.send(CALLER, call.clone());
    bench.expect(CALLER, 100);
    bench.expect(CALLER, 180);
    let (peer, ..) = step(&mut bench);
    let mut cancel = call;
    cancel.method = Method::Cancel;
    cancel.headers.set(Name::CSeq, "1 CANCEL");
    bench.send(CALLER, cancel);
    bench.expect(CALLER, 200);
    bench.expect(CALLER, 487);
    is_freed(&mut bench, peer);
}
