//! Who may pass. Whoever wants something of a user, or speaks in a user's name, proves to be one (RFC 3261 §22); the
//! names that answer by themselves may be called by anybody.

use alloc::collections::BTreeSet;

use bellwire::message::{Challenge, Method, Name, Request, Response};
use bellwire::transaction::LinkId;

use super::account;
use super::digest::{self, Nonces, Verdict};
use super::extensions;
use super::wire::Wire;

/// In whose name a challenge is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asker {
    /// 401, answered in Authorization.
    Registrar,
    /// 407, answered in Proxy-Authorization.
    Proxy,
}

impl Asker {
    const fn words(self) -> (u16, Name, Name) {
        match self {
            Self::Registrar => (401, Name::WwwAuthenticate, Name::Authorization),
            Self::Proxy => (407, Name::ProxyAuthenticate, Name::ProxyAuthorization),
        }
    }
}

/// The gate.
#[derive(Debug, Default)]
pub(super) struct Gate {
    nonces: Nonces,
    /// The sockets of those who have proved once who they are: inside a dialog they are not asked again.
    proven: BTreeSet<LinkId>,
}

impl Gate {
    /// Somebody has proved on this socket to be a user, or it is one of our own.
    pub(super) fn knows(&self, link: LinkId) -> bool {
        extensions::is_inside(link) || self.proven.contains(&link)
    }

    /// The socket closed.
    pub(super) fn forget(&mut self, link: LinkId) {
        self.proven.remove(&link);
    }

    /// The user whose credentials a request carries; otherwise the challenge that answers it.
    pub(super) fn identify(
        &mut self,
        wire: &mut Wire,
        link: LinkId,
        request: &Request,
        asker: Asker,
    ) -> Result<String, Response> {
        let (status, question, answer) = asker.words();
        let stale = match self.nonces.judge(request, &answer, wire.now) {
            Verdict::Right(user) => {
                self.proven.insert(link);
                return Ok(user);
            }
            Verdict::Wrong => false,
            Verdict::Stale => true,
        };
        let mut response = wire.local_response(request, status);
        for challenge in self.nonces.challenges(wire.token(), stale, wire.now) {
            response.headers.push(question.clone(), challenge);
        }
        Err(response)
    }

    /// The request may go on to where it leads; otherwise the response that answers it.
    pub(super) fn admit(
        &mut self,
        wire: &mut Wire,
        link: LinkId,
        request: &Request,
        leads_inside: bool,
    ) -> Result<(), Response> {
        let is_in_dialog = request.headers.has_to_tag();
        let claimed = account::claimed(&request.headers);
        let may_be_anybody = is_in_dialog || (request.method == Method::Invite && claimed.is_none());
        if (leads_inside && may_be_anybody) || (is_in_dialog && self.knows(link)) {
            return Ok(());
        }
        let user = self.identify(wire, link, request, Asker::Proxy)?;
        if claimed.is_some_and(|claimed| claimed != user) {
            return Err(wire.local_response(request, 403));
        }
        Ok(())
    }
}

/// Takes out what was proved to us: it is nobody else's business (RFC 3261 §22.3).
pub(super) fn strip_credentials(request: &mut Request) {
    let is_for_others = |row: &&[u8]| {
        let answer = core::str::from_utf8(row).ok().and_then(|row| Challenge::parse(row).ok());
        !answer.is_some_and(|answer| digest::is_ours(&answer))
    };
    let name = Name::ProxyAuthorization;
    let kept: Vec<_> = request.headers.all(&name).filter(is_for_others).map(<[u8]>::to_vec).collect();
    request.headers.remove(&name);
    for row in kept {
        request.headers.push(name.clone(), row);
    }
}
