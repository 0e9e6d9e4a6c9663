//! A description of audio and video as Chromium writes it.

/// About 3,600 bytes for an offer, some 2,300 for the answer to it.
pub(crate) fn chromium(offer: bool) -> String {
    let mut sdp = String::from(
        "v=0\r\no=- 4962303333179871722 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0 1\r\n\
        a=extmap-allow-mixed\r\na=msid-semantic: WMS 7a2b1c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d\r\n\
        m=audio 54321 UDP/TLS/RTP/SAVPF 111 63 9 0 8 13 110 126\r\nc=IN IP4 192.0.2.17\r\na=rtcp:9 IN IP4 0.0.0.0\r\n",
    );
    common(&mut sdp, offer, 0);
    sdp += "a=rtpmap:111 opus/48000/2\r\na=rtcp-fb:111 transport-cc\r\na=fmtp:111 minptime=10;useinbandfec=1\r\n\
        a=rtpmap:63 red/48000/2\r\na=fmtp:63 111/111\r\na=rtpmap:9 G722/8000\r\na=rtpmap:0 PCMU/8000\r\n\
        a=rtpmap:8 PCMA/8000\r\na=rtpmap:13 CN/8000\r\na=rtpmap:110 telephone-event/48000\r\n\
        a=rtpmap:126 telephone-event/8000\r\na=ssrc:1399694169 cname:tZ9kZQx1bCw8Lr0M\r\n\
        m=video 54321 UDP/TLS/RTP/SAVPF 96 97 98 99 102 103 104 105\r\nc=IN IP4 192.0.2.17\r\n";
    common(&mut sdp, offer, 1);
    let codecs = if offer { 4 } else { 2 };
    for (n, codec) in ["VP8", "VP9", "H264", "AV1"].iter().enumerate().take(codecs) {
        let payload = 96 + 2 * n;
        let rtx = payload + 1;
        sdp += &format!(
            "a=rtpmap:{payload} {codec}/90000\r\na=rtcp-fb:{payload} goog-remb\r\na=rtcp-fb:{payload} transport-cc\r\n\
            a=rtcp-fb:{payload} ccm fir\r\na=rtcp-fb:{payload} nack\r\na=rtcp-fb:{payload} nack pli\r\n\
            a=fmtp:{payload} level-asymmetry-allowed=1;packetization-mode=1\r\n\
            a=rtpmap:{rtx} rtx/90000\r\na=fmtp:{rtx} apt={payload}\r\n"
        );
    }
    sdp + "a=ssrc-group:FID 2231627014 632943048\r\na=ssrc:2231627014 cname:tZ9kZQx1bCw8Lr0M\r\n"
}

fn common(sdp: &mut String, offer: bool, mid: u8) {
    for n in 1..=3 {
        *sdp += &format!(
            "a=candidate:{n}467250027 1 udp 2122260223 192.0.2.{n} 5432{n} typ host generation 0 network-id {n} \
            network-cost 10\r\n"
        );
    }
    *sdp += &format!(
        "a=ice-ufrag:F7gI\r\na=ice-pwd:x9cml/YzichV2+XlhiMu8gOK\r\na=ice-options:trickle\r\n\
        a=fingerprint:sha-256 D2:FA:0E:C3:22:59:5E:14:95:69:92:3D:13:B4:84:24:2C:C2:A2:C0:3E:FD:34:8E:5E:EA:6F:AF:52:CE:\
        E6:0F\r\na=setup:{}\r\na=mid:{mid}\r\na=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level\r\n\
        a=extmap:2 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time\r\n\
        a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid\r\na=sendrecv\r\na=rtcp-mux\r\na=rtcp-rsize\r\n",
        if offer { "actpass" } else { "active" },
    );
}
