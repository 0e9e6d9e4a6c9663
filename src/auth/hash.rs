//! The three hashes of digest (RFC 8760 §2.2), each over one whole text.

use super::{md5, sha2};
use crate::text::push_hex;

/// A hash, by the name that a challenge calls it; unnamed it is MD5 (RFC 7616 §3.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hash {
    /// `MD5` (RFC 1321).
    Md5,
    /// `SHA-256` (RFC 6234).
    Sha256,
    /// `SHA-512-256`: SHA-512/256, which is not SHA-512 cut short (FIPS 180-4 §5.3.6.2).
    Sha512256,
}

impl Hash {
    /// All of them, the weakest first.
    pub const ALL: [Self; 3] = [Self::Md5, Self::Sha256, Self::Sha512256];

    /// Its name on the wire.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Md5 => "MD5",
            Self::Sha256 => "SHA-256",
            Self::Sha512256 => "SHA-512-256",
        }
    }

    /// How many hexadecimal digits it has.
    #[must_use]
    pub const fn digits(self) -> usize {
        match self {
            Self::Md5 => 32,
            Self::Sha256 | Self::Sha512256 => 64,
        }
    }

    /// `H(concat(one, ":", two, …))` in lower-case hexadecimal. The text is whole and padded here, which
    /// is nearly the same for all; hashing piece by piece is 1,500 bytes more of code.
    pub(super) fn of(self, parts: &[&[u8]]) -> String {
        // With room for everything at once: what moves as it grows leaves copies of the password or of HA1 behind.
        let length: usize = parts.iter().map(|part| part.len() + 1).sum();
        let mut text = Vec::with_capacity(length + 2 * BLOCK);
        let place = text.as_ptr();
        for part in parts {
            text.extend_from_slice(part);
            text.push(b':');
        }
        text.pop();
        let bits = text.len() as u64 * 8;
        let mut digest = String::with_capacity(BLOCK);
        match self {
            Self::Md5 => {
                let mut state = md5::START;
                pad(&mut text, 64, bits.to_le_bytes());
                md5::compress(&mut state, text.as_chunks().0);
                state.iter().for_each(|word| push_digits(&mut digest, &word.to_le_bytes()));
            }
            Self::Sha256 | Self::Sha512256 => {
                let wide = self == Self::Sha512256;
                let bytes = if wide { 8 } else { 4 };
                let mut state = if wide { SHA_512_256_START } else { SHA_256_START.map(u64::from) };
                pad(&mut text, 16 * bytes, bits.to_be_bytes());
                sha2::compress(&mut state, &text, wide);
                for word in state {
                    let word = if wide { word } else { word << 32 };
                    push_digits(&mut digest, word.to_be_bytes().get(..bytes).unwrap_or_default());
                }
                digest.truncate(64);
            }
        }
        debug_assert_eq!(text.as_ptr(), place, "it did not move");
        super::secret::wipe(text);
        digest
    }
}

/// The longest block, that of SHA-512: the padding is no longer than two, nor are the digits of a digest than one.
const BLOCK: usize = 128;

/// The state before the first block (RFC 6234 §6.1).
const SHA_256_START: [u32; 8] =
    [0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19];

/// The state before the first block (FIPS 180-4 §5.3.6.2).
const SHA_512_256_START: [u64; 8] = [
    0x2231_2194_fc2b_f72c,
    0x9f55_5fa3_c84c_64c2,
    0x2393_b86b_6f53_b151,
    0x9638_7719_5940_eabd,
    0x9628_3ee2_a88e_ffe3,
    0xbe5e_1e25_5386_3992,
    0x2b01_99fc_2c85_b8aa,
    0x0eb7_2ddc_81c5_2ca2,
];

/// Fills the last block, which ends in the length in bits (RFC 1321 §3.1, RFC 6234 §4). The 128 bits that SHA-512 has
/// for it begin with 64 that are zero.
#[inline(never)]
fn pad(text: &mut Vec<u8>, block: usize, bits: [u8; 8]) {
    text.push(0x80);
    let most = block - block / 8;
    while text.len() % block != most {
        text.push(0);
    }
    text.resize(text.len() + block / 8 - 8, 0);
    text.extend(bits);
}

/// `LHEX`
#[inline(never)]
pub(super) fn push_digits(text: &mut String, bytes: &[u8]) {
    for byte in bytes {
        push_hex(text, *byte);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 1321 §A.5.
    #[test]
    fn the_test_suite_of_rfc_1321() {
        for (text, digest) in [
            ("", "d41d8cd98f00b204e9800998ecf8427e"),
            ("a", "0cc175b9c0f1b6a831c399e269772661"),
            ("abc", "900150983cd24fb0d6963f7d28e17f72"),
            ("message digest", "f96b697d7cb7938d525a2f31aaf161d0"),
            ("abcdefghijklmnopqrstuvwxyz", "c3fcd3d76192e4007dfb496cca67e13b"),
            (
                "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
                "d174ab98d277d9f5a5611c2c9f419d9f",
            ),
            (
                "12345678901234567890123456789012345678901234567890123456789012345678901234567890",
                "57edf4a22be3c955ac49da2e2107b67a",
            ),
        ] {
            assert_eq!(Hash::Md5.of(&[text.as_bytes()]), digest, "{text}");
        }
    }

    #[test]
    fn a_text_of_any_length_fills_its_blocks() {
        for (length, digests) in [
            (
                0,
                [
                    "d41d8cd98f00b204e9800998ecf8427e",
                    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                    "c672b8d1ef56ed28ab87c3622c5114069bdd3ad7b8f9737498d0c01ecef0967a",
                ],
            ),
            (
                55,
                [
                    "ef1772b6dff9a122358552954ad0df65",
                    "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318",
                    "f6513468f05e7cec7d52fc337ef79dfa7c82520268d3aeba4002ead9a5642916",
                ],
            ),
            (
                56,
                [
                    "3b0c8ac703f828b04c6c197006d17218",
                    "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a",
                    "baa8bd7fb02a11878c6a1d5400f06ec5d96cd6f566da032f8dcbb602beea4ca5",
                ],
            ),
            (
                63,
                [
                    "b06521f39153d618550606be297466d5",
                    "7d3e74a05d7db15bce4ad9ec0658ea98e3f06eeecf16b4c6fff2da457ddc2f34",
                    "3c4458337119e69459650d3851234acd0300b39640803807b139ffc1da44c8ba",
                ],
            ),
            (
                64,
                [
                    "014842d480b571495a4a0363793f7367",
                    "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb",
                    "2c3fa8f196f2aac65f15166666ecc77bd9fe195bae83ef06bb75c7857c163db9",
                ],
            ),
            (
                111,
                [
                    "089f243d1e831c5879aa375ee364a06e",
                    "6374f73208854473827f6f6a3f43b1f53eaa3b82c21c1a6d69a2110b2a79baad",
                    "0239e429f98d0ed61ee8e2a7c30afe98c1c3a80ce5dff62a107e9c538f7632ce",
                ],
            ),
            (
                112,
                [
                    "9146ef3527c7cfcc66dc615c3986e391",
                    "f54353008a2553262ecdc4a34749563ba0950e8b0fc8652780b0a614b99683c1",
                    "9216b5303edb66504570bee90e48ea5beaa5e9fe9f760bbd3e0460559fc005f6",
                ],
            ),
            (
                120,
                [
                    "5f61c0ccad4cac44c75ff505e1f1e537",
                    "2f3d335432c70b580af0e8e1b3674a7c020d683aa5f73aaaedfdc55af904c21c",
                    "2e6ca4d879d367d7708701ed2e448540d04a6b8fcd2b0806278cf36090b9ba2b",
                ],
            ),
            (
                127,
                [
                    "020406e1d05cdc2aa287641f7ae2cc39",
                    "c57e9278af78fa3cab38667bef4ce29d783787a2f731d4e12200270f0c32320a",
                    "2fe3b2a6ee7e12f6fe4ba82166541ad9b4ed882c493581cbe300d68f3757b778",
                ],
            ),
            (
                128,
                [
                    "e510683b3f5ffe4093d021808bc6ff70",
                    "6836cf13bac400e9105071cd6af47084dfacad4e5e302c94bfed24e013afb73e",
                    "b88f97e274f9c1d49f181c8cbd01a9c74930ad055a46ac4499a1d601f1c80bf2",
                ],
            ),
        ] {
            let text = vec![b'a'; length];
            for (hash, digest) in Hash::ALL.into_iter().zip(digests) {
                assert_eq!(hash.of(&[&text]), digest, "{hash:?} of {length}");
            }
        }
    }
}
