//! The harness: agents on a virtual clock, scripted peers, a fake media host, seeded entropy.

mod agent;
mod chaos;
mod entropy;
mod history;
mod media;
mod pair;
mod script;

pub(crate) use agent::Agent;
pub(crate) use chaos::{Defect, Row, row};
pub(crate) use media::{sdp, sdp_answer};
pub(crate) use pair::Pair;
pub(crate) use script::{ALLOW, CALL, Ringing, Script, body_of};

/// The next event of a script or an agent must be of this form; its fields come out.
#[macro_export]
macro_rules! expect_event {
    ($agent:expr, $pattern:pat $(if $guard:expr)? $(=> $value:expr)?) => {
        match $agent.next_event() {
            Some($pattern) $(if $guard)? => { $($value)? }
            other => panic!("expected {}, got {other:?}", stringify!($pattern $(if $guard)?)),
        }
    };
}
