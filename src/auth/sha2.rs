//! SHA-256 and SHA-512 (FIPS 180-4) as the one loop that they are but for the width of a word and how far it turns. The crate
//! `sha2` has a loop and a table for each, which is a kilobyte of brotli more.

/// How far a word turns: both for the rounds, then both for the schedule, where the last number is a shift.
const NARROW: [[u32; 3]; 4] = [[2, 13, 22], [6, 11, 25], [7, 18, 3], [17, 19, 10]];
const WIDE: [[u32; 3]; 4] = [[28, 34, 39], [14, 18, 41], [1, 8, 7], [19, 61, 6]];

/// One block after another (FIPS 180-4 §6.2.2, §6.4.2). Narrow words are the lower halves; nothing that lies above them
/// comes down again.
pub(super) fn compress(state: &mut [u64; 8], text: &[u8], wide: bool) {
    let constants = constants();
    let (bytes, rounds, [first, second, third, fourth]) = if wide { (8, 80, WIDE) } else { (4, 64, NARROW) };
    let mix = |word: u64, [one, two, three]: [u32; 3], shifts: bool| {
        let narrow = word & 0xffff_ffff;
        let round = if wide { word } else { narrow | narrow << 32 };
        let last = match (shifts, wide) {
            (false, _) => round.rotate_right(three),
            (true, true) => word >> three,
            (true, false) => narrow >> three,
        };
        round.rotate_right(one) ^ round.rotate_right(two) ^ last
    };
    for block in text.chunks_exact(16 * bytes) {
        let mut words = [0_u64; 16];
        for (word, bytes) in words.iter_mut().zip(block.chunks_exact(bytes)) {
            for byte in bytes {
                *word = *word << 8 | u64::from(*byte);
            }
        }
        let [mut a, mut b, mut c, mut d, mut e, mut f, mut g, mut h] = *state;
        for (i, constant) in constants.into_iter().enumerate().take(rounds) {
            if i >= 16 {
                words[i % 16] = words[i % 16]
                    .wrapping_add(mix(words[(i + 1) % 16], third, true))
                    .wrapping_add(words[(i + 9) % 16])
                    .wrapping_add(mix(words[(i + 14) % 16], fourth, true));
            }
            let constant = if wide { constant } else { constant >> 32 };
            let sum = h
                .wrapping_add(mix(e, second, false))
                .wrapping_add((e & f) ^ (!e & g))
                .wrapping_add(constant)
                .wrapping_add(words[i % 16]);
            let other = mix(a, first, false).wrapping_add((a & b) ^ (a & c) ^ (b & c));
            (a, b, c, d, e, f, g, h) = (sum.wrapping_add(other), a, b, c, d.wrapping_add(sum), e, f, g);
        }
        for (word, sum) in state.iter_mut().zip([a, b, c, d, e, f, g, h]) {
            *word = word.wrapping_add(sum);
        }
    }
}

/// The first 64 bits behind the point of the cube roots of the first 80 primes (FIPS 180-4 §4.2.3); SHA-256 takes the first
/// 32 of 64 of them. A double knows 48 of these bits, or one less than they say, and one step of Newton's in whole numbers
/// the rest, as the tests show: `prime` × 2¹⁴⁴ - `root`³ is short, so it can be had modulo 2¹²⁸, which divides the first.
fn constants() -> [u64; 80] {
    let (mut prime, mut near) = (1_u32, 1.0_f64);
    [(); 80].map(|()| {
        prime += 1;
        while (2..prime).any(|divisor| prime % divisor == 0) {
            prime += 1;
        }
        for _ in 0..8 {
            near -= (near * near * near - f64::from(prime)) / (3.0 * near * near);
        }
        let root = (near * 281_474_976_710_656.0) as u64 - 1;
        let square = u128::from(root) * u128::from(root);
        let short = 0_u128.wrapping_sub(square.wrapping_mul(root.into()));
        (root << 16) + (short >> 44) as u64 / (3 * (square >> 60)) as u64
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each is the last whole number whose cube is not above the prime's, by long multiplication.
    #[test]
    fn the_constants_are_the_cube_roots_of_the_primes() {
        /// 256 bits, the lowest 32 first.
        fn cube(number: u128) -> [u64; 8] {
            let limbs = [0, 32, 64, 96].map(|at| (number >> at) as u64 & 0xffff_ffff);
            let times = |one: [u64; 8]| {
                let mut product = [0; 8];
                for (at, limb) in limbs.into_iter().enumerate() {
                    let mut carry = 0;
                    for (to, other) in (at..8).zip(one) {
                        let sum = product[to] + limb * other + carry;
                        (product[to], carry) = (sum & 0xffff_ffff, sum >> 32);
                    }
                }
                product
            };
            times(times(times([1, 0, 0, 0, 0, 0, 0, 0])))
        }
        let mut primes = (2_u64..).filter(|number| (2..*number).all(|divisor| number % divisor != 0));
        for constant in constants() {
            let prime = primes.next().unwrap_or_default();
            let whole = (1..8).take_while(|root| root * root * root <= prime).last().unwrap_or_default();
            let root = u128::from(whole) << 64 | u128::from(constant);
            // A cube of 2⁶⁴ times a root is 2¹⁹² times the number, and what is above bit 192 is its whole part.
            let is_above = |root| {
                let cube = cube(root);
                cube[6] | cube[7] << 32 >= prime
            };
            assert!(!is_above(root) && is_above(root + 1), "{prime}");
        }
    }
}
