//! Who we are on the wire: the account, this instance, and the Contact.

use super::config::Config;
use super::failure::ConfigError;
use crate::entropy::{Entropy, token, uuid};
use crate::message::{NameAddr, Params, SipUri, Uri};
use crate::text::{concat, decimal};

/// The account and this instance of it.
#[derive(Debug)]
pub(super) struct Identity {
    /// The address of record.
    pub(super) account: SipUri,
    pub(super) display_name: Option<String>,
    /// What Via says (RFC 7118 §5.2.1): a browser has no name of its own.
    pub(super) sent_by: String,
    /// `urn:uuid:…` (RFC 5626 §4.1).
    pub(super) instance: String,
    /// The public GRUU, once the registrar has given one (RFC 5627).
    pub(super) gruu: Option<String>,
    contact: SipUri,
}

impl Identity {
    pub(super) fn new(
        config: &Config,
        account: SipUri,
        entropy: &mut dyn Entropy,
    ) -> Result<Self, ConfigError> {
        let sent_by = concat(&[&token(entropy, 12), ".invalid"]);
        let mut contact = SipUri::new(Some(&token(entropy, 8)), &sent_by);
        contact.params.set("transport", Some("ws"));
        let instance = match &config.instance {
            Some(uuid) if uuid.len() == 36 && uuid.bytes().all(|c| c.is_ascii_hexdigit() || c == b'-') => {
                uuid.clone()
            }
            Some(_) => {
                return Err(ConfigError { option: "instance", problem: "is not a UUID" });
            }
            None => uuid(entropy),
        };
        Ok(Self {
            account,
            display_name: config.display_name.clone(),
            sent_by,
            instance: concat(&["urn:uuid:", &instance]),
            gruu: None,
            contact,
        })
    }

    /// From or To with our account; From gets a tag.
    pub(super) fn address(&self, tag: Option<&str>) -> String {
        let mut params = Params::default();
        if let Some(tag) = tag {
            params.set("tag", Some(tag));
        }
        NameAddr { display: self.display_name.clone(), uri: Uri::Sip(self.account.clone()), params }
            .to_string()
    }

    /// The Contact of REGISTER: this instance's one flow (RFC 5626 §4.2).
    pub(super) fn binding(&self, expires: Option<u32>) -> String {
        let mut text =
            concat(&["<", &self.contact.to_string(), ">;+sip.instance=\"<", &self.instance, ">\";reg-id=1"]);
        if let Some(expires) = expires {
            text.push_str(";expires=");
            text.push_str(&decimal(expires));
        }
        text
    }

    /// The Contact of a message that makes or refreshes a dialog: the GRUU (RFC 5627 §4.4), else one that says that
    /// this flow is to be used (RFC 5626 §4.3).
    pub(super) fn contact(&self) -> String {
        match &self.gruu {
            Some(gruu) => concat(&["<", gruu, ">"]),
            None => concat(&["<", &self.contact.to_string(), ";ob>"]),
        }
    }

    /// Our own binding among those a registrar lists (decision 13): by instance, then URI, then user part, then the
    /// only one there is.
    pub(super) fn own_binding<'a>(&self, contacts: &'a [NameAddr]) -> Option<&'a NameAddr> {
        let bracketed = concat(&["<", &self.instance, ">"]);
        let uri = Uri::Sip(self.contact.clone());
        let by_instance = |c: &&NameAddr| c.params.unquoted("+sip.instance").is_some_and(|i| i == bracketed);
        let by_user = |c: &&NameAddr| c.uri.as_sip().is_some_and(|u| u.user == self.contact.user);
        contacts
            .iter()
            .find(by_instance)
            .or_else(|| contacts.iter().find(|c| c.uri.is_equivalent(&uri)))
            .or_else(|| contacts.iter().find(by_user))
            .or_else(|| match contacts {
                [only] if !only.params.has("+sip.instance") => Some(only),
                _ => None,
            })
    }
}
