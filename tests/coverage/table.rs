//! The requirements, and the document made of them.

use core::fmt::Write;
use std::fs;
use std::path::Path;

use crate::proofs::Proofs;

/// All requirements, part by part.
pub(crate) struct Table(Vec<Part>);

struct Part {
    heading: String,
    rows: Vec<Row>,
}

/// One requirement.
pub(crate) struct Row {
    pub id: String,
    rfc: String,
    asks: String,
    /// Why no test proves it.
    pub verdict: Option<Verdict>,
}

/// Why no test proves a requirement: one of three reasons, and a few words.
pub(crate) struct Verdict {
    reason: &'static str,
    words: String,
}

impl Verdict {
    fn read(text: &str) -> Self {
        let (reason, words) = text.split_once(": ").unwrap_or((text, ""));
        let reason = match reason {
            "duty" => "not a user agent's duty",
            "browser" => "impossible in a browser",
            "later" => "not yet",
            other => panic!("`{other}` is no verdict: write duty, browser or later"),
        };
        assert!(!words.is_empty(), "`{text}` needs a few words of why");
        Self { reason, words: words.into() }
    }
}

impl core::fmt::Display for Verdict {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{}: {}", self.reason, self.words)
    }
}

impl Table {
    pub(crate) fn read() -> Self {
        let text = fs::read_to_string(root().join("tests/coverage/requirements.tsv")).unwrap();
        let mut parts: Vec<Part> = vec![];
        for line in text.lines().filter(|line| !line.starts_with("# ")) {
            if let Some(heading) = line.strip_prefix("## ") {
                parts.push(Part { heading: heading.into(), rows: vec![] });
                continue;
            }
            let mut fields = line.split('\t').map(str::to_owned);
            let mut field = || fields.next().unwrap_or_else(|| panic!("a field is missing in `{line}`"));
            let (id, rfc, asks) = (field(), field(), field());
            let row = Row { id, rfc, asks, verdict: fields.next().map(|text| Verdict::read(&text)) };
            parts.last_mut().unwrap().rows.push(row);
        }
        Self(parts)
    }

    pub(crate) fn rows(&self) -> impl Iterator<Item = &Row> {
        self.0.iter().flat_map(|part| &part.rows)
    }

    pub(crate) fn ids(&self) -> impl Iterator<Item = &str> {
        self.rows().map(|row| row.id.as_str())
    }

    /// What stands in `docs/rfc-coverage.md`.
    pub(crate) fn document(&self, proofs: &Proofs) -> String {
        let proven = self.rows().filter(|row| row.verdict.is_none()).count();
        let mut text = format!(
            "# What the RFCs ask, and which test proves it\n\n\
            Made of `tests/coverage/requirements.tsv` and of the doc comments of the tests, which name the requirements \
            they\nprove; `cargo test --test coverage` fails when this page says anything else, and \
            `BELLWIRE_WRITE=1 cargo test --test\ncoverage` writes it anew. Of {} requirements {proven} are \
            proven by a test. `cargo xtask test defects` breaks the code\nbehind twenty of them, drawn by the commit's \
            hash, and fails unless their tests do.\n",
            self.rows().count(),
        );
        for part in &self.0 {
            write!(
                text,
                "\n## {}\n\n| ID | RFC | what it asks | proof |\n| --- | --- | --- | --- |\n",
                part.heading
            )
            .unwrap();
            for row in &part.rows {
                let proof = match &row.verdict {
                    Some(verdict) => verdict.to_string(),
                    None => proofs
                        .of(&row.id)
                        .iter()
                        .map(|test| format!("`{test}`"))
                        .collect::<Vec<_>>()
                        .join("<br>"),
                };
                writeln!(text, "| {} | {} | {} | {proof} |", row.id, row.rfc, row.asks).unwrap();
            }
        }
        text
    }
}

/// The root of the checkout.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
