//! The caller's side: INVITE, its provisional responses, its 2xx (one for each fork) and its refusal (RFC 3261 §13.2).

use core::time::Duration;

use super::late::refuse;
use super::media::Remote;
use super::{Call, CallId, NO_DESCRIPTION, Phase, describe};
use crate::dialog::{Dialog, DialogId, Head, Usage};
use crate::message::{Method, Name, Request, Response, Uri, Written};
use crate::text::{concat, decimal};
use crate::transaction::ClientId;
use crate::ua::alarm::{Alarm, CallAlarm};
use crate::ua::desk::Desk;
use crate::ua::event::{EndedBy, Event, Ringing};
use crate::ua::failure::{Failure, FailureKind};
use crate::ua::login::Login;
use crate::ua::media::AudioWish;
use crate::ua::sent::{Owner, Sent};

/// Why a second callee who answers hears BYE (RFC 3326 §2).
const ELSEWHERE: &str = "SIP;cause=200;text=\"Call completed elsewhere\"";

/// How many legs are known at most, each perhaps with a preview: a server that names ever more must not fill the memory.
const LEGS_KEPT: usize = 64;

/// What is known of our INVITE.
#[derive(Debug)]
pub(super) struct Outgoing {
    target: Uri,
    call_id: String,
    tag: String,
    sequence: u32,
    /// Empty if the callee is to offer.
    offer: String,
    /// How many seconds the callee may take (RFC 3261 §13.2.1).
    expires: Option<u32>,
    client: Option<ClientId>,
    /// The application gave up: whoever answers now gets a BYE.
    given_up: bool,
    /// Everybody who answered.
    legs: Vec<Leg>,
    /// The leg whose early media plays (decision 1).
    focus: Option<String>,
    ringing: Ringing,
}

#[derive(Debug, Default)]
struct Leg {
    tag: String,
    /// The SDP of an 18x, should the 2xx have none (decision 2).
    preview: Option<String>,
    /// The ACK for its 2xx, for repetition.
    ack: Option<Request>,
}

impl Outgoing {
    /// What is said again when the callee of this tag says its 2xx again.
    pub(super) fn remember_ack(&mut self, tag: &str, ack: Request) {
        self.leg(tag).ack = Some(ack);
    }

    /// The leg of this tag, which may be new.
    fn leg(&mut self, tag: &str) -> &mut Leg {
        let at = self.legs.iter().position(|leg| leg.tag == tag).unwrap_or_else(|| {
            if self.legs.len() == LEGS_KEPT {
                self.legs.pop();
            }
            self.legs.push(Leg { tag: tag.into(), ..Leg::default() });
            self.legs.len() - 1
        });
        &mut self.legs[at]
    }

    /// The SDP of an 18x; it comes back if it is new and plays now.
    fn preview(&mut self, tag: &str, sdp: String) -> Option<String> {
        let leg = self.leg(tag);
        if leg.preview.as_ref() == Some(&sdp) {
            return None;
        }
        leg.preview = Some(sdp.clone());
        let focus = self.focus.get_or_insert_with(|| tag.into());
        if focus == tag { Some(sdp) } else { None }
    }

    /// A leg will not answer any more (RFC 6228). If it was the one that plays, the SDP of the next that has some.
    fn lose_leg(&mut self, tag: &str) -> Option<String> {
        self.leg(tag).preview = None;
        self.focus.take_if(|focus| focus == tag)?;
        let next = self.legs.iter().find(|leg| leg.preview.is_some())?;
        self.focus = Some(next.tag.clone());
        next.preview.clone()
    }
}

impl Call {
    pub(super) fn outgoing(
        desk: &mut Desk,
        id: CallId,
        target: Uri,
        audio: AudioWish,
        expires: Option<u32>,
        late_offer: bool,
    ) -> Self {
        let mut call = Self::new(desk, id, Phase::Preparing);
        call.outgoing = Some(Outgoing {
            target,
            call_id: desk.token(),
            tag: desk.token(),
            sequence: 0,
            offer: String::new(),
            expires,
            client: None,
            given_up: false,
            legs: Vec::new(),
            focus: None,
            ringing: Ringing::None,
        });
        if late_offer {
            call.media.capture(desk, audio);
        } else {
            call.media.offer(desk, audio);
        }
        call
    }

    /// Our offer is ready, or an empty one, and the callee's will be answered.
    pub(super) fn invite(&mut self, desk: &mut Desk, offer: String) {
        let Some(outgoing) = &mut self.outgoing else {
            return;
        };
        outgoing.offer = offer;
        if !outgoing.offer.is_empty()
            && let Ok(next) = self.offer_answer.send_offer()
        {
            self.offer_answer = next;
        }
        let expires = outgoing.expires;
        self.phase = Phase::Inviting;
        self.limit(desk, expires);
        self.send_invite(desk);
    }

    fn send_invite(&mut self, desk: &mut Desk) {
        let Some(outgoing) = &mut self.outgoing else {
            return;
        };
        outgoing.sequence += 1;
        let uri = outgoing.target.written();
        let to = concat(&["<", &uri, ">"]);
        let from = desk.identity.address(Some(&outgoing.tag));
        let head = Head { from: &from, to: &to, call_id: &outgoing.call_id, sequence: outgoing.sequence };
        let mut request = desk.identity.routes(&Method::Invite).request(Method::Invite, &uri, &head);
        Self::introduce(desk, &uri, &mut request.headers);
        request.headers.push(Name::Accept, "application/sdp");
        if let Some(expires) = outgoing.expires {
            request.headers.push(Name::Expires, decimal(expires));
        }
        if !outgoing.offer.is_empty() {
            describe(&mut request.headers, &mut request.body, outgoing.offer.clone());
        }
        desk.authorize(&mut request);
        outgoing.client = desk.send(Owner::Call(self.id), request);
        if outgoing.client.is_some() {
            self.open_requests += 1;
        } else {
            self.end(desk, EndedBy::Network, Some(Failure::new(FailureKind::Transport, "")));
        }
    }

    /// Nobody waits for an answer for ever: as long as was asked for, else as long as is configured.
    pub(super) fn limit(&self, desk: &mut Desk, seconds: Option<u32>) {
        let seconds = seconds.unwrap_or(desk.config.ring_limit);
        desk.alarm_in(Alarm::Call(self.id, CallAlarm::Limit), Duration::from_secs(seconds.into()));
    }

    /// The application gives up before the call stands, or nobody answered in time.
    pub(super) fn give_up(&mut self, desk: &mut Desk, by: EndedBy, failure: Option<Failure>) {
        if let Some(outgoing) = &mut self.outgoing {
            outgoing.given_up = true;
            if let Some(client) = outgoing.client {
                desk.cancel(client);
            }
        }
        self.end(desk, by, failure);
    }

    pub(super) fn on_invite_response(&mut self, desk: &mut Desk, sent: &Sent, response: &Response) {
        match response.status {
            ..=100 => {}
            101..=199 => self.on_provisional(desk, response),
            200..=299 => self.on_success(desk, &sent.request, response),
            401 | 407 if matches!(self.phase, Phase::Inviting) => match desk.challenged(sent, response, true)
            {
                Login::Answered => self.send_invite(desk),
                Login::Asked => self.open_requests += 1,
                Login::Refused(failure) => self.fail_invite(desk, EndedBy::Remote, failure),
            },
            status => {
                let by = if (500..600).contains(&status) { EndedBy::Network } else { EndedBy::Remote };
                self.fail_invite(desk, by, Failure::of_response(response));
            }
        }
    }

    /// It is a dialog of our INVITE, and nobody has answered yet. UPDATE belongs there, too (RFC 3311 §5.2): the target that it
    /// names stands in the 2xx again. With an offer it is 491: only a reliable response answers ours, and before the 2xx none
    /// comes to whom knows no `100rel` (decision 18). For whom does, that offer commits the leg in focus (decision 1).
    pub(super) fn is_early(&self, dialog: &DialogId) -> bool {
        matches!(&self.outgoing, Some(outgoing) if outgoing.call_id == dialog.call_id() && outgoing.tag == dialog.local_tag())
            && matches!(self.phase, Phase::Inviting)
    }

    fn fail_invite(&mut self, desk: &mut Desk, by: EndedBy, failure: Failure) {
        self.offer_answer = self.offer_answer.roll_back();
        self.end(desk, by, Some(failure));
    }

    fn on_provisional(&mut self, desk: &mut Desk, response: &Response) {
        let Some(outgoing) = &mut self.outgoing else {
            return;
        };
        if !matches!(self.phase, Phase::Inviting) {
            return;
        }
        let tag = response.headers.to().ok().and_then(|to| to.tag().map(String::from)).unwrap_or_default();
        let preview = match response.session() {
            _ if response.status == 199 => outgoing.lose_leg(&tag),
            Some(sdp) => outgoing.preview(&tag, sdp),
            None => None,
        };
        if let Some(sdp) = preview.filter(|_| !outgoing.offer.is_empty()) {
            outgoing.ringing = Ringing::Network;
            self.media.apply(desk, sdp, Remote::Preview);
        }
        if response.status == 180 && outgoing.ringing == Ringing::None {
            outgoing.ringing = Ringing::Local;
        }
        desk.event(Event::Progress {
            call: self.id,
            status: response.status,
            reason: response.reason.clone(),
            ringing: outgoing.ringing,
        });
    }

    /// A 2xx: every one gets its ACK, the first one the call, the others a BYE (RFC 3261 §13.2.2.4).
    fn on_success(&mut self, desk: &mut Desk, invite: &Request, response: &Response) {
        let Some(outgoing) = &mut self.outgoing else {
            return;
        };
        let mut dialog = match Dialog::of_response(invite, response) {
            Ok(dialog) => dialog,
            // Somebody accepted who cannot be named, hence not be spoken to: the application must not wait for them.
            Err(error) if matches!(self.phase, Phase::Inviting) => {
                let failure = Failure::new(FailureKind::Protocol, error.kind.sentence());
                return self.end(desk, EndedBy::Network, Some(failure));
            }
            Err(error) => return desk.warn(FailureKind::Protocol, error.kind.sentence()),
        };
        let id = dialog.id().clone();
        let is_unwanted = outgoing.given_up || !matches!(self.phase, Phase::Inviting);
        let is_late = outgoing.offer.is_empty();
        let leg = outgoing.leg(id.remote_tag());
        if let Some(ack) = &leg.ack {
            return desk.send_bare(crate::message::Message::Request(ack.clone()));
        }
        if self.dialog.as_ref() == Some(&id) {
            // Its ACK waits for our answer.
            return;
        }
        let mut ack = dialog.ack(invite);
        if is_unwanted {
            if let Some(offer) = response.session().filter(|_| is_late) {
                refuse(&mut ack, &offer);
            }
            leg.ack = Some(desk.send_ack(ack));
            let mut bye = dialog.request(Method::Bye);
            if !outgoing.given_up {
                bye.headers.push(Name::Reason, ELSEWHERE);
            }
            return self.send_bye(desk, bye);
        }
        self.dialog = Some(id);
        desk.dialogs.begin(dialog, Usage::Invite(self.id.0));
        let preview = |sdp: &String| desk.trace_description(false, sdp);
        let sdp = match response.session().or_else(|| leg.preview.take().inspect(preview)) {
            Some(offer) if is_late => return self.take_late_offer(desk, ack, offer),
            sdp => sdp,
        };
        leg.ack = Some(desk.send_ack(ack));
        self.phase = Phase::Standing { told: false };
        desk.stop_alarm(Alarm::Call(self.id, CallAlarm::Limit));
        match (sdp, self.offer_answer.receive_answer()) {
            (Some(sdp), Ok(next)) => {
                self.offer_answer = next;
                self.see_hold(desk, &sdp);
                self.media.apply(desk, sdp, Remote::Answer);
            }
            (None, _) | (_, Err(_)) => {
                self.fail_standing(desk, Failure::new(FailureKind::Protocol, NO_DESCRIPTION));
            }
        }
    }
}
