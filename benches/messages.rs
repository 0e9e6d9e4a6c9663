//! Twelve messages as they go to and from a phone behind three proxies.

use crate::sdp::chromium;

const VIAS: &str = "Via: SIP/2.0/WSS edge.example.com:8443;branch=z9hG4bK1d32hash4.fc8a\r\n\
    Via: SIP/2.0/TCP 198.51.100.4:5060;rport=41022;received=198.51.100.4;branch=z9hG4bK77ef4c2312983.1\r\n\
    Via: SIP/2.0/TCP core.example.com;branch=z9hG4bKfa09.8c1f2a61.0;i=3\r\n\
    Via: SIP/2.0/WSS kq3v9m2xw7ut.invalid;received=203.0.113.77;branch=z9hG4bKq8w7e6r5t4y3u2i1\r\n";
const OWN_VIA: &str = "Via: SIP/2.0/WSS kq3v9m2xw7ut.invalid;branch=z9hG4bKq8w7e6r5t4y3u2i1\r\n";
const ROUTES: [&str; 3] = [
    "<sip:edge.example.com:8443;transport=ws;lr;r2=on;ftag=as7dfg98>",
    "<sip:198.51.100.4;transport=tcp;lr;r2=on;ftag=as7dfg98;did=4f1.9a2>",
    "<sip:core.example.com;lr;did=4f1.77b1>",
];
const PARTIES: &str = "From: \"Alice Example\" <sip:alice@example.com>;tag=as7dfg98as7df\r\n\
    To: \"Bob\" <sip:bob@example.com>";
const CALL_ID: &str = "Call-ID: 3848276298220188511-kq3v9m2xw7ut\r\n";
const CONTACT: &str = "Contact: <sip:alice@example.com;gr=urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6>\r\n";
const ALLOW: &str = "Allow: INVITE, ACK, BYE, CANCEL, OPTIONS, UPDATE, INFO, REFER, NOTIFY, MESSAGE\r\n\
    Supported: outbound, gruu, replaces, timer\r\nUser-Agent: Somebody's phone 4.2.1 (Linux; x86_64)\r\n";
const BINDING: &str = "<sip:k2j4h5g6@kq3v9m2xw7ut.invalid;transport=ws>;+sip.instance=\
    \"<urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6>\";reg-id=1";

/// The mix: a name and the bytes of each.
#[must_use]
pub fn mix() -> Vec<(&'static str, Vec<u8>)> {
    let rows = |name: &str| ROUTES.map(|route| format!("{name}: {route}\r\n")).concat();
    let (routes, record_routes) = (rows("Route"), rows("Record-Route"));
    let asked = |method: &str, number: u32| {
        format!("Max-Forwards: 66\r\n{PARTIES}%T\r\n{CALL_ID}CSeq: {number} {method}\r\n")
    };
    let tagged = |text: String| text.replace("%T", ";tag=9fxced76sl");
    let untagged = |text: String| text.replace("%T", "");
    let answered = |method: &str| format!("{PARTIES}%T\r\n{CALL_ID}CSeq: 7 {method}\r\n");
    let digest = "Authorization: Digest username=\"alice\", realm=\"example.com\", nonce=\"5d2c1f0b9a8e7d6c5b4a39281706f5e4\", \
        uri=\"sip:example.com\", response=\"6629fae49393a05397450978507c4ef1\", algorithm=MD5, qop=auth, nc=00000007, \
        cnonce=\"0a4f113b7c2d9e8f\"\r\n";
    let plain = |text: String, body: &str| with_body(text, "", body);
    vec![
        (
            "REGISTER",
            plain(
                format!(
                    "REGISTER sip:example.com SIP/2.0\r\n{OWN_VIA}{}Contact: {BINDING}\r\nExpires: 600\r\n{digest}{ALLOW}",
                    untagged(asked("REGISTER", 7))
                ),
                "",
            ),
        ),
        (
            "200 to REGISTER",
            plain(
                format!(
                    "SIP/2.0 200 OK\r\n{OWN_VIA}{}Contact: {BINDING};expires=600;pub-gruu=\"sip:alice@example.com;gr=\
                    urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6\"\r\nContact: <sip:alice@192.0.2.9:5060>;expires=1200\r\n\
                    Service-Route: {}\r\nService-Route: {}\r\nPath: {}\r\nRequire: outbound\r\nFlow-Timer: 120\r\n\
                    Date: Sat, 13 Nov 2010 23:29:00 GMT\r\nServer: registrar (5.8.2)\r\n",
                    tagged(answered("REGISTER")),
                    ROUTES[0],
                    ROUTES[1],
                    ROUTES[0]
                ),
                "",
            ),
        ),
        (
            "401 with two challenges",
            plain(
                format!(
                    "SIP/2.0 401 Unauthorized\r\n{OWN_VIA}{}WWW-Authenticate: Digest realm=\"example.com\", nonce=\
                    \"5d2c1f0b9a8e7d6c5b4a39281706f5e4\", algorithm=SHA-256, qop=\"auth,auth-int\"\r\nWWW-Authenticate: Digest \
                    realm=\"example.com\", nonce=\"a1b2c3d4e5f60718293a4b5c6d7e8f90\", algorithm=MD5, qop=\"auth\"\r\n\
                    Server: registrar (5.8.2)\r\n",
                    tagged(answered("REGISTER"))
                ),
                "",
            ),
        ),
        (
            "INVITE",
            with_body(
                format!(
                    "INVITE sip:k2j4h5g6@kq3v9m2xw7ut.invalid;transport=ws SIP/2.0\r\n{record_routes}{VIAS}{}{CONTACT}{ALLOW}",
                    untagged(asked("INVITE", 7))
                ),
                "application/sdp",
                &chromium(true),
            ),
        ),
        (
            "100",
            plain(
                format!(
                    "SIP/2.0 100 Giving it a try\r\n{OWN_VIA}{}Server: core (5.8.2)\r\n",
                    untagged(answered("INVITE"))
                ),
                "",
            ),
        ),
        (
            "180",
            plain(
                format!(
                    "SIP/2.0 180 Ringing\r\n{OWN_VIA}{record_routes}{}{CONTACT}{ALLOW}",
                    tagged(answered("INVITE"))
                ),
                "",
            ),
        ),
        (
            "200 to INVITE",
            with_body(
                format!(
                    "SIP/2.0 200 OK\r\n{OWN_VIA}{record_routes}{}{CONTACT}{ALLOW}",
                    tagged(answered("INVITE"))
                ),
                "application/sdp",
                &chromium(false),
            ),
        ),
        (
            "ACK",
            plain(
                format!(
                    "ACK sip:bob@198.51.100.7:5061;transport=tls SIP/2.0\r\n{OWN_VIA}{routes}{}",
                    tagged(asked("ACK", 7))
                ),
                "",
            ),
        ),
        (
            "BYE",
            plain(
                format!(
                    "BYE sip:bob@198.51.100.7:5061;transport=tls SIP/2.0\r\n{OWN_VIA}{routes}{}Reason: Q.850;cause=16;text=\
                    \"Normal call clearing\"\r\nUser-Agent: Somebody's phone 4.2.1\r\n",
                    tagged(asked("BYE", 8))
                ),
                "",
            ),
        ),
        (
            "NOTIFY dialog-info",
            with_body(
                format!(
                    "NOTIFY sip:k2j4h5g6@kq3v9m2xw7ut.invalid;transport=ws SIP/2.0\r\n{VIAS}{}{CONTACT}Event: dialog\r\n\
                    Subscription-State: active;expires=3104\r\n",
                    tagged(asked("NOTIFY", 12))
                ),
                "application/dialog-info+xml",
                "<?xml version=\"1.0\"?>\r\n<dialog-info xmlns=\"urn:ietf:params:xml:ns:dialog-info\" version=\"14\" state=\"full\" \
                entity=\"sip:bob@example.com\">\r\n<dialog id=\"as7d900as8\" call-id=\"a84b4c76e66710\" local-tag=\"1928301774\" \
                direction=\"initiator\">\r\n<state>confirmed</state>\r\n<remote><identity>sip:carol@example.com</identity>\
                </remote>\r\n</dialog>\r\n</dialog-info>\r\n",
            ),
        ),
        (
            "MESSAGE",
            with_body(
                format!(
                    "MESSAGE sip:k2j4h5g6@kq3v9m2xw7ut.invalid;transport=ws SIP/2.0\r\n{VIAS}{}",
                    untagged(asked("MESSAGE", 3))
                ),
                "text/plain;charset=utf-8",
                "Are you there? I am in the meeting room on the second floor.",
            ),
        ),
        (
            "REFER",
            plain(
                format!(
                    "REFER sip:bob@198.51.100.7:5061;transport=tls SIP/2.0\r\n{OWN_VIA}{routes}{}{CONTACT}Refer-To: <sip:carol@\
                    example.com?Replaces=425928%40bobster.example.org%3Bto-tag%3D7743%3Bfrom-tag%3D6472>\r\n\
                    Referred-By: <sip:alice@example.com>\r\n",
                    tagged(asked("REFER", 9))
                ),
                "",
            ),
        ),
    ]
}

fn with_body(mut text: String, kind: &str, body: &str) -> Vec<u8> {
    if !kind.is_empty() {
        text += &format!("Content-Type: {kind}\r\n");
    }
    (text + &format!("Content-Length: {}\r\n\r\n{body}", body.len())).into_bytes()
}
