//! Who begins the DTLS handshake (RFC 5763 §5, RFC 8842 §5): agreed once, and then for as long as the peer's key stays.

use super::attribute;

/// The peer's part in the handshake of one connection.
#[derive(Clone, Debug, Default)]
pub struct Handshake {
    /// The key that the peer named last.
    fingerprint: Option<String>,
    /// Its part; empty while it is open.
    role: &'static str,
}

impl Handshake {
    /// The part that the peer takes with this description: the one that was agreed, else, in an answer, the one that it says.
    /// Who leaves it open in an answer waits for us to begin.
    pub fn hear(&mut self, sdp: &str, is_answer: bool) -> &'static str {
        let fingerprint = attribute(sdp, "fingerprint");
        if self.role.is_empty() || self.fingerprint.as_deref() != fingerprint {
            self.fingerprint = fingerprint.map(String::from);
            self.role = match attribute(sdp, "setup") {
                _ if !is_answer => "",
                Some("active") => "active",
                _ => "passive",
            };
        }
        self.role
    }

    /// Our own description; if it is an answer, it says which part is left to the peer.
    pub fn say(&mut self, sdp: &str) {
        match attribute(sdp, "setup") {
            Some("active") => self.role = "passive",
            Some("passive") => self.role = "active",
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(key: &str, setup: &str) -> String {
        format!("v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 0\r\na=fingerprint:sha-256 {key}\r\na=setup:{setup}\r\n")
    }

    #[test]
    fn an_answer_says_who_begins_and_one_that_leaves_it_open_waits_for_us() {
        for (said, taken) in [("active", "active"), ("passive", "passive"), ("actpass", "passive")] {
            let mut handshake = Handshake::default();
            handshake.say(&named("OURS", "actpass"));
            assert_eq!(handshake.hear(&named("AA", said), true), taken);
            for flipped in ["active", "passive", "actpass"] {
                assert_eq!(handshake.hear(&named("AA", flipped), true), taken, "{said}, then {flipped}");
            }
        }
    }

    #[test]
    fn our_answer_leaves_the_other_part_to_the_peer() {
        for (said, left) in [("active", "passive"), ("passive", "active")] {
            let mut handshake = Handshake::default();
            assert_eq!(handshake.hear(&named("AA", "actpass"), false), "", "nothing is agreed yet");
            handshake.say(&named("OURS", said));
            assert_eq!(handshake.hear(&named("AA", "actpass"), true), left);
        }
    }

    /// RFC 8842 §5.1: another key is another handshake.
    #[test]
    fn what_was_agreed_is_agreed_for_one_key() {
        let mut handshake = Handshake::default();
        assert_eq!(handshake.hear(&named("AA", "active"), true), "active");
        assert_eq!(handshake.hear(&named("BB", "passive"), true), "passive");
        assert_eq!(handshake.hear(&named("CC", "actpass"), false), "");
    }
}
