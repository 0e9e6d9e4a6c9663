//! Contact: where requests reach somebody directly (RFC 3261 §20.10).

use crate::message::error::{ParseError, ParseErrorKind};
use crate::message::headers::Headers;
use crate::message::list;
use crate::message::name::Name;
use crate::message::name_addr::NameAddr;
use crate::text::lossy;

impl Headers {
    /// Every Contact, of comma lists and of several rows; an empty list without any.
    ///
    /// # Errors
    /// `Star` for `*`; otherwise when one of them is malformed.
    pub fn contacts(&self) -> Result<Vec<NameAddr>, ParseError> {
        if self.text(&Name::Contact) == Ok("*") {
            return Err(ParseError::new(ParseErrorKind::Star, 0));
        }
        self.addresses(&Name::Contact)
    }

    /// Every address of a header that lists addresses; what is not UTF-8 in their names is replaced.
    pub(super) fn addresses(&self, name: &Name) -> Result<Vec<NameAddr>, ParseError> {
        let mut addresses = Vec::new();
        for value in self.all(name) {
            let text = lossy(value);
            let mut elements = Vec::new();
            list::split_into(&text, &mut elements);
            for element in elements {
                addresses.push(NameAddr::parse(element)?);
            }
        }
        Ok(addresses)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contacts(values: &[&str]) -> Result<Vec<String>, ParseErrorKind> {
        let mut headers = Headers::default();
        for value in values {
            headers.push(Name::Contact, *value);
        }
        let contacts = headers.contacts().map_err(|error| error.kind)?;
        Ok(contacts.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn contacts_of_lists_and_rows_come_in_their_order() {
        let read = contacts(&[r#""A, B" <sip:a@b>;expires=60,<sip:c@d;x=1,2>"#, "sip:e@f;q=0.33"]);
        assert_eq!(read.unwrap(), [r#""A, B" <sip:a@b>;expires=60"#, "<sip:c@d;x=1,2>", "<sip:e@f>;q=0.33"]);
        assert_eq!(contacts(&[]), Ok(Vec::new()));
    }

    #[test]
    fn a_star_is_no_address() {
        assert_eq!(contacts(&["*"]), Err(ParseErrorKind::Star));
    }

    #[test]
    fn an_instance_is_read_without_its_quotes() {
        let mut headers = Headers::default();
        headers.push(Name::Contact, r#"<sip:a@b>;+sip.instance="<urn:uuid:0C67446E>";reg-id=1;ob"#);
        let contacts = headers.contacts().unwrap();
        let instance = contacts.first().and_then(|contact| contact.params.unquoted("+sip.instance"));
        assert_eq!(instance.as_deref(), Some("<urn:uuid:0C67446E>"));
    }

    #[test]
    fn a_hole_in_the_list_is_an_error() {
        assert_eq!(contacts(&["<sip:a@b>,,<sip:c@d>"]), Err(ParseErrorKind::Uri));
        assert_eq!(contacts(&["\"Joe\" <sip:joe@example.org>;;;;"]), Err(ParseErrorKind::Params));
    }
}
