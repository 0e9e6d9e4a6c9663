//! The order of the functions: what looks alike stands side by side.
//!
//! Brotli writes a run of bytes that it has seen before as a reference, which is shorter the nearer the first run is,
//! and it learns what to expect next from what it has just read. In the linker's order related functions are far apart.

use core::cmp::Reverse;
use std::collections::BTreeMap;

use anyhow::Result;
use wasm_encoder::{Module, NameMap, NameSection, RawSection};
use wasmparser::{Parser, Payload, TypeRef};

/// Functions are compared by the runs of this many bytes that they share: shorter runs are everywhere, longer ones are
/// broken by the number of a local.
const RUN: usize = 4;

/// The same module with other names: in their alphabetical order functions that look alike follow each other.
#[allow(clippy::wildcard_enum_match_arm, reason = "the other sections stay as they are")]
pub(crate) fn named_in_order(module: &[u8]) -> Result<Vec<u8>> {
    let mut imported = 0;
    let mut bodies = Vec::new();
    let mut named = Module::new();
    for payload in Parser::new(0).parse_all(module) {
        let payload = payload?;
        if let Some((id @ 1.., range)) = payload.as_section() {
            named.section(&RawSection { id, data: &module[range] });
        }
        match payload {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                }
            }
            Payload::CodeSectionEntry(body) => bodies.push(&module[body.range()]),
            _ => {}
        }
    }
    let mut names = BTreeMap::new();
    for (place, function) in order(&bodies).into_iter().enumerate() {
        names.insert(imported + u32::try_from(function)?, format!("{place:06}"));
    }
    let mut functions = NameMap::new();
    for (function, name) in &names {
        functions.append(*function, name);
    }
    let mut section = NameSection::new();
    section.functions(&functions);
    named.section(&section);
    Ok(named.finish())
}

/// Always the one most of which stands in the one before, since that need not be written again. To begin with the second
/// largest was the best of ten that were tried.
fn order(bodies: &[&[u8]]) -> Vec<usize> {
    let runs: Vec<_> = bodies.iter().map(|body| runs(body)).collect();
    let mut left: Vec<_> = (0..bodies.len()).collect();
    let mut by_length = left.clone();
    by_length.sort_by_key(|function| Reverse(bodies[*function].len()));
    let mut order = Vec::with_capacity(bodies.len());
    let mut next = by_length.get(1).or_else(|| by_length.first()).copied();
    while let Some(last) = next {
        order.push(last);
        left.retain(|function| *function != last);
        let share = |function: &usize| share(&runs[*function], &runs[last]);
        next = left.iter().copied().max_by(|a, b| share(a).total_cmp(&share(b)));
    }
    order
}

/// Every run of bytes in it, sorted, each once.
fn runs(body: &[u8]) -> Vec<&[u8]> {
    let mut runs: Vec<_> = body.windows(RUN).collect();
    runs.sort_unstable();
    runs.dedup();
    runs
}

/// The share of one's runs that the other has, too.
#[allow(clippy::cast_precision_loss, reason = "no function has so many runs")]
fn share(one: &[&[u8]], other: &[&[u8]]) -> f64 {
    let (mut i, mut j, mut shared) = (0, 0, 0);
    while let (Some(x), Some(y)) = (one.get(i), other.get(j)) {
        i += usize::from(x <= y);
        j += usize::from(y <= x);
        shared += usize::from(x == y);
    }
    shared as f64 / (one.len() + 1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_alike_stands_side_by_side() {
        let bodies: [&[u8]; 4] = [b"lorem ipsum", b"0123456789abcdefg", b"_orem ipsum", b"_123456789abcde_"];
        assert_eq!(order(&bodies), [3, 1, 2, 0]);
    }
}
