//! Listeners to DOM events. One closure type serves them all, for each costs code of its own.

use alloc::rc::Rc;

use gloo::events::{EventListener, EventListenerOptions};
use web_sys::{Event, EventTarget};

/// Who is told the name of an event, and the event.
pub(crate) type Hear = Rc<dyn Fn(&str, &Event)>;

/// Tells `hear` the name of each of these events as it comes, until the listeners are dropped.
pub(crate) fn listen(target: &EventTarget, events: &[&'static str], hear: &Hear) -> Vec<EventListener> {
    let mut listeners = Vec::new();
    for &name in events {
        let hear = Rc::clone(hear);
        listeners.push(EventListener::new_with_options(
            target,
            name,
            EventListenerOptions::default(),
            move |event| hear(name, event),
        ));
    }
    listeners
}
