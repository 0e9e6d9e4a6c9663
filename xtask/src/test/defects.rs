//! Seeded defects: each is put into a copy of the code, and the test that claims to prove the requirement must fail.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Instant, SystemTime};

use anyhow::{Context, Result, bail, ensure};

use super::Tally;
use crate::{process, project, report};

/// How many requirements one run draws.
const DRAWN: usize = 20;

/// What a person may say about the draw.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Draw {
    /// Another seed than the commit's hash.
    pub(crate) seed: Option<u64>,
    /// Not twenty but every one.
    pub(crate) all: bool,
}

/// A line of `tests/coverage/defects.tsv`.
struct Defect {
    id: String,
    file: String,
    old: String,
    new: String,
    test: String,
}

/// What became of a defect.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Found,
    Missed,
    DoesNotCompile,
}

/// Draws, puts each defect in, and runs its test.
pub(super) fn run(draw: Draw) -> Result<Tally> {
    let commit = process::read(project::command("git").args(["rev-parse", "HEAD"]), process::minutes(1))?;
    let commit = commit.trim();
    let seed = match draw.seed {
        Some(seed) => seed,
        None => u64::from_str_radix(commit.get(..16).unwrap_or(commit), 16).context("git names no commit")?,
    };
    let defects = drawn(read()?, seed, draw.all);
    let started = Instant::now();
    let tree = copy()?;
    println!("seed {seed} ({})", if draw.seed.is_some() { "as asked" } else { "from the commit's hash" });
    sound(&tree, &defects)?;
    let mut tally = Tally::default();
    let mut rows = String::new();
    for defect in &defects {
        let outcome = tried(&tree, defect)?;
        let word = match outcome {
            Outcome::Found => "found",
            Outcome::Missed => "MISSED",
            Outcome::DoesNotCompile => "DOES NOT COMPILE",
        };
        println!("{:<7} {word:<8} {}", defect.id, defect.test);
        rows += &format!("| {} | `{}` | `{}` | {word} |\n", defect.id, defect.file, defect.test);
        tally.add(Tally::one(outcome == Outcome::Found));
    }
    if draw == Draw::default() {
        let body = format!(
            "Written by `cargo xtask test defects`: commit {}, seed {seed}, {} of {} found in {:.0} s.\n\n\
            | ID | defect in | test that must fail | |\n| --- | --- | --- | --- |\n{rows}",
            commit.get(..12).unwrap_or(commit),
            tally.passed,
            defects.len(),
            started.elapsed().as_secs_f64(),
        );
        report::section("Seeded defects", &body)?;
    }
    Ok(tally)
}

fn read() -> Result<Vec<Defect>> {
    let path = project::root().join("tests/coverage/defects.tsv");
    let text = fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))?;
    let mut defects = Vec::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let fields: Vec<&str> = line.split('\t').collect();
        let [id, file, old, new, test] = fields[..] else { bail!("a defect has five fields, not `{line}`") };
        let text = |field: &str| field.replace('⏎', "\n");
        defects.push(Defect {
            id: id.into(),
            file: file.into(),
            old: text(old),
            new: text(new),
            test: test.into(),
        });
    }
    Ok(defects)
}

/// As many as are drawn, by the binary of their test, so that little is built twice.
fn drawn(mut defects: Vec<Defect>, seed: u64, all: bool) -> Vec<Defect> {
    let mut state = seed;
    let wanted = if all { defects.len() } else { DRAWN.min(defects.len()) };
    for at in 0..wanted {
        let left = (defects.len() - at) as u64;
        let other = at + usize::try_from(splitmix(&mut state) % left).unwrap_or_default();
        defects.swap(at, other);
    }
    defects.truncate(wanted);
    defects.sort_by(|one, two| (binary(&one.test), &one.id).cmp(&(binary(&two.test), &two.id)));
    defects
}

/// A small generator with a public definition, so that a draw can be repeated anywhere.
fn splitmix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// Which arguments of `cargo test` build the binary that a test is in.
fn binary(test: &str) -> Vec<&str> {
    match test.strip_prefix("tests/") {
        Some(rest) => {
            let name = rest.split_once(['/', '.']).map_or(rest, |(name, _)| name);
            vec!["--test", name]
        }
        None => vec!["--lib"],
    }
}

/// The name alone.
fn name(test: &str) -> &str {
    test.rsplit("::").next().unwrap_or(test)
}

/// A copy of what git knows and of what is new; files that did not change keep their time, so that nothing is built again.
fn copy() -> Result<PathBuf> {
    let tree = project::scratch("defects")?.join("tree");
    let mut git = project::command("git");
    git.args(["ls-files", "--cached", "--others", "--exclude-standard"]);
    let files = process::read(&mut git, process::minutes(1))?;
    let known: Vec<PathBuf> = files.lines().map(|file| tree.join(file)).collect();
    drop_all_but(&known, &tree)?;
    for file in files.lines() {
        let (from, to) = (project::root().join(file), tree.join(file));
        let Ok(bytes) = fs::read(&from) else { continue };
        if fs::read(&to).is_ok_and(|known| known == bytes) {
            continue;
        }
        fs::create_dir_all(to.parent().unwrap_or(&tree))?;
        write(&to, &bytes)?;
    }
    Ok(tree)
}

/// Takes out of a folder what is not among these files: an earlier run may have left what has moved since.
fn drop_all_but(known: &[PathBuf], folder: &Path) -> Result<()> {
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry?.path();
        if path.is_dir() {
            drop_all_but(known, &path)?;
        } else if !known.contains(&path) {
            fs::remove_file(&path)?;
        }
    }
    Ok(())
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    fs::write(path, bytes).with_context(|| format!("{} cannot be written", path.display()))?;
    // Cargo compares times, and two writes may fall into one tick of the file system.
    let file = fs::File::options().append(true).open(path)?;
    file.set_modified(SystemTime::now())?;
    Ok(())
}

/// Without a defect the same tests pass: otherwise their failing would prove nothing.
fn sound(tree: &Path, defects: &[Defect]) -> Result<()> {
    let mut binaries: Vec<_> = defects.iter().map(|defect| binary(&defect.test)).collect();
    binaries.dedup();
    for arguments in binaries {
        let names =
            defects.iter().filter(|defect| binary(&defect.test) == arguments).map(|it| name(&it.test));
        let (passed, failed) = tested(tree, &arguments, names)?;
        ensure!(
            failed == Some(0) && passed > 0,
            "without any defect the tests of `cargo test {}` do not pass; mend them first",
            arguments.join(" ")
        );
    }
    Ok(())
}

fn tried(tree: &Path, defect: &Defect) -> Result<Outcome> {
    let path = tree.join(&defect.file);
    let sound = fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))?;
    ensure!(
        sound.matches(&defect.old).count() == 1,
        "{}: `{}` does not stand once in {}; mend tests/coverage/defects.tsv",
        defect.id,
        defect.old,
        defect.file
    );
    write(&path, sound.replace(&defect.old, &defect.new).as_bytes())?;
    let result = tested(tree, &binary(&defect.test), [name(&defect.test)]);
    write(&path, sound.as_bytes())?;
    Ok(match result? {
        (_, None) => Outcome::DoesNotCompile,
        (_, Some(0)) => Outcome::Missed,
        (_, Some(_)) => Outcome::Found,
    })
}

/// Runs tests by name; how many passed and failed, or none failed because nothing was built.
fn tested<'a>(
    tree: &Path,
    arguments: &[&str],
    names: impl IntoIterator<Item = &'a str>,
) -> Result<(usize, Option<usize>)> {
    let mut cargo = Command::new(project::cargo().get_program());
    cargo.current_dir(tree).env("CARGO_TARGET_DIR", project::scratch("defects")?.join("target"));
    cargo.env("RUST_BACKTRACE", "0").env("RUSTFLAGS", "-Awarnings");
    cargo.args(["test", "--quiet", "--package", "bellwire"]).args(arguments).arg("--").args(names);
    let (mut passed, mut failed) = (0, None);
    process::hear(&mut cargo, process::minutes(10), |line| {
        if let Some(tally) = super::rust::result(line) {
            passed += tally.passed;
            *failed.get_or_insert(0) += tally.failed;
        }
    })?;
    Ok((passed, failed))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn defect(id: usize) -> Defect {
        let text = String::new;
        Defect { id: id.to_string(), file: text(), old: text(), new: text(), test: "src/a.rs::b".into() }
    }

    #[test]
    fn a_seed_draws_twenty_different_ones_and_the_same_ones_again() {
        let ids = |seed| {
            drawn((0..60).map(defect).collect(), seed, false).into_iter().map(|it| it.id).collect::<Vec<_>>()
        };
        let mut once = ids(7);
        assert_eq!(once, ids(7));
        assert_ne!(once, ids(8));
        once.dedup();
        assert_eq!(once.len(), DRAWN);
    }

    #[test]
    fn a_test_is_run_by_the_binary_that_it_is_in() {
        assert_eq!(binary("src/ua/link.rs::a"), ["--lib"]);
        assert_eq!(binary("tests/digest.rs::a"), ["--test", "digest"]);
        assert_eq!(binary("tests/torture/properties/mod.rs::a"), ["--test", "torture"]);
        assert_eq!(name("tests/digest.rs::a"), "a");
    }
}
