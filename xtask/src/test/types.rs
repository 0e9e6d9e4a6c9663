//! The JavaScript against the types in its JSDoc.

use anyhow::Result;

use super::Tally;
use crate::{process, tools};

/// `tsc` over the package, and over the softphone that uses it.
pub(super) fn run() -> Result<Tally> {
    let mut tally = Tally::default();
    for folder in ["www/bellwire", "www/demo"] {
        let mut tsc = tools::node("node_modules/typescript/bin/tsc")?;
        let settings = format!("{folder}/tsconfig.json");
        tally.add(Tally::one(process::passes(tsc.args(["--project", &settings]), process::minutes(5))?));
    }
    Ok(tally)
}
