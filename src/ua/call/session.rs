//! A call that stands, and its end from either side (RFC 3261 §15).

use super::media::Remote;
use super::{Call, Phase};
use crate::dialog::{DialogId, OutOfOrder};
use crate::message::{Method, Name, Request, Response, Written};
use crate::transaction::ServerId;
use crate::ua::desk::{ALLOW, Desk};
use crate::ua::event::{EndedBy, Event};
use crate::ua::failure::{Failure, MisuseKind};
use crate::ua::login::Login;
use crate::ua::media::{MediaError, MediaErrorKind};
use crate::ua::sent::{Owner, Sent};

impl Call {
    /// The application ends the call, wherever it is.
    pub(super) fn hang_up(&mut self, desk: &mut Desk) -> Result<(), MisuseKind> {
        match self.phase {
            Phase::Preparing | Phase::Inviting => self.give_up(desk, EndedBy::Local, None),
            Phase::Ringing(_) => {
                self.refuse(desk, 486);
                self.end(desk, EndedBy::Local, None);
            }
            Phase::Answering(_) => return self.hang_up_unacknowledged(desk),
            Phase::Confirming(_) | Phase::Standing { .. } => self.bye(desk, EndedBy::Local, None),
            Phase::Over => return Err(MisuseKind::WrongState),
        }
        Ok(())
    }

    /// Plays tones to the other side, which may be a machine that asks before it takes the call.
    pub(super) fn send_tones(&self, desk: &mut Desk, tones: String) -> Result<(), MisuseKind> {
        let is_tone = |tone| matches!(tone, b'0'..=b'9' | b'*' | b'#' | b'A'..=b'D' | b'a'..=b'd' | b',');
        if tones.is_empty() || !tones.bytes().all(is_tone) {
            return Err(MisuseKind::Tones);
        }
        if !matches!(self.phase, Phase::Inviting | Phase::Standing { .. }) {
            return Err(MisuseKind::WrongState);
        }
        self.media.send_tones(desk, tones);
        Ok(())
    }

    /// Ends a call that has a dialog: the session is over when the BYE is handed down (RFC 3261 §15.1.1).
    pub(super) fn bye(&mut self, desk: &mut Desk, by: EndedBy, failure: Option<Failure>) {
        self.confirm_nothing(desk);
        if let Some(dialog) = self.dialog(desk) {
            let mut bye = dialog.request(Method::Bye);
            if let Some(reason) = failure.as_ref().and_then(Failure::reason) {
                bye.headers.push(Name::Reason, reason);
            }
            self.send_bye(desk, bye);
        }
        self.end(desk, by, failure);
    }

    pub(super) fn send_bye(&mut self, desk: &mut Desk, mut bye: Request) {
        desk.authorize(&mut bye);
        if desk.send(Owner::Call(self.id), bye).is_some() {
            self.open_requests += 1;
        }
    }

    /// A BYE may be challenged like any request; whatever else comes, the session is over (RFC 3261 §15.1.1).
    pub(super) fn on_bye_response(&mut self, desk: &mut Desk, sent: &Sent, response: &Response) {
        if matches!(response.status, 401 | 407)
            && matches!(desk.challenged(sent, response, false), Login::Answered)
        {
            let mut bye = sent.request.clone();
            let number = bye.headers.cseq().map(|cseq| cseq.number + 1).unwrap_or_default();
            bye.headers.set(Name::CSeq, crate::message::CSeq { number, method: Method::Bye }.written());
            self.send_bye(desk, bye);
        }
    }

    /// A request of the peer inside the dialog. Nothing it asks ends the call but BYE.
    pub(super) fn on_request(
        &mut self,
        desk: &mut Desk,
        dialog: &DialogId,
        server: ServerId,
        request: &Request,
    ) {
        let order = desk.dialogs.get_mut(dialog).map(|dialog| dialog.accept(request));
        if order == Some(Err(OutOfOrder)) {
            return desk.respond(server, request.response(500));
        }
        if request.method == Method::Bye {
            desk.respond(server, request.response(200));
            self.refuse(desk, 487);
            self.confirm_nothing(desk);
            return self.end(desk, EndedBy::Remote, Failure::of_bye(&request.headers));
        }
        let is_over = matches!(self.phase, Phase::Over);
        if !is_over && matches!(request.method, Method::Invite | Method::Update) {
            return self.on_change(desk, server, request);
        }
        let status = if is_over {
            481
        } else if request.method.is_unknown() {
            501
        } else {
            405
        };
        let mut response = request.response(status);
        response.headers.push(Name::Allow, ALLOW);
        desk.respond(server, response);
    }

    /// The call cannot stand any longer, for this reason: BYE at once.
    pub(super) fn fail_standing(&mut self, desk: &mut Desk, failure: Failure) {
        self.bye(desk, EndedBy::Network, Some(failure));
    }

    pub(super) fn tell_answered(&mut self, desk: &mut Desk) {
        if let Phase::Standing { told } = &mut self.phase
            && !*told
        {
            *told = true;
            desk.event(Event::Answered { call: self.id });
        }
        self.watch_connection(desk);
    }

    /// Our description could not be made.
    pub(super) fn on_local_failed(&mut self, desk: &mut Desk, error: MediaError) {
        match self.phase {
            Phase::Preparing => self.end(desk, EndedBy::Local, Some(Failure::of_media(error))),
            Phase::Ringing(_) if error.kind == MediaErrorKind::DescriptionRefused => {
                self.refuse_offer(desk, error);
            }
            Phase::Ringing(_) => self.on_answer_failed(desk, error),
            Phase::Standing { .. } => self.on_change_failed(desk),
            Phase::Confirming(_) => self.fail_standing(desk, Failure::of_media(error)),
            Phase::Inviting | Phase::Answering(_) | Phase::Over => {}
        }
    }

    /// The browser took the peer's description.
    pub(super) fn on_remote_set(&mut self, desk: &mut Desk, remote: Remote) {
        match remote {
            Remote::Offer if matches!(self.phase, Phase::Standing { .. }) => self.on_change_set(desk),
            Remote::Offer => self.on_offer_set(desk),
            Remote::Preview => {}
            Remote::Answer => self.tell_answered(desk),
        }
    }

    /// The browser refused the peer's description.
    pub(super) fn on_remote_failed(&mut self, desk: &mut Desk, remote: Remote, error: MediaError) {
        match remote {
            Remote::Offer if matches!(self.phase, Phase::Ringing(_)) => self.refuse_offer(desk, error),
            Remote::Offer => self.on_local_failed(desk, error),
            // A preview is a courtesy; the answer is still to come.
            Remote::Preview => {}
            Remote::Answer => self.begin_again(desk, error),
        }
    }

    /// The browser cannot answer what it was offered.
    fn refuse_offer(&mut self, desk: &mut Desk, error: MediaError) {
        self.refuse(desk, 488);
        self.end(desk, EndedBy::Local, Some(Failure::of_media(error)));
    }
}
