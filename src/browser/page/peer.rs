//! One peer connection: an RTCPeerConnection, and what its call sends and hears by it.

use alloc::rc::{Rc, Weak};
use core::cell::{Cell, RefCell};

use gloo::events::EventListener;
use js_sys::{Object, Promise};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    Event, EventTarget, MediaStream, MediaStreamTrack, MediaStreamTrackEvent, MediaStreamTrackState,
    RtcPeerConnection, RtcPeerConnectionState, RtcRtpTransceiver, RtcRtpTransceiverDirection,
    RtcRtpTransceiverInit, RtcSdpType, RtcSessionDescription, RtcSessionDescriptionInit, RtcSignalingState,
    RtcTrackEvent,
};

use super::capture::Source;
use super::error::media_error;
use super::gathering::Counts;
use super::talk::Talk;
use super::{capture, tones};
use crate::browser::listeners::{Hear, listen};
use crate::browser::task::{Settled, settled, soon};
use crate::sdp::{has_audio, refuse_idle_lines, same_but_origin, same_transport};
use crate::ua::media::{AudioWish, ConnectionState, MediaError, MediaErrorKind, MediaReply, Stamp, Step};

const AUDIO: &str = "audio";

/// Tells that a track is gone that nobody stopped: the device was unplugged, or its permission taken back.
const ENDED: &str = "ended";

const EVENTS: [&str; 4] = ["icecandidate", "icegatheringstatechange", "connectionstatechange", "track"];

/// What is done when the audio is there.
#[derive(Clone, Copy)]
enum Then {
    Nothing,
    Describe,
}

/// A peer connection. The host closes it; after that it says nothing more.
pub(super) struct Peer {
    connection: RtcPeerConnection,
    talk: Rc<Talk>,
    /// Where the tracks of the other side go.
    remote: MediaStream,
    gathered: Cell<Counts>,
    /// The early answer whose transport the connection has.
    early: Cell<Option<String>>,
    tell: Box<dyn Fn(MediaReply)>,
    _listeners: Vec<EventListener>,
    /// For what the connection gets with time.
    more_listeners: RefCell<Vec<EventListener>>,
}

impl Peer {
    /// What serves a new connection.
    pub(super) fn new(
        connection: RtcPeerConnection,
        talk: Rc<Talk>,
        remote: MediaStream,
        tell: Box<dyn Fn(MediaReply)>,
    ) -> Rc<Self> {
        Rc::new_cyclic(|peer: &Weak<Self>| {
            let listeners = listen(&connection, &EVENTS, &hear(peer));
            Self {
                connection,
                talk,
                remote,
                gathered: Cell::default(),
                early: Cell::default(),
                tell,
                _listeners: listeners,
                more_listeners: RefCell::default(),
            }
        })
    }

    /// The browser's object, for the application.
    pub(super) fn connection(&self) -> RtcPeerConnection {
        self.connection.clone()
    }

    /// Takes a step of offer/answer and replies, unless the connection is closed before.
    pub(super) fn negotiate(self: &Rc<Self>, stamp: Stamp, step: Step) {
        if self.is_closed() {
            return;
        }
        match step {
            Step::Capture { audio } => self.capture(stamp, audio, Then::Nothing),
            Step::CreateOffer { audio } | Step::CreateAnswer { audio } => {
                self.capture(stamp, audio, Then::Describe);
            }
            Step::AcceptOffer { sdp } => self.accept(stamp, RtcSdpType::Offer, &sdp),
            Step::ApplyAnswer { sdp, provisional: true } => self.preview(stamp, sdp),
            Step::ApplyAnswer { sdp, provisional: false } => self.conclude(stamp, &sdp),
            Step::Rollback => self.roll_back(stamp),
        }
    }

    /// Tells the local description with the candidates so far.
    pub(super) fn take_description(self: &Rc<Self>) {
        if let Some(description) = self.connection.local_description() {
            self.reply(MediaReply::Taken { sdp: RtcSessionDescription::sdp(&description) });
        }
    }

    /// Plays tones into the audio that is sent.
    pub(super) fn send_tones(self: &Rc<Self>, tones: &str) {
        let into = tones::of(&self.connection);
        match tones::play(into.as_ref(), tones) {
            Ok(()) => self.hear_of(into.as_deref(), tones::TONE_CHANGE),
            Err(error) => self.reply(MediaReply::Trouble { error }),
        }
    }

    /// Listens to what else concerns the call, instead of to what it listened to by that name before.
    fn hear_of(self: &Rc<Self>, target: Option<&EventTarget>, event: &'static str) {
        let mut more = self.more_listeners.borrow_mut();
        more.retain(|listener| listener.event_type() != event);
        if let Some(target) = target {
            more.extend(listen(target, &[event], &hear(&Rc::downgrade(self))));
        }
    }

    /// Something is sent, and may be another microphone.
    pub(super) fn sends(&self) -> bool {
        !self.is_closed() && self.talk.sends()
    }

    /// Sends another microphone from now on, and tells when it does, or why what was sent stays.
    pub(super) fn use_microphone(
        self: &Rc<Self>,
        wanted: JsValue,
        then: Box<dyn FnOnce(Option<MediaError>)>,
    ) {
        let peer = Rc::downgrade(self);
        capture::microphone(
            &Clone::clone(&wanted),
            Box::new(move |outcome| match (peer.upgrade().filter(|peer| peer.sends()), outcome) {
                (Some(peer), Ok(source)) => {
                    peer.talk.choose(wanted, false);
                    let failed = |thrown| media_error(MediaErrorKind::Other, &thrown);
                    peer.send(source, Box::new(move |outcome| then(outcome.err().map(failed))));
                }
                (None, Ok(_)) => {
                    then(Some(MediaError { kind: MediaErrorKind::Other, detail: String::new() }));
                }
                (_, Err(error)) => then(Some(error)),
            }),
        );
    }

    /// Closes the connection and stops the microphone. What is still under way comes to nothing.
    pub(super) fn close(&self) {
        self.connection.close();
        self.talk.stop();
    }

    /// Sends what is wished, and goes on.
    fn capture(self: &Rc<Self>, stamp: Stamp, audio: AudioWish, then: Then) {
        match audio {
            AudioWish::Recvonly => self.go_on(stamp, false, then),
            AudioWish::Sendrecv if self.talk.sends() => self.go_on(stamp, false, then),
            AudioWish::Sendrecv => {
                let peer = Rc::downgrade(self);
                self.talk.open(Box::new(move |outcome| {
                    match (peer.upgrade().filter(|peer| !peer.is_closed()), outcome) {
                        (Some(peer), Ok(source)) => {
                            peer.send(source, Box::new(|_| {}));
                            peer.go_on(stamp, true, then);
                        }
                        (Some(peer), Err(error)) => peer.reply(MediaReply::Failed { stamp, error }),
                        // What came too late stops here.
                        (None, _) => {}
                    }
                }));
            }
        }
    }

    /// What is sent was added now, or before.
    fn go_on(self: &Rc<Self>, stamp: Stamp, added: bool, then: Then) {
        match then {
            Then::Nothing => self.reply(MediaReply::Done { stamp }),
            Then::Describe => {
                self.receive_audio();
                self.set_local(stamp, added);
            }
        }
    }

    fn send(self: &Rc<Self>, source: Source, then: Settled) {
        self.hear_of(Some(&source.track), ENDED);
        self.talk.send(&self.connection, source, then);
    }

    /// Makes a place for audio in an offer that sends none; an answer has the places of the offer.
    fn receive_audio(&self) {
        if self.connection.get_transceivers().length() == 0 {
            let receive = RtcRtpTransceiverInit::new();
            receive.set_direction(RtcRtpTransceiverDirection::Recvonly);
            self.connection.add_transceiver_with_str_and_init(AUDIO, &receive);
        }
    }

    /// Takes nothing but audio. Where the application itself sends, the direction is another, and stays.
    fn decline_the_rest(&self) {
        for transceiver in self.connection.get_transceivers() {
            let transceiver = transceiver.unchecked_into::<RtcRtpTransceiver>();
            let offered = transceiver.direction() == RtcRtpTransceiverDirection::Recvonly;
            if offered && transceiver.receiver().track().kind() != AUDIO {
                transceiver.set_direction(RtcRtpTransceiverDirection::Inactive);
            }
        }
    }

    /// Makes the description that is due, the answer to an offer or else an offer, and sets it. If it fails, what was added
    /// for it is not sent.
    fn set_local(self: &Rc<Self>, stamp: Stamp, added: bool) {
        if self.connection.signaling_state() != RtcSignalingState::HaveRemoteOffer {
            // One step for want of a type (WebRTC §4.4.1.5).
            let create = Object::new().unchecked_into::<RtcSessionDescriptionInit>();
            let set = self.connection.set_local_description(&create);
            return self.when_local_set(&set, stamp, added);
        }
        self.decline_the_rest();
        let peer = Rc::downgrade(self);
        settled(
            &self.connection.create_answer(),
            Box::new(move |outcome| {
                let Some(peer) = peer.upgrade().filter(|peer| !peer.is_closed()) else { return };
                match outcome {
                    Ok(created) => {
                        let answer = created.unchecked_into::<RtcSessionDescriptionInit>();
                        let sdp = refuse_idle_lines(&answer.get_sdp().unwrap_or_default());
                        if peer.finds_no_codec(&sdp) {
                            let refused = MediaErrorKind::DescriptionRefused;
                            let thrown = JsValue::UNDEFINED;
                            return (peer.tell)(peer.not_described(stamp, added, refused, &thrown));
                        }
                        answer.set_sdp(&sdp);
                        let set = peer.connection.set_local_description(&answer);
                        peer.when_local_set(&set, stamp, added);
                    }
                    Err(thrown) => {
                        (peer.tell)(peer.not_described(stamp, added, MediaErrorKind::Other, &thrown));
                    }
                }
            }),
        );
    }

    fn when_local_set(self: &Rc<Self>, set: &Promise, stamp: Stamp, added: bool) {
        self.when_set(set, move |peer, outcome| match outcome {
            Ok(_) => {
                // The count begins anew with each description, and candidates from before make no events.
                peer.gathered.take();
                peer.count();
                MediaReply::Description { stamp }
            }
            Err(thrown) => peer.not_described(stamp, added, MediaErrorKind::Other, &thrown),
        });
    }

    /// The answer refuses the audio that was offered: the browser knows none of its codecs.
    fn finds_no_codec(&self, answer: &str) -> bool {
        let offer = self.connection.remote_description().map(|offer| RtcSessionDescription::sdp(&offer));
        !has_audio(answer) && offer.is_some_and(|offer| has_audio(&offer))
    }

    fn not_described(&self, stamp: Stamp, added: bool, kind: MediaErrorKind, thrown: &JsValue) -> MediaReply {
        if added {
            self.talk.take_back(&self.connection);
        }
        MediaReply::Failed { stamp, error: media_error(kind, thrown) }
    }

    /// Goes back to before the offer that is open (RFC 8829 §4.1.10.2). Each side's is taken back where it was set.
    fn roll_back(self: &Rc<Self>, stamp: Stamp) {
        let nothing = RtcSessionDescriptionInit::new(RtcSdpType::Rollback);
        let set = match self.connection.signaling_state() {
            RtcSignalingState::HaveLocalOffer => self.connection.set_local_description(&nothing),
            RtcSignalingState::HaveRemoteOffer => self.connection.set_remote_description(&nothing),
            RtcSignalingState::Stable
            | RtcSignalingState::HaveLocalPranswer
            | RtcSignalingState::HaveRemotePranswer
            | RtcSignalingState::Closed
            | _ => return self.reply(MediaReply::Done { stamp }),
        };
        self.when_set(&set, move |_, _| MediaReply::Done { stamp });
    }

    /// Sets an early answer. Firefox knows no provisional answers: there it counts as the last one, or nothing of it
    /// would be heard (decision 1).
    fn preview(self: &Rc<Self>, stamp: Stamp, sdp: String) {
        let peer = Rc::downgrade(self);
        settled(
            &self.set_remote(RtcSdpType::Pranswer, &sdp),
            Box::new(move |outcome| {
                let Some(peer) = peer.upgrade().filter(|peer| !peer.is_closed()) else { return };
                let set = match &outcome {
                    Ok(done) => Promise::resolve(done),
                    Err(_) => peer.set_remote(RtcSdpType::Answer, &sdp),
                };
                peer.when_set(&set, move |peer, outcome| {
                    if outcome.is_ok() {
                        peer.early.set(Some(peer.early.take().unwrap_or(sdp)));
                    }
                    accepted(stamp, outcome)
                });
            }),
        );
    }

    /// Sets the answer. One with another transport than the early one had needs another connection: Firefox cannot take
    /// it any more, and Chromium takes it, but often does not get to the end of the DTLS handshake.
    fn conclude(self: &Rc<Self>, stamp: Stamp, sdp: &str) {
        let concluded = self.connection.signaling_state() == RtcSignalingState::Stable;
        match self.early.take() {
            Some(early) if concluded && same_but_origin(&early, sdp) => {
                self.reply(MediaReply::Done { stamp })
            }
            Some(early) if concluded || !same_transport(&early, sdp) => {
                self.reply(accepted(stamp, Err(JsValue::UNDEFINED)));
            }
            _ => self.accept(stamp, RtcSdpType::Answer, sdp),
        }
    }

    /// Sets the peer's description.
    fn accept(self: &Rc<Self>, stamp: Stamp, kind: RtcSdpType, sdp: &str) {
        let set = self.set_remote(kind, sdp);
        self.when_set(&set, move |_, outcome| accepted(stamp, outcome));
    }

    fn set_remote(&self, kind: RtcSdpType, sdp: &str) -> Promise {
        let description = RtcSessionDescriptionInit::new(kind);
        description.set_sdp(sdp);
        self.connection.set_remote_description(&description)
    }

    /// Replies what `then` makes of a promise, unless the connection is closed before: its promises never settle
    /// (WebRTC §4.4.1.2).
    fn when_set(
        self: &Rc<Self>,
        set: &Promise,
        then: impl FnOnce(&Self, Result<JsValue, JsValue>) -> MediaReply + 'static,
    ) {
        let peer = Rc::downgrade(self);
        settled(
            set,
            Box::new(move |outcome| {
                if let Some(peer) = peer.upgrade().filter(|peer| !peer.is_closed()) {
                    (peer.tell)(then(&peer, outcome));
                }
            }),
        );
    }

    /// Replies what is known at once, yet never from within the request.
    fn reply(self: &Rc<Self>, reply: MediaReply) {
        let peer = Rc::downgrade(self);
        soon(Box::new(move || {
            if let Some(peer) = peer.upgrade().filter(|peer| !peer.is_closed()) {
                (peer.tell)(reply);
            }
        }));
    }

    fn hear(&self, name: &str, event: &Event) {
        match name {
            "icecandidate" | "icegatheringstatechange" => self.count(),
            ENDED => (self.tell)(MediaReply::Trouble { error: capture::lost() }),
            tones::TONE_CHANGE => (self.tell)(MediaReply::Tone { tone: tones::begun(event) }),
            "track" => self.add_track(event.unchecked_ref()),
            _ => (self.tell)(MediaReply::Connection { state: state(&self.connection) }),
        }
    }

    /// Browsers tell of a track only if it was not a script that added it, so this is told here. Chromium plays the first
    /// track of a stream, and no other when that ends: one of a connection before this is taken out.
    fn add_track(&self, event: &RtcTrackEvent) {
        for earlier in self.remote.get_tracks() {
            let earlier = earlier.unchecked_into::<MediaStreamTrack>();
            if earlier.ready_state() == MediaStreamTrackState::Ended {
                self.remote.remove_track(&earlier);
            }
        }
        self.remote.add_track(&event.track());
        // Of that event it takes the track.
        let told = MediaStreamTrackEvent::new("addtrack", event.unchecked_ref());
        let _ = told.and_then(|told| self.remote.dispatch_event(&told));
    }

    fn count(&self) {
        let counts = Counts::of(&self.connection);
        // Browsers mark the end by an empty candidate, by none, and by the state: once is enough.
        if self.gathered.replace(counts) != counts {
            (self.tell)(counts.into());
        }
    }

    fn is_closed(&self) -> bool {
        self.connection.signaling_state() == RtcSignalingState::Closed
    }
}

fn accepted(stamp: Stamp, outcome: Result<JsValue, JsValue>) -> MediaReply {
    match outcome {
        Ok(_) => MediaReply::Done { stamp },
        Err(thrown) => {
            MediaReply::Failed { stamp, error: media_error(MediaErrorKind::DescriptionRefused, &thrown) }
        }
    }
}

/// What a peer hears, as long as it is there.
fn hear(peer: &Weak<Peer>) -> Hear {
    let peer = Weak::clone(peer);
    Rc::new(move |name, event| {
        if let Some(peer) = peer.upgrade() {
            peer.hear(name, event);
        }
    })
}

fn state(connection: &RtcPeerConnection) -> ConnectionState {
    match connection.connection_state() {
        RtcPeerConnectionState::Connecting => ConnectionState::Connecting,
        RtcPeerConnectionState::Connected => ConnectionState::Connected,
        RtcPeerConnectionState::Disconnected => ConnectionState::Disconnected,
        RtcPeerConnectionState::Failed => ConnectionState::Failed,
        RtcPeerConnectionState::Closed => ConnectionState::Closed,
        RtcPeerConnectionState::New | _ => ConnectionState::New,
    }
}
