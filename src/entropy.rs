//! Randomness as an argument: the same seed gives the same bytes on the wire.

use crate::text::{letter, push_hex};

/// A source of random bytes. In the browser it is `crypto.getRandomValues`, in tests a seeded generator.
pub trait Entropy {
    /// Fills `bytes` with unpredictable ones.
    fn fill(&mut self, bytes: &mut [u8]);
}

/// The alphabet of every token we invent: 32 letters and digits that are legal in tags, branches, Call-IDs and host names.
const ALPHABET: &str = "abcdefghijkmnpqrstuvwxyz23456789";

/// A random token of up to 32 characters, five bits each (RFC 3261 §19.3 asks for at least 32 bits in a tag).
pub fn token(entropy: &mut dyn Entropy, len: usize) -> String {
    let mut bytes = [0_u8; 32];
    let bytes = bytes.get_mut(..len.min(32)).unwrap_or_default();
    entropy.fill(bytes);
    let mut token = String::new();
    for byte in bytes {
        token.push_str(letter(ALPHABET, *byte & 31));
    }
    token
}

/// A random number in `0..1`, for jitter.
pub fn unit(entropy: &mut dyn Entropy) -> f64 {
    f64::from(number(entropy)) / (f64::from(u32::MAX) + 1.0)
}

/// Any number.
pub fn number(entropy: &mut dyn Entropy) -> u32 {
    let mut bytes = [0_u8; 4];
    entropy.fill(&mut bytes);
    u32::from_le_bytes(bytes)
}

/// A random (version 4) UUID as RFC 9562 §5.4 prints it.
pub fn uuid(entropy: &mut dyn Entropy) -> String {
    let mut bytes = [0_u8; 16];
    entropy.fill(&mut bytes);
    if let Some(byte) = bytes.get_mut(6) {
        *byte = (*byte & 0x0f) | 0x40;
    }
    if let Some(byte) = bytes.get_mut(8) {
        *byte = (*byte & 0x3f) | 0x80;
    }
    let mut text = String::with_capacity(36);
    for (index, byte) in bytes.iter().enumerate() {
        if matches!(index, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        push_hex(&mut text, *byte);
    }
    text
}
