//! A caller made of str0m, too, and the time and the wire between the two.

use core::time::Duration;

use bellwire::ua::media::AudioWish;

use super::*;

const CALLER: &str = "192.0.2.1:1000";
const ECHO: &str = "192.0.2.2:2000";
const KEY_NUMBER: u8 = 110;
const AUDIO: AudioWish = AudioWish::Sendrecv;

struct Pair {
    caller: Rtc,
    echo: Peer,
    now: Instant,
    stamp: u32,
    /// What the caller hears.
    heard: Vec<Vec<u8>>,
    news: Vec<MediaNews>,
    sent: u64,
    is_cut: bool,
}

impl Pair {
    fn new() -> Self {
        let now = tokio::time::Instant::now().into_std();
        let mut config = Rtc::builder().clear_codecs().enable_opus(true, false).set_rtp_mode(true);
        let clock = Frequency::FORTY_EIGHT_KHZ;
        config.codec_config().add_config(
            KEY_NUMBER.into(),
            None,
            Codec::Tele,
            clock,
            None,
            FormatParams::default(),
        );
        let mut caller = config.build(now);
        caller.add_local_candidate(Candidate::host(CALLER.parse().unwrap(), "udp").unwrap()).unwrap();
        Self {
            caller,
            echo: Peer::new(ECHO.parse().unwrap(), now),
            now,
            stamp: 0,
            heard: Vec::new(),
            news: Vec::new(),
            sent: 0,
            is_cut: false,
        }
    }

    /// In a call.
    fn connected() -> Self {
        let mut pair = Self::new();
        let mut change = pair.caller.sdp_api();
        change.add_media(MediaKind::Audio, Direction::SendRecv, None, None, None);
        let (offer, pending) = change.apply().unwrap();
        assert!(pair.ask(Step::AcceptOffer { sdp: offer.to_sdp_string() }));
        assert!(pair.ask(Step::CreateAnswer { audio: AUDIO }));
        let answer = SdpAnswer::from_sdp_string(&pair.description()).unwrap();
        pair.caller.sdp_api().accept_answer(pending, answer).unwrap();
        pair.pass(1_000);
        assert_eq!(pair.echo.state, ConnectionState::Connected);
        pair
    }

    /// Asks for a step, and tells whether it worked.
    fn ask(&mut self, step: Step) -> bool {
        self.stamp += 1;
        let stamp = Stamp(self.stamp);
        self.echo.serve(MediaRequest::Negotiate { stamp, step });
        self.pass(0);
        let is_done = |news: &MediaNews| matches!(news, MediaNews::Reply(MediaReply::Done { stamp: done } | MediaReply::Description { stamp: done }) if *done == stamp);
        self.news.iter().any(is_done)
    }

    fn description(&mut self) -> String {
        self.echo.serve(MediaRequest::TakeDescription);
        self.pass(0);
        match self.news.last() {
            Some(MediaNews::Reply(MediaReply::Taken { sdp })) => sdp.clone(),
            other => panic!("{other:?}"),
        }
    }

    /// The caller says something.
    fn say(&mut self, number: Option<u8>, time: u32, payload: &[u8]) {
        self.sent += 1;
        let opus = self.caller.codec_config().find(|params| params.spec().codec == Codec::Opus);
        let number = number.map_or_else(|| opus.unwrap().pt(), Into::into);
        let mut direct = self.caller.direct_api();
        let mid = self.echo.audio.unwrap();
        let stream = direct.stream_tx_by_mid(mid, None).unwrap();
        stream.write_rtp(RtpWrite::new(number, self.sent.into(), time, self.now, payload.to_vec()));
        self.pass(20);
    }

    /// Lets time pass, and carries datagrams.
    fn pass(&mut self, milliseconds: u64) {
        let end = self.now + Duration::from_millis(milliseconds);
        loop {
            let wakes = self.drain();
            if wakes > end {
                self.now = end;
                return;
            }
            self.now = wakes.max(self.now);
            self.caller.handle_input(Input::Timeout(self.now)).unwrap();
            self.echo.on_time(self.now);
            if self.now == end && self.drain() <= end {
                return;
            }
        }
    }

    /// Until neither has anything to say; when the first wants to be woken.
    fn drain(&mut self) -> Instant {
        loop {
            let (mut for_echo, mut for_caller) = (Vec::new(), Vec::new());
            let caller_wakes = loop {
                match self.caller.poll_output().unwrap() {
                    Output::Timeout(at) => break at,
                    Output::Transmit(datagram) => for_echo.push(datagram),
                    Output::Event(Event::RtpPacket(packet)) => self.heard.push(packet.payload.to_vec()),
                    Output::Event(_) => {}
                }
            };
            let echo_wakes = loop {
                match self.echo.poll() {
                    Effect::Wait(at) => break at,
                    Effect::Transmit(datagram) => for_caller.push(datagram),
                    Effect::Tell(news) => self.news.push(news),
                }
            };
            if self.is_cut || (for_echo.is_empty() && for_caller.is_empty()) {
                return caller_wakes.min(echo_wakes);
            }
            for datagram in for_echo {
                self.echo.receive(self.now, datagram.source, &datagram.contents);
            }
            for datagram in for_caller {
                let Transmit { proto, source, destination, contents } = datagram;
                let contents = DatagramRecv::try_from(&*contents).unwrap();
                let received = Receive { proto, source, destination, contents };
                self.caller.handle_input(Input::Receive(self.now, received)).unwrap();
            }
        }
    }
}

#[test]
fn every_packet_comes_back_as_it_was() {
    let mut pair = Pair::connected();
    pair.say(None, 960, b"one");
    pair.say(None, 1_920, b"two");
    assert_eq!(pair.heard, [b"one", b"two"]);
}

#[test]
fn a_key_is_told_once_however_many_packets_it_has_and_comes_back_too() {
    let mut pair = Pair::connected();
    for (time, key) in [(960, 5), (960, 5), (960, 5), (9_600, 11), (19_200, 99)] {
        pair.say(Some(KEY_NUMBER), time, &[key, 10, 0, 160]);
    }
    let is_key = |news: &&MediaNews| matches!(news, MediaNews::Key(_));
    let keys: Vec<_> = pair.news.iter().filter(is_key).cloned().collect();
    assert_eq!(keys, [MediaNews::Key('5'), MediaNews::Key('#')]);
    assert_eq!(pair.heard.len(), 5);
}

#[test]
fn whoever_holds_hears_nothing_until_the_call_is_taken_back() {
    let mut pair = Pair::connected();
    let mid = pair.echo.audio.unwrap();
    for (direction, heard) in [(Direction::SendOnly, 0), (Direction::SendRecv, 1)] {
        let mut change = pair.caller.sdp_api();
        change.set_direction(mid, direction);
        let (offer, pending) = change.apply().unwrap();
        assert!(pair.ask(Step::AcceptOffer { sdp: offer.to_sdp_string() }));
        assert!(pair.ask(Step::CreateAnswer { audio: AUDIO }));
        let answer = SdpAnswer::from_sdp_string(&pair.description()).unwrap();
        pair.caller.sdp_api().accept_answer(pending, answer).unwrap();
        pair.say(None, 960, b"voice");
        assert_eq!(pair.heard.len(), heard, "{direction:?}");
    }
}

#[test]
fn a_caller_without_an_offer_gets_ours_and_hears_itself_by_it() {
    let mut pair = Pair::new();
    assert!(pair.ask(Step::CreateOffer { audio: AUDIO }));
    let offer = SdpOffer::from_sdp_string(&pair.description()).unwrap();
    let answer = pair.caller.sdp_api().accept_offer(offer).unwrap().to_sdp_string();
    assert!(pair.ask(Step::ApplyAnswer { sdp: answer, provisional: false }));
    pair.pass(1_000);
    pair.say(None, 960, b"voice");
    assert_eq!(pair.heard, [b"voice"]);
    assert!(pair.ask(Step::CreateOffer { audio: AUDIO }));
    assert_eq!(pair.description().matches("m=audio").count(), 1);
}

#[test]
fn what_is_agreed_can_be_offered_once_more_and_the_voice_goes_on() {
    let mut pair = Pair::connected();
    for _ in 0..2 {
        assert!(pair.ask(Step::CreateOffer { audio: AUDIO }));
        let offer = SdpOffer::from_sdp_string(&pair.description()).unwrap();
        let answer = pair.caller.sdp_api().accept_offer(offer).unwrap().to_sdp_string();
        assert!(pair.ask(Step::ApplyAnswer { sdp: answer, provisional: false }));
        pair.pass(5_000);
        pair.heard.clear();
        pair.say(None, 960, b"voice");
        assert_eq!(pair.heard, [b"voice"]);
    }
}

#[test]
fn an_offer_that_is_taken_back_changes_nothing_and_cannot_be_answered() {
    let mut pair = Pair::connected();
    let mid = pair.echo.audio.unwrap();
    let mut change = pair.caller.sdp_api();
    change.set_direction(mid, Direction::Inactive);
    let (offer, _) = change.apply().unwrap();
    assert!(pair.ask(Step::AcceptOffer { sdp: offer.to_sdp_string() }));
    assert!(pair.ask(Step::Rollback));
    assert!(!pair.ask(Step::CreateAnswer { audio: AUDIO }));
    assert!(!pair.ask(Step::ApplyAnswer { sdp: offer.to_sdp_string(), provisional: false }));
    pair.say(None, 960, b"voice");
    assert_eq!(pair.heard, [b"voice"]);
}

#[test]
fn what_is_no_description_is_refused() {
    let mut pair = Pair::new();
    assert!(!pair.ask(Step::AcceptOffer { sdp: "v=0\r\nnonsense".to_owned() }));
}

#[test]
fn a_caller_who_falls_silent_is_disconnected_within_half_a_minute() {
    let mut pair = Pair::connected();
    pair.is_cut = true;
    pair.pass(30_000);
    let state = ConnectionState::Disconnected;
    assert_eq!(pair.news.last(), Some(&MediaNews::Reply(MediaReply::Connection { state })));
}

#[test]
fn garbage_on_the_socket_changes_nothing() {
    let mut pair = Pair::connected();
    for garbage in [b"".as_slice(), b"\xff", b"GET / HTTP/1.1", &[0x80; 1_500], &[20; 64], &[1; 20]] {
        pair.echo.receive(pair.now, CALLER.parse().unwrap(), garbage);
        pair.pass(10);
    }
    pair.say(None, 960, b"voice");
    assert_eq!(pair.heard, [b"voice"]);
}
