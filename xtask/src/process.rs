//! Running other programs: each has a deadline, and at its deadline, or at Ctrl-C, it ends together with
//! everything that it started.

use core::time::Duration;
use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::Instant;

use anyhow::{Context, Result, bail};

/// How often a running program is looked at.
const TICK: Duration = Duration::from_millis(20);

/// What a program gets to end in good order before it is killed.
const GRACE: Duration = Duration::from_secs(5);

/// Minutes, for deadlines that read well.
pub(crate) const fn minutes(n: u64) -> Duration {
    Duration::from_secs(60 * n)
}

/// Runs a program that must succeed; what it prints is seen.
pub(crate) fn run(command: &mut Command, deadline: Duration) -> Result<()> {
    if passes(command, deadline)? {
        return Ok(());
    }
    bail!("`{}` failed; its output is above", line(command))
}

/// Runs a program and tells whether it succeeded; what it prints is seen.
pub(crate) fn passes(command: &mut Command, deadline: Duration) -> Result<bool> {
    watch(command, deadline, |_| {})
}

/// Runs a program that must succeed, and returns what it wrote to stdout.
pub(crate) fn read(command: &mut Command, deadline: Duration) -> Result<String> {
    let mut text = String::new();
    command.stdout(Stdio::piped());
    if !watch(command, deadline, |line| text += &format!("{line}\n"))? {
        bail!("`{}` failed; it said:\n{text}", line(command));
    }
    Ok(text)
}

/// Runs a program, shows its stdout line by line and hands each line on too; tells whether it succeeded.
pub(crate) fn tee(command: &mut Command, deadline: Duration, mut each: impl FnMut(&str)) -> Result<bool> {
    command.stdout(Stdio::piped());
    watch(command, deadline, |line| {
        println!("{line}");
        each(line);
    })
}

/// Runs a program that only the caller hears, line by line; tells whether it succeeded.
pub(crate) fn hear(command: &mut Command, deadline: Duration, each: impl FnMut(&str)) -> Result<bool> {
    command.stdout(Stdio::piped()).stderr(Stdio::null());
    watch(command, deadline, each)
}

/// The command as somebody would type it.
pub(crate) fn line(command: &Command) -> String {
    let words = [command.get_program()].into_iter().chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

/// How long this command has been going on. `cargo run` becomes the program that it built, so where the
/// system tells when the process began, compiling this tool is in it.
pub(crate) fn age() -> Duration {
    static FIRST_ASKED: OnceLock<Instant> = OnceLock::new();
    let since_asked = FIRST_ASKED.get_or_init(Instant::now).elapsed();
    age_by_proc().unwrap_or(since_asked)
}

/// Field 22 of Linux's `/proc/self/stat` is the start in hundredths of a second after boot.
fn age_by_proc() -> Option<Duration> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    let (_, after_name) = stat.rsplit_once(')')?;
    let began: f64 = after_name.split_whitespace().nth(19)?.parse().ok()?;
    let uptime = fs::read_to_string("/proc/uptime").ok()?;
    let now: f64 = uptime.split_whitespace().next()?.parse().ok()?;
    Duration::try_from_secs_f64(now - began / 100.0).ok()
}

fn watch(command: &mut Command, deadline: Duration, mut each: impl FnMut(&str)) -> Result<bool> {
    interruption::listen()?;
    own_group(command);
    let name = command.get_program().to_string_lossy().into_owned();
    let started = Instant::now();
    let mut child = command
        .stdin(Stdio::null())
        .spawn()
        .with_context(|| format!("`{name}` cannot be started; install it, or put it on PATH"))?;
    let lines = lines(&mut child);
    loop {
        match lines.recv_timeout(TICK) {
            Ok(line) => each(&line),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => thread::sleep(TICK),
        }
        if let Some(status) = child.try_wait()? {
            // A program left behind may still hold the pipe, so its end is not waited for without limit.
            while let Ok(line) = lines.recv_timeout(GRACE) {
                each(&line);
            }
            if !status.success() {
                signal("KILL", &child);
            }
            return Ok(status.success());
        }
        if interruption::came() {
            end(&mut child);
            std::process::exit(130);
        }
        if started.elapsed() > deadline {
            end(&mut child);
            bail!("`{}` did not end within {} s and was stopped", line(command), deadline.as_secs());
        }
    }
}

fn lines(child: &mut Child) -> Receiver<String> {
    let (sender, receiver) = mpsc::channel();
    if let Some(stdout) = child.stdout.take() {
        thread::spawn(move || {
            for line in BufReader::new(stdout).split(b'\n').map_while(Result::ok) {
                let line = String::from_utf8_lossy(&line).trim_end_matches('\r').to_owned();
                if sender.send(line).is_err() {
                    break;
                }
            }
        });
    }
    receiver
}

fn end(child: &mut Child) {
    signal("TERM", child);
    let asked = Instant::now();
    while asked.elapsed() < GRACE && matches!(child.try_wait(), Ok(None)) {
        thread::sleep(TICK);
    }
    signal("KILL", child);
    // Its end is certain now, and the status of a killed program says nothing.
    child.wait().ok();
}

#[cfg(unix)]
fn own_group(command: &mut Command) {
    use std::os::unix::process::CommandExt;
    command.process_group(0);
}

/// The shell's built-in `kill` reaches a whole group without a line of unsafe code here.
#[cfg(unix)]
fn signal(name: &str, child: &Child) {
    let kill = format!("kill -s {name} -- -{} 2>/dev/null", child.id());
    // A group that is gone already is what we want.
    Command::new("sh").args(["-c", &kill]).status().ok();
}

#[cfg(unix)]
mod interruption {
    use core::sync::atomic::{AtomicBool, Ordering};
    use std::sync::{Arc, OnceLock};

    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

    static CAME: OnceLock<Arc<AtomicBool>> = OnceLock::new();

    /// From here on a signal to stop is ours to pass on: a program in a group of its own gets no Ctrl-C.
    pub(super) fn listen() -> std::io::Result<()> {
        if CAME.get().is_none() {
            let flag = CAME.get_or_init(Arc::default);
            for signal in [SIGINT, SIGTERM, SIGHUP] {
                signal_hook::flag::register(signal, Arc::clone(flag))?;
            }
        }
        Ok(())
    }

    pub(super) fn came() -> bool {
        CAME.get().is_some_and(|flag| flag.load(Ordering::Relaxed))
    }
}

#[cfg(not(unix))]
fn own_group(_: &mut Command) {}

#[cfg(not(unix))]
fn signal(_: &str, child: &Child) {
    Command::new("taskkill").args(["/T", "/F", "/PID", &child.id().to_string()]).status().ok();
}

/// Elsewhere the console tells the children itself.
#[cfg(not(unix))]
mod interruption {
    pub(super) fn listen() -> std::io::Result<()> {
        Ok(())
    }

    pub(super) fn came() -> bool {
        false
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn a_program_past_its_deadline_ends_with_what_it_started() {
        let (mut open_while_alive, held) = std::io::pipe().unwrap();
        let mut command = Command::new("sh");
        command.args(["-c", "(trap '' TERM; sleep 60; sleep 60) & wait"]).stderr(held);
        let problem = passes(&mut command, Duration::from_millis(100)).unwrap_err();
        assert!(problem.to_string().contains("was stopped"), "{problem}");

        drop(command);
        let started = Instant::now();
        open_while_alive.read_to_end(&mut Vec::new()).unwrap();
        assert!(started.elapsed() < Duration::from_secs(30), "the grandchild outlived its deadline");
    }

    #[test]
    fn every_line_of_stdout_is_handed_on_and_failure_is_told() {
        let mut seen = Vec::new();
        let passed = tee(Command::new("sh").args(["-c", "echo one; echo two; exit 3"]), minutes(1), |line| {
            seen.push(line.to_owned());
        });
        assert!(!passed.unwrap());
        assert_eq!(seen, ["one", "two"]);
    }

    #[test]
    fn a_missing_program_is_named_in_a_sentence() {
        let problem = passes(&mut Command::new("no-such-program"), minutes(1)).unwrap_err();
        assert!(problem.to_string().contains("`no-such-program` cannot be started; install it"), "{problem}");
    }
}
