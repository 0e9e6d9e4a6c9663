//! Calls: who rings whom, who answers, who hangs up.

mod about;
mod change;
mod gathering;
mod incoming;
mod late;
mod media;
mod outgoing;
mod reinvite;
mod session;
mod table;

use media::{Media, News};
pub(super) use table::Calls;

use super::alarm::{Alarm, CallAlarm};
use super::desk::{ALLOW, Desk, SUPPORTED};
pub(super) use super::event::CallId;
use super::event::{EndedBy, Event};
use super::failure::{Failure, FailureKind};
use super::sent::Owner;
use crate::dialog::{Dialog, DialogId, OfferAnswer};
use crate::message::{Headers, Name};
use crate::text::begins;
use crate::transaction::ServerId;

/// What a person reads when the peer kept silent.
const NO_ACK: &str = "the other side did not confirm";
const NO_DESCRIPTION: &str = "the other side sent no description";

/// One call. What every request inside its dialog asks for stands first, close to its name in the table.
#[derive(Debug)]
#[repr(C)]
struct Call {
    id: CallId,
    phase: Phase,
    /// The dialog whose usage this call is, as long as anything of it may still come: a BYE may cross ours.
    dialog: Option<DialogId>,
    reinvite: reinvite::Reinvite,
    media: Media,
    offer_answer: OfferAnswer,
    change: change::Change,
    /// What is known of our INVITE and of everybody who answered it; it outlives the call by as long as a fork may.
    outgoing: Option<outgoing::Outgoing>,
    /// Requests of ours that may still get a response.
    open_requests: usize,
}

/// Where a call is.
///
/// ```text
///  outgoing:  Preparing --offer ready--> Inviting --2xx: ACK--> Standing
///             Preparing --microphone there--> Inviting --2xx with an offer--> Confirming --answer ready: ACK--> Standing
///  incoming:  Ringing --answer ready: 2xx--> Answering --ACK--> Standing
///  any:       --cancel, refusal, BYE, failure--> Over
/// ```
#[derive(Debug)]
enum Phase {
    /// Our offer is being made, or what the answer to the peer's will need.
    Preparing,
    /// Our INVITE is out.
    Inviting,
    /// The callee's 2xx has the offer, and the ACK waits for our answer.
    Confirming(late::Confirming),
    /// The peer's INVITE waits for a person, or for our description.
    Ringing(incoming::Ringing),
    /// Our 2xx is out, the ACK is not in.
    Answering(incoming::Answering),
    /// Both sides have a description; `told` once the application knows.
    Standing { told: bool },
    /// The application knows that it is over.
    Over,
}

/// Puts a description into a message.
fn describe(headers: &mut Headers, body: &mut Vec<u8>, sdp: String) {
    headers.push(Name::ContentType, "application/sdp");
    *body = sdp.into_bytes();
}

impl Call {
    fn new(desk: &mut Desk, id: CallId, phase: Phase) -> Self {
        Self {
            id,
            phase,
            media: Media::new(desk, id),
            offer_answer: OfferAnswer::default(),
            change: change::Change::default(),
            reinvite: reinvite::Reinvite::default(),
            dialog: None,
            outgoing: None,
            open_requests: 0,
        }
    }

    /// The dialog whose usage this call is.
    #[inline(never)]
    fn dialog<'d>(&self, desk: &'d mut Desk) -> Option<&'d mut Dialog> {
        desk.dialogs.get_mut(self.dialog.as_ref()?)
    }

    /// Where we are and what we take, as an INVITE and a 2xx to one say it.
    fn introduce(desk: &Desk, uri: &str, headers: &mut Headers) {
        headers.push(Name::Contact, desk.identity.contact(begins(uri, "sips:")));
        headers.push(Name::Allow, ALLOW);
        headers.push(Name::Supported, SUPPORTED);
    }

    /// Ends the call for the application and lets go of everything but what the wire may still ask for.
    fn end(&mut self, desk: &mut Desk, by: EndedBy, failure: Option<Failure>) {
        if matches!(self.phase, Phase::Over) {
            return;
        }
        let told = matches!(&self.phase, Phase::Answering(answering) if answering.is_hung_up());
        self.phase = Phase::Over;
        self.refuse_change(desk, 487);
        self.reinvite.give_up(desk);
        self.media.close(desk);
        self.open_requests -= desk.unask(Owner::Call(self.id));
        self.stop_alarms(desk);
        desk.stop_alarm(Alarm::Call(self.id, CallAlarm::Reinvite));
        if !told {
            desk.event(Event::Ended { call: self.id, by, failure });
        }
    }

    /// Nothing is waited for any more: neither an answer, nor the ACK for ours.
    fn stop_alarms(&self, desk: &mut Desk) {
        for alarm in [CallAlarm::Repeat, CallAlarm::Limit] {
            desk.stop_alarm(Alarm::Call(self.id, alarm));
        }
    }

    /// Nothing can come for it any more.
    fn is_spent(&self) -> bool {
        matches!(self.phase, Phase::Over) && self.open_requests == 0
    }

    /// What waited has waited long enough.
    fn on_limit(&mut self, desk: &mut Desk) {
        let failure = Failure::new(FailureKind::Timeout, "");
        match self.phase {
            Phase::Inviting => self.give_up(desk, EndedBy::Network, Some(failure)),
            Phase::Ringing(_) => self.on_unanswered(desk, failure),
            Phase::Standing { .. } if !self.reinvite.is_out() => self.on_unacknowledged(desk),
            Phase::Confirming(_) | Phase::Standing { .. } => self.fail_standing(desk, failure),
            Phase::Answering(_) => self.on_unacknowledged(desk),
            Phase::Preparing | Phase::Over => {}
        }
    }

    /// Only over its link can it come to stand.
    fn is_open(&self) -> bool {
        match self.phase {
            Phase::Ringing(_) => true,
            Phase::Standing { told } => !told && self.reinvite.is_vital(),
            Phase::Preparing | Phase::Inviting | Phase::Confirming(_) | Phase::Answering(_) | Phase::Over => {
                false
            }
        }
    }

    /// The INVITE of that transaction waits for an answer of ours.
    fn waits_in(&self, server: ServerId) -> bool {
        self.rings_in(server) || self.change.waits_in(server)
    }

    /// What a media reply means depends on where the call is.
    fn on_news(&mut self, desk: &mut Desk, news: News) {
        match news {
            News::None => {}
            News::Connection(state) => {
                if !matches!(self.phase, Phase::Over) {
                    desk.event(Event::Media { call: self.id, state });
                }
            }
            News::Tone(tone) => desk.event(Event::Tone { call: self.id, tone }),
            News::Trouble(error) => {
                desk.event(Event::MediaTrouble { call: self.id, failure: Failure::of_media(error) });
            }
            News::Captured => self.invite(desk, String::new()),
            News::LocalReady(sdp) => match &mut self.phase {
                Phase::Preparing => self.invite(desk, sdp),
                Phase::Confirming(confirming) => confirming.answer = Some(sdp),
                Phase::Ringing(_) => self.accept(desk, sdp),
                Phase::Standing { .. } => self.on_change_ready(desk, sdp),
                Phase::Inviting | Phase::Answering(_) | Phase::Over => {}
            },
            News::LocalFailed(error) => self.on_local_failed(desk, error),
            News::RemoteSet(remote) => self.on_remote_set(desk, remote),
            News::RemoteFailed(remote, error) => self.on_remote_failed(desk, remote, error),
        }
    }
}
