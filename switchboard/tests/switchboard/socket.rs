use core::net::SocketAddr;
use core::time::Duration;
use std::path::Path;

use futures_util::{SinkExt, StreamExt};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::tungstenite::{Error, Message, client::IntoClientRequest, http::HeaderValue};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

/// Runs against a switchboard on a free port, which serves a folder with a page and a wasm module.
fn with_server<T>(test: impl AsyncFnOnce(SocketAddr) -> T) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("www");
        std::fs::create_dir_all(folder.join("demo")).unwrap();
        std::fs::write(folder.join("demo/index.html"), "<title>Demo</title>").unwrap();
        std::fs::write(folder.join("core.wasm"), b"\0asm").unwrap();
        tokio::select! {
            ended = switchboard::serve(listener, &folder, |_| {}) => panic!("the server ended: {ended:?}"),
            done = tokio::time::timeout(Duration::from_secs(30), test(address)) => done.unwrap(),
        }
    })
}

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

async fn connect(address: SocketAddr, subprotocol: Option<&'static str>) -> Result<Socket, Error> {
    let mut request = format!("ws://{address}/sip").into_client_request().unwrap();
    if let Some(subprotocol) = subprotocol {
        let value = HeaderValue::from_static(subprotocol);
        request.headers_mut().insert("sec-websocket-protocol", value);
    }
    connect_async(request).await.map(|(socket, response)| {
        assert_eq!(response.headers()["sec-websocket-protocol"], "sip");
        socket
    })
}

async fn next_text(socket: &mut Socket) -> String {
    socket.next().await.unwrap().unwrap().into_text().unwrap().to_string()
}

async fn get(address: SocketAddr, path: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut response = Vec::new();
    stream.read_to_end(&mut response).await.unwrap();
    String::from_utf8(response).unwrap().to_ascii_lowercase()
}

const OPTIONS: &str = "OPTIONS sip:localhost SIP/2.0\r\nVia: SIP/2.0/WS x.invalid;branch=z9hG4bK1\r\n\
    Max-Forwards: 70\r\nFrom: <sip:a@localhost>;tag=1\r\nTo: <sip:localhost>\r\nCall-ID: 1\r\nCSeq: 1 OPTIONS\r\n\r\n";

#[test]
fn a_websocket_with_the_subprotocol_sip_talks_sip_and_survives_garbage() {
    with_server(async |address| {
        let mut socket = connect(address, Some("sip")).await.unwrap();
        socket.send(Message::text("not SIP")).await.unwrap();
        socket.send(Message::binary(b"\r\n\r\n".as_slice())).await.unwrap();
        assert_eq!(next_text(&mut socket).await, "\r\n");
        socket.send(Message::text(OPTIONS)).await.unwrap();
        assert!(next_text(&mut socket).await.starts_with("SIP/2.0 200 OK\r\n"));
    });
}

#[test]
fn a_message_over_the_limit_closes_its_socket_and_no_other() {
    with_server(async |address| {
        let mut sender = connect(address, Some("sip")).await.unwrap();
        let mut other = connect(address, Some("sip")).await.unwrap();
        sender.send(Message::text("x".repeat(65 * 1024))).await.unwrap();
        let end = sender.next().await;
        assert!(!matches!(end, Some(Ok(Message::Text(_) | Message::Binary(_)))), "{end:?}");
        other.send(Message::text(OPTIONS)).await.unwrap();
        assert!(next_text(&mut other).await.starts_with("SIP/2.0 200 OK\r\n"));
    });
}

#[test]
fn without_the_subprotocol_sip_the_answer_is_400_with_a_sentence() {
    with_server(async |address| {
        for subprotocol in [None, Some("xmpp")] {
            let Err(Error::Http(response)) = connect(address, subprotocol).await else {
                panic!("it was let in");
            };
            assert_eq!(response.status(), 400);
        }
        assert!(get(address, "/sip").await.contains("new websocket(url, \"sip\")"));
    });
}

#[test]
fn the_front_page_is_the_demo_a_wasm_module_has_its_type_and_nothing_is_cached() {
    with_server(async |address| {
        let front = get(address, "/").await;
        assert!(front.contains("\r\nlocation: /demo/\r\n"), "{front}");
        let page = get(address, "/demo/").await;
        assert!(page.starts_with("http/1.1 200 ok\r\n"), "{page}");
        assert!(page.ends_with("<title>demo</title>"), "{page}");
        let module = get(address, "/core.wasm").await;
        assert!(module.contains("\r\ncontent-type: application/wasm\r\n"), "{module}");
        for response in [front, page, module] {
            assert!(response.contains("\r\ncache-control: no-cache\r\n"), "{response}");
        }
        assert!(get(address, "/../Cargo.toml").await.starts_with("http/1.1 404"));
    });
}
