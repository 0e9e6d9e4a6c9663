//! Contact: where requests reach somebody directly (RFC 3261 §20.10).

use crate::message::headers::Headers;
use crate::message::list;
use crate::message::name::Name;
use crate::message::name_addr::NameAddr;
use crate::text::lossy;

impl Headers {
    /// Every Contact, of comma lists and of several rows; what is not UTF-8 in their names is replaced. A malformed one
    /// costs itself only: a registrar lists the devices of others, too. `*` is none.
    #[must_use]
    pub fn contacts(&self) -> Vec<NameAddr> {
        let mut contacts = Vec::new();
        for value in self.all(&Name::Contact) {
            let text = lossy(value);
            let mut elements = Vec::new();
            list::split_into(&text, &mut elements);
            for element in elements {
                contacts.extend(NameAddr::parse(element));
            }
        }
        contacts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contacts(values: &[&str]) -> Vec<String> {
        let mut headers = Headers::default();
        for value in values {
            headers.push(Name::Contact, *value);
        }
        headers.contacts().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn contacts_of_lists_and_rows_come_in_their_order() {
        let read = contacts(&[r#""A, B" <sip:a@b>;expires=60,<sip:c@d;x=1,2>"#, "sip:e@f;q=0.33"]);
        assert_eq!(read, [r#""A, B" <sip:a@b>;expires=60"#, "<sip:c@d;x=1,2>", "<sip:e@f>;q=0.33"]);
        assert_eq!(contacts(&[]), [""; 0]);
    }

    #[test]
    fn a_star_is_no_address() {
        assert_eq!(contacts(&["*"]), [""; 0]);
    }

    #[test]
    fn an_instance_is_read_without_its_quotes() {
        let mut headers = Headers::default();
        headers.push(Name::Contact, r#"<sip:a@b>;+sip.instance="<urn:uuid:0C67446E>";reg-id=1;ob"#);
        let contacts = headers.contacts();
        let instance = contacts.first().and_then(|contact| contact.params.unquoted("+sip.instance"));
        assert_eq!(instance.as_deref(), Some("<urn:uuid:0C67446E>"));
    }

    #[test]
    fn a_malformed_contact_costs_itself_only() {
        assert_eq!(contacts(&["<sip:a@b>,,<sip:c@d>", "<sip:e@f>;q="]), ["<sip:a@b>", "<sip:c@d>"]);
        assert_eq!(contacts(&["\"Joe\" <sip:joe@example.org>;;;;"]), [""; 0]);
    }
}
