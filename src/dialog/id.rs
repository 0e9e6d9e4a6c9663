//! How a dialog is named.

use crate::message::{Headers, ParseError, ParseErrorKind};

/// Call-ID, local tag and remote tag (RFC 3261 §12).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DialogId {
    /// The Call-ID.
    pub call_id: String,
    /// Our tag.
    pub local_tag: String,
    /// The peer's tag; empty where an old peer has none (RFC 3261 §12.1.1).
    pub remote_tag: String,
}

impl DialogId {
    /// The dialog a request that reached us belongs to; `None` when its To has no tag, so that it is outside of any.
    pub fn of_request(headers: &Headers) -> Result<Option<Self>, ParseError> {
        let to = headers.to()?;
        let Some(local_tag) = to.tag() else {
            return Ok(None);
        };
        Ok(Some(Self {
            call_id: headers.call_id()?.into(),
            local_tag: local_tag.into(),
            remote_tag: headers.from()?.tag().unwrap_or_default().into(),
        }))
    }

    /// A request outside of any dialog that has the names of this one: it is the request that began it, once more.
    #[must_use]
    pub fn has_begun(&self, headers: &Headers) -> bool {
        let from = headers.from().ok();
        let tag = from.as_ref().and_then(|from| from.tag());
        tag == Some(self.remote_tag.as_str()) && headers.call_id() == Ok(self.call_id.as_str())
    }

    /// The dialog a response to a request of ours makes or belongs to.
    pub fn of_response(headers: &Headers) -> Result<Self, ParseError> {
        let from = headers.from()?;
        Ok(Self {
            call_id: headers.call_id()?.into(),
            local_tag: from.tag().ok_or(ParseError { kind: ParseErrorKind::Missing, offset: 0 })?.into(),
            remote_tag: headers.to()?.tag().unwrap_or_default().into(),
        })
    }
}
