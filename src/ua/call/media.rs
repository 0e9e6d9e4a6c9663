//! One call's dealings with its media host: one negotiation at a time, replies matched by their stamp.

use core::time::Duration;

use super::gathering::{Gathering, Verdict};
use super::{CallAlarm, CallId};
use crate::sdp::Origin;
use crate::transaction::PATIENCE;
use crate::ua::desk::{Alarm, Desk};
use crate::ua::media::{
    AudioWish, ConnectionState, MediaError, MediaErrorKind, MediaReply, MediaRequest, PeerId, Stamp, Step,
};

/// What a person reads when the host kept silent.
const TOO_LATE: &str = "the browser did not answer in time";

/// What the host was asked for and has not answered.
///
/// ```text
///            CreateOffer, CreateAnswer                 settled, limit
///   Nothing ---------------------------> Describing ----> Gathering ----> Taking
///    |  ^  ^                                 |Failed          |Fail          |Taken
///    |  |  +---------------------------------+----------------+--------------+
///    |  | Done, Failed
///    |  +------------- Setting
///    +--- AcceptOffer, ApplyAnswer ---^
/// ```
#[derive(Clone, Debug)]
enum Waiting {
    Nothing,
    Describing(Stamp),
    Gathering,
    Taking,
    Setting(Stamp, Remote),
}

/// Which remote description is being set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Remote {
    Offer,
    Preview,
    Answer,
}

/// What a reply means for the call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum News {
    /// Nothing yet.
    None,
    /// Our description is complete enough to be sent.
    LocalReady(String),
    /// Our description cannot be made.
    LocalFailed(MediaError),
    /// The peer's description was set.
    RemoteSet(Remote),
    /// The browser refused it.
    RemoteFailed(Remote, MediaError),
    /// The connection changed.
    Connection(ConnectionState),
}

/// The media of one call.
#[derive(Debug)]
pub(super) struct Media {
    call: CallId,
    peer: PeerId,
    last_stamp: u32,
    waiting: Waiting,
    gathering: Gathering,
    /// A remote description that came while another step was outstanding.
    next_answer: Option<(String, Remote)>,
    origin: Origin,
    closed: bool,
}

impl Media {
    pub(super) fn new(desk: &mut Desk, call: CallId) -> Self {
        let mut id = [0_u8; 8];
        desk.entropy.fill(&mut id);
        // RFC 3264 §5: the number must fit a signed 64-bit integer; 2⁵³ also fits a JavaScript number.
        let id = u64::from_le_bytes(id) >> 11;
        Self {
            call,
            peer: desk.new_peer(),
            last_stamp: 0,
            waiting: Waiting::Nothing,
            gathering: Gathering::new(&desk.config, desk.now.mono),
            next_answer: None,
            origin: Origin::new(id),
            closed: false,
        }
    }

    pub(super) const fn peer(&self) -> PeerId {
        self.peer
    }

    pub(super) fn offer(&mut self, desk: &mut Desk, audio: AudioWish) {
        self.describe(desk, Step::CreateOffer { audio });
    }

    pub(super) fn accept(&mut self, desk: &mut Desk, sdp: String) {
        let stamp = self.negotiate(desk, Step::AcceptOffer { sdp });
        self.wait(desk, Waiting::Setting(stamp, Remote::Offer));
    }

    pub(super) fn answer(&mut self, desk: &mut Desk, audio: AudioWish) {
        self.describe(desk, Step::CreateAnswer { audio });
    }

    /// Sets the peer's answer or a preview of it, after the step that is outstanding.
    pub(super) fn apply(&mut self, desk: &mut Desk, sdp: String, remote: Remote) {
        if !matches!(self.waiting, Waiting::Nothing) {
            self.next_answer = Some((sdp, remote));
            return;
        }
        let stamp = self.negotiate(desk, Step::ApplyAnswer { sdp, provisional: remote == Remote::Preview });
        self.wait(desk, Waiting::Setting(stamp, remote));
    }

    /// A reply or a notice of the host. What it was not asked for, or too late, changes nothing.
    pub(super) fn on_reply(&mut self, desk: &mut Desk, reply: MediaReply) -> News {
        let now = desk.now.mono;
        if self.closed {
            return News::None;
        }
        match (reply, self.waiting.clone()) {
            (MediaReply::Description { stamp }, Waiting::Describing(asked)) if stamp == asked => {
                self.wait(desk, Waiting::Gathering);
                self.gathering.begin(now);
                self.look(desk)
            }
            (MediaReply::Gathered { udp, reflexive, relay, bare, complete }, _) => {
                self.gathering.count(now, udp, reflexive, relay, bare, complete);
                self.look(desk)
            }
            (MediaReply::Taken { sdp }, Waiting::Taking) => {
                self.wait(desk, Waiting::Nothing);
                News::LocalReady(self.origin.stamp(&sdp))
            }
            (MediaReply::Done { stamp }, Waiting::Setting(asked, remote)) if stamp == asked => {
                self.wait(desk, Waiting::Nothing);
                self.apply_next(desk);
                News::RemoteSet(remote)
            }
            (MediaReply::Failed { stamp, error }, Waiting::Describing(asked)) if stamp == asked => {
                self.wait(desk, Waiting::Nothing);
                News::LocalFailed(error)
            }
            (MediaReply::Failed { stamp, error }, Waiting::Setting(asked, remote)) if stamp == asked => {
                self.wait(desk, Waiting::Nothing);
                self.apply_next(desk);
                News::RemoteFailed(remote, error)
            }
            (MediaReply::Connection { state }, _) => News::Connection(state),
            (
                MediaReply::Description { .. }
                | MediaReply::Done { .. }
                | MediaReply::Failed { .. }
                | MediaReply::Taken { .. },
                _,
            ) => News::None,
        }
    }

    /// The moment that the gathering rule named has come, or the host has had its time.
    pub(super) fn on_alarm(&mut self, desk: &mut Desk) -> News {
        let error = MediaError { kind: MediaErrorKind::Other, detail: TOO_LATE.into() };
        match self.waiting {
            Waiting::Nothing => News::None,
            Waiting::Gathering => self.look(desk),
            Waiting::Describing(_) | Waiting::Taking => {
                self.waiting = Waiting::Nothing;
                News::LocalFailed(error)
            }
            Waiting::Setting(_, remote) => {
                self.waiting = Waiting::Nothing;
                self.apply_next(desk);
                News::RemoteFailed(remote, error)
            }
        }
    }

    /// The call does not need its connection any more.
    pub(super) fn close(&mut self, desk: &mut Desk) {
        if !self.closed {
            self.closed = true;
            self.wait(desk, Waiting::Nothing);
            desk.media(self.call, self.peer, MediaRequest::Close);
        }
    }

    fn describe(&mut self, desk: &mut Desk, step: Step) {
        self.gathering = Gathering::new(&desk.config, desk.now.mono);
        let stamp = self.negotiate(desk, step);
        self.wait(desk, Waiting::Describing(stamp));
    }

    const fn alarm(&self) -> Alarm {
        Alarm::Call(self.call, CallAlarm::Media)
    }

    /// The host has so long for what it is asked now: a person at the browser's question about the microphone as long
    /// as a call rings, a browser by itself as long as a transaction lasts.
    fn wait(&mut self, desk: &mut Desk, waiting: Waiting) {
        let limit = match waiting {
            Waiting::Nothing | Waiting::Gathering => None,
            Waiting::Describing(_) => Some(Duration::from_secs(desk.config.ring_limit.into())),
            Waiting::Taking | Waiting::Setting(..) => Some(PATIENCE),
        };
        self.waiting = waiting;
        match limit {
            Some(limit) => desk.alarm_in(self.alarm(), limit),
            None => desk.stop_alarm(self.alarm()),
        }
    }

    fn negotiate(&mut self, desk: &mut Desk, step: Step) -> Stamp {
        self.last_stamp += 1;
        let stamp = Stamp(self.last_stamp);
        desk.media(self.call, self.peer, MediaRequest::Negotiate { stamp, step });
        stamp
    }

    fn apply_next(&mut self, desk: &mut Desk) {
        if let Some((sdp, remote)) = self.next_answer.take() {
            self.apply(desk, sdp, remote);
        }
    }

    fn look(&mut self, desk: &mut Desk) -> News {
        if !matches!(self.waiting, Waiting::Gathering) {
            return News::None;
        }
        match self.gathering.verdict(desk.now.mono) {
            Verdict::Wait(at) => {
                desk.alarm_at(self.alarm(), at);
                News::None
            }
            Verdict::Take => {
                self.wait(desk, Waiting::Taking);
                desk.media(self.call, self.peer, MediaRequest::TakeDescription);
                News::None
            }
            Verdict::Fail => {
                self.wait(desk, Waiting::Nothing);
                News::LocalFailed(MediaError { kind: MediaErrorKind::NoCandidates, detail: String::new() })
            }
        }
    }
}
