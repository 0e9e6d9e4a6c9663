//! The callee's side: ringing, answering until the ACK, refusing (RFC 3261 §13.3).

use core::time::Duration;

use super::about::about;
use super::media::Remote;
use super::{Call, CallId, NO_ACK, NO_DESCRIPTION, Phase, describe};
use crate::dialog::{Dialog, Usage};
use crate::message::{Headers, Message, Name, Request, Response, Uri, Written, unescaped};
use crate::text::{begins, concat, lossy};
use crate::transaction::{LinkId, PATIENCE, ServerId, T1, T2};
use crate::ua::alarm::{Alarm, CallAlarm};
use crate::ua::desk::{ALLOW, Desk, SUPPORTED};
use crate::ua::event::{EndedBy, Event, Party};
use crate::ua::failure::{Failure, FailureKind, MisuseKind};
use crate::ua::input::Manner;
use crate::ua::media::{AudioWish, MediaError};
use crate::ua::offer::INCOMPATIBLE;

/// How often a caller hears that it still rings.
const RING_AGAIN: Duration = Duration::from_secs(60);

/// What our 2xx says, whichever branch it answers.
const ANSWERED: &[Name] = &[
    Name::To,
    Name::RecordRoute,
    Name::Contact,
    Name::Allow,
    Name::Supported,
    Name::ContentType,
    Name::Server,
];

/// What one INVITE says over every branch of a fork.
const SAME: &[Name] = &[Name::From, Name::CallId, Name::CSeq];

/// An INVITE that waits.
#[derive(Debug)]
pub(super) struct Ringing {
    server: ServerId,
    invite: Request,
    tag: String,
    /// The peer's offer; `None` once the browser has it, or when the peer wants ours (RFC 3261 §13.2.1).
    offer: Option<String>,
    late_offer: bool,
    /// Its own Expires ends it, not our patience.
    expires_by_caller: bool,
    /// The application has answered, and this is being made.
    answering: Option<AudioWish>,
}

/// A 2xx that waits for its ACK.
#[derive(Debug)]
pub(super) struct Answering {
    response: Response,
    /// The link it went over first.
    link: Option<LinkId>,
    pause: Duration,
    late_offer: bool,
    /// The application hung up meanwhile; a BYE must wait for the ACK (RFC 3261 §15).
    hung_up: bool,
}

impl Call {
    /// An INVITE that the browser can answer; rings at once. `None` when it was answered with a refusal instead.
    pub(super) fn incoming(desk: &mut Desk, id: CallId, server: ServerId, invite: Request) -> Option<Self> {
        let tag = desk.token();
        let (Ok(from), Ok(to), Ok(dialog)) =
            (invite.headers.from(), invite.headers.to(), Dialog::of_request(&invite, &tag))
        else {
            desk.refuse(server, invite.response(400));
            return None;
        };
        let (from, to) = (Party::of(from), Party::of(to));
        let offer = invite.session().unwrap_or_default();
        let late_offer = offer.is_none();
        // The caller may grant less time than we would take (RFC 3261 §13.3.1).
        let expires = invite.headers.expires().ok().flatten().filter(|wish| *wish < desk.config.ring_limit);
        let expires_by_caller = expires.is_some();
        let ringing = Ringing { server, invite, tag, offer, late_offer, expires_by_caller, answering: None };
        let response = ringing.response(desk, 180);
        let about = about(&ringing.invite.headers);
        let mut call = Self::new(desk, id, Phase::Ringing(ringing));
        call.dialog = Some(dialog.id().clone());
        desk.dialogs.begin(dialog, Usage::Invite(id.0));
        if !late_offer && let Ok(next) = call.offer_answer.receive_offer() {
            call.offer_answer = next;
        }
        desk.respond(server, response);
        call.limit(desk, expires);
        desk.alarm_in(Alarm::Call(id, CallAlarm::Repeat), RING_AGAIN);
        desk.event(Event::Incoming { call: id, from, to, about });
        Some(call)
    }

    /// It is the INVITE of that transaction, and nobody has answered it.
    pub(super) fn rings_in(&self, server: ServerId) -> bool {
        matches!(&self.phase, Phase::Ringing(ringing) if ringing.server == server)
    }

    /// It waits for a person or for the ACK, or it stands, and this is its INVITE once more, over another branch of a fork
    /// (RFC 3261 §8.2.2.2).
    pub(super) fn began_with(&self, invite: &Request) -> bool {
        let headers = match &self.phase {
            Phase::Ringing(ringing) => &ringing.invite.headers,
            Phase::Answering(answering) => &answering.response.headers,
            // Later numbers were used since, but nobody begins another dialog with the names of one that stands.
            Phase::Standing { .. } => {
                return self.dialog.as_ref().is_some_and(|dialog| dialog.has_begun(&invite.headers));
            }
            Phase::Preparing | Phase::Inviting | Phase::Confirming(_) | Phase::Over => return false,
        };
        SAME.iter().all(|name| headers.text(name) == invite.headers.text(name))
    }

    /// The caller's proxy tries once more, over a new link: if our 2xx went over one that is gone, it is said again as
    /// the answer to this branch (decision 15). False where the first branch lives on.
    pub(super) fn take_over(&mut self, desk: &mut Desk, server: ServerId, invite: &Request) -> bool {
        let Phase::Answering(answering) = &mut self.phase else { return false };
        if answering.link == desk.link {
            return false;
        }
        let mut response = invite.response(200);
        response.headers.remove(&Name::To);
        response.headers.copy_all(ANSWERED, &answering.response.headers);
        response.body.clone_from(&answering.response.body);
        answering.link = desk.link;
        answering.response = response.clone();
        desk.respond_signed(server, response);
        true
    }

    /// The application answers; the 2xx goes out when our description is ready.
    pub(super) fn answer(&mut self, desk: &mut Desk, audio: AudioWish) -> Result<(), MisuseKind> {
        let Phase::Ringing(ringing) = &mut self.phase else {
            return Err(MisuseKind::WrongState);
        };
        if ringing.answering.is_some() {
            return Err(MisuseKind::WrongState);
        }
        ringing.answering = Some(audio);
        match ringing.offer.take() {
            Some(offer) => self.media.accept(desk, offer),
            None if ringing.late_offer => self.media.offer(desk, audio),
            None => self.media.answer(desk, audio),
        }
        Ok(())
    }

    pub(super) fn decline(&mut self, desk: &mut Desk, manner: Manner) -> Result<(), MisuseKind> {
        if !matches!(self.phase, Phase::Ringing(_)) {
            return Err(MisuseKind::WrongState);
        }
        let status = match manner {
            Manner::Busy => 486,
            Manner::Everywhere => 603,
            Manner::Unavailable => 480,
        };
        self.refuse(desk, status);
        self.end(desk, EndedBy::Local, None);
        Ok(())
    }

    /// The caller is to try another address.
    pub(super) fn redirect(&mut self, desk: &mut Desk, target: &Uri) -> Result<(), MisuseKind> {
        if !matches!(self.phase, Phase::Ringing(_)) {
            return Err(MisuseKind::WrongState);
        }
        let contact = concat(&["<", &target.written(), ">"]);
        self.refuse_with(desk, 302, Some((Name::Contact, &contact)));
        self.end(desk, EndedBy::Local, None);
        Ok(())
    }

    /// Our description is ready: 200.
    pub(super) fn accept(&mut self, desk: &mut Desk, sdp: String) {
        let Phase::Ringing(ringing) = &self.phase else {
            return;
        };
        let turn =
            if ringing.late_offer { self.offer_answer.send_offer() } else { self.offer_answer.send_answer() };
        if let Ok(next) = turn {
            self.offer_answer = next;
        }
        let mut response = ringing.response(desk, 200);
        response.headers.push(Name::Supported, SUPPORTED);
        describe(&mut response.headers, &mut response.body, sdp.clone());
        let (server, late_offer) = (ringing.server, ringing.late_offer);
        let offer = ringing.invite.session().unwrap_or_default();
        desk.sign(&mut response);
        desk.respond_signed(server, response.clone());
        self.phase = Phase::Answering(Answering::begin(desk, self.id, response, late_offer));
        if let Some(offer) = offer {
            self.remember_answer(offer, sdp);
        }
    }

    /// Our 180 again, so that no proxy on the way gives up (RFC 3261 §13.3.1.1); our 2xx again (§13.3.1.4), over
    /// whatever link there is now.
    pub(super) fn repeat(&mut self, desk: &mut Desk) {
        if let Phase::Ringing(ringing) = &self.phase {
            let response = ringing.response(desk, 180);
            desk.respond(ringing.server, response);
            return desk.alarm_in(Alarm::Call(self.id, CallAlarm::Repeat), RING_AGAIN);
        }
        let unconfirmed = if let Phase::Answering(answering) = &mut self.phase {
            Some(answering)
        } else {
            self.change.unconfirmed()
        };
        if let Some(answering) = unconfirmed {
            desk.send_bare(Message::Response(answering.response.clone()));
            answering.pause = (answering.pause * 2).min(T2);
            desk.alarm_in(Alarm::Call(self.id, CallAlarm::Repeat), answering.pause);
        }
    }

    /// Nobody answered while the caller, or we ourselves, would wait (RFC 3261 §13.3.1 and §21.4.18).
    pub(super) fn on_unanswered(&mut self, desk: &mut Desk, failure: Failure) {
        let by_caller = matches!(&self.phase, Phase::Ringing(ringing) if ringing.expires_by_caller);
        let (status, by) = if by_caller { (487, EndedBy::Remote) } else { (480, EndedBy::Network) };
        self.refuse(desk, status);
        self.end(desk, by, Some(failure));
    }

    pub(super) fn on_ack(&mut self, desk: &mut Desk, ack: &Request) {
        let Phase::Answering(answering) = &self.phase else {
            return self.on_change_ack(desk, ack);
        };
        if !answering.is_confirmed_by(ack) {
            return;
        }
        let late_offer = answering.late_offer;
        self.on_confirmed(desk);
        if late_offer {
            self.on_late_answer(desk, ack);
        }
    }

    /// The caller has our 2xx.
    pub(super) fn on_confirmed(&mut self, desk: &mut Desk) {
        let Phase::Answering(answering) = &self.phase else { return };
        let (late_offer, hung_up) = (answering.late_offer, answering.hung_up);
        self.stop_alarms(desk);
        if hung_up {
            return self.bye(desk, EndedBy::Local, None);
        }
        self.phase = Phase::Standing { told: false };
        if !late_offer {
            self.tell_answered(desk);
        }
    }

    /// An ACK that answers our offer; without an answer there is no call, or no change of one that stands.
    pub(super) fn on_late_answer(&mut self, desk: &mut Desk, ack: &Request) {
        match (&self.phase, ack.session(), self.offer_answer.receive_answer()) {
            (Phase::Standing { .. }, Ok(Some(sdp)), Ok(next)) => {
                self.offer_answer = next;
                self.forget_last_offer();
                self.see_hold(desk, &sdp);
                self.media.apply(desk, sdp, Remote::Answer);
            }
            (Phase::Standing { told: false }, ..) => {
                self.fail_standing(desk, Failure::new(FailureKind::Protocol, NO_DESCRIPTION));
            }
            (Phase::Standing { told: true }, ..) => self.take_offer_back(desk),
            _ => {}
        }
    }

    /// Nobody confirmed our 2xx in 64 × T1: BYE (RFC 3261 §13.3.1.4).
    pub(super) fn on_unacknowledged(&mut self, desk: &mut Desk) {
        if matches!(self.phase, Phase::Standing { .. }) {
            self.on_change_unacknowledged(desk);
        } else if let Phase::Answering(answering) = &self.phase {
            if answering.hung_up {
                self.bye(desk, EndedBy::Local, None);
            } else {
                self.fail_standing(desk, Failure::new(FailureKind::Timeout, NO_ACK));
            }
        }
    }

    /// The application hangs up between 2xx and ACK: for it the call is over, only the BYE has to wait.
    pub(super) fn hang_up_unacknowledged(&mut self, desk: &mut Desk) -> Result<(), MisuseKind> {
        let Phase::Answering(answering) = &mut self.phase else { return Err(MisuseKind::WrongState) };
        if core::mem::replace(&mut answering.hung_up, true) {
            return Err(MisuseKind::WrongState);
        }
        self.media.close(desk);
        desk.event(Event::Ended { call: self.id, by: EndedBy::Local, failure: None });
        Ok(())
    }

    /// The caller gave up (RFC 3261 §9.2).
    pub(super) fn on_cancel(&mut self, desk: &mut Desk, cancel: &Request) {
        if !matches!(self.phase, Phase::Ringing(_)) {
            return self.on_change_cancelled(desk);
        }
        self.refuse(desk, 487);
        self.end(desk, EndedBy::Remote, Some(Failure::of_cancel(&cancel.headers)));
    }

    /// Answers the INVITE that rings with a refusal.
    pub(super) fn refuse(&self, desk: &mut Desk, status: u16) {
        let why = (Name::Warning, INCOMPATIBLE);
        self.refuse_with(desk, status, Some(why).filter(|_| status == 488));
    }

    fn refuse_with(&self, desk: &mut Desk, status: u16, header: Option<(Name, &str)>) {
        if let Phase::Ringing(ringing) = &self.phase {
            let mut response = ringing.invite.response(status);
            response.headers.set_to_tag(&ringing.tag);
            if let Some((name, value)) = header {
                response.headers.push(name, value);
            }
            desk.respond(ringing.server, response);
        }
    }

    /// The browser has the peer's offer: now ours.
    pub(super) fn on_offer_set(&mut self, desk: &mut Desk) {
        if let Phase::Ringing(Ringing { answering: Some(audio), .. }) = &self.phase {
            let audio = *audio;
            self.media.answer(desk, audio);
        } else if matches!(self.phase, Phase::Confirming(_)) {
            self.media.answer_again(desk);
        }
    }

    /// No microphone, say: the call goes on ringing, and may be answered again (decision 17).
    pub(super) fn on_answer_failed(&mut self, desk: &mut Desk, error: MediaError) {
        if let Phase::Ringing(ringing) = &mut self.phase {
            ringing.answering = None;
            desk.event(Event::AnswerFailed { call: self.id, failure: Failure::of_media(error) });
        }
    }
}

impl Answering {
    /// From now on it is said again until its ACK comes, and that is not waited for for ever (RFC 3261 §13.3.1.4).
    pub(super) fn begin(desk: &mut Desk, call: CallId, response: Response, late_offer: bool) -> Self {
        desk.alarm_in(Alarm::Call(call, CallAlarm::Repeat), T1);
        desk.alarm_in(Alarm::Call(call, CallAlarm::Limit), PATIENCE);
        Self { response, link: desk.link, pause: T1, late_offer, hung_up: false }
    }

    /// It carries our offer, and the ACK is to answer it.
    pub(super) const fn has_offer(&self) -> bool {
        self.late_offer
    }

    /// It went over this link, and its ACK is to come over it.
    pub(super) fn came_over(&self, link: Option<LinkId>) -> bool {
        self.link == link
    }

    /// It is the ACK for this 2xx: the numbers are the same.
    pub(super) fn is_confirmed_by(&self, ack: &Request) -> bool {
        let number = |headers: &Headers| headers.cseq().ok().map(|cseq| cseq.number);
        number(&self.response.headers) == number(&ack.headers)
    }

    /// The application has hung up, and knows that the call is over.
    pub(super) const fn is_hung_up(&self) -> bool {
        self.hung_up
    }
}

impl Ringing {
    /// A response that makes or confirms the dialog (RFC 3261 §12.1.1).
    fn response(&self, desk: &Desk, status: u16) -> Response {
        let mut response = self.invite.response(status);
        response.headers.set_to_tag(&self.tag);
        response.headers.copy(&Name::RecordRoute, &self.invite.headers);
        response.headers.push(Name::Contact, desk.identity.contact(begins(&self.invite.uri, "sips:")));
        response.headers.push(Name::Allow, ALLOW);
        response
    }
}

impl Party {
    fn of(mut address: crate::message::NameAddr) -> Self {
        // A password in an address is not for the screen (RFC 3261 §19.1.1).
        if let Uri::Sip(uri) = &mut address.uri {
            uri.password = None;
        }
        let user = address.uri.as_sip().and_then(|uri| uri.user.as_deref());
        let user = user.map(|user| lossy(&unescaped(user)));
        Self { name: address.display, uri: address.uri.written(), user }
    }
}
