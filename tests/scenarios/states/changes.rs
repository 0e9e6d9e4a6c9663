//! Calls whose description is being agreed anew: by the peer's request, by ours, by a late offer; and those that wait for
//! credentials.

use core::time::Duration;

use bellwire::message::Name;

use super::calls::{CHANGE, INPUTS, in_dialog, offer_in_dialog};
use super::{State, check};
use crate::late;
use crate::reinvite::{late_candidates, refuse_the_answer, talk_with_few_candidates};
use crate::support::{CALL, Script};

const STATES: &[State] = &[
    ("their re-INVITE, answer in the making", || pending(offer_in_dialog, "INVITE")),
    ("their re-INVITE without SDP, offer in the making", || pending(in_dialog, "INVITE")),
    ("their UPDATE, answer in the making", || pending(offer_in_dialog, "UPDATE")),
    ("their re-INVITE, first answer being set", || {
        let mut script = Script::unregistered();
        let invite = script.dial("bob");
        script.media.hold = true;
        script.accept(&invite, "peer", "bob");
        offer_in_dialog(&mut script, "INVITE", CHANGE).unwrap();
        script
    }),
    ("their re-INVITE, no ACK", || agreed(offer_in_dialog)),
    ("their re-INVITE without SDP, no ACK", || agreed(in_dialog)),
    ("our re-INVITE, wanted", || {
        let mut script = Script::unregistered();
        let again = late_candidates(&mut script);
        script.reply(&again, 491);
        // Theirs comes first, and its ACK is missing.
        offer_in_dialog(&mut script, "INVITE", CHANGE).unwrap();
        script.pass(Duration::from_secs(4));
        script
    }),
    ("our re-INVITE, offer in the making", || {
        let mut script = Script::unregistered();
        talk_with_few_candidates(&mut script);
        script.media.hold = true;
        script.pass(Duration::from_secs(3));
        script
    }),
    ("our re-INVITE, out", ours),
    ("our re-INVITE, out, browser busy", || {
        let mut script = ours();
        script.media.hold = true;
        script
    }),
    ("our re-INVITE, waiting after 491", || {
        let mut script = Script::unregistered();
        let again = late_candidates(&mut script);
        script.reply(&again, 491);
        script
    }),
    ("our re-INVITE, taken back by the browser", || {
        let mut script = Script::unregistered();
        let again = late_candidates(&mut script);
        script.media.hold = true;
        script.reply(&again, 488);
        script
    }),
    ("fresh connection, offer in the making", || {
        let mut script = Script::unregistered();
        let invite = script.dial("bob");
        script.media.hold = true;
        script.accept(&invite, "peer", "bob");
        script.media.refuse_remote = true;
        let (peer, request) = script.media.held.remove(0);
        for reply in script.media.serve(peer, &request) {
            script.input(bellwire::ua::Input::Media(peer, reply)).unwrap();
        }
        script.media.refuse_remote = false;
        script
    }),
    ("fresh connection, re-INVITE out", || {
        let mut script = Script::unregistered();
        refuse_the_answer(&mut script);
        script
    }),
    ("credentials asked for", || {
        let mut script = Script::with(|config| {
            config.register = false;
            config.password = None;
            config.ask_credentials = true;
        });
        let invite = script.dial("bob");
        script.reply_with(&invite, 407, |response| {
            response.headers.push(Name::ProxyAuthenticate, "Digest realm=\"p\", nonce=\"x\"");
        });
        script
    }),
    ("late offer, microphone asked for", || {
        let mut script = Script::unregistered();
        script.media.hold = true;
        script.call_with(CALL.0, "bob", true).unwrap();
        script
    }),
    ("late offer, inviting", || {
        let mut script = Script::unregistered();
        script.dial_without_offer("bob");
        script
    }),
    ("late offer, answer in the making", late_answer),
];

#[test]
fn every_stage_of_a_change_has_an_outcome_for_everything() {
    check("changes", STATES, INPUTS);
}

type Asks = fn(&mut Script, &str, u32) -> Result<(), bellwire::ua::MisuseKind>;

/// The peer asks for a change, and the browser is slow.
fn pending(ask: Asks, method: &str) -> Script {
    let mut script = Script::unregistered();
    script.talk();
    script.media.hold = true;
    ask(&mut script, method, CHANGE).unwrap();
    script
}

/// The peer asked for a change, and has not confirmed our 2xx.
fn agreed(ask: Asks) -> Script {
    let mut script = Script::unregistered();
    script.talk();
    ask(&mut script, "INVITE", CHANGE).unwrap();
    script
}

fn ours() -> Script {
    let mut script = Script::unregistered();
    late_candidates(&mut script);
    script
}

fn late_answer() -> Script {
    let mut script = Script::unregistered();
    late::confirming(&mut script);
    script
}
