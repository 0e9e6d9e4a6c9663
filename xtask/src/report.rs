//! Writing what was measured into `docs/`, one section at a time.

use std::fs;

use anyhow::{Context, Result};

use crate::project;

/// Replaces the section of `docs/measurements.md` that has this heading, or appends it.
pub(crate) fn section(heading: &str, body: &str) -> Result<()> {
    let path = project::root().join("docs/measurements.md");
    fs::create_dir_all(project::root().join("docs"))?;
    let text = fs::read_to_string(&path).unwrap_or_else(|_| "# Measurements\n".to_owned());
    fs::write(&path, replaced(&text, heading, body))
        .with_context(|| format!("{} cannot be written", path.display()))
}

fn replaced(text: &str, heading: &str, body: &str) -> String {
    let section = format!("## {heading}\n\n{}\n", body.trim_end());
    let mut parts: Vec<&str> = text.split("\n## ").collect();
    let at = parts.iter().skip(1).position(|part| part.lines().next() == Some(heading)).map(|at| at + 1);
    let section = &section[3..];
    match at {
        Some(at) => parts[at] = section,
        None => parts.push(section),
    }
    parts.iter().map(|part| part.trim_end()).collect::<Vec<_>>().join("\n\n## ") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_is_replaced_and_its_neighbours_stay() {
        let text = "# Measurements\n\n## A\n\nold\nold\n\n## B\n\nkept\n";
        assert_eq!(replaced(text, "A", "new\n"), "# Measurements\n\n## A\n\nnew\n\n## B\n\nkept\n");
    }

    #[test]
    fn a_new_section_goes_to_the_end() {
        assert_eq!(
            replaced("# Measurements\n\n## A\n\nkept\n", "C", "new"),
            "# Measurements\n\n## A\n\nkept\n\n## C\n\nnew\n"
        );
    }
}
