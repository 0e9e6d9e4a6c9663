//! The arithmetic of digest: RFC 7616 §3.4, RFC 2069 §2.1.2 where a server knows no `qop`.

use md5::{Digest, Md5};
use sha2::Sha256;

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
        [Self::Md5, Self::Sha256]
            .into_iter()
            .find(|known| known.as_str().eq_ignore_ascii_case(token))
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
        let text = parts.join(&b':');
        match self {
            Self::Md5 => hexadecimal(&Md5::digest(&text)),
            Self::Sha256 => hexadecimal(&Sha256::digest(&text)),
        }
    }
}

/// `LHEX`
fn hexadecimal(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from_digit(u32::from(value), 16).unwrap_or_default();
    bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)])
        .collect()
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
