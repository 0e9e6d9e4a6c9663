//! Who is where: the bindings of RFC 3261 §10, and the sockets behind the addresses that only we can reach.

use alloc::collections::BTreeMap;

use bellwire::message::{Headers, NameAddr, SipUri};
use bellwire::time::Instant;
use bellwire::transaction::LinkId;

use super::account;

/// How many bindings a user may have.
const MOST_BINDINGS: usize = 32;

/// How many addresses a socket may show.
const MOST_ADDRESSES: usize = 256;

/// One place where a user can be reached: an address and the socket it is behind, since the name in a browser's
/// address does not exist (RFC 7118 §5).
#[derive(Clone, Debug)]
pub(super) struct Binding {
    pub(super) contact: NameAddr,
    pub(super) link: LinkId,
    pub(super) expires: Instant,
}

/// The location service.
#[derive(Debug, Default)]
pub(super) struct Location {
    bindings: BTreeMap<String, Vec<Binding>>,
    /// The socket that an address in a Contact came from, by [`key`].
    sockets: BTreeMap<String, LinkId>,
}

impl Location {
    /// Where the user is.
    pub(super) fn bindings(&self, user: &str, now: Instant) -> impl Iterator<Item = &Binding> {
        let bindings = self.bindings.get(user).into_iter().flatten();
        bindings.filter(move |binding| binding.expires > now)
    }

    /// Adds a binding, or renews the one of the same address. The oldest makes room when there are too many.
    pub(super) fn bind(&mut self, user: &str, binding: Binding, now: Instant) {
        self.unbind(user, &binding.contact);
        let bindings = self.bindings.entry(user.to_owned()).or_default();
        bindings.retain(|old| old.expires > now);
        if bindings.len() >= MOST_BINDINGS {
            bindings.remove(0);
        }
        bindings.push(binding);
    }

    /// Removes the binding of this address.
    pub(super) fn unbind(&mut self, user: &str, contact: &NameAddr) {
        if let Some(bindings) = self.bindings.get_mut(user) {
            bindings.retain(|old| !old.contact.uri.is_equivalent(&contact.uri));
        }
    }

    /// Removes every binding of the user.
    pub(super) fn unbind_all(&mut self, user: &str) {
        self.bindings.remove(user);
    }

    /// Remembers the addresses that a socket says it has, so that requests inside a dialog find it. An address that another
    /// socket has shown goes over only to somebody who is `known`.
    pub(super) fn learn(&mut self, link: LinkId, headers: &Headers, known: bool) {
        for contact in headers.contacts() {
            let shown = self.sockets.values().filter(|other| **other == link).count();
            if let Some(uri) = contact.uri.as_sip()
                && !(account::is_ours(uri) && uri.port.is_none())
                && shown < MOST_ADDRESSES
                && (known || !self.sockets.contains_key(&key(uri)))
            {
                self.sockets.insert(key(uri), link);
            }
        }
    }

    /// The socket that has shown this address, the last one that did.
    pub(super) fn socket_of(&self, uri: &SipUri) -> Option<LinkId> {
        self.sockets.get(&key(uri)).copied()
    }

    /// The socket closed.
    pub(super) fn forget(&mut self, link: LinkId) {
        self.sockets.retain(|_, other| *other != link);
        for bindings in self.bindings.values_mut() {
            bindings.retain(|binding| binding.link != link);
        }
    }
}

/// What of an address names the place; parameters differ between the Contact of a REGISTER and that of a dialog.
fn key(uri: &SipUri) -> String {
    let user = uri.user.as_deref().unwrap_or_default();
    let host = uri.host.to_ascii_lowercase();
    format!("{user}@{host}:{}", uri.port.unwrap_or_default())
}
