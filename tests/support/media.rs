//! A media host that makes descriptions without a browser.

use std::collections::BTreeMap;

use bellwire::ua::CallId;
use bellwire::ua::media::{AudioWish, MediaError, MediaErrorKind, MediaReply, MediaRequest, PeerId, Step};

/// The fake host. By default everything works at once; a test may make it slow or make it refuse.
#[derive(Default)]
pub(crate) struct FakeMedia {
    /// Keep requests in [`Self::held`] instead of serving them.
    pub hold: bool,
    /// What was held.
    pub held: Vec<(PeerId, MediaRequest)>,
    /// The microphone is denied.
    pub microphone_denied: bool,
    /// Remote descriptions are refused.
    pub refuse_remote: bool,
    /// Offers are set, and there is no codec to answer them with.
    pub no_codec: bool,
    /// One candidate is found, and whether there are more stays open: the core decides how long to wait.
    pub gathers_on: bool,
    /// How many candidates our descriptions have; 0 is one.
    pub candidates: usize,
    /// No candidate is ever found.
    pub no_candidates: bool,
    /// A description that was made is not handed over.
    pub never_hands_over: bool,
    /// What the browser describes, where that is not [`sdp`].
    pub local: Option<String>,
    /// The audio that is sent takes no tones.
    pub takes_no_tones: bool,
    /// What was set, in order.
    pub log: Vec<String>,
    /// The peer's description that was set last, byte for byte.
    pub remote: Option<String>,
    /// Whose connection it is.
    pub owners: BTreeMap<PeerId, CallId>,
    /// The description in the making is an answer.
    answers: bool,
    open: BTreeMap<PeerId, bool>,
}

impl FakeMedia {
    /// The connections that were asked for and not closed, each with its call.
    pub(crate) fn open(&self) -> impl Iterator<Item = (PeerId, CallId)> {
        self.open.iter().filter(|(_, open)| **open).map(|(peer, _)| (*peer, self.owners[peer]))
    }

    /// A description of ours may still be in the making.
    pub(crate) const fn is_slow(&self) -> bool {
        self.hold || self.gathers_on || self.never_hands_over
    }

    /// Serves one request.
    pub(crate) fn serve(&mut self, peer: PeerId, request: &MediaRequest) -> Vec<MediaReply> {
        match request {
            MediaRequest::Close => {
                self.open.insert(peer, false);
                self.log.push(format!("close {}", peer.0));
                vec![]
            }
            MediaRequest::SendTones { .. } if self.takes_no_tones => {
                vec![MediaReply::Trouble {
                    error: MediaError { kind: MediaErrorKind::NoTones, detail: "no".into() },
                }]
            }
            MediaRequest::SendTones { tones } => {
                let played = tones.chars().map(|tone| MediaReply::Tone { tone: tone.into() });
                played.chain([MediaReply::Tone { tone: String::new() }]).collect()
            }
            MediaRequest::TakeDescription if self.never_hands_over => vec![],
            MediaRequest::TakeDescription => {
                let name = format!("local{}", peer.0);
                // The peer is the one that begins the handshake, whoever answers.
                let role = if self.answers { "a=setup:passive" } else { "a=setup:actpass" };
                let own = sdp(&name).replace("a=setup:actpass", role);
                let more = "a=candidate:2 1 udp 1686052607 198.51.100.7 50000 typ srflx\r\n";
                let more = more.repeat(self.candidates.saturating_sub(1));
                vec![MediaReply::Taken { sdp: self.local.clone().unwrap_or(own) + &more }]
            }
            MediaRequest::Negotiate { stamp, step } => {
                self.open.entry(peer).or_insert(true);
                let failed = |kind| {
                    vec![MediaReply::Failed {
                        stamp: *stamp,
                        error: MediaError { kind, detail: "no".into() },
                    }]
                };
                match step {
                    Step::Capture { audio: AudioWish::Sendrecv } if self.microphone_denied => {
                        failed(MediaErrorKind::MicrophoneDenied)
                    }
                    Step::Capture { .. } => vec![MediaReply::Done { stamp: *stamp }],
                    Step::CreateOffer { audio } | Step::CreateAnswer { audio } => {
                        self.answers = matches!(step, Step::CreateAnswer { .. });
                        if self.microphone_denied && *audio == AudioWish::Sendrecv {
                            return failed(MediaErrorKind::MicrophoneDenied);
                        }
                        if self.no_codec && matches!(step, Step::CreateAnswer { .. }) {
                            return failed(MediaErrorKind::DescriptionRefused);
                        }
                        let udp = if self.no_candidates { 0 } else { 1 };
                        vec![
                            MediaReply::Description { stamp: *stamp },
                            MediaReply::Gathered {
                                udp,
                                reflexive: 0,
                                relay: 0,
                                bare: udp,
                                complete: !self.gathers_on,
                            },
                        ]
                    }
                    Step::Rollback => {
                        self.log.push("rollback".into());
                        vec![MediaReply::Done { stamp: *stamp }]
                    }
                    Step::AcceptOffer { .. } | Step::ApplyAnswer { .. } if self.refuse_remote => {
                        failed(MediaErrorKind::DescriptionRefused)
                    }
                    Step::AcceptOffer { sdp } => {
                        self.remote = Some(sdp.clone());
                        self.log.push(format!("offer {}", name_of(sdp)));
                        vec![MediaReply::Done { stamp: *stamp }]
                    }
                    Step::ApplyAnswer { sdp, provisional } => {
                        self.remote = Some(sdp.clone());
                        let kind = if *provisional { "pranswer" } else { "answer" };
                        self.log.push(format!("{kind} {}", name_of(sdp)));
                        vec![MediaReply::Done { stamp: *stamp }]
                    }
                }
            }
        }
    }
}

/// An offer that a browser could have made; `name` tells one from another.
pub(crate) fn sdp(name: &str) -> String {
    format!(
        "v=0\r\no=- 4611 2 IN IP4 127.0.0.1\r\ns={name}\r\nt=0 0\r\na=group:BUNDLE 0\r\n\
        m=audio 9 UDP/TLS/RTP/SAVPF 111 0 8 101\r\nc=IN IP4 0.0.0.0\r\na=ice-ufrag:abcd\r\n\
        a=ice-pwd:0123456789012345678901\r\na=fingerprint:sha-256 AA:BB\r\na=setup:actpass\r\na=mid:0\r\n\
        a=sendrecv\r\na=rtcp-mux\r\na=rtpmap:111 opus/48000/2\r\n\
        a=candidate:1 1 udp 2122260223 192.0.2.2 50000 typ host\r\n"
    )
}

/// The same as an answer of the peer.
pub(crate) fn sdp_answer(name: &str) -> String {
    sdp(name).replace("a=setup:actpass", "a=setup:active")
}

fn name_of(sdp: &str) -> &str {
    sdp.lines().find_map(|line| line.strip_prefix("s=")).unwrap_or("nameless")
}
