//! One peer connection that sends back what it receives: the media port of the core (`bellwire::ua::media`), served
//! by str0m. It has no clock and no socket.

use alloc::collections::VecDeque;
use core::net::SocketAddr;
use std::time::Instant;

use bellwire::ua::media::{
    ConnectionState, MediaError, MediaErrorKind, MediaReply, MediaRequest, Stamp, Step,
};
use str0m::change::{SdpAnswer, SdpOffer, SdpPendingOffer};
use str0m::format::{Codec, FormatParams};
use str0m::media::{Direction, Frequency, MediaKind, Mid};
use str0m::net::{DatagramRecv, Protocol, Receive, Transmit};
use str0m::rtp::{RtpPacket, RtpWrite};
use str0m::{Candidate, Event, IceConnectionState, Input, Output, Rtc};

use crate::MediaNews;

/// Keys by their number (RFC 4733 §3.2).
const KEYS: &[u8; 16] = b"0123456789*#ABCD";

/// Payload types for keys, one for each clock that browsers have; an offer renames them.
const KEY_CLOCKS: [(u8, Frequency); 2] = [(110, Frequency::FORTY_EIGHT_KHZ), (126, Frequency::EIGHT_KHZ)];

/// Where offer and answer are.
///
/// ```text
///           AcceptOffer              CreateOffer
///   Theirs <----------- Nothing -----------------> Ours
///     |                  ^   ^                       |
///     +-- CreateAnswer --+   +---- ApplyAnswer ------+
///        or Rollback                or Rollback
/// ```
#[derive(Debug, Default)]
enum Negotiation {
    /// No offer is open.
    #[default]
    Nothing,
    /// The caller's offer waits for our answer, and nothing of it is done yet.
    Theirs(SdpOffer),
    /// Our offer, about this line of audio, waits for the caller's answer.
    Ours(SdpPendingOffer, Mid),
}

/// What is to be done.
pub(super) enum Effect {
    /// Nothing until then.
    Wait(Instant),
    /// Send a datagram.
    Transmit(Transmit),
    /// Tell the operator.
    Tell(MediaNews),
}

/// The peer connection.
pub(super) struct Peer {
    rtc: Rtc,
    own: SocketAddr,
    negotiation: Negotiation,
    /// The last one that we made.
    description: String,
    /// The line of audio that is agreed.
    audio: Option<Mid>,
    state: ConnectionState,
    /// The RTP time of the last key; all packets of one key have the same (RFC 4733 §2.2.1).
    last_key: Option<u32>,
    news: VecDeque<MediaNews>,
}

impl Peer {
    /// Nothing is agreed; `own` is where its socket is.
    pub(super) fn new(own: SocketAddr, now: Instant) -> Self {
        // Packets pass as they are: nothing is waited for, and keys come back like voices.
        let mut config = Rtc::builder().clear_codecs().set_rtp_mode(true);
        let codecs = config.codec_config();
        codecs.enable_opus(true, false);
        codecs.enable_pcmu(true, false);
        codecs.enable_pcma(true, false);
        codecs.enable_g722(true, false);
        for (number, clock) in KEY_CLOCKS {
            codecs.add_config(number.into(), None, Codec::Tele, clock, None, FormatParams::default());
        }
        let mut rtc = config.build(now);
        if let Ok(candidate) = Candidate::host(own, "udp") {
            rtc.add_local_candidate(candidate);
        }
        Self {
            rtc,
            own,
            negotiation: Negotiation::Nothing,
            description: String::new(),
            audio: None,
            state: ConnectionState::New,
            last_key: None,
            news: VecDeque::new(),
        }
    }

    /// Does what the core asks for.
    pub(super) fn serve(&mut self, request: MediaRequest) {
        match request {
            MediaRequest::Negotiate { stamp, step } => self.step(stamp, step),
            MediaRequest::TakeDescription => {
                self.reply(MediaReply::Taken { sdp: self.description.clone() });
            }
            MediaRequest::SendTones { .. } => {
                let error = MediaError { kind: MediaErrorKind::NoTones, detail: String::new() };
                self.reply(MediaReply::Trouble { error });
            }
            MediaRequest::Close => self.rtc.disconnect(),
        }
    }

    /// A datagram came.
    pub(super) fn receive(&mut self, now: Instant, source: SocketAddr, datagram: &[u8]) {
        // What is neither STUN nor DTLS nor SRTP is not for us.
        if let Ok(contents) = DatagramRecv::try_from(datagram) {
            let (proto, destination) = (Protocol::Udp, self.own);
            self.feed(Input::Receive(now, Receive { proto, source, destination, contents }));
        }
    }

    /// Time has passed.
    pub(super) fn on_time(&mut self, now: Instant) {
        self.feed(Input::Timeout(now));
    }

    /// The next effect; [`Effect::Wait`] ends the drain.
    pub(super) fn poll(&mut self) -> Effect {
        loop {
            if let Some(news) = self.news.pop_front() {
                return Effect::Tell(news);
            }
            match self.rtc.poll_output() {
                Ok(Output::Timeout(at)) => return Effect::Wait(at),
                Ok(Output::Transmit(datagram)) => return Effect::Transmit(datagram),
                Ok(Output::Event(event)) => self.on_event(event),
                Err(_) => self.fail(),
            }
        }
    }

    fn feed(&mut self, input: Input<'_>) {
        if self.rtc.handle_input(input).is_err() {
            self.fail();
        }
    }

    fn step(&mut self, stamp: Stamp, step: Step) {
        match self.take_step(step) {
            Ok(Some(description)) => {
                self.description = description;
                self.reply(MediaReply::Description { stamp });
                // The one candidate was there from the beginning.
                let (udp, bare) = (1, 1);
                self.reply(MediaReply::Gathered { udp, bare, reflexive: 0, relay: 0, complete: true });
            }
            Ok(None) => self.reply(MediaReply::Done { stamp }),
            Err(detail) => {
                let error = MediaError { kind: MediaErrorKind::DescriptionRefused, detail };
                self.reply(MediaReply::Failed { stamp, error });
            }
        }
    }

    /// Our description, if the step makes one; why it does not work, in words.
    fn take_step(&mut self, step: Step) -> Result<Option<String>, String> {
        match (step, core::mem::take(&mut self.negotiation)) {
            (Step::AcceptOffer { sdp }, _) => {
                let offer = SdpOffer::from_sdp_string(&sdp).map_err(in_words)?;
                self.negotiation = Negotiation::Theirs(offer);
                Ok(None)
            }
            (Step::CreateAnswer { .. }, Negotiation::Theirs(offer)) => {
                let answer = self.rtc.sdp_api().accept_offer(offer).map_err(in_words)?;
                Ok(Some(answer.to_sdp_string()))
            }
            (Step::CreateOffer { .. }, _) => Ok(Some(self.offer())),
            (Step::ApplyAnswer { sdp, .. }, Negotiation::Ours(pending, mid)) => {
                let answer = SdpAnswer::from_sdp_string(&sdp).map_err(in_words)?;
                self.rtc.sdp_api().accept_answer(pending, answer).map_err(in_words)?;
                self.audio = Some(mid);
                Ok(None)
            }
            (Step::Capture { .. }, other) => {
                // An echo has no microphone to wait for.
                self.negotiation = other;
                Ok(None)
            }
            (Step::Rollback, _) => Ok(None),
            (Step::CreateAnswer { .. } | Step::ApplyAnswer { .. }, other) => {
                self.negotiation = other;
                Err("no offer is open that this would answer".to_owned())
            }
        }
    }

    /// What there is, offered once more, or the first line of audio. str0m offers changes only; new ICE credentials are
    /// one that leaves everything else as it is.
    fn offer(&mut self) -> String {
        let known = self.audio;
        let mut change = self.rtc.sdp_api();
        let mid = match known {
            Some(mid) => {
                change.ice_restart(true);
                mid
            }
            None => change.add_media(MediaKind::Audio, Direction::SendRecv, None, None, None),
        };
        let Some((offer, pending)) = change.apply() else { return self.description.clone() };
        self.negotiation = Negotiation::Ours(pending, mid);
        offer.to_sdp_string()
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "str0m's list of events is an open one")]
    fn on_event(&mut self, event: Event) {
        match event {
            Event::RtpPacket(packet) => self.send_back(&packet),
            Event::MediaAdded(media) if media.kind == MediaKind::Audio => {
                self.audio.get_or_insert(media.mid);
            }
            Event::Connected
            | Event::IceConnectionStateChange(
                IceConnectionState::Connected | IceConnectionState::Completed,
            ) if self.rtc.is_connected() => {
                self.change_to(ConnectionState::Connected);
            }
            Event::IceConnectionStateChange(IceConnectionState::Disconnected) => {
                self.change_to(ConnectionState::Disconnected);
            }
            Event::Closed => self.change_to(ConnectionState::Closed),
            _ => {}
        }
    }

    fn send_back(&mut self, packet: &RtpPacket) {
        self.see_key(packet);
        let header = &packet.header;
        let stream = self.rtc.direct_api().stream_rx(&header.ssrc).map(|stream| stream.mid());
        // Whoever has put us on hold hears nothing.
        let hears = |mid: &Mid| self.rtc.media(*mid).is_some_and(|media| media.direction().is_sending());
        let Some(mid) = stream.filter(hears) else { return };
        if let Some(stream) = self.rtc.direct_api().stream_tx_by_mid(mid, None) {
            let payload = packet.payload.clone();
            let (number, time) = (header.payload_type, header.timestamp);
            let back = RtpWrite::new(number, packet.seq_no, time, packet.timestamp, payload);
            stream.write_rtp(back.marker(header.marker));
        }
    }

    /// Tells of a key with its first packet.
    fn see_key(&mut self, packet: &RtpPacket) {
        let number = packet.header.payload_type;
        let codec = self.rtc.codec_config().find(|params| params.pt() == number);
        if !codec.is_some_and(|params| params.spec().codec.is_tele()) {
            return;
        }
        let key = packet.payload.first().and_then(|event| KEYS.get(usize::from(*event)));
        let time = Some(packet.header.timestamp);
        if let Some(key) = key
            && core::mem::replace(&mut self.last_key, time) != time
        {
            self.news.push_back(MediaNews::Key(char::from(*key)));
        }
    }

    fn fail(&mut self) {
        self.rtc.disconnect();
        self.change_to(ConnectionState::Failed);
    }

    fn change_to(&mut self, state: ConnectionState) {
        if core::mem::replace(&mut self.state, state) != state {
            self.reply(MediaReply::Connection { state });
        }
    }

    fn reply(&mut self, reply: MediaReply) {
        self.news.push_back(MediaNews::Reply(reply));
    }
}

fn in_words(error: impl core::fmt::Display) -> String {
    error.to_string()
}

#[cfg(test)]
mod tests;
