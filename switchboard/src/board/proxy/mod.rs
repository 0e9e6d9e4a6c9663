//! The proxy: RFC 3261 §16, stateful, forking to every binding at once.

mod best;
mod context;
mod route;

use alloc::collections::BTreeMap;
use core::time::Duration;

use bellwire::message::{Method, Name, Request, Response};
use bellwire::time::{Deadlines, Instant};
use bellwire::transaction::{ClientId, Gone, LinkId, ServerId};

use self::context::Context;
use self::route::Target;
use super::extensions;
use super::gate::Gate;
use super::location::Location;
use super::wire::Wire;

/// Timer C: how long an INVITE may ring without a sign of life (RFC 3261 §16.6 step 11).
const TIMER_C: Duration = Duration::from_secs(181);

/// The proxy.
pub(super) struct Proxy {
    record_route: String,
    contexts: BTreeMap<ServerId, Context>,
    /// The context that a branch belongs to.
    branches: BTreeMap<ClientId, ServerId>,
    deadlines: Deadlines<ServerId>,
}

impl Proxy {
    pub(super) fn new(sent_by: &str) -> Self {
        Self {
            record_route: format!("<sip:{sent_by};transport=ws;lr>"),
            contexts: BTreeMap::new(),
            branches: BTreeMap::new(),
            deadlines: Deadlines::new(),
        }
    }

    /// A request for somebody else.
    pub(super) fn on_request(
        &mut self,
        wire: &mut Wire,
        gate: &mut Gate,
        location: &mut Location,
        id: ServerId,
        caller: LinkId,
        request: Request,
    ) {
        if let Err(status) = route::validate(&request) {
            return refuse(wire, id, &request, status);
        }
        let targets = route::targets(&request, location, wire.now);
        let is_inside = |targets: &Vec<Target>| targets.iter().all(|to| extensions::is_inside(to.link));
        if let Err(refusal) = gate.admit(wire, caller, &request, targets.as_ref().is_ok_and(is_inside)) {
            return wire.respond(id, refusal);
        }
        location.learn(caller, &request.headers, gate.knows(caller));
        let targets = match targets {
            Ok(targets) => targets,
            Err(status) => return refuse(wire, id, &request, status),
        };
        if request.method == Method::Invite {
            wire.respond(id, request.response(100));
            self.deadlines.set(id, wire.now + TIMER_C);
        }
        let mut context = Context::new(caller, request.clone());
        let request = route::prepare(request, &self.record_route);
        for target in targets {
            let mut copy = request.clone();
            copy.uri = target.uri;
            let branch = wire.request(target.link, copy);
            context.begin(branch);
            self.branches.insert(branch, id);
        }
        self.contexts.insert(id, context);
    }

    /// An ACK for a 2xx: on to the one that it is for; there is nobody to tell if that cannot be.
    pub(super) fn on_ack(&self, wire: &mut Wire, location: &Location, ack: Request) {
        let targets = route::validate(&ack).and_then(|()| route::targets(&ack, location, wire.now));
        let ack = route::prepare(ack, &self.record_route);
        for target in targets.unwrap_or_default() {
            let mut copy = ack.clone();
            copy.uri = target.uri;
            wire.ack(target.link, copy);
        }
    }

    /// The caller gives up: so do we, on every branch (RFC 3261 §16.10).
    pub(super) fn on_cancel(&self, wire: &mut Wire, id: ServerId, cancel: &Request) {
        let invite = wire.invite_of(cancel);
        refuse(wire, id, cancel, if invite.is_some() { 200 } else { 481 });
        if let Some(context) = invite.and_then(|invite| self.contexts.get(&invite)) {
            context.cancel(wire);
        }
    }

    /// The caller's socket closed: nobody shall be left ringing.
    pub(super) fn caller_lost(&self, wire: &mut Wire, link: LinkId) {
        let lost = self.contexts.values().filter(|context| context.caller == link);
        lost.for_each(|context| context.cancel(wire));
    }

    /// A branch answers (RFC 3261 §16.7).
    pub(super) fn on_response(&mut self, wire: &mut Wire, branch: ClientId, mut response: Response) {
        response.headers.pop_via();
        let Some(id) = self.branches.get(&branch).copied() else {
            return;
        };
        let Some(context) = self.contexts.get_mut(&id) else {
            return;
        };
        match response.status {
            ..=100 => {}
            101..200 => {
                if context.is_invite() {
                    self.deadlines.set(id, wire.now + TIMER_C);
                }
                wire.respond(id, response);
            }
            200..300 => {
                context.accept(branch);
                context.cancel(wire);
                let lives_on = context.is_invite();
                wire.respond(id, response);
                // Further 2xx may follow to an INVITE, until the transaction says that it is over.
                if !lives_on {
                    self.end(wire, id, branch);
                }
            }
            300.. => {
                let is_everywhere = response.status >= 600;
                context.refused(response);
                if is_everywhere {
                    context.cancel(wire);
                }
                self.end(wire, id, branch);
            }
        }
    }

    /// A branch will not answer any more.
    pub(super) fn on_failed(&mut self, wire: &mut Wire, branch: ClientId, gone: Gone) {
        let Some(id) = self.branches.get(&branch).copied() else {
            return;
        };
        if let Some(context) = self.contexts.get_mut(&id) {
            context.failed(wire, gone);
        }
        self.end(wire, id, branch);
    }

    /// No further 2xx can come on a branch.
    pub(super) fn on_over(&mut self, wire: &mut Wire, branch: ClientId) {
        if let Some(id) = self.branches.get(&branch).copied() {
            self.end(wire, id, branch);
        }
    }

    pub(super) fn next_deadline(&self) -> Option<Instant> {
        self.deadlines.next()
    }

    /// Timer C: what still rings is cancelled, and the caller hears 408 once it has stopped.
    pub(super) fn on_deadline(&mut self, wire: &mut Wire) {
        while let Some(id) = self.deadlines.pop_due(wire.now) {
            if let Some(context) = self.contexts.get_mut(&id) {
                context.time_out(wire);
            }
        }
    }

    /// A branch is over, and with the last one its context.
    fn end(&mut self, wire: &mut Wire, id: ServerId, branch: ClientId) {
        self.branches.remove(&branch);
        let Some(context) = self.contexts.get_mut(&id) else {
            return;
        };
        context.end(branch);
        if let Some(refusal) = context.refusal(wire) {
            wire.respond(id, refusal);
        }
        if context.is_over() {
            self.contexts.remove(&id);
            self.deadlines.stop(id);
        }
    }
}

/// Answers in our own name.
fn refuse(wire: &mut Wire, id: ServerId, request: &Request, status: u16) {
    let mut response = wire.local_response(request, status);
    if status == 420 {
        for option in request.headers.list(&Name::ProxyRequire) {
            response.headers.push(Name::Unsupported, option);
        }
    }
    wire.respond(id, response);
}
