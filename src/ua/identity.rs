//! Who we are on the wire: the account, this instance, and the Contact.

use super::config::{Addresses, Config};
use super::failure::ConfigError;
use crate::dialog::RouteSet;
use crate::entropy::{Entropy, token, uuid};
use crate::message::{Method, NameAddr, Params, SipUri, Uri, Written};
use crate::text::{begins, concat};

/// The account and this instance of it.
#[derive(Debug)]
pub(super) struct Identity {
    /// The address of record.
    pub(super) account: SipUri,
    /// Where REGISTER goes.
    pub(super) registrar: String,
    /// The proxies that every request outside of a dialog passes first.
    routes: RouteSet,
    /// The proxies behind those, as the registrar named them (RFC 3608).
    pub(super) service_route: Vec<String>,
    pub(super) display_name: Option<String>,
    /// What Via says (RFC 7118 §5.2.1): a browser has no name of its own.
    pub(super) sent_by: String,
    /// `urn:uuid:…` (RFC 5626 §4.1).
    pub(super) instance: String,
    /// The GRUU, public or temporary, once the registrar has given one (RFC 5627).
    pub(super) gruu: Option<String>,
    contact: SipUri,
    /// What the application adds to it.
    contact_params: String,
}

impl Identity {
    pub(super) fn new(
        config: &Config,
        addresses: Addresses,
        entropy: &mut dyn Entropy,
    ) -> Result<Self, ConfigError> {
        let sent_by = concat(&[&token(entropy, 12), ".invalid"]);
        let mut contact = SipUri::new(Some(&token(entropy, 8)), &sent_by);
        contact.params.set("transport", Some("ws"));
        let Addresses { account, registrar, routes } = addresses;
        // RFC 3261 §8.1.1.8, §10.2.1: whoever is called by sips: is there by sips:.
        contact.secure = account.secure;
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
            registrar,
            routes,
            service_route: Vec::new(),
            display_name: config.display_name.clone(),
            sent_by,
            instance: concat(&["urn:uuid:", &instance]),
            gruu: None,
            contact,
            contact_params: config.contact_params.clone(),
        })
    }

    /// The proxies that a request outside of any dialog passes (RFC 3261 §8.1.2): our own, then those that the registrar
    /// named, which are not for REGISTER (RFC 3608 §6.1).
    pub(super) fn routes(&self, method: &Method) -> RouteSet {
        let mut routes = self.routes.clone();
        if *method != Method::Register {
            routes.0.extend_from_slice(&self.service_route);
        }
        routes
    }

    /// From or To with our account; From gets a tag.
    pub(super) fn address(&self, tag: Option<&str>) -> String {
        let mut params = Params::default();
        if let Some(tag) = tag {
            params.set("tag", Some(tag));
        }
        NameAddr { display: self.display_name.clone(), uri: Uri::Sip(self.account.clone()), params }.written()
    }

    /// The Contact of REGISTER: this instance's one flow (RFC 5626 §4.2), unless the server cannot do outbound.
    pub(super) fn binding(&self, outbound: bool, leaves: bool) -> String {
        concat(&[
            "<",
            &self.contact.written(),
            ">;+sip.instance=\"<",
            &self.instance,
            if outbound { ">\";reg-id=1" } else { ">\"" },
            &self.contact_params,
            if leaves { ";expires=0" } else { "" },
        ])
    }

    /// The Contact of a message that makes or refreshes a dialog: the GRUU (RFC 5627 §4.4), else one that says that
    /// this flow is to be used (RFC 5626 §4.3). To an address of sips: it must be one itself (RFC 3261 §8.1.1.8).
    pub(super) fn contact(&self, secure: bool) -> String {
        let gruu = self.gruu.as_ref().filter(|gruu| !secure || begins(gruu, "sips:"));
        if let Some(gruu) = gruu {
            return concat(&["<", gruu, ">", &self.contact_params]);
        }
        let mut contact = self.contact.clone();
        contact.secure |= secure;
        concat(&["<", &contact.written(), ";ob>", &self.contact_params])
    }

    /// It is an address of ours: the account's or this instance's. Parameters do not count.
    pub(super) fn has(&self, uri: &Uri) -> bool {
        let gruu = self.gruu.as_deref().and_then(|gruu| Uri::parse(gruu).ok());
        let own = [Some(&self.account), Some(&self.contact), gruu.as_ref().and_then(Uri::as_sip)];
        uri.as_sip().is_some_and(|uri| {
            let is_it = |own: &&SipUri| own.user == uri.user && own.host.eq_ignore_ascii_case(&uri.host);
            own.iter().flatten().any(is_it)
        })
    }

    /// Our own binding among those a registrar lists (decision 13): by instance and reg-id, then instance, then URI, then
    /// user part, then the only one there is.
    pub(super) fn own_binding<'a>(&self, contacts: &'a [NameAddr]) -> Option<&'a NameAddr> {
        let bracketed = concat(&["<", &self.instance, ">"]);
        let uri = Uri::Sip(self.contact.clone());
        let by_instance = |c: &&NameAddr| c.params.unquoted("+sip.instance").is_some_and(|i| i == bracketed);
        let by_user = |c: &&NameAddr| c.uri.as_sip().is_some_and(|u| u.user == self.contact.user);
        let by_flow = |c: &&NameAddr| by_instance(c) && c.params.get("reg-id") == Some("1");
        contacts
            .iter()
            .find(by_flow)
            .or_else(|| contacts.iter().find(by_instance))
            .or_else(|| contacts.iter().find(|c| c.uri.is_equivalent(&uri)))
            .or_else(|| contacts.iter().find(by_user))
            .or_else(|| match contacts {
                [only] if !only.params.has("+sip.instance") => Some(only),
                _ => None,
            })
    }
}
