//! `switchboard --www DIR [--listen ADDRESS]`: the demo's server, on this machine only.

mod arguments;

use core::net::SocketAddr;
use std::io::{self, Write};
use std::process::ExitCode;

use arguments::Arguments;
use tokio::net::TcpListener;

fn main() -> ExitCode {
    match arguments::read().and_then(run) {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("switchboard: {sentence}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Arguments) -> Result<(), String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|error| {
        format!("this machine gives no resources: {error}. Close other programs and try again.")
    })?;
    runtime.block_on(serve(&arguments))
}

async fn serve(Arguments { listen, www }: &Arguments) -> Result<(), String> {
    let listener = TcpListener::bind(listen).await;
    let listener = listener.map_err(|error| in_words(*listen, &error))?;
    let failed = |error: io::Error| format!("the network failed: {error}. Start it again.");
    let address = listener.local_addr().map_err(failed)?;
    print(switchboard::BANNER);
    print(switchboard::EXTENSIONS);
    print(&format!("Open http://{address}/ in two tabs of a browser on this machine."));
    switchboard::serve(listener, www, print).await.map_err(failed)
}

/// Why an address cannot be had.
fn in_words(listen: SocketAddr, error: &io::Error) -> String {
    if error.kind() != io::ErrorKind::AddrInUse {
        return format!("{listen} cannot be listened on: {error}. Choose another port with --port.");
    }
    let (port, other) = (listen.port(), listen.port().wrapping_add(1).max(1024));
    format!(
        "port {port} is in use by another program. End that program, or choose another port: \
        `cargo xtask demo --port {other}`."
    )
}

/// Whoever started this may have stopped reading; the demo goes on.
fn print(line: &str) {
    writeln!(io::stdout().lock(), "{line}").ok();
}
