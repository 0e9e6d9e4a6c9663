//! What a registrar gives with its 2xx, or refuses: time, routes, addresses.

use core::time::Duration;

use bellwire::message::{Message, Method, Name, Request};
use bellwire::ua::{Command, Event, FailureKind, Input, LinkClosure, Network, OwnHeader};

use super::grant;
use crate::expect_event;
use crate::support::{Row, Script, row};

const SERVICE_ROUTE: [&str; 2] = ["<sip:p2.example.com;lr>", "<sip:hsp.example.com;lr>"];

/// Answers 423; nothing but the status when there is no Min-Expires.
fn too_brief(script: &mut Script, register: &Request, least: &str) {
    script.reply_with(register, 423, |response| {
        if !least.is_empty() {
            response.headers.push(Name::MinExpires, least);
        }
    });
}

/// The application wants to stay unknown.
fn privacy() -> OwnHeader {
    OwnHeader { method: Method::Invite, name: Name::from_token("Privacy"), value: "id".into() }
}

fn routes(request: &Request) -> Vec<String> {
    request.headers.list(&Name::Route).into_iter().map(str::to_owned).collect()
}

/// S-06, REG-06.
#[test]
fn a_registrar_that_wants_longer_registrations_gets_them_and_goes_on_getting_them() {
    Row::new("S-06").unstretched().run(
        || Script::with(|config| config.expires = 60),
        |script| {
            let first = script.expect("REGISTER");
            assert_eq!(first.headers.expires(), Ok(Some(60)));
            too_brief(script, &first, "600");
            let second = script.expect("REGISTER");
            assert_eq!(second.headers.expires(), Ok(Some(600)));
            assert_eq!(second.headers.call_id(), first.headers.call_id());
            assert_eq!(second.headers.cseq().unwrap().number, first.headers.cseq().unwrap().number + 1);
            script.grant(&second, 600);
            expect_event!(script, Event::Registered { expires: 600, confirmed: true });
            script.pass(Duration::from_secs(301));
            let refresh = script.expect("REGISTER");
            assert_eq!(refresh.headers.expires(), Ok(Some(600)));
            script.grant(&refresh, 600);
        },
    );
}

/// S-06, REG-06.
#[test]
fn a_bogus_absent_or_huge_min_expires_ends_the_registration() {
    for least in ["", "soon", "0", "600", "86401", "4294967295", "99999999999"] {
        row("S-06", Script::new, |script| {
            let register = script.expect("REGISTER");
            too_brief(script, &register, least);
            expect_event!(script, Event::Unregistered { failure: Some(failure), retrying: false }
                if failure.status == Some(423));
            script.expect_silence();
        });
    }
}

/// S-06, REG-06.
#[test]
fn a_registrar_that_never_has_enough_is_obeyed_three_times() {
    row("S-06", Script::new, |script| {
        for wish in 1..=3 {
            let register = script.expect("REGISTER");
            too_brief(script, &register, &(1000 * wish).to_string());
        }
        let last = script.expect("REGISTER");
        assert_eq!(last.headers.expires(), Ok(Some(3000)));
        too_brief(script, &last, "4000");
        expect_event!(script, Event::Unregistered { retrying: false, .. });
        script.expect_silence();
    });
}

/// S-10, REG-08, REG-09, UAC-06.
#[test]
fn calls_take_the_way_that_the_registrar_names_until_it_names_another_or_refuses() {
    Row::new("S-10").unstretched().run(Script::new, |script| {
        let first = script.expect("REGISTER");
        assert!(first.headers.list(&Name::Supported).contains(&"path"));
        script.reply_with(&first, 200, |response| {
            grant(&first, 60)(response);
            response.headers.push(Name::Path, "<sip:edge.example.com;lr>");
            for route in SERVICE_ROUTE {
                response.headers.push(Name::ServiceRoute, route);
            }
        });
        let invite = script.dial("bob");
        assert_eq!(routes(&invite), SERVICE_ROUTE);
        assert_eq!(invite.uri, "sip:bob@example.com");
        script.reply(&invite, 486);
        assert_eq!(routes(&script.expect("ACK")), SERVICE_ROUTE);

        script.pass(Duration::from_secs(31));
        let refresh = script.expect("REGISTER");
        assert_eq!(routes(&refresh), [""; 0], "REGISTER finds its own way");
        script.reply_with(&refresh, 200, |response| {
            grant(&refresh, 60)(response);
            response.headers.push(Name::ServiceRoute, "<sip:other.example.com;lr>");
        });
        script.call(2, "bob").unwrap();
        let invite = script.expect("INVITE");
        assert_eq!(routes(&invite), ["<sip:other.example.com;lr>"]);
        script.reply(&invite, 486);
        script.expect("ACK");

        script.pass(Duration::from_secs(31));
        let refresh = script.expect("REGISTER");
        script.reply(&refresh, 500);
        script.call(3, "bob").unwrap();
        let invite = script.expect("INVITE");
        assert_eq!(routes(&invite), [""; 0], "a route of a registration that was refused leads nowhere");
        script.reply(&invite, 486);
        script.expect("ACK");
    });
}

/// REG-09: a 2xx without Service-Route takes it away, and so does the end of the registration.
#[test]
fn a_service_route_lives_no_longer_than_the_registration_that_brought_it() {
    for ends in [false, true] {
        let mut script = Script::new();
        let first = script.expect("REGISTER");
        script.reply_with(&first, 200, |response| {
            grant(&first, 60)(response);
            response.headers.push(Name::ServiceRoute, SERVICE_ROUTE[0]);
        });
        expect_event!(script, Event::Registered { .. });
        script.pass(Duration::from_secs(31));
        let refresh = script.expect("REGISTER");
        if ends {
            script.pass(Duration::from_secs(30));
            expect_event!(script, Event::Unregistered { failure: Some(_), retrying: true });
        } else {
            script.grant(&refresh, 60);
        }
        assert_eq!(routes(&script.dial("bob")), [""; 0]);
    }
}

/// UAC-06: RFC 3261 §12.2.1.1.
#[test]
fn a_strict_router_among_the_service_routes_takes_the_place_of_the_callee() {
    let mut script = Script::new();
    let first = script.expect("REGISTER");
    script.reply_with(&first, 200, |response| {
        grant(&first, 60)(response);
        response.headers.push(Name::ServiceRoute, "<sip:strict.example.com>, <sip:far.example.com;lr>");
    });
    let invite = script.dial("bob");
    assert_eq!(invite.uri, "sip:strict.example.com");
    assert_eq!(routes(&invite), ["<sip:far.example.com;lr>", "<sip:bob@example.com>"]);
    script.reply(&invite, 180);
    script.hang_up(crate::support::CALL);
    let cancel = script.expect("CANCEL");
    assert_eq!((&cancel.uri, routes(&cancel)), (&invite.uri, routes(&invite)));
}

/// S-11, REG-19, REG-20: RFC 5627 §4.4.
#[test]
fn once_the_registrar_gave_a_gruu_calls_go_out_under_it() {
    row("S-11", Script::new, |script| {
        let register = script.expect("REGISTER");
        let contact = register.headers.text(&Name::Contact).unwrap().to_owned();
        assert!(!contact.contains("gruu"), "REG-18");
        script.reply_with(&register, 200, |response| {
            let gruus = "pub-gruu=\"sip:alice@example.com;gr=urn:uuid:1\";temp-gruu=\"sip:t@example.com;gr\"";
            response.headers.push(Name::Contact, format!("{contact};expires=600;{gruus}"));
        });
        let invite = script.dial("bob");
        assert_eq!(invite.headers.text(&Name::Contact), Ok("<sip:alice@example.com;gr=urn:uuid:1>"));
        script.reply(&invite, 486);
        script.expect("ACK");
    });
}

/// S-11, REG-20: RFC 5627 §4.4, RFC 3323 §4.2. A name of its own hides who calls; it goes with the registration.
#[test]
fn who_asks_for_privacy_calls_under_the_temporary_gruu() {
    for (given, contact) in [(true, "<sip:t@example.com;gr>"), (false, "")] {
        Row::new("S-11").run(
            || Script::with(|config| config.headers.push(privacy())),
            |script| {
                let register = script.expect("REGISTER");
                let binding = register.headers.text(&Name::Contact).unwrap().to_owned();
                script.reply_with(&register, 200, |response| {
                    let temporary = if given { ";temp-gruu=\"sip:t@example.com;gr\"" } else { "" };
                    let gruus = format!("pub-gruu=\"sip:alice@example.com;gr=1\"{temporary}");
                    response.headers.push(Name::Contact, format!("{binding};expires=600;{gruus}"));
                });
                let invite = script.dial("bob");
                let told = invite.headers.text(&Name::Contact).unwrap();
                assert!(if given { told == contact } else { !told.contains("alice") }, "{told}");
                script.reply(&invite, 486);
                script.expect("ACK");
            },
        );
    }
}

/// REG-21: a call to the GRUU is a call to us.
#[test]
fn a_gruu_that_is_no_address_is_none() {
    let mut script = Script::new();
    let register = script.expect("REGISTER");
    let contact = register.headers.contacts().remove(0);
    script.reply_with(&register, 200, |response| {
        response.headers.push(Name::Contact, format!("{contact};pub-gruu=\"\""));
    });
    let invite = script.dial("bob");
    assert_eq!(invite.headers.contacts()[0].uri.as_sip().unwrap().user, contact.uri.as_sip().unwrap().user);
}

#[test]
fn a_call_to_our_gruu_rings() {
    let mut script = Script::registered();
    let mut invite = script.bobs_request("INVITE", "gruu", 1, None);
    invite.uri = "sip:alice@example.com;gr=urn:uuid:1".into();
    script.send(&Message::Request(invite));
    script.expect_status(180);
}

/// Decision 12, RFC 3261 §8.2.2.1.
#[test]
fn whoever_is_strict_about_it_is_called_by_an_address_of_theirs_only() {
    for (strict, target, status) in [
        (false, "sip:somebody@else.example.com", 180),
        (true, "sip:somebody@else.example.com", 404),
        (true, "tel:+15551234", 404),
        (true, "sip:alice@EXAMPLE.com;user=phone", 180),
    ] {
        let mut script = Script::with(|config| {
            config.register = false;
            config.strict_target = strict;
        });
        let mut invite = script.bobs_request("INVITE", "strict", 1, None);
        invite.uri = target.into();
        script.send(&Message::Request(invite));
        script.expect_status(status);
    }
    let mut script = Script::with(|config| config.strict_target = true);
    let register = script.expect("REGISTER");
    let contact = register.headers.contacts().remove(0);
    script.reply_with(&register, 200, |response| {
        response.headers.push(Name::Contact, format!("{contact};temp-gruu=\"sip:t@example.com;gr\""));
    });
    for (target, status) in [(contact.uri.to_string(), 180), ("sip:tt@example.com;gr".into(), 404)] {
        let mut invite = script.bobs_request("INVITE", &target, 1, None);
        invite.uri = target;
        script.send(&Message::Request(invite));
        script.expect_status(status);
    }
}

/// REG-20: no GRUU after the registration has lapsed; REG-13: then the flow is named.
#[test]
fn a_gruu_is_forgotten_with_the_registration() {
    let mut script = Script::new();
    let register = script.expect("REGISTER");
    let contact = register.headers.text(&Name::Contact).unwrap().to_owned();
    script.reply_with(&register, 200, |response| {
        let gruu = "pub-gruu=\"sip:alice@example.com;gr=1\"";
        response.headers.push(Name::Contact, format!("{contact};expires=60;{gruu}"));
    });
    script.pass(Duration::from_secs(61));
    script.expect("REGISTER");
    let contact = script.dial("bob").headers.text(&Name::Contact).unwrap().to_owned();
    assert!(contact.ends_with(";ob>"), "{contact}");
}

/// S-12, REG-12: RFC 5626 §11.6.
#[test]
fn a_server_that_cannot_do_outbound_is_registered_with_all_the_same() {
    Row::new("S-12").unstretched().run(Script::new, |script| {
        let first = script.expect("REGISTER");
        assert!(first.headers.text(&Name::Contact).unwrap().contains(";reg-id=1"));
        script.reply(&first, 439);
        let second = script.expect("REGISTER");
        let contact = second.headers.text(&Name::Contact).unwrap();
        assert!(!contact.contains("reg-id") && contact.contains("+sip.instance"), "{contact}");
        assert_eq!(second.headers.list(&Name::Supported), ["path", "gruu"]);
        script.grant(&second, 60);
        expect_event!(script, Event::Registered { expires: 60, confirmed: true });
        script.pass(Duration::from_secs(31));
        let refresh = script.expect("REGISTER");
        assert!(!refresh.headers.text(&Name::Contact).unwrap().contains("reg-id"));
        script.grant(&refresh, 60);
    });
}

/// REG-02, decision 13: an older flow of this instance is not this one.
#[test]
fn of_two_flows_of_our_instance_ours_is_known_by_its_reg_id() {
    row("REG-02", Script::new, |script| {
        let register = script.expect("REGISTER");
        let ours = register.headers.text(&Name::Contact).unwrap().to_owned();
        let older = ours.replace("reg-id=1", "reg-id=2");
        script.reply_with(&register, 200, |response| {
            response.headers.push(Name::Contact, format!("{older};expires=30, {ours};expires=500"));
        });
        expect_event!(script, Event::Registered { expires: 500, confirmed: true });
    });
}

/// REG-05: another device wrote it.
#[test]
fn a_malformed_contact_beside_ours_changes_nothing() {
    row("S-01", Script::new, |script| {
        let register = script.expect("REGISTER");
        script.reply_with(&register, 200, |response| {
            response.headers.push(Name::Contact, "<sip:x@y>;q=");
            grant(&register, 600)(response);
        });
        expect_event!(script, Event::Registered { expires: 600, confirmed: true });
    });
}

/// REG-02, decision 13: how ours is known where the instance is not listed, and for how long it is ours.
#[test]
fn a_binding_without_our_instance_is_known_by_its_uri_its_user_part_or_as_the_only_one() {
    const OTHER: &str = "<sip:desk@192.0.2.9>;expires=7200";
    // Contact, where OURS is our URI and USER its user part; Expires; what is told.
    let table: &[(&[&str], &str, u32, bool)] = &[
        (&["<USER@elsewhere.invalid>;expires=60", "<OURS>;expires=500"], "", 500, true),
        (&[OTHER, "<USER@elsewhere.invalid>;expires=500"], "", 500, true),
        (&["<sip:anonymous@192.0.2.9>;expires=500"], "", 500, true),
        (&["<sip:tab@192.0.2.9>;+sip.instance=\"<urn:uuid:2>\";expires=500"], "", 300, false),
        (&[OTHER, "<sip:other@192.0.2.8>;expires=60"], "", 300, false),
        (&[OTHER, "<sip:other@192.0.2.8>;expires=60"], "120", 120, false),
        (&[OTHER, "<sip:other@192.0.2.8>;expires=60"], "3600", 300, false),
        (&[], "120", 120, false),
        (&["<OURS>"], "450", 450, true),
        (&["<OURS>"], "", 600, true),
    ];
    for (contacts, header, seconds, confirmed) in table {
        row("decision 13", Script::new, |script| {
            let register = script.expect("REGISTER");
            let ours = register.headers.contacts().remove(0).uri.to_string();
            let user = ours.split('@').next().unwrap();
            script.reply_with(&register, 200, |response| {
                for contact in *contacts {
                    response
                        .headers
                        .push(Name::Contact, contact.replace("OURS", &ours).replace("USER", user));
                }
                if !header.is_empty() {
                    response.headers.push(Name::Expires, *header);
                }
            });
            let told =
                expect_event!(script, Event::Registered { expires, confirmed } => (expires, confirmed));
            assert_eq!(told, (*seconds, *confirmed), "{contacts:?}, Expires: {header}");
        });
    }
}

/// A refresh that fails is not the end: the binding still stands, and calls still come in.
#[test]
fn a_failed_refresh_is_told_as_such_with_the_time_that_is_left() {
    Row::new("REG-07").unstretched().run(Script::new, |script| {
        let first = script.expect("REGISTER");
        script.grant(&first, 600);
        expect_event!(script, Event::Registered { .. });
        script.pass(Duration::from_secs(301));
        let refresh = script.expect("REGISTER");
        script.reply(&refresh, 500);
        let left = expect_event!(script, Event::RefreshFailed { failure, left }
            if failure.kind == FailureKind::Server => left);
        assert!((298..=300).contains(&left), "{left}");
        script.pass(Duration::from_secs(2));
        let again = script.expect("REGISTER");
        script.grant(&again, 600);
        expect_event!(script, Event::Registered { .. });
    });
}

#[test]
fn when_every_refresh_failed_until_the_binding_ran_out_that_is_told_once_with_the_reason() {
    let mut script = Script::registered();
    let mut told = vec![];
    for _ in 0..800 {
        script.pass(Duration::from_secs(1));
        while let Some(message) = script.next_message() {
            let Message::Request(register) = message else { unreachable!() };
            script.reply(&register, 500);
        }
        while let Some(event) = script.next_event() {
            told.push(event);
        }
    }
    let end = told.iter().position(|event| matches!(event, Event::Unregistered { .. })).unwrap();
    assert!(told[..end].iter().all(|event| matches!(event, Event::RefreshFailed { .. })), "{told:?}");
    assert!(
        matches!(&told[end], Event::Unregistered { failure: Some(failure), retrying: true } if failure.status == Some(500))
    );
    assert!(told[end..].iter().all(|event| matches!(event, Event::Unregistered { retrying: true, .. })));
}

/// A link that stays away for longer than the registration is told as its end.
#[test]
fn a_registration_ends_with_its_time_also_without_a_link() {
    let mut script = Script::registered();
    script.lose_link(LinkClosure::Closed { code: 1006, reason: String::new() });
    for _ in 0..620 {
        if script.link.is_some() {
            script.lose_link(LinkClosure::Refused);
        }
        script.pass(Duration::from_secs(1));
    }
    let ends = script.events.iter().filter(|event| matches!(event, Event::Unregistered { .. })).count();
    assert_eq!(ends, 1);
    let is_end = |event: &Event| matches!(event, Event::Unregistered { failure: Some(failure), retrying: true } if failure.kind == FailureKind::Transport);
    assert!(script.events.iter().any(is_end));
}

/// A 2xx that takes the binding away with the same breath.
#[test]
fn a_registration_for_no_time_at_all_is_none_and_does_not_become_a_loop() {
    row("decision 20", Script::new, |script| {
        let register = script.expect("REGISTER");
        script.grant(&register, 0);
        expect_event!(script, Event::Unregistered { failure: Some(_), retrying: true });
        script.pass(Duration::from_millis(450));
        script.expect_silence();
    });
}

/// REG-07, decision 20: 30·2ⁿ s after a 503, 1,800 s at most.
#[test]
fn a_server_that_cannot_now_is_left_alone_for_longer_and_longer() {
    let mut script = Script::new();
    for n in 0..9 {
        let register = script.expect("REGISTER");
        script.reply(&register, 503);
        let longest = (30_u64 << n).min(1_800);
        script.pass(Duration::from_secs(longest / 2 - 1));
        script.expect_silence();
        script.input(Input::Network(Network::Online)).unwrap();
        script.expect_silence();
        super::pass_until_sent(&mut script, longest / 2 + 2);
    }
    let register = script.expect("REGISTER");
    script.reply(&register, 503);
    script.command(Command::Start).unwrap();
    script.expect("REGISTER");
}

/// Decision 20: who looks at the page, or gets the network back, waits for no pause of ours.
#[test]
fn the_network_or_a_person_that_comes_back_ends_the_pause() {
    for network in [Network::Online, Network::Resumed] {
        let mut script = Script::new();
        for _ in 0..4 {
            let register = script.expect("REGISTER");
            script.reply(&register, 500);
            script.input(Input::Network(network)).unwrap();
        }
        script.expect("REGISTER");
        script.expect_silence();
    }
}

#[test]
fn a_retry_after_of_centuries_is_half_an_hour() {
    let mut script = Script::new();
    let register = script.expect("REGISTER");
    script.reply_with(&register, 503, |response| response.headers.push(Name::RetryAfter, "4294967295"));
    script.pass(Duration::from_secs(1_799));
    script.expect_silence();
    script.pass(Duration::from_secs(2));
    script.expect("REGISTER");
}
