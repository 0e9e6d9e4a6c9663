mod policy;

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

/// AUT-03.
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

/// AUT-02.
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

/// AUT-02.
#[test]
fn what_cannot_be_answered_is_said_so() {
    for challenge in [
        r#"Bearer realm="a""#,
        r#"Digest realm="a""#,
        r#"Digest nonce="a""#,
        "Digest realm=\"open",
        "",
        // The key of a session is made of a cnonce, which comes with qop only.
        r#"Digest realm="a", nonce="b", algorithm=MD5-sess"#,
        r#"Digest realm="a", nonce="b", qop="auth-conf""#,
    ] {
        let mut agent = Agent::new();
        let sent = agent.send();
        assert_eq!(agent.refused(&sent, &[challenge]), Err(Refusal::Unsupported), "{challenge}");
    }
}

/// UAC-15, AUT-07.
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

/// AUT-01, AUT-07.
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

/// UAC-16.
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

/// AUT-05.
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
        let stale = [r#"Digest realm="k", stale=true, nonce=""#, nonce, "\""].concat();
        agent.refused(&refresh, &[&stale]).unwrap();
        let answer = agent.send();
        agent.refused(&answer, &[&stale]).unwrap();
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
