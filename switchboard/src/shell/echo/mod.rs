//! The media of `echo`: callers hear what is heard of them. A call has a task and a UDP socket of its own, which end
//! with it.

mod address;
mod peer;
mod task;

use std::collections::BTreeMap;

use bellwire::ua::media::{MediaRequest, PeerId};
use tokio::sync::mpsc::{self, Sender, UnboundedSender};

use super::operator::News;

/// The media hosts of all calls.
pub(super) struct Hosts {
    news: Sender<News>,
    /// A negotiation has one step outstanding, so little ever waits here.
    hosts: BTreeMap<PeerId, UnboundedSender<MediaRequest>>,
}

impl Hosts {
    /// None yet; what they have to tell goes to `news`.
    pub(super) const fn new(news: Sender<News>) -> Self {
        Self { news, hosts: BTreeMap::new() }
    }

    /// Asks the host of a call, which begins with the first request and ends with the last.
    pub(super) fn ask(&mut self, peer: PeerId, request: MediaRequest) {
        let is_last = request == MediaRequest::Close;
        let host = self.hosts.entry(peer).or_insert_with(|| {
            let (host, requests) = mpsc::unbounded_channel();
            tokio::spawn(task::serve(peer, requests, self.news.clone()));
            host
        });
        // A host that has ended by itself has said so.
        let _ended = host.send(request);
        if is_last {
            self.hosts.remove(&peer);
        }
    }
}
