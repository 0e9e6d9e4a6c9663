//! All dialogs of a user agent, each with its usages (RFC 5057).

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
#[derive(Debug, Default)]
pub struct Dialogs(Table<DialogId, Entry>);

#[derive(Debug)]
struct Entry {
    dialog: Dialog,
    usages: Vec<Usage>,
}

impl Dialogs {
    /// Adds a dialog with its first usage, or a usage to a dialog that is there.
    pub fn begin(&mut self, dialog: Dialog, usage: Usage) {
        match self.0.get_mut(dialog.id()) {
            Some(entry) if entry.usages.contains(&usage) => {}
            Some(entry) => entry.usages.push(usage),
            None => self.0.insert(dialog.id().clone(), Entry { dialog, usages: vec![usage] }),
        }
    }

    /// Ends a usage.
    pub fn end(&mut self, id: &DialogId, usage: Usage) {
        if let Some(entry) = self.0.get_mut(id) {
            entry.usages.retain(|other| *other != usage);
            if entry.usages.is_empty() {
                self.0.remove(id);
            }
        }
    }

    /// The dialog of that name.
    pub fn get_mut(&mut self, id: &DialogId) -> Option<&mut Dialog> {
        self.0.get_mut(id).map(|entry| &mut entry.dialog)
    }

    /// What the dialog of that name is used for; nothing if there is none.
    #[must_use]
    pub fn usages(&self, id: &DialogId) -> &[Usage] {
        self.0.get(id).map_or(&[], |entry| &entry.usages)
    }

    /// What the dialog is used for that this request outside of any has begun before; nothing if it has begun none.
    #[must_use]
    pub fn begun_by(&self, headers: &Headers) -> &[Usage] {
        let Ok(call_id) = headers.call_id() else { return &[] };
        let first = DialogId { call_id: call_id.into(), local_tag: String::new(), remote_tag: String::new() };
        for (id, entry) in self.0.from(&first) {
            if id.has_begun(headers) {
                return &entry.usages;
            }
            if id.call_id != call_id {
                break;
            }
        }
        &[]
    }

    /// The names of all dialogs, and who uses them.
    pub fn names(&self) -> impl Iterator<Item = (&DialogId, &[Usage])> {
        self.0.iter().map(|(id, entry)| (id, entry.usages.as_slice()))
    }
}
