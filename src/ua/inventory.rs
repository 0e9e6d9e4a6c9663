//! What still lives inside a user agent, each thing by its name and its owner: for the test that nothing is left over.
//!
//! Nothing but tests asks, so none of it travels to the browser.

use super::UserAgent;
use super::alarm::Alarm;
use super::desk::Desk;

/// What still lives.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inventory {
    /// Calls, connections, dialogs, requests, transactions and their timers: gone when the last call is.
    pub left: Vec<String>,
    /// Timers of calls that are over, which nobody has stopped: never, at no moment.
    pub orphans: Vec<String>,
    /// What a started user agent goes on with: refreshing its registration, keep-alive and back-off.
    pub upkeep: Vec<String>,
}

impl UserAgent {
    /// What still lives inside.
    #[must_use]
    pub fn inventory(&self) -> Inventory {
        let mut inventory = Inventory::default();
        inventory.left.extend(self.calls.ids().map(|id| format!("call {}", id.0)));
        inventory.left.extend(self.calls.peers().map(|peer| format!("connection {}", peer.0)));
        self.desk.list(&mut inventory);
        for alarm in self.desk.alarms() {
            if matches!(alarm, Alarm::Call(id, _) if !self.calls.is_going_on(id)) {
                inventory.orphans.push(format!("timer {alarm:?}"));
            }
        }
        if self.registration.next_deadline(&self.desk).is_some() {
            inventory.upkeep.push("registration refresh".to_owned());
        }
        inventory
    }
}

impl Desk {
    fn list(&self, inventory: &mut Inventory) {
        inventory.left.extend(self.dialogs.names().map(|(id, usages)| format!("{id:?} used by {usages:?}")));
        inventory.left.extend(
            self.requests().map(|sent| format!("{} of {:?}", sent.request.method.as_str(), sent.owner)),
        );
        inventory.left.extend(self.transactions().living());
        for alarm in self.alarms() {
            match alarm {
                Alarm::Link(_) | Alarm::RegistrationRetry => {
                    inventory.upkeep.push(format!("timer {alarm:?}"))
                }
                Alarm::CloseLimit | Alarm::Call(..) | Alarm::Credentials(_) => {
                    inventory.left.push(format!("timer {alarm:?}"))
                }
            }
        }
    }
}
