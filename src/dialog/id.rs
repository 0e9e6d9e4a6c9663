//! How a dialog is named.

use core::hash::{Hash, Hasher};

use crate::message::{Headers, NameAddr, ParseError, ParseErrorKind};
use crate::text::{concat, pieces};

/// Call-ID, local tag and remote tag (RFC 3261 §12), a line each: in none of them can a line end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DialogId(String);

/// By its Call-ID, which is all that a request outside of any dialog has in common with the one it began.
impl Hash for DialogId {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.call_id().hash(state);
    }
}

impl DialogId {
    /// The dialog of these names; an old peer has no tag (RFC 3261 §12.1.1).
    #[must_use]
    #[inline(never)]
    pub fn new(call_id: &str, local_tag: &str, remote_tag: Option<&str>) -> Self {
        Self(concat(&[call_id, "\n", local_tag, "\n", remote_tag.unwrap_or_default()]))
    }

    /// The dialog a request that reached us belongs to; `None` when its To has no tag, so that it is outside of any.
    pub fn of_request(headers: &Headers) -> Result<Option<Self>, ParseError> {
        Self::between(headers, &headers.to()?, &headers.from()?)
    }

    /// The dialog a response to a request of ours makes or belongs to.
    pub fn of_response(headers: &Headers) -> Result<Self, ParseError> {
        let id = Self::between(headers, &headers.from()?, &headers.to()?)?;
        id.ok_or(ParseError { kind: ParseErrorKind::Missing, offset: 0 })
    }

    fn between(headers: &Headers, local: &NameAddr, remote: &NameAddr) -> Result<Option<Self>, ParseError> {
        let call_id = headers.call_id()?;
        Ok(local.tag().map(|tag| Self::new(call_id, tag, remote.tag())))
    }

    /// A request outside of any dialog that has the names of this one: it is the request that began it, once more.
    #[must_use]
    pub fn has_begun(&self, headers: &Headers) -> bool {
        let from = headers.from().ok();
        let tag = from.as_ref().and_then(|from| from.tag()).unwrap_or_default();
        tag == self.remote_tag() && headers.call_id() == Ok(self.call_id())
    }

    /// The Call-ID.
    #[must_use]
    pub fn call_id(&self) -> &str {
        self.line(0)
    }

    /// Our tag.
    #[must_use]
    pub fn local_tag(&self) -> &str {
        self.line(1)
    }

    /// The peer's tag; empty where it has none.
    #[must_use]
    pub fn remote_tag(&self) -> &str {
        self.line(2)
    }

    fn line(&self, number: usize) -> &str {
        pieces(b'\n', &self.0).nth(number).unwrap_or_default()
    }
}
