//! All calls of a user agent, and whose message is whose.

use super::{Call, CallId, Phase};
use crate::dialog::{DialogId, Usage};
use crate::message::{Method, Request, Response, reason_phrase};
use crate::table::Table;
use crate::transaction::{Gone, ServerId};
use crate::ua::alarm::CallAlarm;
use crate::ua::desk::Desk;
use crate::ua::event::{EndedBy, Event};
use crate::ua::failure::{Failure, FailureKind, MisuseKind};
use crate::ua::input::Manner;
use crate::ua::media::{AudioWish, MediaReply, PeerId};
use crate::ua::sent::Sent;
use crate::ua::target;

/// More people than this cannot ring at once (decision 7); the next one hears busy.
const RINGING_LIMIT: usize = 8;

/// The table.
#[derive(Debug)]
pub(in crate::ua) struct Calls {
    calls: Table<CallId, Call>,
    by_peer: Table<PeerId, CallId>,
    /// Calls that came in and may not have their ACK yet: a new INVITE and a CANCEL concern them alone, however many
    /// calls stand.
    ringing: Vec<CallId>,
    next_incoming: CallId,
}

impl Calls {
    pub(in crate::ua) fn new() -> Self {
        Self {
            calls: Table::new(),
            by_peer: Table::new(),
            ringing: Vec::new(),
            next_incoming: CallId::FIRST_INCOMING,
        }
    }

    // What the application wants.

    pub(in crate::ua) fn call(
        &mut self,
        desk: &mut Desk,
        id: CallId,
        dialled: &str,
        audio: AudioWish,
        expires: Option<u32>,
        late_offer: bool,
    ) -> Result<(), MisuseKind> {
        if self.calls.contains(&id) || id >= CallId::FIRST_INCOMING {
            return Err(MisuseKind::NameTaken);
        }
        let target = target::resolve(dialled, &desk.identity.account, desk.config.literal_hash)?;
        // RFC 7118 §9.2: over a link that anybody can read, nobody is called by sips:.
        if !desk.is_secure() && target.as_sip().is_some_and(|uri| uri.secure) {
            return Err(MisuseKind::Insecure);
        }
        if let Some(left) = desk.pause() {
            let failure = Failure {
                status: Some(503),
                retry_after: Some(left),
                ..Failure::new(FailureKind::Server, reason_phrase(503))
            };
            desk.event(Event::Ended { call: id, by: EndedBy::Network, failure: Some(failure) });
            return Ok(());
        }
        let call = Call::outgoing(desk, id, target, audio, expires, late_offer);
        self.insert(call);
        Ok(())
    }

    pub(in crate::ua) fn answer(
        &mut self,
        desk: &mut Desk,
        id: CallId,
        audio: AudioWish,
    ) -> Result<(), MisuseKind> {
        self.calls.get_mut(&id).ok_or(MisuseKind::NoSuchCall)?.answer(desk, audio)
    }

    pub(in crate::ua) fn decline(
        &mut self,
        desk: &mut Desk,
        id: CallId,
        manner: Manner,
    ) -> Result<(), MisuseKind> {
        let result = self.calls.get_mut(&id).ok_or(MisuseKind::NoSuchCall)?.decline(desk, manner);
        self.sweep(desk, id);
        result
    }

    pub(in crate::ua) fn redirect(
        &mut self,
        desk: &mut Desk,
        id: CallId,
        dialled: &str,
    ) -> Result<(), MisuseKind> {
        let call = self.calls.get_mut(&id).ok_or(MisuseKind::NoSuchCall)?;
        let target = target::resolve(dialled, &desk.identity.account, desk.config.literal_hash)?;
        let result = call.redirect(desk, &target);
        self.sweep(desk, id);
        result
    }

    pub(in crate::ua) fn send_tones(
        &mut self,
        desk: &mut Desk,
        id: CallId,
        tones: String,
    ) -> Result<(), MisuseKind> {
        self.calls.get_mut(&id).ok_or(MisuseKind::NoSuchCall)?.send_tones(desk, tones)
    }

    /// A 2xx of ours waits for its ACK.
    pub(in crate::ua) fn awaits_ack(&self) -> bool {
        self.find(&|call| matches!(call.phase, Phase::Answering(_))).is_some()
    }

    pub(in crate::ua) fn hang_up(&mut self, desk: &mut Desk, id: CallId) -> Result<(), MisuseKind> {
        let call = self.calls.get_mut(&id).ok_or(MisuseKind::NoSuchCall)?;
        let result = call.hang_up(desk);
        self.sweep(desk, id);
        result
    }

    pub(in crate::ua) fn hang_up_all(&mut self, desk: &mut Desk) {
        for id in self.all_ids() {
            // A call that is over already has nothing to hang up.
            let _over = self.hang_up(desk, id);
        }
    }

    // What comes from the wire.

    /// A new INVITE that passed the checks every request passes.
    pub(in crate::ua) fn on_invite(&mut self, desk: &mut Desk, server: ServerId, invite: Request) {
        let begun = desk.dialogs.begun_by(&invite.headers).map(|Usage::Invite(id)| CallId(id));
        if let Some(call) =
            begun.and_then(|id| self.calls.get_mut(&id)).filter(|call| call.began_with(&invite))
        {
            if !call.take_over(desk, server, &invite) {
                desk.refuse(server, invite.response(482));
            }
            return;
        }
        for id in core::mem::take(&mut self.ringing) {
            if self.calls.get(&id).is_some_and(|call| matches!(call.phase, Phase::Ringing(_))) {
                self.ringing.push(id);
            }
        }
        if self.ringing.len() >= RINGING_LIMIT {
            return desk.refuse(server, invite.response(486));
        }
        let id = self.next_incoming;
        if let Some(call) = Call::incoming(desk, id, server, invite) {
            self.next_incoming = CallId(id.0 + 1);
            self.ringing.push(id);
            self.insert(call);
        }
    }

    /// A request inside a dialog of ours; false when there is no such call.
    pub(in crate::ua) fn on_request(
        &mut self,
        desk: &mut Desk,
        dialog: &DialogId,
        server: ServerId,
        request: &Request,
    ) -> bool {
        let Some((id, call)) = self.in_dialog(desk, dialog) else {
            let is_early = |call: &Call| request.method == Method::Update && call.is_early(dialog);
            let Some(call) = self.find(&is_early).and_then(|id| self.calls.get_mut(&id)) else {
                return false;
            };
            call.on_change(desk, server, request);
            return true;
        };
        call.on_request(desk, dialog, server, request);
        call.go_on(desk);
        self.sweep(desk, id);
        true
    }

    /// There is such a dialog, or one of an INVITE that nobody has answered yet.
    pub(in crate::ua) fn know(&self, desk: &Desk, dialog: &DialogId) -> bool {
        desk.dialogs.usage(dialog).is_some() || self.find(&|call| call.is_early(dialog)).is_some()
    }

    pub(in crate::ua) fn on_ack(&mut self, desk: &mut Desk, ack: &Request) {
        let Ok(Some(dialog)) = DialogId::of_request(&ack.headers) else { return };
        let known = self.in_dialog(desk, &dialog).map(|(id, call)| {
            call.on_ack(desk, ack);
            call.go_on(desk);
            id
        });
        if let Some(id) = known {
            self.sweep(desk, id);
        }
    }

    /// A CANCEL of the INVITE in `server` (RFC 3261 §9.2); the CANCEL itself is already answered.
    pub(in crate::ua) fn on_cancel(&mut self, desk: &mut Desk, server: ServerId, cancel: &Request) {
        if let Some(id) = self.waiting_in(server)
            && let Some(call) = self.calls.get_mut(&id)
        {
            call.on_cancel(desk, cancel);
            call.go_on(desk);
            self.sweep(desk, id);
        }
    }

    /// The tag of the dialog that an INVITE began or belongs to, for the answer to its CANCEL.
    pub(in crate::ua) fn tag_of(&self, server: ServerId) -> Option<&str> {
        let call = self.calls.get(&self.waiting_in(server)?)?;
        call.dialog.as_ref().map(|dialog| dialog.local_tag())
    }

    /// The call whose INVITE, the first or a later one, is in that transaction and waits for an answer of ours.
    fn waiting_in(&self, server: ServerId) -> Option<CallId> {
        let waits = |id: &&CallId| self.calls.get(id).is_some_and(|call| call.waits_in(server));
        let ringing = self.ringing.iter().find(waits).copied();
        ringing.or_else(|| self.find(&|call| call.waits_in(server)))
    }

    pub(in crate::ua) fn on_response(
        &mut self,
        desk: &mut Desk,
        id: CallId,
        sent: &Sent,
        response: &Response,
    ) {
        let Some(call) = self.calls.get_mut(&id) else { return };
        let is_invite = sent.request.method == Method::Invite;
        if response.status >= 300 || (response.status >= 200 && !is_invite) {
            call.open_requests -= 1;
        }
        if !is_invite {
            call.on_bye_response(desk, sent, response);
        } else if is_in_dialog(sent) {
            call.on_reinvite_response(desk, sent, response);
            call.go_on(desk);
        } else {
            call.on_invite_response(desk, sent, response);
        }
        self.sweep(desk, id);
    }

    /// A request of ours will get no response; none is missed if its final one came before.
    pub(in crate::ua) fn on_silence(&mut self, desk: &mut Desk, id: CallId, sent: &Sent, gone: Option<Gone>) {
        let Some(call) = self.calls.get_mut(&id) else { return };
        call.open_requests -= 1;
        if let Some(gone) = gone.filter(|_| sent.request.method == Method::Invite) {
            let failure = match gone {
                Gone::Timeout => Failure::of_silence(gone),
                Gone::Transport => Failure::new(desk.loss(), ""),
            };
            if is_in_dialog(sent) {
                call.on_reinvite_silence(desk, failure);
            } else {
                call.end(desk, EndedBy::Network, Some(failure));
            }
        }
        self.sweep(desk, id);
    }

    /// The link broke: what rings can no longer be answered, nor what waits for another try to stand at all; what stands
    /// goes on.
    pub(in crate::ua) fn on_link_lost(&mut self, desk: &mut Desk) {
        while let Some(id) = self.find(&Call::is_open) {
            if let Some(call) = self.calls.get_mut(&id) {
                call.end(desk, EndedBy::Network, Some(Failure::new(FailureKind::Transport, "")));
                self.sweep(desk, id);
            }
        }
    }

    /// There is a link again: what waited for it goes on.
    pub(in crate::ua) fn on_link_opened(&mut self, desk: &mut Desk) {
        for id in self.all_ids() {
            if let Some(call) = self.calls.get_mut(&id) {
                call.go_on(desk);
            }
        }
    }

    // What comes from the page and the clock.

    /// What the browser says of a connection, or nothing when it had its time; the call may have another one after that.
    pub(in crate::ua) fn on_media(&mut self, desk: &mut Desk, peer: PeerId, reply: Option<MediaReply>) {
        if let Some(id) = self.by_peer.get(&peer).copied()
            && let Some(call) = self.calls.get_mut(&id)
        {
            let news = match reply {
                Some(reply) => call.media.on_reply(desk, reply),
                None => call.media.on_alarm(desk),
            };
            call.on_news(desk, news);
            call.go_on(desk);
            let now = call.media.peer();
            if now != peer {
                self.by_peer.remove(&peer);
                self.by_peer.insert(now, id);
            }
            self.sweep(desk, id);
        }
    }

    pub(in crate::ua) fn on_alarm(&mut self, desk: &mut Desk, id: CallId, alarm: CallAlarm) {
        let Some(call) = self.calls.get_mut(&id) else { return };
        match alarm {
            CallAlarm::Media => {
                let peer = call.media.peer();
                return self.on_media(desk, peer, None);
            }
            CallAlarm::Repeat => call.repeat(desk),
            CallAlarm::Limit => call.on_limit(desk),
            CallAlarm::Reinvite => call.on_reinvite_alarm(),
        }
        call.go_on(desk);
        self.sweep(desk, id);
    }

    /// There is such a call, and it is not over.
    pub(in crate::ua) fn is_going_on(&self, id: CallId) -> bool {
        self.calls.get(&id).is_some_and(|call| !matches!(call.phase, Phase::Over))
    }

    /// The first call that is such a one.
    fn find(&self, is_it: &dyn Fn(&Call) -> bool) -> Option<CallId> {
        self.calls.iter().find(|(_, call)| is_it(call)).map(|(id, _)| *id)
    }

    /// The names of all calls.
    pub(in crate::ua) fn ids(&self) -> impl Iterator<Item = CallId> {
        self.calls.iter().map(|(id, _)| *id)
    }

    /// The names of all connections.
    pub(in crate::ua) fn peers(&self) -> impl Iterator<Item = PeerId> {
        self.by_peer.iter().map(|(peer, _)| *peer)
    }

    fn all_ids(&self) -> Vec<CallId> {
        self.ids().collect()
    }

    fn insert(&mut self, call: Call) {
        self.by_peer.insert(call.media.peer(), call.id);
        self.calls.insert(call.id, call);
    }

    /// The call that a dialog is used by.
    fn in_dialog(&mut self, desk: &Desk, dialog: &DialogId) -> Option<(CallId, &mut Call)> {
        let Usage::Invite(id) = desk.dialogs.usage(dialog)?;
        let id = CallId(id);
        Some((id, self.calls.get_mut(&id)?))
    }

    /// Forgets a call that nothing can come for any more.
    fn sweep(&mut self, desk: &mut Desk, id: CallId) {
        if self.calls.get(&id).is_some_and(Call::is_spent)
            && let Some(call) = self.calls.remove(&id)
        {
            self.by_peer.remove(&call.media.peer());
            if let Some(dialog) = &call.dialog {
                desk.dialogs.end(dialog, Usage::Invite(id.0));
            }
        }
    }
}

/// It changes a call that stands.
fn is_in_dialog(sent: &Sent) -> bool {
    sent.request.headers.has_to_tag()
}
