//! Where browsers on this machine find `echo`.

use core::net::{IpAddr, Ipv4Addr};
use std::io;

use tokio::net::UdpSocket;

/// A way out for each family, to an address for documentation (RFC 5737, RFC 3849). Nothing is sent there.
const WAYS_OUT: [(&str, &str); 2] = [("0.0.0.0:0", "203.0.113.1:9"), ("[::]:0", "[2001:db8::1]:9")];

/// A socket on this machine's own address. Firefox has no candidate on loopback, and Chromium none unless it is told
/// so; both have the address by which the machine would reach others.
pub(super) async fn bind() -> io::Result<UdpSocket> {
    let own = own_address().await;
    UdpSocket::bind((own.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST)), 0)).await
}

/// The system tells it for a socket that is connected; a machine without network has none.
async fn own_address() -> Option<IpAddr> {
    for (any, out) in WAYS_OUT {
        if let Ok(socket) = UdpSocket::bind(any).await
            && socket.connect(out).await.is_ok()
            && let Ok(own) = socket.local_addr()
        {
            return Some(own.ip());
        }
    }
    None
}

/// The sender is on this machine: nobody else on its network is served, though the address is reachable from there.
pub(super) fn is_near(sender: IpAddr, own: IpAddr) -> bool {
    sender == own || sender.is_loopback()
}
