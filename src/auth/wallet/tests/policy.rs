//! Whom we answer, how well, and for how long (decisions 10 and 11).

use super::*;

const TO_BOB: &str = "<sip:bob@example.com>";
const IN_DIALOG: &str = "<sip:bob@example.com>;tag=1";
const SHA: &str = r#"Digest realm="k", nonce="n1", qop="auth", algorithm=SHA-256"#;
const MD5: &str = r#"Digest realm="k", nonce="n2", qop="auth", algorithm=MD5"#;
const NO_QOP: &str = r#"Digest realm="k", nonce="n3", algorithm=SHA-256"#;

/// NOT-05. Decision 10.
#[test]
fn whom_we_answer_depends_on_where_they_ask() {
    for (method, to, status, challenge, answered) in [
        (Method::Register, TO_BOB, 401, KAMAILIO, Ok(())),
        (Method::Invite, TO_BOB, 407, KAMAILIO, Ok(())),
        (Method::Invite, TO_BOB, 401, SHA, Ok(())),
        (Method::Invite, TO_BOB, 401, KAMAILIO, Err(Refusal::Missing)),
        (Method::Bye, IN_DIALOG, 401, SHA, Err(Refusal::Foreign)),
        (Method::Bye, IN_DIALOG, 407, SHA, Err(Refusal::Foreign)),
    ] {
        let name = if status == 401 { Name::WwwAuthenticate } else { Name::ProxyAuthenticate };
        let response = refusal(status, name, &[challenge]);
        let mut agent = Agent::new();
        let sent = agent.send_to(method.clone(), to);
        let learned = agent.wallet.learn(&response, &sent).map_err(|refused| refused.why);
        assert_eq!(learned, answered, "{method:?} {to} {status}");

        let mut agent = Agent::new();
        let sent = agent.send_to(method.clone(), to);
        agent.refused(&Request::new(Method::Register, "sip:example.com"), &[KAMAILIO]).unwrap();
        agent.wallet.learn(&response, &sent).expect("a realm that the registrar has is answered everywhere");

        let mut agent = Agent::with(Some(mine()), &["k"]);
        let sent = agent.send_to(method.clone(), to);
        agent.wallet.learn(&response, &sent).expect("a realm that was named is answered everywhere");

        let mut agent = Agent::with(Some(mine()), &["other"]);
        let sent = agent.send_to(method, to);
        let refused = agent.wallet.learn(&response, &sent).unwrap_err();
        assert_eq!((refused.why, refused.realm.as_str()), (Refusal::Foreign, "k"), "the list is exhaustive");
    }
}

#[test]
fn what_the_registrar_asked_is_not_told_to_whoever_is_called_and_what_a_proxy_asked_is_told_everywhere() {
    let mut agent = Agent::new();
    let sent = agent.send();
    agent.refused(&sent, &[SHA]).unwrap();
    assert!(told(&agent.send_to(Method::Invite, TO_BOB)).is_empty());
    let sent = agent.send();
    agent.wallet.learn(&refusal(407, Name::ProxyAuthenticate, &[PROXY_MD5]), &sent).unwrap();
    let invite = agent.send_to(Method::Invite, TO_BOB);
    assert!(told(&invite).is_empty() && invite.headers.has(&Name::ProxyAuthorization));
}

#[test]
fn a_nonce_that_two_places_gave_counts_for_both() {
    let mut agent = Agent::new();
    let sent = agent.send();
    agent.refused(&sent, &[SHA]).unwrap();
    assert_eq!(value(&agent.send(), "nc").as_deref(), Some("00000001"));
    let invite = agent.send_to(Method::Invite, TO_BOB);
    agent.refused(&invite, &[SHA]).unwrap();
    assert_eq!(value(&agent.send_to(Method::Invite, TO_BOB), "nc").as_deref(), Some("00000002"));
    assert_eq!(value(&agent.send(), "nc").as_deref(), Some("00000003"));
}

/// Whoever is called can refuse what we say, but not cost us our registration.
#[test]
fn a_refusal_counts_where_it_came_from_only() {
    let mut agent = Agent::new();
    let sent = agent.send();
    agent.refused(&sent, &[SHA]).unwrap();
    let sent = agent.send_to(Method::Invite, TO_BOB);
    agent.refused(&sent, &[MD5]).unwrap();
    let sent = agent.send_to(Method::Invite, TO_BOB);
    assert_eq!(agent.refused(&sent, &[MD5]), Err(Refusal::Wrong));
    assert!(told(&agent.send_to(Method::Invite, TO_BOB)).is_empty());
    assert_eq!(told(&agent.send()).len(), 1);
}

/// AUT-12.
#[test]
fn a_realm_that_accepted_better_is_not_answered_with_less_until_it_is_forgotten() {
    let mut agent = Agent::new();
    let sent = agent.send();
    agent.refused(&sent, &[SHA]).unwrap();
    let sent = agent.send();
    assert!(agent.wallet.accept(&Response::new(200), &sent));
    let sent = agent.send();
    for weaker in [MD5, NO_QOP, KAMAILIO] {
        assert_eq!(agent.refused(&sent, &[weaker]), Err(Refusal::Weaker), "{weaker}");
    }
    let next = SHA.replace("n1", "n4");
    agent.refused(&sent, &[MD5, &next]).unwrap();
    assert_eq!(
        value(&agent.send(), "algorithm").as_deref(),
        Some("SHA-256"),
        "the topmost that is no weaker"
    );
    agent.wallet.forget();
    let sent = agent.send();
    assert!(told(&sent).is_empty());
    agent.refused(&sent, &[MD5]).unwrap();
}

#[test]
fn an_answer_that_was_not_accepted_proves_nothing() {
    let mut agent = Agent::new();
    let sent = agent.send();
    agent.refused(&sent, &[SHA]).unwrap();
    let sent = agent.send();
    agent.refused(&sent, &[&MD5.replace("qop", "stale=true, qop")]).unwrap();
}

/// AUT-06.
#[test]
fn the_next_nonce_is_taken_and_counted_from_one() {
    let mut agent = Agent::new();
    let sent = agent.send();
    agent.refused(&sent, &[SHA]).unwrap();
    let sent = agent.send();
    let mut response = Response::new(200);
    response.headers.push(Name::AuthenticationInfo, r#"nextnonce="n9""#);
    assert!(agent.wallet.accept(&response, &sent));
    let sent = agent.send();
    assert_eq!(value(&sent, "nonce").as_deref(), Some("n9"));
    assert_eq!(value(&sent, "nc").as_deref(), Some("00000001"));
}

/// AUT-06. RFC 7616 §3.5: the proof has no method in its A2.
#[test]
fn a_server_that_proves_itself_is_believed_and_one_that_does_so_wrongly_is_not() {
    for challenge in [SHA, &SHA.replace("auth", "auth-int"), &SHA.replace("-256", "-256-sess")] {
        let mut agent = Agent::new();
        let sent = agent.send();
        agent.refused(&sent, &[challenge]).unwrap();
        let sent = agent.send();
        let (nc, cnonce) = (value(&sent, "nc").unwrap(), value(&sent, "cnonce").unwrap());
        let mut response = Response::new(200);
        response.body = b"body".to_vec();
        let question = crate::auth::Question {
            hash: Hash::Sha256,
            session: challenge.contains("sess").then_some(("n1", &cnonce)),
            realm: "k",
            nonce: "n1",
            protection: Some(crate::auth::Protection {
                count: &nc,
                cnonce: &cnonce,
                body: challenge.contains("auth-int").then_some(b"body"),
            }),
            method: "",
            uri: "sip:example.com",
        };
        let info = [r#"rspauth=""#, &question.response(&mine()), r#"", qop=auth, nextnonce="n9", cnonce=""#];
        let info = [&info.concat(), cnonce.as_str(), "\", nc=", &nc].concat();
        response.headers.push(Name::AuthenticationInfo, info.as_str());
        assert!(agent.wallet.clone().accept(&response, &sent), "{challenge}");
        response.body = b"Body".to_vec();
        assert_eq!(agent.wallet.clone().accept(&response, &sent), !challenge.contains("auth-int"));
        response.headers.set(Name::AuthenticationInfo, info.replace("rspauth=\"", "rspauth=\"0"));
        assert!(!agent.wallet.accept(&response, &sent), "{challenge}");
        assert_eq!(value(&agent.send(), "nonce").as_deref(), Some("n1"), "it is not believed in anything");
    }
}

/// Two requests of one nonce may be out at once, each with a cnonce of its own.
#[test]
fn a_proof_is_of_the_request_that_it_answers_and_not_of_the_latest() {
    let mut agent = Agent::new();
    let sent = agent.send();
    agent.refused(&sent, &[SHA]).unwrap();
    let (first, second) = (agent.send(), agent.send());
    for sent in [&second, &first] {
        let (nc, cnonce) = (value(sent, "nc").unwrap(), value(sent, "cnonce").unwrap());
        let question = crate::auth::Question {
            hash: Hash::Sha256,
            session: None,
            realm: "k",
            nonce: "n1",
            protection: Some(crate::auth::Protection { count: &nc, cnonce: &cnonce, body: None }),
            method: "",
            uri: "sip:example.com",
        };
        let mut response = Response::new(200);
        let info = [r#"rspauth=""#, &question.response(&mine()), r#"", cnonce=""#, &cnonce, r#"""#].concat();
        response.headers.push(Name::AuthenticationInfo, info);
        assert!(agent.wallet.accept(&response, sent));
    }
}

/// RFC 3261 §20.6: it comes from whom Authorization was for, and only where there was none from a proxy.
#[test]
fn the_next_nonce_is_the_registrars_when_a_proxy_asked_too() {
    let proxys = r#"Digest realm="p", nonce="p1", qop="auth""#;
    let mut agent = Agent::new();
    let sent = agent.send();
    agent.wallet.learn(&refusal(407, Name::ProxyAuthenticate, &[proxys]), &sent).unwrap();
    let next = |agent: &mut Agent, nonce: &str| {
        let sent = agent.send();
        let mut response = Response::new(200);
        response.headers.push(Name::AuthenticationInfo, [r#"nextnonce=""#, nonce, r#"""#].concat());
        assert!(agent.wallet.accept(&response, &sent));
        let sent = agent.send();
        let proxy = sent.headers.credentials(&Name::ProxyAuthorization).remove(0);
        (value(&sent, "nonce"), proxy.get("nonce").unwrap())
    };
    assert_eq!(next(&mut agent, "p2"), (None, "p2".into()));
    let sent = agent.send();
    agent.refused(&sent, &[SHA]).unwrap();
    assert_eq!(next(&mut agent, "n9"), (Some("n9".into()), "p2".into()));
}

/// AUT-01.
#[test]
fn a_session_keeps_its_first_nonce_and_cnonce_in_its_key() {
    let mut agent = Agent::new();
    let sent = agent.send();
    agent.refused(&sent, &[&SHA.replace("-256", "-256-SESS")]).unwrap();
    let (first, second) = (agent.send(), agent.send());
    assert_eq!(value(&first, "algorithm").as_deref(), Some("SHA-256-sess"));
    assert_eq!(value(&first, "cnonce"), value(&second, "cnonce"));
    assert_ne!(value(&first, "response"), value(&second, "response"));
}

/// AUT-01.
#[test]
fn a_body_is_protected_only_where_nothing_less_will_do() {
    for (qop, answered) in
        [("auth", "auth"), ("auth-int, auth", "auth"), ("AUTH-INT", "auth-int"), ("x,auth-int", "auth-int")]
    {
        let mut agent = Agent::new();
        let sent = agent.send();
        agent.refused(&sent, &[&SHA.replace("=\"auth\"", &["=\"", qop, "\""].concat())]).unwrap();
        assert_eq!(value(&agent.send(), "qop").as_deref(), Some(answered));
    }
}

/// AUT-01. RFC 7616 §3.4.4.
#[test]
fn a_name_that_is_not_to_be_read_is_hashed() {
    let mut agent = Agent::new();
    let sent = agent.send();
    agent.refused(&sent, &[&SHA.replace("qop", "userhash=true, charset=UTF-8, qop")]).unwrap();
    let sent = agent.send();
    assert_eq!(value(&sent, "userhash").as_deref(), Some("true"));
    let name = Hash::Sha256.of(&["J\u{e4} \"q\"".as_bytes(), b"k"]);
    assert_eq!(value(&sent, "username"), Some(name));
}

#[test]
fn with_an_ha1_the_topmost_of_its_algorithms_is_answered() {
    let key = Key::Ha1(vec![(Hash::Md5, "12af60467a33e8518da5c68bbff12b11".into())]);
    let mut agent = Agent::with(Some(Credentials { username: "bob".into(), key }), &[]);
    let sent = agent.send();
    agent.refused(&sent, &[SHA, MD5]).unwrap();
    assert_eq!(value(&agent.send(), "algorithm").as_deref(), Some("MD5"));
    assert_eq!(agent.refused(&sent, &[&SHA.replace("n1", "n7")]), Err(Refusal::Unsupported));
}

#[test]
fn credentials_that_were_given_for_a_realm_are_for_that_realm_and_new_ones_end_a_refusal() {
    let mut agent = Agent::with(None, &[]);
    let sent = agent.send();
    assert_eq!(agent.refused(&sent, &[SHA]), Err(Refusal::Missing));
    agent.wallet.give("other", mine());
    assert_eq!(agent.refused(&sent, &[SHA]), Err(Refusal::Missing));
    agent.wallet.give("k", mine());
    agent.refused(&sent, &[SHA]).unwrap();
    let answer = agent.send();
    assert_eq!(told(&answer).len(), 1);
    assert_eq!(agent.refused(&answer, &[SHA]), Err(Refusal::Wrong));
    agent.wallet.give("k", mine());
    assert_eq!(agent.refused(&sent, &[SHA]), Err(Refusal::Wrong), "the same ones again are no new ones");
    agent.wallet.give("k", Credentials { username: "other".into(), ..mine() });
    agent.refused(&sent, &[SHA]).unwrap();
    assert_eq!(value(&agent.send(), "username").as_deref(), Some("other"));
}

/// Decision 11: from the application's hand they are no others than before.
#[test]
fn our_own_credentials_are_no_new_ones_when_they_are_given_after_their_refusal() {
    let mut agent = Agent::new();
    let sent = agent.send();
    agent.refused(&sent, &[SHA]).unwrap();
    let answer = agent.send();
    assert_eq!(agent.refused(&answer, &[SHA]), Err(Refusal::Wrong));
    agent.wallet.give("k", mine());
    assert_eq!(agent.refused(&sent, &[SHA]), Err(Refusal::Wrong));
    assert!(told(&agent.send()).is_empty());
}

#[test]
fn what_was_refused_may_be_tried_once_more_when_the_application_starts_anew() {
    let mut agent = Agent::new();
    let sent = agent.send();
    agent.refused(&sent, &[SHA]).unwrap();
    let sent = agent.send();
    assert_eq!(agent.refused(&sent, &[SHA]), Err(Refusal::Wrong));
    agent.wallet.pardon();
    let sent = Request::new(Method::Register, "sip:example.com");
    agent.refused(&sent, &[SHA]).unwrap();
}

#[test]
fn realms_and_nonces_that_nobody_needs_are_forgotten() {
    let mut agent = Agent::new();
    for realm in 0..100 {
        let sent = agent.send();
        let challenge = SHA.replace("\"k\"", &["\"", &realm.to_string(), "\""].concat());
        agent.refused(&sent, &[&challenge]).unwrap();
    }
    assert_eq!(told(&agent.send()).len(), LIMIT);
    assert_eq!(agent.wallet.realms.len(), LIMIT);
}
