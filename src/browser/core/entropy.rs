//! Randomness from `crypto.getRandomValues`.

use crate::entropy::Entropy;

/// The browser's own generator.
pub(super) struct BrowserEntropy;

impl Entropy for BrowserEntropy {
    fn fill(&mut self, bytes: &mut [u8]) {
        #[expect(clippy::disallowed_methods, reason = "this is where the randomness comes from")]
        if getrandom::fill(bytes).is_err() {
            // Tags and nonces that somebody can guess are worse than no call at all.
            wasm_bindgen::throw_str("this browser offers no crypto.getRandomValues");
        }
    }
}
