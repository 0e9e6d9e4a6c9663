//! The caller leaves the offer to the callee (RFC 3261 §13.2.1): it comes in the 2xx, and our answer goes into the ACK, so
//! the ACK waits for the browser. The microphone is there before the INVITE leaves, lest it wait for a person, too.

use super::{Call, Phase, describe};
use crate::message::Request;
use crate::sdp::mend_incoming;
use crate::transaction::PATIENCE;
use crate::ua::alarm::{Alarm, CallAlarm};
use crate::ua::desk::Desk;
use crate::ua::failure::Failure;
use crate::ua::offer::misfit;

/// An answer whose lines are still missing.
const EMPTY: &str = "v=0\r\no=- 0 0 IN IP4 0.0.0.0\r\ns=-\r\nc=IN IP4 0.0.0.0\r\nt=0 0\r\n";

/// An accepted call whose ACK is not out.
#[derive(Debug)]
pub(super) struct Confirming {
    ack: Request,
    offer: String,
    /// Our answer; it may wait for a link.
    pub(super) answer: Option<String>,
}

/// Even who wants nothing of an offer must answer it in the ACK (RFC 3261 §13.2.2.4): each of its lines is refused.
pub(super) fn refuse(ack: &mut Request, offer: &str) {
    let answer = mend_incoming(EMPTY, offer, "").unwrap_or_else(|| EMPTY.into());
    describe(&mut ack.headers, &mut ack.body, answer);
}

impl Call {
    /// The callee takes the call and offers. After 64 × T1 it gives up waiting for the ACK (RFC 3261 §13.3.1.4).
    pub(super) fn take_late_offer(&mut self, desk: &mut Desk, ack: Request, offer: String) {
        self.phase = Phase::Confirming(Confirming { ack, offer: offer.clone(), answer: None });
        desk.alarm_in(Alarm::Call(self.id, CallAlarm::Limit), PATIENCE);
        if let Some(kind) = misfit(&offer) {
            self.fail_standing(desk, Failure::new(kind, ""));
        } else if let Ok(next) = self.offer_answer.receive_offer() {
            self.offer_answer = next;
            self.media.accept(desk, offer);
        }
    }

    /// ACK, as soon as our answer and a link for it are there.
    pub(super) fn confirm(&mut self, desk: &mut Desk) {
        if let Phase::Confirming(Confirming { ack, offer, answer }) = &mut self.phase
            && desk.link.is_some()
            && let Some(answer) = answer.take()
        {
            let offer = core::mem::take(offer);
            describe(&mut ack.headers, &mut ack.body, answer.clone());
            if let Ok(next) = self.offer_answer.send_answer() {
                self.offer_answer = next;
            }
            self.send_late_ack(desk);
            self.see_hold(desk, &offer);
            self.remember_answer(offer, answer);
            self.tell_answered(desk);
        }
    }

    /// ACK for a call that ends at once: nothing of the offer is taken.
    pub(super) fn confirm_nothing(&mut self, desk: &mut Desk) {
        if let Phase::Confirming(Confirming { ack, offer, .. }) = &mut self.phase {
            refuse(ack, offer);
            self.send_late_ack(desk);
        }
    }

    fn send_late_ack(&mut self, desk: &mut Desk) {
        let phase = core::mem::replace(&mut self.phase, Phase::Standing { told: false });
        self.stop_alarms(desk);
        if let (Phase::Confirming(confirming), Some(dialog), Some(outgoing)) =
            (phase, &self.dialog, &mut self.outgoing)
        {
            outgoing.remember_ack(dialog.remote_tag(), desk.send_ack(confirming.ack));
        }
    }
}
