//! Our own re-INVITE (RFC 3261 §14.1), for two things only: to begin again with a fresh connection when the browser
//! refuses the answer (decision 1), and to tell candidates that were found late (decision 8).

use core::time::Duration;

use super::media::Remote;
use super::{Call, Phase, describe};
use crate::message::{Message, Method, Name, Request, Response};
use crate::transaction::ClientId;
use crate::ua::alarm::{Alarm, CallAlarm};
use crate::ua::desk::Desk;
use crate::ua::failure::{Failure, FailureKind};
use crate::ua::login::Login;
use crate::ua::media::MediaError;
use crate::ua::sent::{Owner, Sent};

/// A connection that is not up this long after the answer lacks candidates.
const CONNECT_PATIENCE: Duration = Duration::from_secs(3);

/// What is known of it.
#[derive(Debug, Default)]
pub(super) struct Reinvite {
    stage: Stage,
    /// Our offer, once it is made.
    offer: String,
    /// Without success the call ends, for this reason.
    instead: Option<Failure>,
    /// It met one of the peer's already.
    met: bool,
    /// Late candidates were told.
    completed: bool,
    /// The ACK for the last 2xx, for repetition.
    ack: Option<Request>,
}

/// How far it is.
///
/// ```text
///         wanted           nothing else under way        offer ready
///   Idle --------> Wanted -----------------------> Offering --------> Out --2xx, refusal--> Idle
///                   ^  ^                              |                |
///                   |  +--- the peer was quicker -----+                |491
///                   +------ 0 to 4 s ------------- Waiting <-----------+
/// ```
#[derive(Clone, Copy, Debug, Default)]
enum Stage {
    #[default]
    Idle,
    Wanted,
    Offering,
    Out(ClientId),
    Waiting,
}

impl Reinvite {
    /// It is on the wire.
    pub(super) const fn is_out(&self) -> bool {
        matches!(self.stage, Stage::Out(_))
    }

    /// An offer that is not on the wire yet loses; a new one is made afterwards (decision 3).
    pub(super) fn yield_to_the_peer(&mut self) {
        if matches!(self.stage, Stage::Offering) {
            self.stage = Stage::Wanted;
        }
    }

    /// The call is over, and so is this.
    pub(super) fn give_up(&mut self, desk: &mut Desk) {
        if let Stage::Out(client) = self.stage {
            desk.cancel(client);
        }
        self.stage = Stage::Idle;
        self.instead = None;
    }

    /// The call ends without it.
    pub(super) const fn is_vital(&self) -> bool {
        self.instead.is_some()
    }
}

impl Call {
    /// The browser refuses what the peer answered: once more with a fresh connection, and only once.
    pub(super) fn begin_again(&mut self, desk: &mut Desk, error: MediaError) {
        let failure = Failure::of_media(error);
        match self.reinvite.instead.take() {
            Some(first) => self.fail_standing(desk, first),
            None => {
                self.reinvite.instead = Some(failure);
                self.reinvite.stage = Stage::Wanted;
                self.reinvite.met = false;
                self.media.replace(desk);
                // What waited for the answer to be set was to be made with the connection that is gone.
                self.refuse_change(desk, 491);
            }
        }
    }

    /// Both sides have a description: from now on the connection has three seconds, if something may still be told.
    pub(super) fn watch_connection(&mut self, desk: &mut Desk) {
        self.reinvite.instead = None;
        if self.media.may_find_more() && !self.reinvite.completed {
            desk.alarm_in(Alarm::Call(self.id, CallAlarm::Reinvite), CONNECT_PATIENCE);
        }
    }

    pub(super) fn on_reinvite_alarm(&mut self) {
        match self.reinvite.stage {
            Stage::Waiting => self.reinvite.stage = Stage::Wanted,
            Stage::Idle if self.media.has_news_for_the_peer() => {
                self.reinvite.completed = true;
                self.reinvite.stage = Stage::Wanted;
            }
            Stage::Idle | Stage::Wanted | Stage::Offering | Stage::Out(_) => {}
        }
    }

    /// Begins what is wanted as soon as no other change is under way, on either side.
    pub(super) fn go_on(&mut self, desk: &mut Desk) {
        self.confirm(desk);
        if matches!(self.reinvite.stage, Stage::Wanted)
            && matches!(self.phase, Phase::Standing { .. })
            && self.change.is_over()
            && self.offer_answer.is_quiet()
            && self.media.is_idle()
            && desk.link.is_some()
        {
            self.reinvite.stage = Stage::Offering;
            self.media.offer_again(desk);
        }
    }

    /// Our offer is ready.
    pub(super) fn reinvite_with(&mut self, desk: &mut Desk, offer: String) {
        if matches!(self.reinvite.stage, Stage::Offering)
            && let Ok(next) = self.offer_answer.send_offer()
        {
            self.offer_answer = next;
            self.reinvite.offer = offer;
            self.send_reinvite(desk);
        }
    }

    fn send_reinvite(&mut self, desk: &mut Desk) {
        let Some(dialog) = self.dialog(desk) else { return };
        let mut request = dialog.request(Method::Invite);
        Self::introduce(desk, &request.uri, &mut request.headers);
        request.headers.push(Name::Accept, "application/sdp");
        describe(&mut request.headers, &mut request.body, self.reinvite.offer.clone());
        desk.authorize(&mut request);
        if let Some(client) = desk.send(Owner::Call(self.id), request) {
            self.reinvite.stage = Stage::Out(client);
            self.open_requests += 1;
            // Who only says that it tries is given up; to a final response nothing of this is left to do.
            self.limit(desk, None);
        } else {
            self.on_reinvite_failed(desk, Some(Failure::new(FailureKind::Transport, "")));
        }
    }

    /// What a refusal means for the call stands in table 1 of RFC 5057 §5.1: most concern the request alone, some say that the
    /// dialog leads nowhere, and 481, and 408 as silence does (§5.2), that the peer has forgotten the call. But a call that
    /// can be kept is kept: 405, 480 and 501 end the usage there, and leave it as it was here.
    pub(super) fn on_reinvite_response(&mut self, desk: &mut Desk, sent: &Sent, response: &Response) {
        match response.status {
            ..200 => {}
            200..300 => self.on_reinvite_success(desk, &sent.request, response),
            _ if !self.reinvite.is_out() => {}
            401 | 407 => match desk.challenged(sent, response, true) {
                Login::Answered => self.send_reinvite(desk),
                Login::Asked => self.open_requests += 1,
                Login::Refused(_) => self.on_reinvite_failed(desk, None),
            },
            491 if !core::mem::replace(&mut self.reinvite.met, true) => {
                self.take_offer_back(desk);
                self.reinvite.stage = Stage::Waiting;
                let wait = self.wait_after_glare(desk);
                desk.alarm_in(Alarm::Call(self.id, CallAlarm::Reinvite), wait);
            }
            404 | 408 | 410 | 416 | 481..=485 | 502 | 604 => {
                self.fail_standing(desk, Failure::of_response(response));
            }
            _ => self.on_reinvite_failed(desk, None),
        }
    }

    /// Whose Call-ID it is waits 2.1 to 4 s, the other one 0 to 2 s, both in steps of 10 ms (RFC 3261 §14.1).
    fn wait_after_glare(&self, desk: &mut Desk) -> Duration {
        let share = desk.unit();
        let steps =
            if self.outgoing.is_some() { 210 + (share * 191.0) as u64 } else { (share * 201.0) as u64 };
        Duration::from_millis(steps * 10)
    }

    fn on_reinvite_success(&mut self, desk: &mut Desk, invite: &Request, response: &Response) {
        if let Some(ack) = &self.reinvite.ack
            && ack.headers.cseq().map(|cseq| cseq.number) == invite.headers.cseq().map(|cseq| cseq.number)
        {
            return desk.send_bare(Message::Request(ack.clone()));
        }
        let Some(dialog) = self.dialog(desk) else { return };
        dialog.refresh(&response.headers);
        let ack = dialog.ack(invite);
        self.reinvite.ack = Some(desk.send_ack(ack));
        if !self.reinvite.is_out() {
            return;
        }
        match (response.session(), self.offer_answer.receive_answer()) {
            (Some(sdp), Ok(next)) => {
                self.offer_answer = next;
                self.reinvite.stage = Stage::Idle;
                self.forget_last_offer();
                self.see_hold(desk, &sdp);
                self.media.apply(desk, sdp, Remote::Answer);
            }
            _ => self.on_reinvite_failed(desk, None),
        }
    }

    /// The call is as it was (RFC 3261 §14.1), if it can be that.
    pub(super) fn on_reinvite_failed(&mut self, desk: &mut Desk, failure: Option<Failure>) {
        let told = matches!(self.phase, Phase::Standing { told: true });
        if told && failure.as_ref().is_some_and(|failure| failure.kind == FailureKind::Transport) {
            // Only the link is gone: once more over the next one.
            self.reinvite.stage = Stage::Wanted;
            return self.take_offer_back(desk);
        }
        self.reinvite.stage = Stage::Idle;
        match self.reinvite.instead.take() {
            Some(instead) => self.fail_standing(desk, failure.unwrap_or(instead)),
            None => self.take_offer_back(desk),
        }
    }

    /// No response will come to it.
    pub(super) fn on_reinvite_silence(&mut self, desk: &mut Desk, failure: Failure) {
        if !self.reinvite.is_out() {
            return;
        }
        if failure.kind == FailureKind::Timeout {
            self.fail_standing(desk, failure);
        } else {
            self.on_reinvite_failed(desk, Some(failure));
        }
    }
}
