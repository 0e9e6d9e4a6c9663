//! Digest against numbers and challenges that others have published; where a print is wrong, ours is not the print.
//! Every number in the files was computed a second time, outside of this crate.

use bellwire::auth::{Credentials, Hash, Key, Protection, Question, Wallet};
use bellwire::entropy::Entropy;
use bellwire::message::{Method, Name, Request, Response};
use serde_json::Value;

fn rows(json: &str) -> Vec<Value> {
    serde_json::from_str(json).expect("the file is JSON")
}

fn text<'a>(row: &'a Value, field: &str) -> &'a str {
    row[field].as_str().unwrap_or_else(|| panic!("{field} is missing in {row}"))
}

/// A row of `digest.json` is made of this.
fn question(row: &Value) -> Question<'_> {
    let algorithm = text(row, "algorithm");
    let name = algorithm.strip_suffix("-sess");
    let hash = Hash::ALL.into_iter().find(|hash| hash.name() == name.unwrap_or(algorithm));
    let protection = row["qop"].as_str().map(|qop| Protection {
        count: text(row, "nc"),
        cnonce: text(row, "cnonce"),
        body: (qop == "auth-int").then(|| text(row, "body").as_bytes()),
    });
    Question {
        hash: hash.unwrap_or_else(|| panic!("{algorithm} is known")),
        session: name.map(|_| (text(row, "nonce"), text(row, "cnonce"))),
        realm: text(row, "realm"),
        nonce: text(row, "nonce"),
        protection,
        method: text(row, "method"),
        uri: text(row, "uri"),
    }
}

fn credentials(row: &Value, key: Key) -> Credentials {
    Credentials { username: text(row, "username").into(), key }
}

/// AUT-01, AUT-04.
#[test]
fn every_published_digest_is_met_by_password_and_by_ha1() {
    let rows = rows(include_str!("vectors/digest.json"));
    assert_eq!(rows.len(), 47);
    for row in &rows {
        let name = text(row, "name");
        let question = question(row);
        let password = credentials(row, Key::Password(text(row, "password").into()));
        assert_eq!(question.response(&password), text(row, "response"), "{name}");
        let ha1 = credentials(row, Key::Ha1(vec![(question.hash, text(row, "ha1").into())]));
        assert_eq!(question.response(&ha1), text(row, "response"), "{name}");
        if let Some(misprint) = row["misprint"].as_str() {
            assert_ne!(question.response(&password), misprint, "{name}");
        }
        if let Some(userhash) = row["userhash"].as_str() {
            assert_eq!(question.userhash(text(row, "username")), userhash, "{name}");
        }
    }
}

struct Zeros;

impl Entropy for Zeros {
    fn fill(&mut self, bytes: &mut [u8]) {
        bytes.fill(0);
    }
}

fn challenge(status: u16, rows: &[&str]) -> Response {
    let mut response = Response::new(status);
    for row in rows {
        let name = if status == 407 { Name::ProxyAuthenticate } else { Name::WwwAuthenticate };
        response.headers.push(name, *row);
    }
    response
}

/// The `number`th attempt at one registration.
fn register(wallet: &mut Wallet, number: u32) -> Request {
    let mut request = Request::new(Method::Register, "sip:example.com");
    request.headers.push(Name::CSeq, format!("{number} REGISTER"));
    wallet.authorize(&mut request, &mut Zeros);
    request
}

/// AUT-02.
#[test]
fn every_published_challenge_is_answered_as_its_document_says() {
    for row in rows(include_str!("vectors/challenges.json")) {
        let name = text(&row, "name");
        let own = Credentials { username: "alice".into(), key: Key::Password("secret".into()) };
        let mut wallet = Wallet::new(Some(own), vec![]);
        let mut sent = register(&mut wallet, 1);
        if let Some(before) = row["after"].as_str() {
            wallet.learn(&challenge(401, &[before]), &sent).unwrap_or_else(|no| panic!("{name}: {no:?}"));
            sent = register(&mut wallet, 2);
        }
        let asked: Vec<&str> =
            row["rows"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let status = if row["status"] == 407 { 407 } else { 401 };
        let learned = wallet.learn(&challenge(status, &asked), &sent);
        let retry = register(&mut wallet, 3);
        let header = if status == 407 { Name::ProxyAuthorization } else { Name::Authorization };
        let told = retry.headers.credentials(&header);
        let expected = row["answers"].as_array().map_or(&[][..], Vec::as_slice);
        assert_eq!(learned.is_ok(), !expected.is_empty(), "{name}");
        assert_eq!(told.len(), expected.len(), "{name}");
        for (told, expected) in told.iter().zip(expected) {
            for (field, value) in expected.as_object().into_iter().flatten() {
                assert_eq!(told.get(field).as_deref(), value.as_str(), "{name}: {field}");
            }
        }
    }
}
