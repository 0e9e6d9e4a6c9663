//! All transactions of a user agent: matching, timers, and what they tell the core.

use core::mem::take;
use core::time::Duration;

use super::client::Client;
use super::client_invite::{ClientInvite, Deed};
use super::server::Server;
use super::server_invite::ServerInvite;
use super::timer::{PATIENCE, Timer};
use super::{LinkId, key};
use crate::entropy::{Entropy, token};
use crate::message::{Message, Method, Name, Request, Response};
use crate::table::{Table, pop_first};
use crate::text::concat;
use crate::time::{Deadlines, Instant};

/// A client transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClientId(u32);

/// A server transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ServerId(u32);

/// What the transactions ask for or tell.
#[derive(Clone, Debug)]
pub enum Output {
    /// Put this on the wire.
    Send(LinkId, Message),
    /// A request that begins a server transaction.
    Request(ServerId, LinkId, Request),
    /// An ACK for a 2xx, which is the core's affair.
    Ack(Request),
    /// A response to a request of ours.
    Response(ClientId, Response),
    /// A request of ours that waited for its final response will get none.
    Failed(ClientId, Gone),
    /// No further 2xx can come to an INVITE of ours that was accepted.
    Over(ClientId),
}

/// Why no response will come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gone {
    /// Timer B or F: as if 408 had come (RFC 3261 §8.1.3.1).
    Timeout,
    /// The link broke: as if 503 had come.
    Transport,
}

#[derive(Debug)]
struct ClientEntry {
    link: LinkId,
    request: Request,
    branch: String,
    machine: ClientMachine,
}

#[derive(Clone, Copy, Debug)]
enum ClientMachine {
    Invite(ClientInvite),
    Other(Client),
}

impl ClientMachine {
    const fn timer(self) -> Option<Timer> {
        match self {
            Self::Invite(state) => state.timer(),
            Self::Other(state) => state.timer(),
        }
    }

    /// The core still waits for a final response.
    const fn is_pending(self) -> bool {
        match self {
            Self::Invite(state) => state.is_pending(),
            Self::Other(state) => !matches!(state, Client::Terminated),
        }
    }

    const fn is_over(self) -> bool {
        matches!(self, Self::Invite(ClientInvite::Terminated) | Self::Other(Client::Terminated))
    }
}

#[derive(Debug)]
struct ServerEntry {
    link: LinkId,
    key: String,
    last: Option<Response>,
    machine: ServerMachine,
}

/// How many answers are kept at most for requests that may come again: a flood must not fill the memory.
const ANSWERS_KEPT: usize = 64;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ServerMachine {
    Invite(ServerInvite),
    Other(Server),
}

impl ServerMachine {
    const fn timer(self) -> Option<Timer> {
        match self {
            Self::Invite(state) => state.timer(),
            Self::Other(_) => None,
        }
    }

    const fn is_over(self) -> bool {
        matches!(self, Self::Invite(ServerInvite::Terminated) | Self::Other(Server::Terminated))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Owner {
    Client(ClientId),
    Server(ServerId),
}

/// The table.
#[derive(Debug)]
pub struct Transactions {
    sent_protocol: String,
    sent_by: String,
    counter: u32,
    clients: Table<ClientId, ClientEntry>,
    client_keys: Table<String, ClientId>,
    servers: Table<ServerId, ServerEntry>,
    server_keys: Table<String, ServerId>,
    /// Those that are over, for their answers. A WebSocket repeats nothing, but a proxy that tries again does
    /// (decision 14): within [`PATIENCE`] the same request gets the same answer, and the core does not see it twice.
    retired: Vec<(ServerId, ServerEntry)>,
    out: Vec<Output>,
    deadlines: Deadlines<Owner>,
}

impl Transactions {
    /// An empty table whose Vias say `transport` (`WS` or `WSS`) and `sent_by` (RFC 7118 §5.2.1: a made-up
    /// `.invalid` name in a browser).
    #[must_use]
    pub fn new(transport: &str, sent_by: &str, seed: u32) -> Self {
        Self {
            sent_protocol: concat(&["SIP/2.0/", transport]),
            sent_by: sent_by.into(),
            counter: 0,
            clients: Table::new(),
            client_keys: Table::new(),
            servers: Table::new(),
            server_keys: Table::seeded(seed),
            retired: Vec::new(),
            out: Vec::new(),
            deadlines: Deadlines::new(),
        }
    }

    /// What they ask for and tell since it was taken last, in its order.
    pub fn take_output(&mut self) -> Vec<Output> {
        take(&mut self.out)
    }

    /// Takes one message off the wire.
    pub fn receive(&mut self, now: Instant, link: LinkId, message: Message) {
        match message {
            Message::Request(request) => self.receive_request(now, link, request),
            Message::Response(response) => self.receive_response(now, response),
        }
    }

    /// Starts a client transaction: the request gets our Via on top and goes out. Not for ACK: see [`Self::stamp`].
    pub fn request(
        &mut self,
        now: Instant,
        link: LinkId,
        mut request: Request,
        entropy: &mut dyn Entropy,
    ) -> ClientId {
        let branch = self.stamp(&mut request, entropy);
        let machine = if request.method == Method::Invite {
            ClientMachine::Invite(ClientInvite::Calling)
        } else {
            ClientMachine::Other(Client::Trying)
        };
        self.out.push(Output::Send(link, Message::Request(request.clone())));
        // It is never sent again, and an ACK or a CANCEL made of it has no body.
        request.body = Vec::new();
        self.insert_client(now, ClientEntry { link, request, branch, machine })
    }

    /// Puts our Via with a fresh branch on top; returns the branch. An ACK for a 2xx needs no more (RFC 3261 §13.2.2.4).
    pub fn stamp(&self, request: &mut Request, entropy: &mut dyn Entropy) -> String {
        let branch = concat(&[key::MAGIC, &token(entropy, 16)]);
        let via = concat(&[&self.sent_protocol, " ", &self.sent_by, ";branch=", &branch]);
        request.headers.push_front(Name::Via, via);
        branch
    }

    /// The core answers a request.
    pub fn respond(&mut self, now: Instant, id: ServerId, response: Response) {
        let Some(entry) = self.servers.get_mut(&id) else {
            return;
        };
        let (machine, send) = match entry.machine {
            ServerMachine::Invite(state) => {
                let (next, send) = state.on_send(response.status);
                (ServerMachine::Invite(next), send)
            }
            ServerMachine::Other(state) => {
                let (next, send) = state.on_send(response.status);
                (ServerMachine::Other(next), send)
            }
        };
        if send {
            self.out.push(Output::Send(entry.link, Message::Response(response.clone())));
            entry.last = Some(response);
        }
        self.move_server(now, id, machine);
    }

    /// The core gives up an INVITE of its own: a CANCEL goes out as soon as RFC 3261 §9.1 allows.
    pub fn cancel(&mut self, now: Instant, id: ClientId) {
        let Some(entry) = self.clients.get(&id) else {
            return;
        };
        if let ClientMachine::Invite(state) = entry.machine {
            let (next, deed) = state.on_cancel();
            self.carry_out(now, id, deed, None);
            self.move_client(now, id, ClientMachine::Invite(next));
        }
    }

    /// The INVITE that a CANCEL is about (RFC 3261 §9.2), while it still can be cancelled or once was.
    #[must_use]
    pub fn invite_of(&self, cancel: &Request) -> Option<ServerId> {
        self.server_keys.get(&key::of_request(cancel, &Method::Invite)).copied()
    }

    /// The link broke: its transactions end, and the core hears of the requests that were waiting.
    pub fn link_lost(&mut self, link: LinkId) {
        let clients: Vec<_> =
            self.clients.iter().filter(|(_, e)| e.link == link).map(|(id, _)| *id).collect();
        for id in clients {
            self.fail(id, Gone::Transport);
        }
        let servers: Vec<_> =
            self.servers.iter().filter(|(_, e)| e.link == link).map(|(id, _)| *id).collect();
        for id in servers {
            drop(self.remove_server(id));
        }
    }

    /// When [`Self::on_deadline`] is next due.
    #[must_use]
    pub fn next_deadline(&self) -> Option<Instant> {
        self.deadlines.next()
    }

    /// Time has passed; one call too many does nothing.
    pub fn on_deadline(&mut self, now: Instant) {
        while let Some(owner) = self.deadlines.pop_due(now) {
            match owner {
                Owner::Client(id) => match self.clients.get(&id).map(|entry| entry.machine) {
                    Some(ClientMachine::Invite(state)) if state.on_timer() == ClientInvite::Accepted => {
                        self.move_client(now, id, ClientMachine::Invite(ClientInvite::Accepted));
                    }
                    _ => self.fail(id, Gone::Timeout),
                },
                Owner::Server(id) => {
                    let silent = ServerMachine::Invite(ServerInvite::Silent);
                    let waiting = self.servers.get(&id).filter(|entry| entry.machine == silent);
                    if let Some(trying) = waiting.and_then(|entry| entry.last.clone()) {
                        self.respond(now, id, trying);
                        continue;
                    }
                    drop(self.remove_server(id));
                    self.retired.retain(|(over, _)| *over != id);
                }
            }
        }
    }

    /// Every transaction and every timer by its name: for the test that nothing is left over.
    #[must_use]
    pub fn living(&self) -> Vec<String> {
        let clients = self.clients.iter().map(|(id, entry)| {
            format!("{id:?}: client transaction {} in {:?}", entry.request.method.as_str(), entry.machine)
        });
        let servers = self
            .servers
            .iter()
            .map(|(id, entry)| format!("{id:?}: server transaction {} in {:?}", entry.key, entry.machine));
        // What is over has a timer for its answer only.
        let is_over = |owner: &Owner| self.retired.iter().any(|(id, _)| *owner == Owner::Server(*id));
        let timers = self.deadlines.keys().filter(|owner| !is_over(owner));
        let timers = timers.map(|owner| format!("timer of {owner:?}"));
        clients.chain(servers).chain(timers).collect()
    }

    fn receive_request(&mut self, now: Instant, link: LinkId, request: Request) {
        let key = key::of_request(&request, &request.method);
        let known = self.server_keys.get(&key).copied();
        if request.method == Method::Ack {
            match known.and_then(|id| Some((id, self.servers.get(&id)?.machine))) {
                Some((id, ServerMachine::Invite(state))) => {
                    let (next, to_core) = state.on_ack();
                    self.move_server(now, id, ServerMachine::Invite(next));
                    if to_core {
                        self.out.push(Output::Ack(request));
                    }
                }
                Some((_, ServerMachine::Other(_))) | None => self.out.push(Output::Ack(request)),
            }
            return;
        }
        if let Some(entry) = known.and_then(|id| self.servers.get(&id)) {
            if let (ServerMachine::Invite(state), Some(last)) = (entry.machine, &entry.last)
                && state.repeats()
            {
                self.out.push(Output::Send(entry.link, Message::Response(last.clone())));
            }
            return;
        }
        for (_, old) in &self.retired {
            if old.link == link
                && old.key == key
                && let Some(last) = &old.last
            {
                return self.out.push(Output::Send(link, Message::Response(last.clone())));
            }
        }
        self.counter += 1;
        let id = ServerId(self.counter);
        let (machine, last) = if request.method == Method::Invite {
            self.arm(now, Owner::Server(id), ServerInvite::Silent.timer());
            (ServerMachine::Invite(ServerInvite::Silent), Some(request.response(100)))
        } else {
            (ServerMachine::Other(Server::Trying), None)
        };
        self.server_keys.insert(key.clone(), id);
        self.servers.insert(id, ServerEntry { link, key, last, machine });
        self.out.push(Output::Request(id, link, request));
    }

    fn receive_response(&mut self, now: Instant, response: Response) {
        let Ok(key) = key::of_response(&response) else {
            return;
        };
        let Some(id) = self.client_keys.get(&key).copied() else {
            return;
        };
        let Some(entry) = self.clients.get(&id) else {
            return;
        };
        let (machine, deed) = match entry.machine {
            ClientMachine::Invite(state) => {
                let (next, deed) = state.on_response(response.status);
                (ClientMachine::Invite(next), deed)
            }
            ClientMachine::Other(state) => {
                let (next, inform) = state.on_response(response.status);
                (ClientMachine::Other(next), Deed { inform, ..Deed::default() })
            }
        };
        self.carry_out(now, id, deed, Some(response));
        self.move_client(now, id, machine);
    }

    fn carry_out(&mut self, now: Instant, id: ClientId, deed: Deed, response: Option<Response>) {
        let Some(entry) = self.clients.get(&id) else {
            return;
        };
        let link = entry.link;
        if let (true, Some(response)) = (deed.ack, &response) {
            self.out.push(Output::Send(link, Message::Request(key::ack(&entry.request, response))));
        }
        if deed.cancel {
            let request = key::cancel(&entry.request);
            let branch = entry.branch.clone();
            self.out.push(Output::Send(link, Message::Request(request.clone())));
            let machine = ClientMachine::Other(Client::Trying);
            self.insert_client(now, ClientEntry { link, request, branch, machine });
        }
        if let (true, Some(response)) = (deed.inform, response) {
            self.out.push(Output::Response(id, response));
        }
    }

    fn insert_client(&mut self, now: Instant, entry: ClientEntry) -> ClientId {
        self.counter += 1;
        let id = ClientId(self.counter);
        self.client_keys.insert(key::of_client(&entry.branch, &entry.request.method), id);
        self.arm(now, Owner::Client(id), entry.machine.timer());
        self.clients.insert(id, entry);
        id
    }

    fn move_client(&mut self, now: Instant, id: ClientId, next: ClientMachine) {
        let Some(entry) = self.clients.get_mut(&id) else {
            return;
        };
        let (old, new) = (entry.machine.timer(), next.timer());
        entry.machine = next;
        if next.is_over() {
            self.remove_client(id);
        } else if old != new {
            self.arm(now, Owner::Client(id), new);
        }
    }

    fn move_server(&mut self, now: Instant, id: ServerId, next: ServerMachine) {
        let Some(entry) = self.servers.get_mut(&id) else {
            return;
        };
        let (old, new) = (entry.machine.timer(), next.timer());
        entry.machine = next;
        if next.is_over() {
            self.retire_server(now, id);
        } else if old != new {
            self.arm(now, Owner::Server(id), new);
        }
    }

    fn arm(&mut self, now: Instant, owner: Owner, timer: Option<Timer>) {
        match timer {
            Some(timer) => self.deadlines.set(owner, now + timer.length()),
            None => self.deadlines.stop(owner),
        }
    }

    /// A request of ours still may get its final response.
    #[must_use]
    pub fn awaits_response(&self) -> bool {
        self.clients.iter().any(|(_, entry)| entry.machine.is_pending())
    }

    /// Ends a client transaction; the core hears of it only if it still waited for a final response.
    fn fail(&mut self, id: ClientId, gone: Gone) {
        let waiting = self.clients.get(&id).is_some_and(|entry| entry.machine.is_pending());
        self.remove_client(id);
        self.out.push(if waiting { Output::Failed(id, gone) } else { Output::Over(id) });
    }

    fn remove_client(&mut self, id: ClientId) {
        self.deadlines.stop(Owner::Client(id));
        if let Some(entry) = self.clients.remove(&id) {
            self.client_keys.remove(&key::of_client(&entry.branch, &entry.request.method));
        }
    }

    /// A server transaction has done its work; its answer is kept for a while.
    fn retire_server(&mut self, now: Instant, id: ServerId) {
        let Some(entry) = self.remove_server(id) else { return };
        if self.retired.len() == ANSWERS_KEPT
            && let Some((oldest, _)) = pop_first(&mut self.retired)
        {
            self.deadlines.stop(Owner::Server(oldest));
        }
        self.retired.push((id, entry));
        // The last moment of its time included.
        self.deadlines.set(Owner::Server(id), now + PATIENCE + Duration::from_millis(1));
    }

    fn remove_server(&mut self, id: ServerId) -> Option<ServerEntry> {
        self.deadlines.stop(Owner::Server(id));
        let entry = self.servers.remove(&id)?;
        self.server_keys.remove(&entry.key);
        Some(entry)
    }
}
