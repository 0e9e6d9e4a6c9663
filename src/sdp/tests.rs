use super::*;

const BROWSER: &str = "v=0\r\no=- 46 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0 1\r\n\
m=audio 54321 UDP/TLS/RTP/SAVPF 111 0\r\nc=IN IP4 192.0.2.1\r\na=candidate:1 1 udp 2122260223 192.0.2.1 54321 typ host\r\n\
a=candidate:2 1 tcp 1518280447 192.0.2.1 9 typ host tcptype active\r\na=ice-ufrag:ETEn\r\na=ice-pwd:OtSK0WpNtpUjkY4\r\n\
a=fingerprint:sha-256 19:E2\r\na=setup:actpass\r\na=mid:0\r\na=sendonly\r\na=rtcp-mux\r\n\
m=video 0 UDP/TLS/RTP/SAVPF 96\r\na=mid:1\r\n";

const PLAIN: &str = "v=0\no=- 1 1 IN IP4 192.0.2.3\ns=-\nc=IN IP4 192.0.2.4\nt=0 0\na=recvonly\n\
m=audio 49170/2 RTP/AVP 0 12\nm=video 3227 RTP/AVP 31\na=inactive\n";

#[test]
fn each_media_line_is_seen_with_its_own_attributes() {
    let media = media(BROWSER);
    let [audio, video] = media.as_slice() else { panic!("two lines") };
    assert_eq!((audio.kind, audio.port), ("audio", 54321));
    assert_eq!((audio.mid(), audio.direction, audio.is_active()), (Some("0"), Direction::SendOnly, true));
    assert_eq!((audio.attribute("setup"), audio.attribute("rtcp-mux")), (Some("actpass"), Some("")));
    assert_eq!(audio.attribute("ice"), None);
    assert_eq!((video.kind, video.mid(), video.is_active()), ("video", Some("1"), false));
    assert_eq!(session(BROWSER).lines().count(), 5);
}

#[test]
fn a_direction_comes_from_the_line_then_from_the_session_then_is_both_ways() {
    let directions = |sdp| media(sdp).iter().map(|line| line.direction).collect::<Vec<_>>();
    assert_eq!(directions(PLAIN), [Direction::RecvOnly, Direction::Inactive]);
    assert_eq!(directions(BROWSER), [Direction::SendOnly, Direction::SendRecv]);
}

#[test]
fn a_port_may_be_a_range() {
    assert_eq!(media(PLAIN).first().map(|line| line.port), Some(49170));
}

#[test]
fn plain_rtp_is_not_webrtc_whatever_its_profile_says() {
    assert!(is_webrtc(BROWSER));
    assert!(!is_webrtc(PLAIN));
    assert!(!is_webrtc(&PLAIN.replace("RTP/AVP", "UDP/TLS/RTP/SAVPF")));
}

#[test]
fn every_active_line_needs_all_three_itself_or_from_the_session() {
    for needed in ["fingerprint", "ice-ufrag", "ice-pwd"] {
        assert!(!is_webrtc(&BROWSER.replace(needed, "x-gone")), "{needed}");
    }
    assert!(!is_webrtc(&BROWSER.replace("m=video 0", "m=video 9").replace("BUNDLE 0 1", "BUNDLE 0")));
    let lifted = "a=ice-ufrag:a\r\na=ice-pwd:b\r\na=fingerprint:sha-256 c\r\na=group:";
    assert!(is_webrtc(&BROWSER.replace("m=video 0", "m=video 9").replace("a=group:", lifted)));
}

/// RFC 8829 §5.2.2: a browser that offers again says them on the first line of the bundle alone.
#[test]
fn a_line_has_all_three_from_the_line_that_it_is_bundled_with() {
    let bundled = BROWSER.replace("m=video 0", "m=video 9");
    assert!(is_webrtc(&bundled));
    assert!(!is_webrtc(&bundled.replace("m=audio 54321", "m=audio 0")), "nobody says them");
}

#[test]
fn nothing_to_answer_is_not_webrtc() {
    assert!(!is_webrtc(""));
    assert!(!is_webrtc("garbage"));
    assert!(!is_webrtc(&BROWSER.replace("m=audio 54321", "m=audio 0")));
}

#[test]
fn another_ice_session_is_another_transport_and_other_codecs_are_not() {
    assert!(same_transport(BROWSER, &BROWSER.replace(" 111 0", " 0")));
    assert!(!same_transport(BROWSER, &BROWSER.replace("ETEn", "ETEm")));
}

#[test]
fn a_malformed_media_line_is_a_refused_one() {
    let media = media("v=0\r\nm=\r\nm=audio\r\nm=audio x y z\r\n");
    assert_eq!(media.iter().map(|line| line.port).collect::<Vec<_>>(), [0, 0, 0]);
}
