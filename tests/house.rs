//! The house stands as it was drawn: an import points down, rooms of one floor do not know each other, and no
//! file is longer than a person reads.

#![allow(clippy::unwrap_used, reason = "a tree that cannot be read fails the test, as it should")]

use std::fs;
use std::path::{Component, Path, PathBuf};

/// Every room with its floor.
const ROOMS: &[(&str, i8)] = &[
    ("table", -1),
    ("text", -1),
    ("time", 0),
    ("entropy", 0),
    ("message", 1),
    ("sdp", 1),
    ("auth", 2),
    ("transaction", 2),
    ("dialog", 3),
    ("ua", 4),
    ("plain", 5),
    ("browser::listeners", -1),
    ("browser::task", -1),
    ("browser::core", 5),
    ("browser::page", 5),
    ("exports", 6),
];

/// The user agent is a house of its own: what is said and told below, the desk that all share, and who works at it above.
const ROOMS_OF_UA: &[(&str, i8)] = &[
    ("ua::media", 0),
    ("ua::trace", 0),
    ("ua::failure", 1),
    ("ua::config", 2),
    ("ua::event", 2),
    ("ua::target", 2),
    ("ua::alarm", 3),
    ("ua::identity", 3),
    ("ua::input", 3),
    ("ua::output", 3),
    ("ua::sent", 3),
    ("ua::desk", 4),
    ("ua::link", 5),
    ("ua::login", 5),
    ("ua::notify", 5),
    ("ua::offer", 5),
    ("ua::call", 6),
    ("ua::registration", 6),
    ("ua::respond", 7),
    ("ua::inventory", 9),
    ("ua", 8),
];

/// A file past this is asking for a second room.
const LONGEST: usize = 500;

#[test]
fn imports_point_down() {
    assert_imports_point_down("src", ROOMS);
}

#[test]
fn imports_point_down_inside_the_user_agent_too() {
    assert_imports_point_down("src/ua", ROOMS_OF_UA);
}

fn assert_imports_point_down(folder: &str, rooms: &[(&'static str, i8)]) {
    let mut wrong = Vec::new();
    for file in files(folder, "rs") {
        let source = fs::read_to_string(&file).unwrap();
        let found = violations(&module_of(&file), &source, rooms);
        wrong.extend(found.into_iter().map(|what| format!("{}: {what}", file.display())));
    }
    assert!(wrong.is_empty(), "an import may only point down the floors of {folder}:\n{}", wrong.join("\n"));
}

#[test]
fn every_room_is_known_to_this_test() {
    for file in files("src", "rs") {
        let module = module_of(&file);
        let door = module.is_empty() || module == ["browser"];
        assert!(
            door || room(&module, ROOMS).is_some(),
            "{} belongs to no floor; add its room here",
            file.display()
        );
    }
    for file in files("src/ua", "rs") {
        let module = module_of(&file);
        let known = room(&module, ROOMS_OF_UA).is_some_and(|(name, _)| name != "ua" || module == ["ua"]);
        assert!(known, "{} belongs to no floor of the user agent; add its room here", file.display());
    }
}

#[test]
fn no_file_is_too_long() {
    for file in written() {
        let lines = fs::read_to_string(&file).unwrap().lines().count();
        assert!(lines <= LONGEST, "{} has {lines} lines; cut it in two rooms", file.display());
    }
}

/// It is tested without a network, as the core is.
#[test]
fn the_board_of_the_switchboard_knows_nothing_of_its_shell() {
    for file in files("switchboard/src/board", "rs") {
        let source = fs::read_to_string(&file).unwrap();
        for name in tokens(&source) {
            let outside = ["shell", "tokio", "axum", "str0m"].contains(&name.as_str());
            assert!(!outside, "{} knows {name}, which belongs to the shell", file.display());
        }
    }
}

#[test]
fn the_package_imports_nothing_from_outside_itself() {
    let package = Path::new(env!("CARGO_MANIFEST_DIR")).join("www/bellwire");
    for file in files("www/bellwire", "js") {
        let source = fs::read_to_string(&file).unwrap();
        for from in javascript_imports(&source) {
            let target = normal(&file.parent().unwrap().join(&from));
            let inside = from.starts_with('.') && target.starts_with(&package);
            assert!(inside, "{} imports {from}, which does not ship with the package", file.display());
        }
    }
}

/// NOT-01. What a message names is shown, and only the application may fetch it (RFC 3261 §20.4, §20.9; RFC 4483).
#[test]
fn nothing_here_fetches_an_address() {
    let sources = files("src", "rs").into_iter().chain(files("www/bellwire", "js"));
    for file in sources.filter(|file| !may_fetch(file)) {
        let source = fs::read_to_string(&file).unwrap();
        for way in
            ["fetch(", "XmlHttpRequest", "XMLHttpRequest", "EventSource", "sendBeacon", ".src =", "HtmlImage"]
        {
            assert!(!source.contains(way), "{} knows a way to fetch: {way}", file.display());
        }
    }
}

/// These fetch our own module, and what the page itself names as `authorize-url`.
fn may_fetch(file: &Path) -> bool {
    let package = Path::new(env!("CARGO_MANIFEST_DIR")).join("www/bellwire");
    let known = ["wasm.js", "widget/caller.js"].map(|name| package.join(name));
    file.starts_with(package.join("core")) || known.iter().any(|known| file == known)
}

/// What a file of this module names against the rules, one sentence each.
fn violations(module: &[String], source: &str, rooms: &[(&'static str, i8)]) -> Vec<String> {
    if module.is_empty() {
        return Vec::new();
    }
    let Some((own, floor)) = room(module, rooms) else {
        return Vec::new();
    };
    let mut wrong = Vec::new();
    for path in paths(module, source) {
        let written = format!("crate::{}", path.join("::"));
        // What is outside of these rooms is another list's affair.
        let is_inside =
            rooms.iter().any(|(name, _)| name.split("::").next() == path.first().map(String::as_str));
        match room(&path, rooms) {
            None if !is_inside && room(&path, ROOMS).is_some() => {}
            Some((name, _)) if name == own => {}
            Some((_, below)) if below < floor => {}
            Some((name, _)) => wrong.push(format!("`{written}`: {own} must not know {name}")),
            None => wrong.push(format!("`{written}` names no room: write the path with its floor")),
        }
    }
    wrong
}

/// The room that a path from the crate's root leads into.
fn room(path: &[String], rooms: &[(&'static str, i8)]) -> Option<(&'static str, i8)> {
    let path = path.join("::");
    rooms.iter().copied().find(|(name, _)| {
        path.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
    })
}

/// Every path in the source that starts at the crate's root or climbs, as seen from the root.
fn paths(module: &[String], source: &str) -> Vec<Vec<String>> {
    let tokens = tokens(source);
    let mut found = Vec::new();
    let mut inside = module.to_vec();
    let mut braces = Vec::new();
    for at in 0..tokens.len() {
        let before = |n: usize| at.checked_sub(n).map_or("", |i| tokens[i].as_str());
        let after = tokens.get(at + 1).map_or("", String::as_str);
        match tokens[at].as_str() {
            "{" => {
                let is_module = before(2) == "mod";
                if is_module {
                    inside.push(before(1).to_owned());
                }
                braces.push(is_module);
            }
            "}" if braces.pop() == Some(true) => {
                inside.pop();
            }
            // `pub(in crate::ua)` says who may look, and imports nothing.
            "crate" if before(1) == "in" && before(2) == "(" => {}
            "crate" | "super" | "self" if before(1) != "::" && after == "::" => {
                let root = if tokens[at] == "crate" { Vec::new() } else { inside.clone() };
                tree(&tokens, at, root, &mut found);
            }
            "crate" if after == "as" => found.push(vec!["crate".to_owned()]),
            _ => {}
        }
    }
    found
}

/// Reads one path, or a tree of them in braces; returns the position after it.
fn tree(tokens: &[String], mut at: usize, mut path: Vec<String>, found: &mut Vec<Vec<String>>) -> usize {
    loop {
        match tokens.get(at).map_or("", String::as_str) {
            "{" => {
                at += 1;
                while tokens.get(at).is_some_and(|token| token != "}") {
                    at = tree(tokens, at, path.clone(), found);
                    if tokens.get(at).is_some_and(|token| token != "}") {
                        at += 1;
                    }
                }
                return at + 1;
            }
            "super" => {
                path.pop();
            }
            "crate" | "self" => {}
            name => path.push(name.to_owned()),
        }
        at += 1;
        if tokens.get(at).is_none_or(|token| token != "::") {
            found.push(path);
            while tokens.get(at).is_some_and(|token| token == "as") {
                at += 2;
            }
            return at;
        }
        at += 1;
    }
}

/// Words, `::`, and single signs; comments, strings and characters are left out.
fn tokens(source: &str) -> Vec<String> {
    let mut rest = source;
    let mut tokens = Vec::new();
    while let Some(first) = rest.chars().next() {
        let word = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            block_comment(rest)
        } else if let Some(length) = raw_string(rest) {
            length
        } else if first == '"' {
            quoted(rest, '"')
        } else if first == '\'' {
            character(rest)
        } else if word > 0 {
            tokens.push(rest[..word].to_owned());
            word
        } else {
            let sign = if rest.starts_with("::") { "::" } else { &rest[..first.len_utf8()] };
            if !first.is_whitespace() {
                tokens.push(sign.to_owned());
            }
            sign.len()
        };
        rest = &rest[length..];
    }
    tokens
}

fn block_comment(text: &str) -> usize {
    let mut depth = 0;
    let mut at = 0;
    while at < text.len() {
        match &text.as_bytes()[at..text.len().min(at + 2)] {
            b"/*" => (depth, at) = (depth + 1, at + 2),
            b"*/" => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            return at;
        }
    }
    text.len()
}

fn raw_string(text: &str) -> Option<usize> {
    let body = text.strip_prefix("br").or_else(|| text.strip_prefix('r'))?;
    let hashes = body.len() - body.trim_start_matches('#').len();
    let inner = body[hashes..].strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(hashes));
    let begin = text.len() - inner.len();
    Some(inner.find(&end).map_or(text.len(), |at| begin + at + end.len()))
}

fn quoted(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if c == quote => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// A character literal, or the tick of a lifetime.
fn character(text: &str) -> usize {
    let mut after = text.chars().skip(1);
    match (after.next(), after.next()) {
        (Some('\\'), _) | (_, Some('\'')) => quoted(text, '\''),
        _ => 1,
    }
}

/// What a JavaScript file imports, by the text between the quotes.
fn javascript_imports(source: &str) -> Vec<String> {
    let code = source.lines().filter(|line| !line.trim_start().starts_with(['*', '/']));
    let mut found = Vec::new();
    for line in code {
        for word in ["from ", "import ", "import("] {
            for (at, _) in line.match_indices(word) {
                let rest = line[at + word.len()..].trim_start();
                let begins_a_word = !line[..at].ends_with(|c: char| c.is_alphanumeric());
                if let Some(quote) = rest.chars().next().filter(|c| begins_a_word && matches!(c, '"' | '\''))
                {
                    found.extend(rest[1..].split(quote).next().map(str::to_owned));
                }
            }
        }
    }
    found
}

fn module_of(file: &Path) -> Vec<String> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let inside = file.strip_prefix(src).unwrap().with_extension("");
    let mut module: Vec<String> = inside.iter().map(|part| part.to_string_lossy().into_owned()).collect();
    if matches!(module.last().map(String::as_str), Some("mod" | "lib")) {
        module.pop();
    }
    module
}

fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|found| found == extension) {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

/// Everything that people write and read here.
fn written() -> impl Iterator<Item = PathBuf> {
    let core = Path::new(env!("CARGO_MANIFEST_DIR")).join("www/bellwire/core");
    let folders = ["src", "tests", "benches", "fuzz/fuzz_targets", "switchboard", "www", "xtask"];
    let all = folders.into_iter().flat_map(|folder| {
        ["rs", "js", "mjs", "css"].into_iter().flat_map(move |extension| files(folder, extension))
    });
    all.filter(move |file| !file.starts_with(&core)) // That is built.
}

/// A path without `.` and `..`.
fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for part in path.components() {
        if part == Component::ParentDir {
            normal.pop();
        } else if part != Component::CurDir {
            normal.push(part);
        }
    }
    normal
}

mod checker {
    use super::*;

    fn module(path: &str) -> Vec<String> {
        path.split("::").map(str::to_owned).collect()
    }

    #[test]
    fn what_points_up_or_sideways_is_caught() {
        for (from, source) in [
            ("message::uri", "use crate::ua::Event;"),
            ("message::uri", "fn f() -> crate::dialog::Id {}"),
            ("message::uri", "use super::super::transaction::Key;"),
            ("message", "use super::sdp::Session;"),
            ("message", "use crate::{time::Instant, sdp::{self, Session}};"),
            ("message", "use crate::{\n    message::{Uri, Method},\n    auth::Digest,\n};"),
            ("auth", "use crate::transaction::Key;"),
            ("time", "use crate::entropy::Entropy;"),
            ("browser::core", "use super::page::Host;"),
            ("browser::page::host", "use crate::browser::core::Driver;"),
            ("ua::call", "mod tests { use super::super::super::exports::Core; }"),
            ("message", "use crate::UserAgent;"),
            ("message", "use crate as everything;"),
            ("message", "const Q: char = '\"'; use crate::ua::Event; const R: char = '\"';"),
        ] {
            assert!(!violations(&module(from), source, ROOMS).is_empty(), "in {from}: {source}");
        }
    }

    #[test]
    fn what_points_down_or_stays_in_its_room_is_let_pass() {
        for (from, source) in [
            ("ua::call", "use crate::{dialog::Id, message::{Uri as Target, Method}, time::Instant};"),
            ("ua::call", "mod tests { use super::*; use super::super::Event; }"),
            ("exports", "use crate::browser::{core::Driver, page::Host};"),
            (
                "message::uri",
                "pub(crate) fn f(&self) { self.host() } use super::params::Params; use self::x::Y;",
            ),
            ("message", "// use crate::ua::Event;\n/* crate::ua /* */ crate::ua */ /// [`crate::ua`]"),
            (
                "message",
                "const A: &str = \"crate::ua::X\"; const B: &str = r#\"\"crate::ua::X\"#; fn f<'a>(a: &'a str) {}",
            ),
        ] {
            assert_eq!(violations(&module(from), source, ROOMS), [""; 0], "in {from}: {source}");
        }
    }

    #[test]
    fn javascript_imports_are_found() {
        let source = "import { a } from \"./a.js\";\n * import \"no\"\nexport * from '../b.js';\nawait import(\"c\");\nimport \"d\";";
        assert_eq!(javascript_imports(source), ["./a.js", "../b.js", "c", "d"]);
    }
}
