//! All dialogs of a user agent, each with its usages (RFC 5057).

use core::iter::once;

use super::id::DialogId;
use super::state::Dialog;
use crate::message::Headers;
use crate::table::Table;

/// What a dialog is used for, and by whom: the number is the user's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Usage {
    /// A call.
    Invite(u32),
}

/// The table. A dialog leaves it with its last usage.
#[derive(Debug)]
pub struct Dialogs(Table<DialogId, Entry>);

/// What every request asks for stands first, close to the name: with very many dialogs nothing costs more than to fetch
/// another line of memory.
#[derive(Debug)]
#[repr(C)]
struct Entry {
    /// The first usage; nearly always there is no other.
    usage: Usage,
    dialog: Dialog,
    others: Vec<Usage>,
}

impl Dialogs {
    /// None yet. Peers choose names: the seed keeps them from choosing such as are slow to find.
    #[must_use]
    pub const fn new(seed: u32) -> Self {
        Self(Table::seeded(seed))
    }

    /// Adds a dialog with its first usage, or a usage to a dialog that is there.
    pub fn begin(&mut self, dialog: Dialog, usage: Usage) {
        match self.0.get_mut(dialog.id()) {
            Some(entry) if entry.usage == usage || entry.others.contains(&usage) => {}
            Some(entry) => entry.others.push(usage),
            None => self.0.insert(dialog.id().clone(), Entry { usage, dialog, others: Vec::new() }),
        }
    }

    /// Ends a usage.
    pub fn end(&mut self, id: &DialogId, usage: Usage) {
        let Some(entry) = self.0.get_mut(id) else { return };
        if entry.usage != usage {
            entry.others.retain(|other| *other != usage);
        } else if let Some(other) = entry.others.pop() {
            entry.usage = other;
        } else {
            self.0.remove(id);
        }
    }

    /// The dialog of that name.
    pub fn get_mut(&mut self, id: &DialogId) -> Option<&mut Dialog> {
        self.0.get_mut(id).map(|entry| &mut entry.dialog)
    }

    /// What the dialog of that name is used for, first of all; nothing if there is none.
    #[must_use]
    pub fn usage(&self, id: &DialogId) -> Option<Usage> {
        self.0.get(id).map(|entry| entry.usage)
    }

    /// What the dialog is used for that this request outside of any has begun before; nothing if it has begun none.
    #[must_use]
    pub fn begun_by(&self, headers: &Headers) -> Option<Usage> {
        let begun = self.0.alike(headers.call_id().ok()?).find(|(id, _)| id.has_begun(headers));
        begun.map(|(_, entry)| entry.usage)
    }

    /// The names of all dialogs, and who uses them.
    pub fn names(&self) -> impl Iterator<Item = (&DialogId, Vec<Usage>)> {
        self.0.iter().map(|(id, entry)| (id, once(entry.usage).chain(entry.others.iter().copied()).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::{Message, Request};

    fn invite(call_id: &str, tag: &str) -> Request {
        let text = format!(
            "INVITE sip:alice@home SIP/2.0\r\nVia: SIP/2.0/WS x.invalid;branch=z9hG4bK1\r\nMax-Forwards: 70\r\n\
            From: <sip:bob@b>;tag={tag}\r\nTo: <sip:alice@home>\r\nCall-ID: {call_id}\r\nCSeq: 7 INVITE\r\n\
            Contact: <sip:bob@there>\r\n\r\n"
        );
        match Message::parse(text.as_bytes()).unwrap() {
            Message::Request(request) => request,
            Message::Response(_) => unreachable!(),
        }
    }

    fn names(dialogs: &Dialogs) -> Vec<(&DialogId, Vec<Usage>)> {
        dialogs.names().collect()
    }

    #[test]
    fn a_dialog_is_there_as_long_as_anybody_uses_it() {
        let dialog = Dialog::of_request(&invite("c", "b"), "a").unwrap();
        let id = dialog.id().clone();
        let mut dialogs = Dialogs::new(1);
        for number in [1, 2, 3, 2] {
            dialogs.begin(dialog.clone(), Usage::Invite(number));
        }
        assert_eq!(names(&dialogs), [(&id, [1, 2, 3].map(Usage::Invite).to_vec())]);
        for (ended, next) in [(2, Some(1)), (1, Some(3)), (2, Some(3)), (3, None)] {
            dialogs.end(&id, Usage::Invite(ended));
            assert_eq!(dialogs.usage(&id), next.map(Usage::Invite));
        }
        assert!(dialogs.get_mut(&id).is_none());
    }

    #[test]
    fn dialogs_that_differ_in_one_name_are_told_apart() {
        let all = [("c", "b", "a"), ("c", "b", "A"), ("c", "B", "a"), ("C", "b", "a")];
        let mut dialogs = Dialogs::new(1);
        for ((call_id, tag, local), number) in all.iter().zip(1..) {
            dialogs.begin(Dialog::of_request(&invite(call_id, tag), local).unwrap(), Usage::Invite(number));
        }
        for ((call_id, tag, local), number) in all.iter().zip(1..) {
            let id = DialogId::new(call_id, local, Some(tag));
            assert_eq!(dialogs.usage(&id), Some(Usage::Invite(number)));
            assert_eq!(dialogs.get_mut(&id).unwrap().id(), &id);
        }
        assert_eq!(dialogs.usage(&DialogId::new("c", "a", None)), None);
    }

    #[test]
    fn a_request_outside_of_any_dialog_finds_the_one_it_has_begun() {
        let mut dialogs = Dialogs::new(1);
        for (call_id, tag, number) in [("c", "b", 1), ("c", "b2", 2), ("d", "b", 3)] {
            dialogs.begin(Dialog::of_request(&invite(call_id, tag), "a").unwrap(), Usage::Invite(number));
        }
        let begun = |call_id, tag| dialogs.begun_by(&invite(call_id, tag).headers);
        assert_eq!(begun("c", "b2"), Some(Usage::Invite(2)));
        assert_eq!(begun("d", "b"), Some(Usage::Invite(3)));
        assert_eq!((begun("d", "b2"), begun("e", "b")), (None, None));
    }
}
