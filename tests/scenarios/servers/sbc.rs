//! A session border controller, imitated: it leaves out what it finds superfluous, and refuses what it does not know.

use bellwire::message::Name;
use bellwire::ua::{EndedBy, Event, FailureKind};

use crate::expect_event;
use crate::support::{CALL, Ringing, Script, row, sdp, sdp_answer};

#[test]
fn its_200_has_no_contact_and_ack_and_bye_go_where_the_invite_went() {
    row("SBC, no Contact", Script::registered, |script| {
        let invite = script.dial("bob");
        script.accept_with(&invite, "sbc", "bob", |ok| ok.headers.remove(&Name::Contact));
        assert_eq!(script.expect("ACK").uri, invite.uri);
        expect_event!(script, Event::Answered { .. });
        script.hang_up(CALL);
        let bye = script.expect("BYE");
        assert_eq!(bye.uri, invite.uri);
        script.reply(&bye, 200);
    });
}

/// It answers 420 to any Require or Proxy-Require, so that we send none.
#[test]
fn it_refuses_what_is_required_of_it_and_nothing_is() {
    row("SBC, Require", Script::new, |script| {
        let register = script.expect("REGISTER");
        script.grant(&register, 600);
        let invite = script.dial("bob");
        script.accept(&invite, "sbc", "bob");
        let ack = script.expect("ACK");
        script.hang_up(CALL);
        let bye = script.expect("BYE");
        for request in [&register, &invite, &ack, &bye] {
            for name in [Name::Require, Name::ProxyRequire] {
                assert!(!request.headers.has(&name), "{} requires something", request.method.as_str());
            }
        }
        script.reply(&bye, 200);
    });
}

/// Decision 2.
#[test]
fn its_200_has_no_description_and_the_one_of_its_183_counts() {
    row("SBC, 200 without SDP", Script::registered, |script| {
        let invite = script.dial("bob");
        script.preview(&invite, "sbc", "early");
        expect_event!(script, Event::Progress { status: 183, .. });
        script.accept_with(&invite, "sbc", "", |ok| {
            ok.headers.remove(&Name::ContentType);
            ok.body.clear();
        });
        script.expect("ACK");
        expect_event!(script, Event::Answered { .. });
        assert_eq!(script.media.log, ["pranswer early", "answer early"]);
        assert_eq!(script.expect_mended_theirs(), sdp_answer("early"));
    });
}

#[test]
fn a_200_without_any_description_is_acknowledged_and_ended_and_told() {
    row("SBC, no SDP at all", Script::registered, |script| {
        let invite = script.dial("bob");
        script.reply(&invite, 200);
        script.expect("ACK");
        let bye = script.expect("BYE");
        script.reply(&bye, 200);
        expect_event!(script, Event::Ended { by: EndedBy::Network, failure: Some(failure), .. }
            if failure.kind == FailureKind::Protocol && !failure.reason.is_empty());
    });
}

/// Decision 5, row 3: a line that was refused once is offered ever after, and this one does not answer it.
#[test]
fn its_answer_leaves_out_a_line_of_the_offer_and_the_browser_hears_it_refused() {
    let video = "m=video 0 UDP/TLS/RTP/SAVPF 96\r\na=mid:1\r\n";
    row("SBC, missing line", Script::registered, |script| {
        script.media.local = Some(sdp("two lines") + video);
        let invite = script.dial("bob");
        script.accept(&invite, "sbc", "bob");
        script.expect("ACK");
        expect_event!(script, Event::Answered { .. });
        assert_eq!(script.expect_mended_theirs(), sdp_answer("bob") + video);
    });
}

/// Decision 5, row 4: it passes on what it gathered elsewhere, read or not; in Chromium one of them costs all.
#[test]
fn its_candidates_that_no_browser_reads_cost_themselves_only() {
    let odd = "a=candidate:7 1 TLS 1 192.0.2.7 50007 typ host\r\na=candidate:8 1 udp 1 pc.branch.local 50008 typ host\r\n";
    let good = "a=candidate:9 1 udp 1 192.0.2.9 50009 typ relay raddr 0.0.0.0 rport 9\r\n";
    row("SBC, candidates", Script::registered, |script| {
        let Ringing { call, tag, .. } = script.ring_with(&(sdp("sbc") + odd + good));
        script.answer(call);
        script.expect_status(200);
        assert_eq!(script.expect_mended_theirs(), sdp("sbc") + good);
        script.bob("ACK", "ack", 1, &tag);
        expect_event!(script, Event::Answered { .. });
    });
}
