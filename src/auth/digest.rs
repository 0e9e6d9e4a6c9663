//! The arithmetic of digest: RFC 7616 §3.4, RFC 2069 §2.1.2 where a server knows no `qop`.

use super::hash::Hash;
use super::secret::Credentials;

/// What the answer is made over when the server gave a `qop`.
#[derive(Clone, Copy, Debug)]
pub struct Protection<'a> {
    /// `nc`, eight hexadecimal digits.
    pub count: &'a str,
    /// `cnonce`.
    pub cnonce: &'a str,
    /// The body, which `auth-int` protects and `auth` does not.
    pub body: Option<&'a [u8]>,
}

/// What the answer to one challenge is made of.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// The hash.
    pub hash: Hash,
    /// Of an algorithm ending in `-sess` the first `nonce` and `cnonce` of the session.
    pub session: Option<(&'a str, &'a str)>,
    /// `realm`.
    pub realm: &'a str,
    /// `nonce`.
    pub nonce: &'a str,
    /// What comes with a `qop`.
    pub protection: Option<Protection<'a>>,
    /// The method; nothing in the server's own proof (RFC 7616 §3.5).
    pub method: &'a str,
    /// `uri`.
    pub uri: &'a str,
}

impl Protection<'_> {
    /// `qop`.
    pub(super) const fn qop(&self) -> &'static str {
        if self.body.is_some() { "auth-int" } else { "auth" }
    }
}

impl Question<'_> {
    /// `response`: RFC 7616 §3.4.1, with A1 of §3.4.2 and A2 of §3.4.3.
    #[must_use]
    pub fn response(&self, credentials: &Credentials) -> String {
        let hash = |parts: &[&[u8]]| self.hash.of(parts);
        let mut ha1 = credentials.ha1(self.hash, self.realm);
        if let Some((nonce, cnonce)) = self.session {
            ha1 = hash(&[ha1.bytes(), nonce.as_bytes(), cnonce.as_bytes()]).into();
        }
        let (method, uri) = (self.method.as_bytes(), self.uri.as_bytes());
        let ha2 = match self.protection {
            Some(Protection { body: Some(body), .. }) => hash(&[method, uri, hash(&[body]).as_bytes()]),
            _ => hash(&[method, uri]),
        };
        let (ha1, ha2, nonce) = (ha1.bytes(), ha2.as_bytes(), self.nonce.as_bytes());
        match self.protection {
            Some(by) => {
                let qop = by.qop().as_bytes();
                hash(&[ha1, nonce, by.count.as_bytes(), by.cnonce.as_bytes(), qop, ha2])
            }
            None => hash(&[ha1, nonce, ha2]),
        }
    }

    /// The user name of a server that does not want it to be read on the way (RFC 7616 §3.4.4).
    #[must_use]
    pub fn userhash(&self, username: &str) -> String {
        self.hash.of(&[username.as_bytes(), self.realm.as_bytes()])
    }
}
