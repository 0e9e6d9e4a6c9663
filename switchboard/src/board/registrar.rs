//! REGISTER: RFC 3261 §10.3. Sockets deliver in order, so the order of CSeq needs no watching here.

use core::time::Duration;

use bellwire::message::{Name, NameAddr, Request, Response};
use bellwire::time::Instant;
use bellwire::transaction::LinkId;

use super::account;
use super::gate::{Asker, Gate};
use super::location::{Binding, Location};
use super::wire::Wire;

/// How long a binding lives when nobody says how long it shall.
const DEFAULT_EXPIRES: u32 = 600;

/// How long it lives at most.
const LONGEST_EXPIRES: u32 = 3600;

/// The response to a REGISTER, which has taken effect if it is a 200.
pub(super) fn answer(
    wire: &mut Wire,
    gate: &mut Gate,
    location: &mut Location,
    link: LinkId,
    request: &Request,
) -> Response {
    match register(wire, gate, location, link, request) {
        Ok(user) => accepted(wire, location, request, &user),
        Err(Refusal::Status(status)) => wire.local_response(request, status),
        Err(Refusal::Unsupported) => {
            let mut response = wire.local_response(request, 420);
            for option in request.headers.list(&Name::Require) {
                response.headers.push(Name::Unsupported, option);
            }
            response
        }
        Err(Refusal::Challenge(response)) => *response,
    }
}

fn register(
    wire: &mut Wire,
    gate: &mut Gate,
    location: &mut Location,
    link: LinkId,
    request: &Request,
) -> Result<String, Refusal> {
    if !request.headers.list(&Name::Require).is_empty() {
        return Err(Refusal::Unsupported);
    }
    let user = user(request).ok_or(Refusal::Status(404))?;
    let proved = gate.identify(wire, link, request, Asker::Registrar);
    let proved = proved.map_err(|challenge| Refusal::Challenge(Box::new(challenge)))?;
    if proved != user {
        return Err(Refusal::Status(403));
    }
    match changes(request, wire.now)? {
        Changes::RemoveAll => location.unbind_all(&user),
        Changes::Each(changes) => {
            for (contact, expires) in changes {
                apply(location, &user, contact, expires, link, wire.now);
            }
        }
    }
    location.learn(link, &request.headers, true);
    Ok(user)
}

/// Why a REGISTER has no effect.
enum Refusal {
    Status(u16),
    /// It requires an extension, of which we have none.
    Unsupported,
    /// Nobody has proved to be the user.
    Challenge(Box<Response>),
}

/// What a REGISTER wants.
enum Changes {
    RemoveAll,
    /// Each address with the moment when its binding shall end, which may be now.
    Each(Vec<(NameAddr, Instant)>),
}

/// The user it is about, if it is one of ours in our domain.
fn user(request: &Request) -> Option<String> {
    let to = request.headers.to().ok()?.uri;
    let (registrar, to) = (request.parsed_uri().ok()?, to.as_sip()?);
    let is_ours = account::is_ours(registrar.as_sip()?) && account::is_ours(to);
    let known = to.user.as_deref().filter(|user| account::is_known(user))?;
    is_ours.then(|| known.to_owned())
}

/// Reads Contact and Expires before anything takes effect: all of it does, or nothing (RFC 3261 §10.3 step 7).
fn changes(request: &Request, now: Instant) -> Result<Changes, Refusal> {
    let expires = request.headers.expires().map_err(|_| Refusal::Status(400))?;
    let written = request.headers.list(&Name::Contact);
    if written == ["*"] && expires == Some(0) {
        return Ok(Changes::RemoveAll);
    }
    let contacts = request.headers.contacts();
    if contacts.len() < written.len() || contacts.iter().any(|contact| contact.uri.as_sip().is_none()) {
        return Err(Refusal::Status(400));
    }
    let end = |contact: &NameAddr| {
        let own = contact.params.get("expires").and_then(|value| value.parse().ok());
        let seconds = own.or(expires).unwrap_or(DEFAULT_EXPIRES).min(LONGEST_EXPIRES);
        now + Duration::from_secs(u64::from(seconds))
    };
    let changes = contacts.into_iter().map(|contact| {
        let end = end(&contact);
        (contact, end)
    });
    Ok(Changes::Each(changes.collect()))
}

fn apply(
    location: &mut Location,
    user: &str,
    mut contact: NameAddr,
    expires: Instant,
    link: LinkId,
    now: Instant,
) {
    if expires <= now {
        return location.unbind(user, &contact);
    }
    contact.params.remove("expires");
    let binding = Binding { contact, link, expires };
    location.bind(user, binding, now);
}

/// 200 with every binding that the user has now (RFC 3261 §10.3 step 8).
fn accepted(wire: &mut Wire, location: &Location, request: &Request, user: &str) -> Response {
    let mut response = wire.local_response(request, 200);
    for binding in location.bindings(user, wire.now) {
        let mut contact = binding.contact.clone();
        let seconds = binding.expires.since(wire.now).as_secs();
        contact.params.set("expires", Some(&seconds.to_string()));
        response.headers.push(Name::Contact, contact.to_string());
    }
    response
}
