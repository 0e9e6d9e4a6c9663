//! One media host: the peer connection of a call on its socket.

use core::time::Duration;
use std::io;

use bellwire::ua::media::{MediaError, MediaErrorKind, MediaReply, MediaRequest, PeerId};
use tokio::net::UdpSocket;
use tokio::sync::mpsc::{Sender, UnboundedReceiver};
use tokio::time::{Instant, sleep_until};

use super::address::{bind, is_near};
use super::peer::{Effect, Peer};
use crate::MediaNews;
use crate::shell::operator::News;

/// More than any datagram of WebRTC.
const LARGEST_DATAGRAM: usize = 2_000;

/// A peer connection that waits for nothing says so by a time in years, which not every timer can bear.
const LONGEST_WAIT: Duration = Duration::from_secs(3_600);

/// Serves a call until its media is not wanted any more.
pub(super) async fn serve(peer: PeerId, mut requests: UnboundedReceiver<MediaRequest>, news: Sender<News>) {
    match bind().await {
        // The socket is closed when this is over, before anybody is told so.
        Ok(socket) => carry(peer, socket, &mut requests, &news).await,
        Err(error) => refuse(peer, &error, &mut requests, &news).await,
    }
    tell(&news, peer, MediaNews::Gone).await;
}

async fn carry(
    id: PeerId,
    socket: UdpSocket,
    requests: &mut UnboundedReceiver<MediaRequest>,
    news: &Sender<News>,
) {
    let Ok(own) = socket.local_addr() else { return };
    let mut peer = Peer::new(own, Instant::now().into_std());
    let mut datagram = vec![0; LARGEST_DATAGRAM];
    loop {
        let wakes = loop {
            match peer.poll() {
                Effect::Wait(at) => break Instant::from_std(at).min(Instant::now() + LONGEST_WAIT),
                // Whatever is lost on the way is repeated, or missed like any datagram.
                Effect::Transmit(datagram) => {
                    drop(socket.send_to(&datagram.contents, datagram.destination).await);
                }
                Effect::Tell(told) => tell(news, id, told).await,
            }
        };
        tokio::select! {
            request = requests.recv() => match request {
                Some(MediaRequest::Close) | None => return,
                Some(request) => peer.serve(request),
            },
            received = socket.recv_from(&mut datagram) => {
                // An error tells of a datagram that did not arrive.
                if let Ok((length, from)) = received
                    && is_near(from.ip(), own.ip())
                    && let Some(datagram) = datagram.get(..length)
                {
                    peer.receive(Instant::now().into_std(), from, datagram);
                }
            }
            () = sleep_until(wakes) => peer.on_time(Instant::now().into_std()),
        }
    }
}

/// Without a socket no step of a negotiation works.
async fn refuse(
    peer: PeerId,
    error: &io::Error,
    requests: &mut UnboundedReceiver<MediaRequest>,
    news: &Sender<News>,
) {
    while let Some(request) = requests.recv().await {
        match request {
            MediaRequest::Negotiate { stamp, .. } => {
                let error = MediaError { kind: MediaErrorKind::NoCandidates, detail: error.to_string() };
                tell(news, peer, MediaNews::Reply(MediaReply::Failed { stamp, error })).await;
            }
            MediaRequest::TakeDescription | MediaRequest::SendTones { .. } => {}
            MediaRequest::Close => return,
        }
    }
}

/// The operator listens as long as the server lives.
async fn tell(news: &Sender<News>, peer: PeerId, told: MediaNews) {
    drop(news.send(News::Media(peer, told)).await);
}
