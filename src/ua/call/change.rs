//! The peer changes a call that stands: re-INVITE and UPDATE (RFC 3261 §14.2, RFC 3311 §5.2, RFC 6337). Nobody is asked:
//! what a person agreed to was the call. Asterisk and FreeSWITCH send these within seconds of the answer.

use super::incoming::Answering;
use super::{Call, NO_ACK, Phase, describe};
use crate::dialog::OfferAnswer;
use crate::message::{Method, Name, Request};
use crate::sdp::{Hold, hold};
use crate::text::decimal;
use crate::transaction::ServerId;
use crate::ua::alarm::{Alarm, CallAlarm};
use crate::ua::desk::Desk;
use crate::ua::event::Event;
use crate::ua::failure::{Failure, FailureKind};
use crate::ua::media::AudioWish;
use crate::ua::offer::{self, INCOMPATIBLE};

/// What the peer changes.
///
/// ```text
///        +--------------- 2xx, refusal, CANCEL ----------------+
///        V                                                     |
///   +---------+  re-INVITE or UPDATE that needs the browser  +---------+
///   |  Quiet  |--------------------------------------------->| Pending |
///   +---------+                                              +---------+
///     |     ^                                                     |
///     |     |  its ACK; 64 × T1: BYE; the peer's next request     | our 2xx to a re-INVITE
///     |     |                                                     V
///     |     +-----------------------------------------------+-------------+
///     +-- re-INVITE that changes nothing: 2xx ------------->| Unconfirmed |
///                                                           +-------------+
/// ```
///
/// A request that comes while one is pending gets 500, and its UPDATE without a description goes through. While our 2xx is
/// unconfirmed the peer's next request takes its ACK's place, and may be pending beside it for as long as that takes.
#[derive(Debug, Default)]
pub(super) struct Change {
    /// Its request waits for our description.
    pending: Option<Pending>,
    /// Our 2xx to a re-INVITE waits for its ACK, which is to come over this link.
    unconfirmed: Option<Answering>,
    /// Its last offer and our answer to it, while nothing newer is agreed.
    answered: Option<(String, String)>,
    /// It does not listen.
    holds: bool,
}

#[derive(Debug)]
struct Pending {
    server: ServerId,
    request: Request,
    /// Without one the peer wants ours.
    offer: Option<String>,
}

impl Change {
    /// No INVITE of the peer is under way, and no UPDATE either.
    pub(super) const fn is_over(&self) -> bool {
        self.pending.is_none() && self.unconfirmed.is_none()
    }

    /// Our 2xx that waits for its ACK.
    pub(super) fn unconfirmed(&mut self) -> Option<&mut Answering> {
        self.unconfirmed.as_mut()
    }

    /// It is the request of that transaction, and it waits for our description.
    pub(super) fn waits_in(&self, server: ServerId) -> bool {
        self.pending.as_ref().is_some_and(|pending| pending.server == server)
    }
}

impl Call {
    /// A re-INVITE or an UPDATE.
    pub(super) fn on_change(&mut self, desk: &mut Desk, server: ServerId, request: &Request) {
        let checked = match offer::demands_too_much(request) {
            Some(response) => Err(response),
            None => offer::check(desk, request),
        };
        let offer = match checked {
            Ok(offer) => offer,
            Err(response) => return desk.respond(server, response),
        };
        let is_invite = request.method == Method::Invite;
        if let Some(status) = self.obstacle(is_invite, offer.is_some()) {
            let mut response = request.response(status);
            if status == 500 {
                let seconds = (desk.unit() * 11.0) as u32;
                response.headers.push(Name::RetryAfter, decimal(seconds));
            }
            return desk.respond(server, response);
        }
        if is_invite || offer.is_some() {
            // Who goes on has our 2xx to the INVITE before (RFC 3261 §14.1, RFC 3311 §5.1).
            self.on_confirmed(desk);
            self.change.unconfirmed = None;
        }
        if matches!(self.phase, Phase::Over) {
            return desk.respond(server, request.response(481));
        }
        let repeated = match (&offer, &self.change.answered) {
            (Some(offer), Some((before, answer))) if offer == before => Some(answer.clone()),
            _ => None,
        };
        if repeated.is_some() || (offer.is_none() && !is_invite) {
            return self.agree(desk, server, request, repeated, false);
        }
        if let Some(sdp) = &offer {
            if let Ok(next) = self.offer_answer.receive_offer() {
                self.offer_answer = next;
            }
            self.reinvite.yield_to_the_peer();
            self.media.accept(desk, sdp.clone());
        } else {
            self.reinvite.yield_to_the_peer();
            self.media.offer_again(desk);
        }
        self.change.pending = Some(Pending { server, request: request.clone(), offer });
    }

    /// Why the peer must wait: 500 when it has not waited for our answer, 491 when it should answer us first.
    fn obstacle(&self, is_invite: bool, has_offer: bool) -> Option<u16> {
        let changes = is_invite || has_offer;
        if let Some(pending) = &self.change.pending {
            let is_twin = (pending.request.method == Method::Invite) == is_invite;
            return (changes || is_twin).then_some(500);
        }
        if !changes {
            return None;
        }
        match self.offer_answer {
            _ if matches!(self.phase, Phase::Ringing(_)) => Some(500),
            // Where the callee is to offer, it does in its 2xx.
            _ if self.reinvite.is_out() || matches!(self.phase, Phase::Inviting) => Some(491),
            OfferAnswer::LocalOffer { .. } => Some(491),
            OfferAnswer::RemoteOffer { .. } => Some(500),
            OfferAnswer::Idle | OfferAnswer::Stable => None,
        }
    }

    /// The browser has the offer of a change.
    pub(super) fn on_change_set(&mut self, desk: &mut Desk) {
        if self.change.pending.is_some() {
            self.media.answer_again(desk);
        }
    }

    /// Our description in a call that stands is ready: for the peer's request, or for our own.
    pub(super) fn on_change_ready(&mut self, desk: &mut Desk, sdp: String) {
        let Some(Pending { server, request, offer }) = self.change.pending.take() else {
            return self.reinvite_with(desk, sdp);
        };
        let turn =
            if offer.is_some() { self.offer_answer.send_answer() } else { self.offer_answer.send_offer() };
        if let Ok(next) = turn {
            self.offer_answer = next;
        }
        let wants_ours = offer.is_none();
        if let Some(offer) = offer {
            self.see_hold(desk, &offer);
            self.change.answered = Some((offer, sdp.clone()));
        }
        self.agree(desk, server, &request, Some(sdp), wants_ours);
    }

    /// 2xx: what the request asks for is done, and the peer is where it says (RFC 6141 §4).
    fn agree(
        &mut self,
        desk: &mut Desk,
        server: ServerId,
        request: &Request,
        sdp: Option<String>,
        late_offer: bool,
    ) {
        if let Some(dialog) = self.dialog(desk) {
            dialog.refresh(&request.headers);
        }
        let mut response = request.response(200);
        Self::introduce(desk, &request.uri, &mut response.headers);
        if let Some(sdp) = sdp {
            describe(&mut response.headers, &mut response.body, sdp);
        }
        desk.sign(&mut response);
        if request.method == Method::Invite {
            self.change.unconfirmed = Some(Answering::begin(desk, self.id, response.clone(), late_offer));
        }
        desk.respond_signed(server, response);
    }

    /// The browser cannot do what the peer wants: 488, and all is as it was.
    pub(super) fn on_change_failed(&mut self, desk: &mut Desk) {
        if self.change.pending.is_some() {
            self.refuse_change(desk, 488);
            self.media.undo(desk);
        } else {
            self.on_reinvite_failed(desk, None);
        }
    }

    /// Answers the request that waits, if one does, with a refusal.
    pub(super) fn refuse_change(&mut self, desk: &mut Desk, status: u16) {
        let Some(pending) = self.change.pending.take() else { return };
        self.offer_answer = self.offer_answer.roll_back();
        let mut response = pending.request.response(status);
        if status == 488 {
            response.headers.push(Name::Warning, INCOMPATIBLE);
        }
        desk.respond(pending.server, response);
    }

    /// The peer takes its re-INVITE back (RFC 3261 §9.2).
    pub(super) fn on_change_cancelled(&mut self, desk: &mut Desk) {
        self.refuse_change(desk, 487);
        self.media.undo(desk);
    }

    /// The ACK for our 2xx to a re-INVITE; any other is for something long past.
    pub(super) fn on_change_ack(&mut self, desk: &mut Desk, ack: &Request) {
        let is_for = |answering: &mut Answering| answering.is_confirmed_by(ack);
        let Some(answering) = self.change.unconfirmed.take_if(is_for) else { return };
        self.stop_alarms(desk);
        if answering.has_offer() {
            self.on_late_answer(desk, ack);
        }
    }

    /// Nobody confirmed our 2xx in 64 × T1: BYE (RFC 3261 §14.2), unless the link broke meanwhile and the ACK with it.
    pub(super) fn on_change_unacknowledged(&mut self, desk: &mut Desk) {
        let Some(answering) = self.change.unconfirmed.take() else { return };
        desk.stop_alarm(Alarm::Call(self.id, CallAlarm::Repeat));
        if answering.came_over(desk.link) {
            self.fail_standing(desk, Failure::new(FailureKind::Timeout, NO_ACK));
        } else if answering.has_offer() {
            self.take_offer_back(desk);
        }
    }

    /// All is as it was before our offer.
    pub(super) fn take_offer_back(&mut self, desk: &mut Desk) {
        self.offer_answer = self.offer_answer.roll_back();
        self.media.undo(desk);
    }

    /// What was agreed last is another description than the one answered last.
    pub(super) fn forget_last_offer(&mut self) {
        self.change.answered = None;
    }

    /// What the first offer of the peer was answered with, should it come again.
    pub(super) fn remember_answer(&mut self, offer: String, answer: String) {
        self.change.answered = Some((offer, answer));
    }

    /// A description of the peer that is agreed says whether it listens. Who wants to hear only is not on hold when
    /// nobody listens to it.
    pub(super) fn see_hold(&mut self, desk: &mut Desk, sdp: &str) {
        let held = match hold(sdp) {
            Hold::None => false,
            Hold::SendOnly => self.media.audio() == AudioWish::Sendrecv,
            Hold::Inactive => true,
        };
        if core::mem::replace(&mut self.change.holds, held) != held {
            desk.event(Event::RemoteHold { call: self.id, held });
        }
    }
}
