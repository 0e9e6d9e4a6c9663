//! Tasks of the event loop. A task is boxed, for every closure that crosses into JavaScript by its own type costs code.

use alloc::rc::Rc;
use core::cell::Cell;

use js_sys::{Function, Promise};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = queueMicrotask)]
    fn queue_microtask(task: &Function);
}

/// Runs a task as soon as nothing else runs.
pub(crate) fn soon(task: Box<dyn FnOnce()>) {
    queue_microtask(Closure::once_into_js(task).unchecked_ref());
}

/// Who is told how a promise was settled.
pub(crate) type Settled = Box<dyn FnOnce(Result<JsValue, JsValue>)>;

/// Runs a task when a promise is settled. It is told as any other: a trap inside a promise would be a mere rejection.
pub(crate) fn settled(promise: &Promise, task: Settled) {
    let task = Rc::new(Cell::new(Some(task)));
    let [kept, broken] = [Ok, Err].map(|outcome: fn(JsValue) -> Result<JsValue, JsValue>| {
        let task = Rc::clone(&task);
        Closure::<dyn FnMut(JsValue)>::new(move |value| {
            if let Some(task) = task.take() {
                soon(Box::new(move || task(outcome(value))));
            }
        })
    });
    let _ = promise.then2(&kept, &broken);
    // From now on the promise holds them; one that is never settled takes them along when it goes.
    kept.into_js_value();
    broken.into_js_value();
}
