//! Decision 27: every option, read on the wire.

use core::time::Duration;

use bellwire::entropy::Entropy;
use bellwire::message::{Limits, Method, Name, Request};
use bellwire::ua::media::MediaReply;
use bellwire::ua::{Config, ConfigError, Event, Ice, Input, LinkState, MisuseKind, OwnHeader, UserAgent};

use crate::expect_event;
use crate::support::{Agent, CALL, Script, sdp};

/// The REGISTER, and the INVITE of a call over it.
fn first_requests(change: impl FnOnce(&mut Config)) -> (Script, Request, Request) {
    let mut script = Script::with(change);
    let register = script.expect("REGISTER");
    script.grant(&register, 600);
    let invite = script.dial("bob");
    (script, register, invite)
}

fn own(method: Method, name: &str, value: &str) -> OwnHeader {
    OwnHeader { method, name: Name::from_token(name), value: value.into() }
}

fn routes(request: &Request) -> Vec<String> {
    request.headers.list(&Name::Route).into_iter().map(str::to_owned).collect()
}

/// Zeros, for who asks for nothing at random.
struct Zeros;

impl Entropy for Zeros {
    fn fill(&mut self, bytes: &mut [u8]) {
        bytes.fill(0);
    }
}

/// The option that is refused.
fn refused(change: impl FnOnce(&mut Config)) -> Option<&'static str> {
    let mut config = Config::new("wss://sip.example.com", "sip:alice@example.com");
    change(&mut config);
    match UserAgent::new(config, Box::new(Zeros)) {
        Ok(_) => None,
        Err(ConfigError { option, problem }) => {
            assert!(problem.contains(" "), "{option}: a sentence");
            Some(option)
        }
    }
}

#[test]
fn the_display_name_and_the_user_agent_stand_in_every_request() {
    let (_, register, invite) = first_requests(|config| {
        config.display_name = Some("Alice \"A\" Liddell".into());
        config.user_agent = "Wonderland/1.0".into();
    });
    for request in [register, invite] {
        let from = request.headers.from().unwrap();
        assert_eq!(from.display.as_deref(), Some("Alice \"A\" Liddell"));
        assert!(request.headers.text(&Name::From).unwrap().starts_with("\"Alice \\\"A\\\" Liddell\" <sip:"));
        assert_eq!(request.headers.text(&Name::UserAgent), Ok("Wonderland/1.0"));
    }
}

#[test]
fn the_user_name_of_the_login_may_be_another_than_that_of_the_address() {
    let mut script = Script::with(|config| config.auth_user = Some("5001".into()));
    let register = script.expect("REGISTER");
    script.reply_with(&register, 401, |response| {
        response.headers.push(Name::WwwAuthenticate, "Digest realm=\"x\", nonce=\"n\", qop=\"auth\"");
    });
    let again = script.expect("REGISTER");
    let answer = &again.headers.credentials(&Name::Authorization)[0];
    assert_eq!(answer.get("username").as_deref(), Some("5001"));
    assert!(again.headers.text(&Name::From).unwrap().contains("sip:alice@example.com"));
}

/// REG-01.
/// An address is shown to everybody on the way, and in every trace.
#[test]
fn an_account_with_a_password_in_its_address_is_refused() {
    assert_eq!(refused(|config| config.account = "sip:alice:pa55@example.com".into()), Some("account"));
}

#[test]
fn register_goes_to_the_registrar_and_is_about_the_account() {
    let (_, register, invite) =
        first_requests(|config| config.registrar = Some("sip:reg.example.net:5080".into()));
    assert_eq!(register.uri, "sip:reg.example.net:5080");
    assert_eq!(register.headers.text(&Name::To), Ok("<sip:alice@example.com>"));
    assert_eq!(invite.uri, "sip:bob@example.com");
    for registrar in ["reg.example.net", "sip:alice@example.com", "tel:1", "sip:x?a=b", "sip:x\r\nEvil: 1"] {
        assert_eq!(refused(|config| config.registrar = Some(registrar.into())), Some("registrar"));
    }
}

/// UAC-06.
#[test]
fn an_outbound_proxy_is_passed_first_by_whatever_is_outside_of_a_dialog() {
    let (mut script, register, invite) = first_requests(|config| {
        config.outbound_proxy = Some("sip:edge.example.com:5061;transport=ws".into());
        config.route = vec!["sip:second.example.com;lr".into()];
    });
    let way = ["<sip:edge.example.com:5061;transport=ws;lr>", "<sip:second.example.com;lr>"];
    assert_eq!(routes(&register), way);
    assert_eq!(register.uri, "sip:example.com");
    assert_eq!(routes(&invite), way);
    script.accept(&invite, "peer", "bob");
    assert_eq!(routes(&script.expect("ACK")), [""; 0], "a dialog has its own way");
    script.hang_up(CALL);
    assert_eq!(routes(&script.expect("BYE")), [""; 0]);
}

/// UAC-06: RFC 3608 §6.1.
#[test]
fn the_registrars_proxies_come_behind_our_own() {
    let mut script = Script::with(|config| config.outbound_proxy = Some("sip:edge".into()));
    let register = script.expect("REGISTER");
    script.reply_with(&register, 200, |response| {
        let contact = register.headers.text(&Name::Contact).unwrap();
        response.headers.push(Name::Contact, format!("{contact};expires=600"));
        response.headers.push(Name::ServiceRoute, "<sip:home;lr>");
    });
    assert_eq!(routes(&script.dial("bob")), ["<sip:edge;lr>", "<sip:home;lr>"]);
}

/// UAC-06.
#[test]
fn a_route_without_lr_is_a_strict_router() {
    let (_, register, invite) = first_requests(|config| config.route = vec!["sip:strict.example.com".into()]);
    assert_eq!(
        (register.uri.as_str(), routes(&register)),
        ("sip:strict.example.com", vec!["<sip:example.com>".to_owned()])
    );
    assert_eq!(routes(&invite), ["<sip:bob@example.com>"]);
    for bad in ["edge.example.com", "tel:1", "<sip:edge>", "sip:edge\r\nEvil: 1"] {
        assert_eq!(
            refused(|config| config.outbound_proxy = Some(bad.into())),
            Some("outboundProxy"),
            "{bad}"
        );
        assert_eq!(refused(|config| config.route = vec![bad.into()]), Some("route"), "{bad}");
    }
}

#[test]
fn without_registration_calls_go_out_as_soon_as_the_link_is_open() {
    let mut script = Script::with(|config| config.register = false);
    script.expect_silence();
    script.dial("bob");
    script.pass(Duration::from_secs(20));
    script.expect_silence();
}

#[test]
fn the_time_that_is_asked_for_is_the_applications() {
    let (_, register, _) = first_requests(|config| config.expires = 77);
    assert_eq!(register.headers.expires(), Ok(Some(77)));
}

#[test]
fn the_applications_contact_parameters_stand_in_every_contact() {
    let params = ";q=0.7;+sip.ice;+x.words=\"a \\\"b\\\";c\"";
    let (_, register, invite) = first_requests(|config| config.contact_params = params.into());
    for request in [register, invite] {
        let contacts = request.headers.contacts();
        let params = &contacts[0].params;
        assert_eq!(params.get("q"), Some("0.7"));
        assert!(params.has("+sip.ice") && params.get("+sip.ice").is_none());
        assert_eq!(params.unquoted("+x.words").as_deref(), Some("a \"b\";c"));
    }
    for params in [
        ";expires=1",
        ";q=1;Reg-ID=2",
        ";+sip.instance=\"x\"",
        ";",
        ";a b",
        "q=1",
        ", <sip:evil>",
        ";a=b\r\nEvil: 1",
        ";a=\"b\r\nEvil: 1\"",
        ";a=\"b",
    ] {
        let change = |config: &mut Config| config.contact_params = params.into();
        assert_eq!(refused(change), Some("contactParams"), "{params:?}");
    }
}

#[test]
fn the_applications_headers_stand_in_requests_of_their_method_and_in_no_other() {
    let (mut script, register, invite) = first_requests(|config| {
        config.headers = vec![
            own(Method::Register, "X-Device", "tab 1"),
            own(Method::Invite, "s", "Lunch"),
            own(Method::Invite, "X-Two", "1"),
            own(Method::Invite, "X-Two", "2"),
            own(Method::Ack, "X-Ack", "yes"),
            own(Method::Bye, "X-Bye", "yes"),
        ];
    });
    let mine = |request: &Request| {
        let is_mine = |name: &str| name.starts_with("X-") || name == "Subject";
        let rows = request.headers.rows().iter().filter(|row| is_mine(row.name.as_str()));
        rows.map(|row| format!("{}: {}", row.name.as_str(), String::from_utf8_lossy(&row.value)))
            .collect::<Vec<_>>()
    };
    assert_eq!(mine(&register), ["X-Device: tab 1"]);
    assert_eq!(mine(&invite), ["Subject: Lunch", "X-Two: 1", "X-Two: 2"]);
    script.accept(&invite, "peer", "bob");
    assert_eq!(mine(&script.expect("ACK")), ["X-Ack: yes"]);
    script.hang_up(CALL);
    assert_eq!(mine(&script.expect("BYE")), ["X-Bye: yes"]);
}

#[test]
fn no_header_of_the_application_can_break_the_message_or_speak_for_the_phone() {
    for (name, value) in [
        ("X-A", "a\r\nEvil: 1"),
        ("X-A", "a\nb"),
        ("X-A", "a\rb"),
        ("X-A", "a\0b"),
        ("X A", "a"),
        ("X-A:", "a"),
        ("", "a"),
        ("X-\u{e9}", "a"),
    ] {
        let change = |config: &mut Config| config.headers = vec![own(Method::Invite, name, value)];
        assert_eq!(refused(change), Some("headers"), "{name:?}: {value:?}");
    }
    for name in [
        "Via",
        "v",
        "Route",
        "From",
        "To",
        "t",
        "Call-ID",
        "CSEQ",
        "Contact",
        "m",
        "Content-Length",
        "Content-Type",
        "Max-Forwards",
        "Authorization",
        "Proxy-Authorization",
        "Allow",
        "Supported",
        "Require",
        "Expires",
        "User-Agent",
        "Record-Route",
        "Accept",
    ] {
        let change = |config: &mut Config| config.headers = vec![own(Method::Invite, name, "a")];
        assert_eq!(refused(change), Some("headers"), "{name}");
    }
    for method in [Method::Cancel, Method::from_token("IN VITE"), Method::from_token("")] {
        let change = |config: &mut Config| config.headers = vec![own(method.clone(), "X-A", "a")];
        assert_eq!(refused(change), Some("headers"), "{method:?}");
    }
    for name in ["Subject", "P-Asserted-Identity", "Privacy", "Call-Info", "User-to-User", "X-Anything"] {
        let change = |config: &mut Config| config.headers = vec![own(Method::Invite, name, "a")];
        assert_eq!(refused(change), None, "{name}");
    }
}

/// TRP-09: RFC 7118 §9.2, UAC-04.
#[test]
fn sips_is_for_encrypted_links_and_asks_for_a_sips_contact() {
    let insecure = |config: &mut Config| {
        config.server = "ws://localhost".into();
        config.account = "sips:alice@example.com".into();
    };
    assert_eq!(refused(insecure), Some("account"));
    assert_eq!(refused(|config| config.server = "ws://sip.example.com".into()), Some("server"));
    let opted = |config: &mut Config| {
        config.server = "ws://sip.example.com".into();
        config.allow_insecure = true;
    };
    assert_eq!(refused(opted), None);

    let mut script = Script::with(|config| {
        config.server = "ws://localhost".into();
        config.register = false;
    });
    assert_eq!(script.call(1, "sips:bob@example.com"), Err(MisuseKind::Insecure));
    script.call(1, "sip:bob@example.com").unwrap();
    assert!(script.expect("INVITE").headers.text(&Name::Via).unwrap().starts_with("SIP/2.0/WS "));

    let mut script = Script::with(|config| config.register = false);
    script.call(1, "sips:bob@example.com").unwrap();
    let invite = script.expect("INVITE");
    assert_eq!(invite.uri, "sips:bob@example.com");
    assert!(invite.headers.text(&Name::Contact).unwrap().starts_with("<sips:"));

    let mut script = Script::with(|config| config.account = "sips:alice@example.com".into());
    let register = script.expect("REGISTER");
    assert_eq!(register.uri, "sips:example.com");
    assert!(register.headers.text(&Name::Contact).unwrap().starts_with("<sips:"));
}

#[test]
fn a_literal_hash_goes_out_as_it_was_dialled() {
    for (literal_hash, uri) in [(false, "sip:%2331%23bob@example.com"), (true, "sip:#31#bob@example.com")] {
        let mut script = Script::with(|config| {
            config.register = false;
            config.literal_hash = literal_hash;
        });
        script.call(1, "#31#bob").unwrap();
        assert_eq!(script.expect("INVITE").uri, uri);
    }
}

#[test]
fn gathering_ends_when_the_application_says() {
    for (limit, sent_after) in [(1_000, 1_000), (250, 250)] {
        let mut script = Script::with(|config| {
            config.register = false;
            config.ice = Ice::Servers;
            config.gathering = limit;
        });
        script.media.hold = true;
        script.call(1, "bob").unwrap();
        let (peer, request) = script.media.held.remove(0);
        let replies = script.media.serve(peer, &request);
        for reply in replies {
            // Host candidates only, and no end: the server never answers.
            let reply = match reply {
                MediaReply::Gathered { udp, .. } => {
                    MediaReply::Gathered { udp, reflexive: 0, relay: 0, bare: udp, complete: false }
                }
                other => other,
            };
            script.input(Input::Media(peer, reply)).unwrap();
        }
        script.media.hold = false;
        script.pass(Duration::from_millis(sent_after - 1));
        script.expect_silence();
        script.pass(Duration::from_millis(1));
        script.expect("INVITE");
    }
}

#[test]
fn the_timers_of_the_link_are_the_applications() {
    let mut config = Config::new("wss://x", "sip:alice@x");
    (config.timers.opening, config.timers.retry) = (3, 4);
    let mut agent = Agent::new(config, 3);
    agent.command(bellwire::ua::Command::Start).unwrap();
    for _ in 0..6 {
        expect_event!(agent, Event::Link { state: LinkState::Connecting, .. });
        agent.pass(Duration::from_millis(2_999));
        assert!(agent.events.is_empty());
        agent.pass(Duration::from_millis(1));
        let pause =
            expect_event!(agent, Event::Link { state: LinkState::Lost, retry_in: Some(pause), .. } => pause);
        assert!(pause <= 4_000, "{pause}");
        agent.pass(Duration::from_millis(pause.into()));
    }
}

/// REG-15: pings that the server did not ask for are sent, and nobody owes an answer to them.
#[test]
fn a_link_is_kept_alive_as_often_as_the_application_says_and_lives_without_pongs() {
    let mut script = Script::with(|config| {
        config.register = false;
        config.timers.keep_alive = Some(20);
    });
    for _ in 0..5 {
        script.pass(Duration::from_secs(20));
        assert_eq!(script.sent.pop_front().as_deref(), Some(&b"\r\n\r\n"[..]));
        script.sent.clear();
    }
    assert!(script.events.is_empty(), "{:?}", script.events);
}

#[test]
fn a_pong_may_take_as_long_as_the_application_says() {
    let mut script = Script::with(|config| config.timers.pong = 2);
    let register = script.expect("REGISTER");
    script.reply_with(&register, 200, |response| {
        let contact = register.headers.text(&Name::Contact).unwrap();
        response.headers.push(Name::Contact, format!("{contact};expires=600"));
        response.headers.push(Name::FlowTimer, "60");
    });
    expect_event!(script, Event::Registered { .. });
    script.pass(Duration::from_secs(48 - 1));
    while script.sent.is_empty() {
        script.pass(Duration::from_millis(100));
    }
    script.pass(Duration::from_millis(1_800));
    assert!(script.events.is_empty());
    script.pass(Duration::from_millis(300));
    expect_event!(script, Event::Link { state: LinkState::Lost, .. });
}

#[test]
fn the_limits_of_a_message_are_the_applications() {
    let mut script = Script::with(|config| {
        config.register = false;
        config.limits = Limits { message: 600, ..Limits::default() };
    });
    script.invite("big", &sdp("bob"));
    script.expect_status(513);
}

/// S-6C: it is said once more, not twice as loud.
#[test]
fn a_bye_that_is_challenged_has_the_applications_headers_once() {
    let mut script = Script::with(|config| {
        config.register = false;
        config.headers = vec![own(Method::Bye, "X-A", "1")];
    });
    let first = script.dial("bob");
    let challenge = "Digest realm=\"p\", nonce=\"x\"";
    script.reply_with(&first, 407, |refusal| refusal.headers.push(Name::ProxyAuthenticate, challenge));
    script.expect("ACK");
    let invite = script.expect("INVITE");
    script.accept(&invite, "peer", "bob");
    script.expect("ACK");
    script.hang_up(CALL);
    let bye = script.expect("BYE");
    let challenge = "Digest realm=\"p\", nonce=\"y\", stale=true";
    script.reply_with(&bye, 407, |refusal| refusal.headers.push(Name::ProxyAuthenticate, challenge));
    let again = script.expect("BYE");
    assert_eq!(again.headers.list(&Name::from_token("X-A")), ["1"]);
    assert_eq!(again.headers.all(&Name::UserAgent).count(), 1);
}
