//! The chaos wrapper: a scenario is written once, and goes through everything that can happen to it.
//!
//! A row is a script. Whatever moves it (a command of the application, a frame from the server, a link that opens, time
//! in which something happened) is a step; looking at what was sent or told is none. [`row`] runs it
//!
//! 1. without a fault;
//! 2. with the link lost after each step, and back at once, back after five seconds, or never; when it came back, the
//!    calls that stand are ended by either side;
//! 3. with every frame from the server delivered twice;
//! 4. with each gap between two steps stretched to just under 64 × T1, and to just over it.
//!
//! What a row must come to is the same for all rows, and stands in [`aftermath`]: registered again, a call that stands
//! goes on and takes a BYE from either side, a call that nobody has answered fails with the kind `transport`, every call
//! ends once, and nothing is left over. A frame that comes twice may only have repeated what was already said. A pause
//! that no answer may take ends what waits for one, as a time-out; where nothing does, the row ends as without it.
//!
//! ```ignore
//! /// S-30.
//! #[test]
//! fn a_call_rings_is_answered_and_is_hung_up() {
//!     row("S-30", Script::registered, |script| {
//!         let invite = script.dial("bob");
//!         script.reply(&invite, 180);
//!         script.accept(&invite, "peer", "bob");
//!         script.expect("ACK");
//!         script.hang_up(CALL);
//!         let bye = script.expect("BYE");
//!         script.reply(&bye, 200);
//!     });
//! }
//! ```
//!
//! The end of a row needs no tidying: what still stands is hung up, and nothing may be left over then. A row whose pauses
//! are what it is about says so with [`Row::unstretched`], one whose frames nobody can know again with
//! [`Row::unrepeated`]. `cargo test --test scenarios -- --nocapture` shows how much was run.

mod aftermath;
mod peer;

use core::any::Any;
use core::panic::AssertUnwindSafe;
use core::sync::atomic::{AtomicUsize, Ordering};
use core::time::Duration;
use std::panic::{catch_unwind, resume_unwind};

use super::agent::Agent;
use super::history::Entry;
use super::script::Script;

/// What happens to a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The link is lost after this step; it comes back after so many seconds, if it does.
    LinkLost { after: usize, back: Option<u64>, ended_by: Side },
    /// Every frame from the server comes twice.
    Duplicate,
    /// A pause after this step.
    Stretched { after: usize, pause: Duration },
}

/// Who ends the calls that survived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Agent,
    Peer,
}

/// How an agent may be broken, to see that the wrapper finds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Defect {
    /// A lost link ends the calls that stand.
    ByeOnLinkLoss,
    /// The application never hears of a call that failed.
    PromiseLeftOpen,
    /// A timer is still set when its call is over.
    LeakedTimer,
    /// Nothing is ever waited for in vain.
    EndlessPatience,
}

/// Just less than 64 × T1, and just more.
const BRINK: [Duration; 2] = [Duration::from_millis(31_999), Duration::from_millis(32_001)];

/// The steps of a row so far, and where the fault strikes.
#[derive(Default)]
pub(crate) struct Steps {
    pub defect: Option<Defect>,
    /// It makes offers of its own in a call that stands, also after the fault.
    pub renegotiates: bool,
    count: usize,
    armed: bool,
    fault: Option<Fault>,
}

static ROWS: AtomicUsize = AtomicUsize::new(0);
static STEPS: AtomicUsize = AtomicUsize::new(0);
static RUNS: AtomicUsize = AtomicUsize::new(0);

/// Unwinds a row that goes no further.
struct Cut;

/// Pauses. If something comes to its end meanwhile, be it that a late answer finds nobody, the row goes no further.
pub(super) fn pause(agent: &mut Agent, pause: Duration) {
    let (heard, alive) = (agent.history.len(), agent.ua.inventory().left);
    agent.pass(pause);
    let mut changed = agent.ua.inventory().left != alive;
    for news in agent.history.since(heard) {
        if matches!(&news, Entry::Sent(bytes) if agent.history.sent_before(bytes, heard)) {
            agent.sent.pop_back();
        } else {
            changed = true;
        }
    }
    if pause == BRINK[1] {
        aftermath::of_a_pause(agent, heard);
        if changed {
            resume_unwind(Box::new(Cut));
        }
    }
}

impl Steps {
    /// What happens to the row that is being run.
    pub(super) fn fault(&self) -> Option<Fault> {
        self.fault.filter(|_| self.armed)
    }

    /// A step is over; how long to pause now.
    pub(super) fn next(&mut self) -> Option<Duration> {
        if !self.armed {
            return None;
        }
        self.count += 1;
        match self.fault {
            Some(Fault::LinkLost { after, .. }) if after == self.count => {
                self.armed = false;
                resume_unwind(Box::new(Cut));
            }
            Some(Fault::Stretched { after, pause }) if after == self.count => {
                self.armed = false;
                Some(pause)
            }
            _ => None,
        }
    }
}

/// A scenario under the chaos wrapper; see there.
pub(crate) fn row(id: &'static str, start: impl Fn() -> Script, script: impl Fn(&mut Script)) {
    Row::new(id).run(start, script);
}

/// A row with its exceptions.
pub(crate) struct Row {
    id: &'static str,
    stretched: bool,
    repeated: bool,
    renegotiates: bool,
    defect: Option<Defect>,
}

/// What became of a row.
pub(crate) struct Report {
    pub runs: usize,
    pub failures: Vec<String>,
}

impl Row {
    pub(crate) const fn new(id: &'static str) -> Self {
        Self { id, stretched: true, repeated: true, renegotiates: false, defect: None }
    }

    /// Its pauses are what it is about.
    pub(crate) const fn unstretched(mut self) -> Self {
        self.stretched = false;
        self
    }

    /// It has frames that cannot be parsed, hence no transaction that knows them again.
    pub(crate) const fn unrepeated(mut self) -> Self {
        self.repeated = false;
        self
    }

    /// It makes offers of its own in a call that stands, which is no fault of the link.
    pub(crate) const fn renegotiating(mut self) -> Self {
        self.renegotiates = true;
        self
    }

    /// Played by a broken agent.
    pub(crate) const fn with(mut self, defect: Defect) -> Self {
        self.defect = Some(defect);
        self
    }

    pub(crate) fn run(&self, start: impl Fn() -> Script, script: impl Fn(&mut Script)) {
        let report = self.examine(start, script);
        assert!(report.failures.is_empty(), "{}", report.failures.join("\n\n"));
    }

    pub(crate) fn examine(&self, start: impl Fn() -> Script, script: impl Fn(&mut Script)) -> Report {
        let run = |fault| self.run_once(&start, &script, fault);
        let (steps, first) = run(None);
        let mut failures: Vec<String> = first.into_iter().collect();
        let faults = self.faults(steps);
        failures.extend(faults.iter().filter_map(|fault| run(Some(*fault)).1));
        self.count(steps, 1 + faults.len(), failures.len());
        Report { runs: 1 + faults.len(), failures }
    }

    /// Everything that can happen to a row of so many steps.
    fn faults(&self, steps: usize) -> Vec<Fault> {
        let mut faults = vec![];
        if self.repeated {
            faults.push(Fault::Duplicate);
        }
        for after in 1..=steps {
            for back in [Some(0), Some(5)] {
                for ended_by in [Side::Agent, Side::Peer] {
                    faults.push(Fault::LinkLost { after, back, ended_by });
                }
            }
            faults.push(Fault::LinkLost { after, back: None, ended_by: Side::Agent });
            // After the last step there is no gap.
            if self.stretched && after < steps {
                faults.extend(BRINK.map(|pause| Fault::Stretched { after, pause }));
            }
        }
        faults
    }

    /// Prints what was run for this row, and for all rows so far.
    fn count(&self, steps: usize, runs: usize, failures: usize) {
        let add = |counter: &AtomicUsize, n| counter.fetch_add(n, Ordering::Relaxed) + n;
        let (rows, all_steps, all_runs) = (add(&ROWS, 1), add(&STEPS, steps), add(&RUNS, runs));
        eprintln!(
            "{}: {steps} steps, {runs} runs, {failures} failures; so far {rows} rows, {all_steps} steps, {all_runs} runs",
            self.id
        );
    }

    /// How many steps there were, and why it failed.
    fn run_once(
        &self,
        start: &impl Fn() -> Script,
        play: &impl Fn(&mut Script),
        fault: Option<Fault>,
    ) -> (usize, Option<String>) {
        let mut script = start();
        let Self { defect, renegotiates, .. } = *self;
        script.steps = Steps { armed: true, fault, defect, renegotiates, count: 0 };
        let result = catch_unwind(AssertUnwindSafe(|| {
            let played = catch_unwind(AssertUnwindSafe(|| play(&mut script)));
            script.steps.armed = false;
            match (played, fault) {
                (Ok(()), Some(Fault::LinkLost { .. })) => panic!("it ended before the link was lost"),
                (Ok(()), _) => aftermath::end(&mut script),
                (Err(cut), Some(Fault::LinkLost { back, ended_by, .. })) if cut.is::<Cut>() => {
                    aftermath::of_a_lost_link(&mut script, back.map(Duration::from_secs), ended_by);
                }
                (Err(cut), Some(Fault::Stretched { .. })) if cut.is::<Cut>() => {
                    aftermath::of_a_time_out(&mut script);
                }
                (Err(panic), _) => resume_unwind(panic),
            }
        }));
        let failure = result.err().map(|panic| {
            let fault = fault.map_or_else(|| "no fault".into(), |fault| format!("{fault:?}"));
            format!("{}, {fault}: {}", self.id, words(&*panic))
        });
        (script.steps.count, failure)
    }
}

/// What a panic said.
fn words(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "a panic without words".into())
}
