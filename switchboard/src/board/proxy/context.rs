//! The response context of one request (RFC 3261 §16.7): its branches, and what the caller will hear.

use alloc::collections::BTreeMap;

use bellwire::message::{Method, Request, Response};
use bellwire::transaction::{ClientId, Gone, LinkId};

use super::best;
use crate::board::wire::Wire;

/// One request on its way.
pub(super) struct Context {
    pub(super) caller: LinkId,
    /// As it came.
    request: Request,
    branches: BTreeMap<ClientId, Branch>,
    best: Option<Response>,
    is_answered: bool,
    is_timed_out: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Branch {
    Pending,
    Accepted,
}

impl Context {
    pub(super) const fn new(caller: LinkId, request: Request) -> Self {
        Self {
            caller,
            request,
            branches: BTreeMap::new(),
            best: None,
            is_answered: false,
            is_timed_out: false,
        }
    }

    pub(super) fn is_invite(&self) -> bool {
        self.request.method == Method::Invite
    }

    /// A branch begins.
    pub(super) fn begin(&mut self, branch: ClientId) {
        self.branches.insert(branch, Branch::Pending);
    }

    /// A branch ends.
    pub(super) fn end(&mut self, branch: ClientId) {
        self.branches.remove(&branch);
    }

    /// Every branch has ended.
    pub(super) fn is_over(&self) -> bool {
        self.branches.is_empty()
    }

    /// A 2xx came.
    pub(super) fn accept(&mut self, branch: ClientId) {
        self.is_answered = true;
        self.branches.insert(branch, Branch::Accepted);
    }

    /// A refusal came.
    pub(super) fn refused(&mut self, response: Response) {
        self.best = Some(best::of(self.best.take(), response));
    }

    /// No response came: as if the branch had answered 408, or 480 when its socket closed or where RFC 4320 §4.2 has no
    /// 408.
    pub(super) fn failed(&mut self, wire: &mut Wire, gone: Gone) {
        let status = match gone {
            Gone::Timeout if self.is_invite() => 408,
            Gone::Timeout | Gone::Transport => 480,
        };
        self.refused(wire.local_response(&self.request, status));
    }

    /// Nobody answered in time.
    pub(super) fn time_out(&mut self, wire: &mut Wire) {
        self.is_timed_out = true;
        self.cancel(wire);
    }

    /// Gives up every branch that has not answered; their 487 follow.
    pub(super) fn cancel(&self, wire: &mut Wire) {
        for (branch, state) in &self.branches {
            if *state == Branch::Pending {
                wire.cancel(*branch);
            }
        }
    }

    /// What the caller hears once every branch has refused.
    pub(super) fn refusal(&mut self, wire: &mut Wire) -> Option<Response> {
        if self.is_answered || !self.branches.is_empty() {
            return None;
        }
        let best = self.best.take()?;
        let instead = match best.status {
            487 if self.is_timed_out => 408,
            // What one branch cannot do for a while says nothing of us (RFC 3261 §16.7 step 6).
            503 => 500,
            _ => return Some(best),
        };
        Some(wire.local_response(&self.request, instead))
    }
}
