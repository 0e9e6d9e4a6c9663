//! The JavaScript against the types in its JSDoc.

use anyhow::Result;

use super::Tally;
use crate::wasm::{self, Profile};
use crate::{process, tools};

/// `tsc` over the package; the types of the core come out of its build.
pub(super) fn run() -> Result<Tally> {
    wasm::build(Profile::Release)?;
    let mut tsc = tools::node("node_modules/typescript/bin/tsc")?;
    process::passes(
        tsc.args(["--project", "www/bellwire/tsconfig.json"]),
        process::minutes(5),
    )
    .map(Tally::one)
}
