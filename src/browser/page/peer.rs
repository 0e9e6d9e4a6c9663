//! One peer connection: an RTCPeerConnection and the microphone that was opened for it.

use alloc::rc::Rc;
use core::cell::Cell;
use core::future::{Future, poll_fn};
use core::pin::Pin;
use core::task::{Poll, Waker};

use gloo::events::EventListener;
use js_sys::{Object, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    MediaStream, RtcConfiguration, RtcPeerConnection, RtcPeerConnectionState, RtcRtpSender,
    RtcRtpTransceiver, RtcRtpTransceiverDirection, RtcRtpTransceiverInit, RtcSdpType, RtcSessionDescription,
    RtcSessionDescriptionInit, RtcSignalingState, RtcTrackEvent,
};

use super::error::media_error;
use super::{capture, gathering};
use crate::ua::media::{AudioWish, ConnectionState, MediaError, MediaErrorKind, MediaReply, Stamp, Step};

const AUDIO: &str = "audio";

/// A peer connection. The host closes it; after that it says nothing more.
pub(super) struct Peer {
    connection: RtcPeerConnection,
    /// The microphone, if it was opened here. A stream that the application provided is never stopped.
    opened: Cell<Option<MediaStream>>,
    /// Who waits for a promise, to be told of the closing.
    waiting: Cell<Option<Waker>>,
    tell: Rc<dyn Fn(MediaReply)>,
    _listeners: [EventListener; 4],
}

impl Peer {
    /// A new connection, whose remote tracks go to `remote`.
    pub(super) fn new(
        configuration: &RtcConfiguration,
        remote: MediaStream,
        tell: Rc<dyn Fn(MediaReply)>,
    ) -> Result<Rc<Self>, JsValue> {
        let connection = RtcPeerConnection::new_with_configuration(configuration)?;
        let [on_candidate, on_gathering] = gathering::watch(&connection, {
            let tell = Rc::clone(&tell);
            move |reply| tell(reply)
        });
        let on_state = EventListener::new(&connection, "connectionstatechange", {
            let (connection, tell) = (connection.clone(), Rc::clone(&tell));
            move |_| tell(MediaReply::Connection { state: state(&connection) })
        });
        let on_track = EventListener::new(&connection, "track", move |event| {
            remote.add_track(&event.unchecked_ref::<RtcTrackEvent>().track());
        });
        Ok(Rc::new(Self {
            connection,
            opened: Cell::new(None),
            waiting: Cell::new(None),
            tell,
            _listeners: [on_candidate, on_gathering, on_state, on_track],
        }))
    }

    /// The browser's object, for the application.
    pub(super) fn connection(&self) -> RtcPeerConnection {
        self.connection.clone()
    }

    /// Takes a step of offer/answer and replies, unless the connection is closed before.
    pub(super) fn negotiate(self: Rc<Self>, stamp: Stamp, step: Step, provided: Option<MediaStream>) {
        spawn_local(async move {
            let outcome = match step {
                Step::CreateOffer { audio } | Step::CreateAnswer { audio } => {
                    self.describe(audio, provided).await.map(|()| MediaReply::Description { stamp })
                }
                Step::AcceptOffer { sdp } => {
                    self.accept(RtcSdpType::Offer, &sdp).await.map(|()| MediaReply::Done { stamp })
                }
                Step::ApplyAnswer { sdp, provisional } => {
                    let kind = if provisional { RtcSdpType::Pranswer } else { RtcSdpType::Answer };
                    self.accept(kind, &sdp).await.map(|()| MediaReply::Done { stamp })
                }
            };
            if !self.is_closed() {
                (self.tell)(outcome.unwrap_or_else(|error| MediaReply::Failed { stamp, error }));
            }
        });
    }

    /// Tells the local description with the candidates so far.
    pub(super) fn take_description(self: Rc<Self>) {
        // Like every reply it is told from a task of its own, never from within the request.
        spawn_local(async move {
            let description = self.connection.local_description().filter(|_| !self.is_closed());
            if let Some(description) = description {
                (self.tell)(MediaReply::Taken { sdp: RtcSessionDescription::sdp(&description) });
            }
        });
    }

    /// Stops the microphone and closes the connection. What is still under way comes to nothing.
    pub(super) fn close(&self) {
        self.connection.close();
        self.stop_microphone();
        if let Some(waiting) = self.waiting.take() {
            waiting.wake();
        }
    }

    /// Makes the description that is due, the answer to an offer or else an offer, and sets it.
    async fn describe(&self, audio: AudioWish, provided: Option<MediaStream>) -> Result<(), MediaError> {
        let sender = match audio {
            AudioWish::Sendrecv => self.send_audio(provided).await?,
            AudioWish::Recvonly => {
                self.receive_audio();
                None
            }
        };
        self.decline_the_rest();
        // Without a type the browser creates the description and sets it in one (WebRTC §4.4.1.5).
        let create = Object::new().unchecked_into::<RtcSessionDescriptionInit>();
        let set = self.settled(self.connection.set_local_description(&create)).await;
        if let (Err(_), Some(sender), false) = (&set, sender, self.is_closed()) {
            self.connection.remove_track(&sender);
            self.stop_microphone();
        }
        set.map(|_| ()).map_err(|thrown| media_error(MediaErrorKind::Other, &thrown))
    }

    /// Sends the provided stream or the microphone, unless a track is sent already.
    async fn send_audio(&self, provided: Option<MediaStream>) -> Result<Option<RtcRtpSender>, MediaError> {
        let sending = |sender: JsValue| sender.unchecked_into::<RtcRtpSender>().track().is_some();
        if self.connection.get_senders().iter().any(sending) {
            return Ok(None);
        }
        let stream = match provided {
            Some(stream) => stream,
            None => {
                let stream = capture::microphone().await?;
                // Not `stream.clone()`: that is the JavaScript method, which makes other tracks.
                self.opened.set(Some(Clone::clone(&stream)));
                stream
            }
        };
        if self.is_closed() {
            self.stop_microphone();
            return Ok(None);
        }
        let track = capture::audio_track(&stream)?;
        Ok(Some(self.connection.add_track_0(&track, &stream)))
    }

    /// Makes a place for audio in an offer that sends none; an answer has the places of the offer.
    fn receive_audio(&self) {
        if self.connection.get_transceivers().length() == 0 {
            let receive = RtcRtpTransceiverInit::new();
            receive.set_direction(RtcRtpTransceiverDirection::Recvonly);
            self.connection.add_transceiver_with_str_and_init(AUDIO, &receive);
        }
    }

    /// Receives nothing but audio. Where the application itself sends, its direction is another, and stays.
    fn decline_the_rest(&self) {
        for transceiver in self.connection.get_transceivers() {
            let transceiver = transceiver.unchecked_into::<RtcRtpTransceiver>();
            let offered = transceiver.direction() == RtcRtpTransceiverDirection::Recvonly;
            if offered && transceiver.receiver().track().kind() != AUDIO {
                transceiver.set_direction(RtcRtpTransceiverDirection::Inactive);
            }
        }
    }

    /// Sets the peer's description.
    async fn accept(&self, kind: RtcSdpType, sdp: &str) -> Result<(), MediaError> {
        let description = RtcSessionDescriptionInit::new(kind);
        description.set_sdp(sdp);
        let set = self.settled(self.connection.set_remote_description(&description)).await;
        set.map(|_| ()).map_err(|thrown| media_error(MediaErrorKind::DescriptionRefused, &thrown))
    }

    /// Waits for a promise, but no longer than the connection lives: a closed one leaves its promises pending for ever
    /// (WebRTC §4.4.1.2).
    async fn settled(&self, promise: Promise) -> Result<JsValue, JsValue> {
        let mut promise = JsFuture::from(promise);
        poll_fn(|context| {
            if self.is_closed() {
                return Poll::Ready(Ok(JsValue::UNDEFINED));
            }
            self.waiting.set(Some(context.waker().clone()));
            Pin::new(&mut promise).poll(context)
        })
        .await
    }

    fn is_closed(&self) -> bool {
        self.connection.signaling_state() == RtcSignalingState::Closed
    }

    fn stop_microphone(&self) {
        if let Some(stream) = self.opened.take() {
            capture::stop(&stream);
        }
    }
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
