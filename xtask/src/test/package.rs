//! The tarball in the hands of those who install it.

use anyhow::Result;

use super::{Tally, e2e};
use crate::{package, process, tools};

/// Makes the package and runs the tests of one folder with it.
pub(super) fn run(folder: &str) -> Result<Tally> {
    tools::apt(&[tools::KAMAILIO, &["chromium"]].concat())?;
    let tarball = package::make()?;
    let mut runner = tools::node(format!("{folder}/run.mjs"))?;
    runner.env("BELLWIRE_TARBALL", tarball);
    e2e::count(&mut runner, process::minutes(30))
}
