//! The one task that owns the switchboard: it takes what sockets and the clock bring, and hands out what comes of it.

use std::collections::BTreeMap;

use bellwire::transaction::LinkId;
use tokio::sync::mpsc::{Receiver, Sender};

use super::clock::{Clock, time_of_day};
#[cfg(feature = "echo")]
use super::echo::Hosts;
use crate::{Output, Switchboard};

/// What a socket brings.
pub(super) enum News {
    /// It opened; messages for it go here. It closes when this end is dropped.
    Opened(LinkId, Sender<Vec<u8>>),
    /// It sent a message.
    Frame(LinkId, Vec<u8>),
    /// It closed, for this reason.
    Closed(LinkId, String),
    /// The media host of a call with `echo` tells this.
    #[cfg(feature = "echo")]
    Media(bellwire::ua::media::PeerId, crate::MediaNews),
}

/// Works until nobody can bring anything any more.
pub(super) async fn run(
    mut switchboard: Switchboard,
    mut news: Receiver<News>,
    #[cfg(feature = "echo")] mut hosts: Hosts,
    mut log: impl FnMut(&str),
) {
    let mut log = |line: &str| log(&format!("{} {line}", time_of_day()));
    let clock = Clock::start();
    let mut sockets = BTreeMap::new();
    loop {
        tokio::select! {
            arrived = news.recv() => match arrived {
                Some(News::Opened(link, socket)) => {
                    log(&format!("socket {} opened", link.0));
                    sockets.insert(link, socket);
                }
                Some(News::Frame(link, frame)) => switchboard.receive(clock.now(), link, &frame),
                Some(News::Closed(link, why)) => {
                    log(&format!("socket {} closed{why}", link.0));
                    sockets.remove(&link);
                    switchboard.link_closed(clock.now(), link);
                }
                #[cfg(feature = "echo")]
                Some(News::Media(peer, told)) => switchboard.media(clock.now(), peer, told),
                None => return,
            },
            () = clock.wait_until(switchboard.next_deadline()) => switchboard.on_deadline(clock.now()),
        }
        while let Some(output) = switchboard.poll_output() {
            match output {
                Output::Log(line) => log(&line),
                #[cfg(feature = "echo")]
                Output::Media(peer, request) => hosts.ask(peer, request),
                #[cfg(not(feature = "echo"))]
                Output::Media(..) => {}
                Output::Transmit(link, message) => {
                    // A socket that does not take its messages must not hold up the others: it is closed.
                    if sockets.get(&link).is_some_and(|socket| socket.try_send(message).is_err()) {
                        sockets.remove(&link);
                    }
                }
            }
        }
    }
}
