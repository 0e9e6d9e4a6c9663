//! One call's dealings with its media host: one negotiation at a time, replies matched by their stamp.

use core::time::Duration;

use super::CallId;
use super::gathering::{Gathering, Verdict};
use crate::sdp::{Handshake, Origin, mend_incoming, mend_outgoing};
use crate::transaction::PATIENCE;
use crate::ua::alarm::{Alarm, CallAlarm};
use crate::ua::desk::Desk;
use crate::ua::media::{
    AudioWish, ConnectionState, MediaError, MediaErrorKind, MediaReply, MediaRequest, PeerId, Stamp, Step,
};

/// What a person reads when the host kept silent.
const TOO_LATE: &str = "the browser did not answer in time";

/// What the host was asked for and has not answered.
///
/// ```text
///       Capture, CreateOffer, CreateAnswer              settled, limit
///   Nothing ---------------------------> Describing ----> Gathering ----> Taking
///    |  ^  ^                                 |Failed, Done    |Fail          |Taken
///    |  |  +---------------------------------+----------------+--------------+
///    |  | Done, Failed
///    |  +------------- Setting
///    +--- AcceptOffer, ApplyAnswer ---^
///
///   any of these --undone--> Undoing --Done--> Nothing
/// ```
#[derive(Clone, Copy, Debug)]
enum Waiting {
    Nothing,
    Describing(Stamp),
    Gathering,
    Taking,
    Setting(Stamp, Remote),
    /// The step of this stamp is not wanted any more; it is the `Rollback` itself, or one comes after it.
    Undoing {
        stamp: Stamp,
        asked: bool,
    },
}

/// What is to be done after the step that is outstanding.
#[derive(Clone, Debug)]
enum Next {
    Set(String, Remote),
    Offer,
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
    /// What is to be sent was captured.
    Captured,
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
    /// A tone is being played, or none any more.
    Tone(String),
    /// Something does not work, and the call goes on.
    Trouble(MediaError),
}

/// The media of one call.
#[derive(Debug)]
pub(super) struct Media {
    call: CallId,
    peer: PeerId,
    last_stamp: u32,
    waiting: Waiting,
    gathering: Gathering,
    next: Vec<Next>,
    origin: Origin,
    handshake: Handshake,
    audio: AudioWish,
    connected: bool,
    /// How many candidates our last description had, if more may come.
    told_candidates: Option<u32>,
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
            next: Vec::new(),
            origin: Origin::new(id),
            handshake: Handshake::default(),
            audio: AudioWish::default(),
            connected: false,
            told_candidates: None,
            closed: false,
        }
    }

    pub(super) const fn peer(&self) -> PeerId {
        self.peer
    }

    /// No step is outstanding.
    pub(super) const fn is_idle(&self) -> bool {
        matches!(self.waiting, Waiting::Nothing)
    }

    /// Opens the microphone for a call whose offer is the peer's.
    pub(super) fn capture(&mut self, desk: &mut Desk, audio: AudioWish) {
        self.audio = audio;
        self.describe(desk, Step::Capture { audio });
    }

    pub(super) fn offer(&mut self, desk: &mut Desk, audio: AudioWish) {
        self.audio = audio;
        self.describe(desk, Step::CreateOffer { audio });
    }

    /// Offers once more what the call has, after the step that is outstanding; an offer in the making is that offer.
    pub(super) fn offer_again(&mut self, desk: &mut Desk) {
        match self.waiting {
            Waiting::Nothing => self.offer(desk, self.audio),
            Waiting::Describing(_) | Waiting::Gathering | Waiting::Taking => {}
            Waiting::Setting(..) | Waiting::Undoing { .. } => self.next.push(Next::Offer),
        }
    }

    pub(super) fn answer(&mut self, desk: &mut Desk, audio: AudioWish) {
        self.audio = audio;
        self.describe(desk, Step::CreateAnswer { audio });
    }

    /// Answers with what the call has.
    pub(super) fn answer_again(&mut self, desk: &mut Desk) {
        self.answer(desk, self.audio);
    }

    /// Sets the peer's offer. An offer of our own that is still in the making loses (decision 3).
    pub(super) fn accept(&mut self, desk: &mut Desk, sdp: String) {
        if matches!(self.waiting, Waiting::Describing(_) | Waiting::Gathering | Waiting::Taking) {
            self.undo(desk);
        }
        self.apply(desk, sdp, Remote::Offer);
    }

    /// Sets the peer's description, after the step that is outstanding.
    pub(super) fn apply(&mut self, desk: &mut Desk, sdp: String, remote: Remote) {
        if !self.is_idle() {
            // Of several previews that wait only the last one would still be seen.
            if let Some(Next::Set(_, Remote::Preview)) = self.next.last() {
                self.next.pop();
            }
            return self.next.push(Next::Set(sdp, remote));
        }
        let is_answer = remote != Remote::Offer;
        let role = self.handshake.hear(&sdp, is_answer);
        let mended = mend_incoming(&sdp, if is_answer { self.origin.last() } else { "" }, role);
        if let Some(mended) = &mended {
            desk.trace_description(false, mended);
        }
        let sdp = mended.unwrap_or(sdp);
        let step = match remote {
            Remote::Offer => Step::AcceptOffer { sdp },
            Remote::Preview => Step::ApplyAnswer { sdp, provisional: true },
            Remote::Answer => Step::ApplyAnswer { sdp, provisional: false },
        };
        let stamp = self.negotiate(desk, step);
        self.wait(desk, Waiting::Setting(stamp, remote));
    }

    pub(super) fn send_tones(&self, desk: &mut Desk, tones: String) {
        desk.media(self.call, self.peer, MediaRequest::SendTones { tones });
    }

    /// Takes back the offer that is open, whosever it is and however far it came.
    pub(super) fn undo(&mut self, desk: &mut Desk) {
        self.next.clear();
        match self.waiting {
            _ if self.closed => {}
            Waiting::Nothing | Waiting::Gathering | Waiting::Taking => self.roll_back(desk),
            Waiting::Describing(stamp) | Waiting::Setting(stamp, Remote::Offer | Remote::Preview) => {
                self.wait(desk, Waiting::Undoing { stamp, asked: false });
            }
            // What is agreed stays; the offer, if there was one, waited its turn.
            Waiting::Setting(_, Remote::Answer) | Waiting::Undoing { .. } => {}
        }
    }

    /// Begins again with a connection that nothing was agreed for (decision 1).
    pub(super) fn replace(&mut self, desk: &mut Desk) {
        self.close(desk);
        self.closed = false;
        self.connected = false;
        self.next.clear();
        self.handshake = Handshake::default();
        self.peer = desk.new_peer();
    }

    /// Candidates were found that the peer does not know, and without them the two do not meet (decision 8).
    pub(super) fn has_news_for_the_peer(&self) -> bool {
        !self.connected && self.told_candidates.is_some_and(|told| told != self.gathering.found())
    }

    /// Our last description may have to be completed.
    pub(super) const fn may_find_more(&self) -> bool {
        !self.connected && self.told_candidates.is_some()
    }

    /// What was captured for the call, or is to be.
    pub(super) const fn audio(&self) -> AudioWish {
        self.audio
    }

    /// A reply or a notice of the host. What it was not asked for, or too late, changes nothing.
    pub(super) fn on_reply(&mut self, desk: &mut Desk, reply: MediaReply) -> News {
        let now = desk.now.mono;
        if self.closed {
            return News::None;
        }
        match (reply, self.waiting) {
            (MediaReply::Description { stamp }, Waiting::Describing(asked)) if stamp == asked => {
                self.wait(desk, Waiting::Gathering);
                self.gathering.begin(now);
                self.look(desk)
            }
            (MediaReply::Done { stamp }, Waiting::Describing(asked)) if stamp == asked => {
                self.wait(desk, Waiting::Nothing);
                News::Captured
            }
            (MediaReply::Gathered { udp, reflexive, relay, bare, complete }, _) => {
                self.gathering.count(now, udp, reflexive, relay, bare, complete);
                self.look(desk)
            }
            (MediaReply::Taken { sdp }, Waiting::Taking) => {
                self.wait(desk, Waiting::Nothing);
                self.told_candidates = self.gathering.unfinished();
                let mended = mend_outgoing(&sdp, desk.config.tcp_candidates);
                if mended.is_some() {
                    desk.trace_description(true, &sdp);
                }
                self.handshake.say(&sdp);
                News::LocalReady(self.origin.stamp(&mended.unwrap_or(sdp)))
            }
            (MediaReply::Done { stamp }, Waiting::Setting(asked, remote)) if stamp == asked => {
                self.wait(desk, Waiting::Nothing);
                self.go_on(desk);
                News::RemoteSet(remote)
            }
            (
                MediaReply::Description { stamp }
                | MediaReply::Done { stamp }
                | MediaReply::Failed { stamp, .. },
                Waiting::Undoing { stamp: outstanding, asked },
            ) if stamp == outstanding => {
                if asked {
                    self.wait(desk, Waiting::Nothing);
                    self.go_on(desk);
                } else {
                    self.roll_back(desk);
                }
                News::None
            }
            (MediaReply::Failed { stamp, error }, Waiting::Describing(asked)) if stamp == asked => {
                self.wait(desk, Waiting::Nothing);
                News::LocalFailed(error)
            }
            (MediaReply::Failed { stamp, error }, Waiting::Setting(asked, remote)) if stamp == asked => {
                self.wait(desk, Waiting::Nothing);
                self.go_on(desk);
                News::RemoteFailed(remote, error)
            }
            (MediaReply::Connection { state }, _) => {
                self.connected = state == ConnectionState::Connected;
                News::Connection(state)
            }
            (MediaReply::Tone { tone }, _) => News::Tone(tone),
            (MediaReply::Trouble { error }, _) => News::Trouble(error),
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
                self.go_on(desk);
                News::RemoteFailed(remote, error)
            }
            Waiting::Undoing { .. } => {
                self.waiting = Waiting::Nothing;
                self.go_on(desk);
                News::None
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
            Waiting::Taking | Waiting::Setting(..) | Waiting::Undoing { .. } => Some(PATIENCE),
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

    fn roll_back(&mut self, desk: &mut Desk) {
        let stamp = self.negotiate(desk, Step::Rollback);
        self.wait(desk, Waiting::Undoing { stamp, asked: true });
    }

    fn go_on(&mut self, desk: &mut Desk) {
        if self.next.is_empty() {
            return;
        }
        match self.next.remove(0) {
            Next::Set(sdp, remote) => self.apply(desk, sdp, remote),
            Next::Offer => self.offer(desk, self.audio),
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
