use super::*;
use crate::auth::Key;
use crate::message::{Challenge, Method};

/// Counts, so that every cnonce differs and none is a surprise.
struct Counter(u8);

impl Entropy for Counter {
    fn fill(&mut self, bytes: &mut [u8]) {
        self.0 = self.0.wrapping_add(1);
        bytes.fill(self.0);
    }
}

const PROXY_MD5: &str = r#"Digest realm="p", nonce="n1", qop="auth,auth-int", opaque="o\"1", algorithm=MD5"#;
const KAMAILIO: &str = r#"Digest realm="k", nonce="n1""#;

/// A user agent and its next CSeq.
struct Agent {
    wallet: Wallet,
    entropy: Counter,
    cseq: u32,
}

impl Agent {
    fn new() -> Self {
        Self::with(Some(mine()), &[])
    }

    fn with(own: Option<Credentials>, only: &[&str]) -> Self {
        let only = only.iter().map(|realm| (*realm).into()).collect();
        Self { wallet: Wallet::new(own, only), entropy: Counter(0), cseq: 0 }
    }

    fn send(&mut self) -> Request {
        self.send_to(Method::Register, "<sip:j@example.com>")
    }

    fn send_to(&mut self, method: Method, to: &str) -> Request {
        self.cseq += 1;
        let mut request = Request::new(method.clone(), "sip:example.com");
        request.headers.push(Name::To, to);
        request.headers.push(Name::CallId, "1");
        request.headers.push(Name::CSeq, [&self.cseq.to_string(), " ", method.as_str()].concat());
        self.wallet.authorize(&mut request, &mut self.entropy);
        request
    }

    fn refused(&mut self, sent: &Request, challenges: &[&str]) -> Result<(), Refusal> {
        let learned = self.wallet.learn(&refusal(401, Name::WwwAuthenticate, challenges), sent);
        learned.map_err(|refused| refused.why)
    }
}

fn mine() -> Credentials {
    Credentials { username: "J\u{e4} \"q\"".into(), key: Key::Password("pw".into()) }
}

fn refusal(status: u16, name: Name, challenges: &[&str]) -> Response {
    let mut response = Response::new(status);
    for challenge in challenges {
        response.headers.push(name.clone(), *challenge);
    }
    response
}

fn told(request: &Request) -> Vec<Challenge> {
    request.headers.credentials(&Name::Authorization)
}

fn value(request: &Request, name: &str) -> Option<String> {
    told(request).first().and_then(|told| told.get(name))
}

#[test]
fn an_unasked_agent_says_nothing() {
    assert!(told(&Agent::new().send()).is_empty());
}

#[test]
fn an_answer_has_every_part_in_its_quoting() {
    let mut agent = Agent::new();
    let sent = agent.send();
    agent.refused(&sent, &[PROXY_MD5]).unwrap();
    let sent = agent.send();
    let response = value(&sent, "response").unwrap();
    let expected = [
        r#"Digest username="Jä \"q\"", realm="p", nonce="n1", uri="sip:example.com", response=""#,
        response.as_str(),
        r#"", algorithm=MD5, opaque="o\"1", qop=auth, nc=00000001, cnonce="bbbbbbbbbbbbbbbb""#,
    ];
    assert_eq!(sent.headers.text(&Name::Authorization), Ok(expected.concat().as_str()));
    assert_eq!(response, "8a8155f26ed56fd05d69cbfbad2243a5");
}

#[test]
fn a_challenge_without_qop_and_algorithm_is_answered_without_them() {
    let mut agent = Agent::new();
    let sent = agent.send();
    agent.refused(&sent, &[KAMAILIO]).unwrap();
    let sent = agent.send();
    for name in ["qop", "nc", "cnonce", "algorithm", "opaque"] {
        assert_eq!(value(&sent, name), None, "{name}");
    }
    assert_eq!(value(&sent, "response").as_deref(), Some("6692e4ee49b8478e487182b6d540b544"));
}

#[test]
fn of_one_realm_the_topmost_supported_challenge_is_answered() {
    for (challenges, algorithm) in [
        (
            [
                r#"Digest realm="a", nonce="1", algorithm=SHA-256"#,
                r#"Digest realm="a", nonce="2", algorithm=MD5"#,
            ],
            "SHA-256",
        ),
        (
            [
                r#"Digest realm="a", nonce="1", algorithm=SHA-512"#,
                r#"digest realm="a", nonce="2", algorithm="md5""#,
            ],
            "MD5",
        ),
        ([r#"Bearer realm="a""#, r#"Digest realm="a", nonce="2", algorithm=SHA-256"#], "SHA-256"),
        (
            [
                r#"Digest realm="a", nonce="1", qop="auth-foo""#,
                r#"Digest realm="a", nonce="2", algorithm=MD5"#,
            ],
            "MD5",
        ),
    ] {
        let mut agent = Agent::new();
        let sent = agent.send();
        agent.refused(&sent, &challenges).unwrap();
        let sent = agent.send();
        assert_eq!(told(&sent).len(), 1);
        assert_eq!(value(&sent, "algorithm").as_deref(), Some(algorithm));
    }
}

#[test]
fn what_cannot_be_answered_is_said_so() {
    for challenge in
        [r#"Bearer realm="a""#, r#"Digest realm="a""#, r#"Digest nonce="a""#, "Digest realm=\"open", ""]
    {
        let mut agent = Agent::new();
        let sent = agent.send();
        assert_eq!(agent.refused(&sent, &[challenge]), Err(Refusal::Unsupported), "{challenge}");
    }
}

#[test]
fn every_realm_gets_its_own_row_and_a_proxy_its_own_header() {
    let mut agent = Agent::new();
    let sent = agent.send();
    agent.wallet.learn(&refusal(407, Name::ProxyAuthenticate, &[PROXY_MD5]), &sent).unwrap();
    let sent = agent.send();
    agent.refused(&sent, &[KAMAILIO, PROXY_MD5]).unwrap();
    let sent = agent.send();
    let realms: Vec<_> = told(&sent).iter().map(|told| told.get("realm").unwrap()).collect();
    assert_eq!(realms, ["k", "p"]);
    assert_eq!(sent.headers.credentials(&Name::ProxyAuthorization).len(), 1);
}

#[test]
fn earlier_answers_in_a_request_are_replaced() {
    let mut agent = Agent::new();
    let sent = agent.send();
    agent.refused(&sent, &[KAMAILIO]).unwrap();
    let mut sent = agent.send();
    agent.wallet.authorize(&mut sent, &mut agent.entropy);
    assert_eq!(told(&sent).len(), 1);
}

#[test]
fn a_nonce_that_worked_is_used_again_with_the_next_count_and_another_cnonce() {
    let mut agent = Agent::new();
    let sent = agent.send();
    agent.refused(&sent, &[PROXY_MD5]).unwrap();
    let (first, second) = (agent.send(), agent.send());
    assert_eq!(value(&first, "nc").as_deref(), Some("00000001"));
    assert_eq!(value(&second, "nc").as_deref(), Some("00000002"));
    assert_ne!(value(&first, "cnonce"), value(&second, "cnonce"));
}

#[test]
fn an_answer_that_is_refused_is_final_with_the_same_nonce_and_with_another() {
    for again in [KAMAILIO, r#"Digest realm="k", nonce="n2", stale=false"#] {
        let mut agent = Agent::new();
        let sent = agent.send();
        agent.refused(&sent, &[KAMAILIO]).unwrap();
        let sent = agent.send();
        assert_eq!(agent.refused(&sent, &[again]), Err(Refusal::Wrong));
        assert!(told(&agent.send()).is_empty(), "nothing more is sent to a realm that refused us");
    }
}

#[test]
fn credentials_sent_before_anybody_asked_get_one_more_try() {
    let mut agent = Agent::new();
    let sent = agent.send();
    agent.refused(&sent, &[KAMAILIO]).unwrap();
    let _accepted = agent.send();
    let refresh = agent.send();
    agent.refused(&refresh, &[r#"Digest realm="k", nonce="n2""#]).unwrap();
    let retry = agent.send();
    assert_eq!(value(&retry, "nonce").as_deref(), Some("n2"));
    let again = agent.refused(&retry, &[r#"Digest realm="k", nonce="n3""#]);
    assert_eq!(again, Err(Refusal::Wrong));
}

#[test]
fn a_stale_nonce_is_answered_anew_but_not_for_ever() {
    let mut agent = Agent::new();
    let mut sent = agent.send();
    agent.refused(&sent, &[KAMAILIO]).unwrap();
    for nonce in ["n2", "n3", "n4"] {
        sent = agent.send();
        agent.refused(&sent, &[&[r#"Digest realm="k", stale=TRUE, nonce=""#, nonce, "\""].concat()]).unwrap();
    }
    sent = agent.send();
    assert_eq!(value(&sent, "nonce").as_deref(), Some("n4"));
    let fifth = agent.refused(&sent, &[r#"Digest realm="k", nonce="n5", stale=true"#]);
    assert_eq!(fifth, Err(Refusal::Stale));
}

#[test]
fn a_nonce_that_expires_now_and_then_never_counts_as_for_ever() {
    let mut agent = Agent::new();
    let sent = agent.send();
    agent.refused(&sent, &[KAMAILIO]).unwrap();
    for nonce in ["n2", "n3", "n4", "n5", "n6", "n7"] {
        let _accepted = agent.send();
        let refresh = agent.send();
        agent
            .refused(&refresh, &[&[r#"Digest realm="k", stale=true, nonce=""#, nonce, "\""].concat()])
            .unwrap();
    }
}

#[test]
fn two_requests_challenged_at_once_do_not_spend_each_others_try() {
    let mut agent = Agent::new();
    let (one, two) = (agent.send(), agent.send());
    agent.refused(&one, &[r#"Digest realm="k", nonce="n1""#]).unwrap();
    agent.refused(&two, &[r#"Digest realm="k", nonce="n2""#]).unwrap();
    let (one, two) = (agent.send(), agent.send());
    agent.refused(&two, &[r#"Digest realm="k", nonce="n4""#]).unwrap();
    assert_eq!(agent.refused(&one, &[r#"Digest realm="k", nonce="n3""#]), Err(Refusal::Wrong));
    assert_eq!(agent.refused(&two, &[r#"Digest realm="k", nonce="n5""#]), Err(Refusal::Wrong));
}

#[test]
fn a_nonce_that_comes_again_goes_on_counting() {
    let mut agent = Agent::new();
    let (one, two) = (agent.send(), agent.send());
    agent.refused(&one, &[PROXY_MD5]).unwrap();
    let _one = agent.send();
    agent.refused(&two, &[PROXY_MD5]).unwrap();
    assert_eq!(value(&agent.send(), "nc").as_deref(), Some("00000002"));
}

const TO_BOB: &str = "<sip:bob@example.com>";
const IN_DIALOG: &str = "<sip:bob@example.com>;tag=1";
const SHA: &str = r#"Digest realm="k", nonce="n1", qop="auth", algorithm=SHA-256"#;
const MD5: &str = r#"Digest realm="k", nonce="n2", qop="auth", algorithm=MD5"#;
const NO_QOP: &str = r#"Digest realm="k", nonce="n3", algorithm=SHA-256"#;

/// Decision 10.
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

/// RFC 7616 §3.5: the proof has no method in its A2.
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

/// RFC 7616 §3.4.4.
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
