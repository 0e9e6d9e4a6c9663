//! A password, which nothing can print.

use core::fmt;

/// A text that never shows up in a trace, a log or an error.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// Keeps it.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Its bytes, for the digest alone.
    pub(super) const fn bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Who we are to a server.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// The user name.
    pub username: String,
    /// The password.
    pub password: Secret,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_cannot_be_printed() {
        let credentials = Credentials { username: "bob".into(), password: Secret::new("zanzibar") };
        assert_eq!(format!("{credentials:?}"), "Credentials { username: \"bob\", password: Secret(…) }");
    }
}
