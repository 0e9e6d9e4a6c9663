//! The switchboard on a real socket: HTTP for the page, a WebSocket for SIP, one task that owns all state.

mod clock;
#[cfg(feature = "echo")]
mod echo;
mod operator;
mod page;
mod socket;

use std::io;
use std::path::Path;

use axum::Router;
use axum::routing::any;
use bellwire::entropy::Entropy;
use tokio::net::TcpListener;
use tokio::sync::mpsc;

use crate::Switchboard;

/// How many things may wait for the operator before sockets are read no further.
const QUEUE: usize = 64;

/// Serves the folder `www` at `/` and SIP at `/sip` until the listener fails. A line for the person who watches goes to
/// `log`, with the time of day.
///
/// # Errors
/// When the listener is no more.
pub async fn serve(listener: TcpListener, www: &Path, log: impl FnMut(&str)) -> io::Result<()> {
    let switchboard = Switchboard::new(&listener.local_addr()?.to_string(), SystemEntropy);
    let (news, heard) = mpsc::channel(QUEUE);
    #[cfg(feature = "echo")]
    let hosts = echo::Hosts::new(news.clone());
    let sip = any(socket::upgrade).with_state(socket::Doors::new(news));
    let router: Router = page::routes(www).route("/sip", sip);
    tokio::select! {
        served = axum::serve(listener, router).into_future() => served,
        () = operator::run(switchboard, heard, #[cfg(feature = "echo")] hosts, log) => Ok(()),
    }
}

/// The operating system's randomness.
#[derive(Clone, Copy)]
struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn fill(&mut self, bytes: &mut [u8]) {
        #[expect(clippy::disallowed_methods, reason = "this is where the randomness comes from")]
        getrandom::fill(bytes).expect("the operating system gives no random bytes");
    }
}
