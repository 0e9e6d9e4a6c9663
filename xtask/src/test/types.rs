//! The JavaScript against the types in its JSDoc.

use anyhow::Result;

use super::Tally;
use crate::{process, tools};

/// `tsc` over the package.
pub(super) fn run() -> Result<Tally> {
    let mut tsc = tools::node("node_modules/typescript/bin/tsc")?;
    process::passes(tsc.args(["--project", "www/bellwire/tsconfig.json"]), process::minutes(5))
        .map(Tally::one)
}
