//! The arithmetic of digest: RFC 7616 §3.4, RFC 2069 §2.1.2 where a server knows no `qop`.

use md5::{Digest, Md5};
use sha2::Sha256;

use crate::text::push_hex;

/// The hash that a challenge names; without a name it is MD5 (RFC 7616 §3.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// `MD5`.
    Md5,
    /// `SHA-256` (RFC 8760).
    Sha256,
}

impl Algorithm {
    /// The algorithm of this name, if we know it.
    pub(super) fn from_token(token: &str) -> Option<Self> {
        [Self::Md5, Self::Sha256].into_iter().find(|known| known.as_str().eq_ignore_ascii_case(token))
    }

    /// Its name on the wire.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Md5 => "MD5",
            Self::Sha256 => "SHA-256",
        }
    }

    /// `H(concat(one, ":", two, …))` in lower-case hexadecimal.
    fn hash(self, parts: &[&[u8]]) -> String {
        let mut text = Vec::new();
        for part in parts {
            text.extend_from_slice(part);
            text.push(b':');
        }
        text.pop();
        match self {
            Self::Md5 => hexadecimal(&Md5::digest(&text)),
            Self::Sha256 => hexadecimal(&Sha256::digest(&text)),
        }
    }
}

/// `LHEX`
#[inline(never)]
pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    let mut text = String::new();
    for byte in bytes {
        push_hex(&mut text, *byte);
    }
    text
}

/// What the answer is made over when the server gave a `qop`.
#[derive(Clone, Copy)]
pub(super) struct Protection<'a> {
    /// `nc`, eight hexadecimal digits.
    pub(super) count: &'a str,
    /// `cnonce`.
    pub(super) cnonce: &'a str,
}

/// What the answer to one challenge is made of.
#[derive(Clone, Copy)]
pub(super) struct Question<'a> {
    pub(super) algorithm: Algorithm,
    pub(super) realm: &'a str,
    pub(super) nonce: &'a str,
    pub(super) protection: Option<Protection<'a>>,
    pub(super) method: &'a str,
    pub(super) uri: &'a str,
}

/// `response`: RFC 7616 §3.4.1, with A1 of §3.4.2 and A2 of §3.4.3 for `qop=auth`.
pub(super) fn response(question: &Question<'_>, username: &str, password: &[u8]) -> String {
    let hash = |parts: &[&[u8]]| question.algorithm.hash(parts);
    let ha1 = hash(&[username.as_bytes(), question.realm.as_bytes(), password]);
    let ha2 = hash(&[question.method.as_bytes(), question.uri.as_bytes()]);
    let (ha1, ha2, nonce) = (ha1.as_bytes(), ha2.as_bytes(), question.nonce.as_bytes());
    match question.protection {
        Some(Protection { count, cnonce }) => {
            hash(&[ha1, nonce, count.as_bytes(), cnonce.as_bytes(), b"auth", ha2])
        }
        None => hash(&[ha1, nonce, ha2]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RFC_2617: Question<'_> = Question {
        algorithm: Algorithm::Md5,
        realm: "testrealm@host.com",
        nonce: "dcd98b7102dd2f0e8b11d0f600bfb0c093",
        protection: Some(Protection { count: "00000001", cnonce: "0a4f113b" }),
        method: "GET",
        uri: "/dir/index.html",
    };

    const RFC_7616: Question<'_> = Question {
        realm: "http-auth@example.org",
        nonce: "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
        protection: Some(Protection {
            count: "00000001",
            cnonce: "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
        }),
        ..RFC_2617
    };

    #[test]
    fn the_answer_of_rfc_2617_section_3_5() {
        assert_eq!(response(&RFC_2617, "Mufasa", b"Circle Of Life"), "6629fae49393a05397450978507c4ef1");
    }

    #[test]
    fn the_answer_without_qop_as_rfc_2069_has_it() {
        let question = Question { protection: None, ..RFC_2617 };
        assert_eq!(response(&question, "Mufasa", b"CircleOfLife"), "1949323746fe6a43ef61f9606e7febea");
    }

    #[test]
    fn both_answers_of_rfc_7616_section_3_9_1() {
        assert_eq!(response(&RFC_7616, "Mufasa", b"Circle of Life"), "8ca523f5e9506fed4657c9700eebdbec");
        let question = Question { algorithm: Algorithm::Sha256, ..RFC_7616 };
        let answer = "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1";
        assert_eq!(response(&question, "Mufasa", b"Circle of Life"), answer);
    }

    #[test]
    fn a1_is_hashed_byte_for_byte() {
        let ha1 = |username: &str, realm: &str, password: &str| {
            Algorithm::Md5.hash(&[username.as_bytes(), realm.as_bytes(), password.as_bytes()])
        };
        assert_eq!(ha1("Mufasa", "testrealm@host.com", "Circle Of Life"), "939e7578ed9e3c518a452acee763bce9");
        assert_eq!(ha1("J\u{e4}s\u{f8}n Doe", "\u{43c}", "\u{2603}"), "f65331c235ec90d853f66ac046d19b2e");
    }

    #[test]
    fn algorithms_are_found_without_case() {
        assert_eq!(Algorithm::from_token("sha-256"), Some(Algorithm::Sha256));
        assert_eq!(Algorithm::from_token("MD5"), Some(Algorithm::Md5));
        assert_eq!(Algorithm::from_token("MD5-sess"), None);
    }
}
