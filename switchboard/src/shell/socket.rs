//! One WebSocket at `/sip`: RFC 7118.

use core::sync::atomic::{AtomicU32, Ordering};
use core::time::Duration;
use std::sync::Arc;

use axum::extract::State;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade, rejection::WebSocketUpgradeRejection};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use bellwire::transaction::LinkId;
use tokio::sync::mpsc::{self, Sender};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use super::operator::News;

/// How many sockets may be open.
const MOST_SOCKETS: usize = 256;

/// How many messages may wait for a socket that reads slowly.
const QUEUE: usize = 256;

/// How large a message may be.
const LARGEST_MESSAGE: usize = 64 * 1024;

/// How long a socket may take for one message.
const PATIENCE: Duration = Duration::from_secs(30);

const TOO_SLOW: &str = ": it does not take its messages";

/// What every new socket needs.
#[derive(Clone)]
pub(super) struct Doors {
    news: Sender<News>,
    opened: Arc<AtomicU32>,
    free: Arc<Semaphore>,
}

impl Doors {
    pub(super) fn new(news: Sender<News>) -> Self {
        Self { news, opened: Arc::default(), free: Arc::new(Semaphore::new(MOST_SOCKETS)) }
    }
}

/// Opens a WebSocket, or says in a sentence why not.
pub(super) async fn upgrade(
    State(doors): State<Doors>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Response {
    let Ok(upgrade) = upgrade else {
        let sentence =
            "This address speaks SIP over WebSocket only: open it with new WebSocket(url, \"sip\").\n";
        return (StatusCode::BAD_REQUEST, sentence).into_response();
    };
    let upgrade = upgrade.protocols(["sip"]).max_message_size(LARGEST_MESSAGE);
    if upgrade.selected_protocol().is_none() {
        let sentence =
            "The WebSocket asks for no subprotocol that is known here: name the subprotocol sip.\n";
        return (StatusCode::BAD_REQUEST, sentence).into_response();
    }
    let Ok(permit) = Arc::clone(&doors.free).try_acquire_owned() else {
        let sentence = "The switchboard has too many open sockets: close a tab and try again.\n";
        return (StatusCode::SERVICE_UNAVAILABLE, sentence).into_response();
    };
    upgrade.on_upgrade(move |socket| serve(socket, doors, permit))
}

async fn serve(socket: WebSocket, doors: Doors, permit: OwnedSemaphorePermit) {
    let link = LinkId(doors.opened.fetch_add(1, Ordering::Relaxed) + 1);
    let (outgoing, waiting) = mpsc::channel(QUEUE);
    // The operator lives as long as the server, so that it always listens.
    doors.news.send(News::Opened(link, outgoing)).await.ok();
    let why = carry(socket, link, &doors.news, waiting).await;
    doors.news.send(News::Closed(link, why)).await.ok();
    drop(permit);
}

/// Carries messages both ways until either side ends it; returns why, if there is something to say.
async fn carry(
    mut socket: WebSocket,
    link: LinkId,
    news: &Sender<News>,
    mut waiting: mpsc::Receiver<Vec<u8>>,
) -> String {
    loop {
        tokio::select! {
            message = socket.recv() => match message {
                Some(Ok(Message::Text(text))) => drop(news.send(News::Frame(link, text.as_bytes().to_vec())).await),
                Some(Ok(Message::Binary(bytes))) => drop(news.send(News::Frame(link, bytes.to_vec())).await),
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                Some(Ok(Message::Close(_))) | None => return String::new(),
                Some(Err(error)) => return format!(": {error}"),
            },
            message = waiting.recv() => match message {
                Some(message) => {
                    match timeout(PATIENCE, socket.send(frame(message))).await {
                        Ok(Ok(())) => {}
                        Ok(Err(error)) => return format!(": {error}"),
                        Err(_) => return TOO_SLOW.to_owned(),
                    }
                }
                None => return TOO_SLOW.to_owned(),
            },
        }
    }
}

/// SIP is text unless its body is not (RFC 7118 §5).
fn frame(message: Vec<u8>) -> Message {
    match String::from_utf8(message) {
        Ok(text) => Message::text(text),
        Err(error) => Message::binary(error.into_bytes()),
    }
}
