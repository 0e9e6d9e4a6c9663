//! Passwords and what may stand in for them; nothing can print them.

use core::fmt;
use core::hint::black_box;
use core::mem::take;

use super::hash::Hash;

/// A text that never shows up in a trace, a log or an error, and is overwritten when it goes.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl Drop for Secret {
    fn drop(&mut self) {
        wipe(take(&mut self.0).into_bytes());
    }
}

/// Overwrites what held a secret before its memory is given back.
#[inline(never)]
pub(super) fn wipe(mut bytes: Vec<u8>) {
    bytes.fill(0);
    black_box(&bytes);
}

/// What proves who we are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key {
    /// The password.
    Password(Secret),
    /// `H(A1)` = `H(username ":" realm ":" password)` for each algorithm that is to be answered, so that the page need
    /// not know the password. It is good for its one realm.
    Ha1(Vec<(Hash, Secret)>),
}

/// Who we are to a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credentials {
    /// The user name.
    pub username: String,
    /// Its proof.
    pub key: Key,
}

impl Key {
    /// It can answer a challenge of this algorithm.
    pub(super) fn serves(&self, hash: Hash) -> bool {
        match self {
            Self::Password(_) => true,
            Self::Ha1(list) => list.iter().any(|(known, _)| *known == hash),
        }
    }
}

/// None of these is misspelt: an HA1 is as many hexadecimal digits as its algorithm has.
#[must_use]
#[inline(never)]
pub fn is_whole(ha1: &[(Hash, Secret)]) -> bool {
    ha1.iter().all(|(hash, Secret(digits))| {
        digits.len() == hash.digits() && digits.bytes().all(|digit| digit.is_ascii_hexdigit())
    })
}

impl Credentials {
    /// `H(A1)` (RFC 7616 §3.4.2).
    pub(super) fn ha1(&self, hash: Hash, realm: &str) -> Secret {
        match &self.key {
            Key::Password(Secret(password)) => {
                Secret(hash.of(&[self.username.as_bytes(), realm.as_bytes(), password.as_bytes()]))
            }
            Key::Ha1(list) => {
                let known = list.iter().find(|(known, _)| *known == hash);
                Secret(known.map(|(_, Secret(digits))| digits.to_ascii_lowercase()).unwrap_or_default())
            }
        }
    }
}

impl Secret {
    /// Its bytes, for the digest alone.
    pub(super) const fn bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// NOT-02.
    #[test]
    fn a_secret_cannot_be_printed() {
        let credentials = Credentials { username: "bob".into(), key: Key::Password("zanzibar".into()) };
        assert_eq!(format!("{credentials:?}"), "Credentials { username: \"bob\", key: Password(Secret(…)) }");
        let key = Key::Ha1(vec![(Hash::Md5, "12af60467a33e8518da5c68bbff12b11".into())]);
        assert_eq!(format!("{key:?}"), "Ha1([(Md5, Secret(…))])");
    }

    #[test]
    fn an_ha1_is_what_the_password_hashes_to_in_whatever_case_it_was_written() {
        let password = Credentials { username: "bob".into(), key: Key::Password("zanzibar".into()) };
        for digits in ["12af60467a33e8518da5c68bbff12b11", "12AF60467A33E8518DA5C68BBFF12B11"] {
            let list = vec![(Hash::Md5, digits.into())];
            assert!(is_whole(&list));
            let key = Key::Ha1(list);
            assert!(key.serves(Hash::Md5) && !key.serves(Hash::Sha256));
            let ha1 = Credentials { username: "bob".into(), key };
            assert_eq!(ha1.ha1(Hash::Md5, "biloxi.com"), password.ha1(Hash::Md5, "biloxi.com"));
        }
    }

    #[test]
    fn what_is_no_digest_is_no_ha1() {
        for digits in ["", "zanzibar", "12af60467a33e8518da5c68bbff12b1g", "12af60467a33e8518da5c68bbff12b1"]
        {
            assert!(!is_whole(&[(Hash::Md5, digits.into())]), "{digits}");
        }
    }
}
