//! MD5 (RFC 1321) as the loop that it is, because many SIP servers know nothing else. The crate `md-5` unrolls its 64 steps
//! and has no other form, which is 830 bytes of brotli more.

/// The state before the first block (RFC 1321 §3.3).
pub(super) const START: [u32; 4] = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476];

/// How far each step of a round rotates.
const SHIFTS: [[u8; 4]; 4] = [[7, 12, 17, 22], [5, 9, 14, 20], [4, 11, 16, 23], [6, 10, 15, 21]];

/// One block after another (RFC 1321 §3.4).
pub(super) fn compress(state: &mut [u32; 4], blocks: &[[u8; 64]]) {
    for block in blocks {
        let words = block.as_chunks().0;
        let [mut a, mut b, mut c, mut d] = *state;
        // The constant of step i is the whole part of 2³² × |sin i|, and sin i = 2 cos 1 × sin (i - 1) - sin (i - 2). A
        // double has the bits to be exact 64 times, as the tests show.
        let (mut sine, mut before) = (SIN_1, 0.0);
        for (round, shifts) in (0..).zip(SHIFTS) {
            for step in 0..16_usize {
                let (mix, word) = match round {
                    0 => ((b & c) | (!b & d), step),
                    1 => ((b & d) | (c & !d), 5 * step + 1),
                    2 => (b ^ c ^ d, 3 * step + 5),
                    _ => (c ^ (b | !d), 7 * step),
                };
                let word = words.get(word % 16).map_or(0, |word| u32::from_le_bytes(*word));
                let constant = (4_294_967_296.0 * f64::abs(sine)) as u32;
                let sum = a.wrapping_add(mix).wrapping_add(constant).wrapping_add(word);
                let turned = sum.rotate_left(shifts.get(step % 4).copied().unwrap_or_default().into());
                (a, b, c, d) = (d, b.wrapping_add(turned), b, c);
                (sine, before) = (TWICE_COS_1 * sine - before, sine);
            }
        }
        for (word, sum) in state.iter_mut().zip([a, b, c, d]) {
            *word = word.wrapping_add(sum);
        }
    }
}

const SIN_1: f64 = 0.841_470_984_807_896_5;
const TWICE_COS_1: f64 = 1.080_604_611_736_279_5;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sines_are_those_of_rfc_1321() {
        let (mut sine, mut before) = (SIN_1, 0.0);
        for step in 1..=64 {
            let exact = f64::from(step).sin();
            assert_eq!(
                (4_294_967_296.0 * f64::abs(sine)) as u32,
                (4_294_967_296.0 * exact.abs()) as u32,
                "{step}"
            );
            (sine, before) = (TWICE_COS_1 * sine - before, sine);
        }
    }
}
