//! The size of what a page loads.

use anyhow::Result;

use super::Tally;
use crate::size;

/// One check: what was reached once is kept, by a module that loads.
pub(super) fn run() -> Result<Tally> {
    let size = size::measure()?;
    size::print(&size);
    Ok(Tally::one(size.is_under_ceiling()))
}
