//! The arithmetic of digest: RFC 7616 §3.4, RFC 2069 §2.1.2 where a server knows no `qop`.

use sha2::block_api::compress256;

use super::md5;
use crate::text::push_hex;

/// The hash that a challenge names; without a name it is MD5 (RFC 7616 §3.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// `MD5`.
    Md5,
    /// `SHA-256` (RFC 8760).
    Sha256,
}

impl Algorithm {
    /// The algorithm of this name, if we know it.
    pub(super) fn from_token(token: &str) -> Option<Self> {
        [Self::Md5, Self::Sha256].into_iter().find(|known| known.as_str().eq_ignore_ascii_case(token))
    }

    /// Its name on the wire.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Md5 => "MD5",
            Self::Sha256 => "SHA-256",
        }
    }

    /// `H(concat(one, ":", two, …))` in lower-case hexadecimal. The text is whole, so blocks and padding
    /// are done apart: the padding is the same for both; hashing piece by piece is 1,500 bytes more of code.
    fn hash(self, parts: &[&[u8]]) -> String {
        let mut text = Vec::new();
        for part in parts {
            text.extend_from_slice(part);
            text.push(b':');
        }
        text.pop();
        let bits = text.len() as u64 * 8;
        match self {
            Self::Md5 => {
                let mut state = md5::START;
                md5::compress(&mut state, blocks(&mut text, bits.to_le_bytes()));
                hexadecimal(&state, u32::to_le_bytes)
            }
            Self::Sha256 => {
                let mut state = SHA_256_START;
                compress256(&mut state, blocks(&mut text, bits.to_be_bytes()));
                hexadecimal(&state, u32::to_be_bytes)
            }
        }
    }
}

/// The state before the first block (RFC 6234 §6.1).
const SHA_256_START: [u32; 8] =
    [0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19];

/// The text in blocks of 64 bytes, whose last ends in its length in bits (RFC 1321 §3.1, RFC 6234 §4.1).
fn blocks(text: &mut Vec<u8>, bits: [u8; 8]) -> &[[u8; 64]] {
    text.push(0x80);
    while text.len() % 64 != 56 {
        text.push(0);
    }
    text.extend(bits);
    text.as_chunks().0
}

/// `LHEX`
#[inline(never)]
pub(super) fn hexadecimal(words: &[u32], bytes: fn(u32) -> [u8; 4]) -> String {
    let mut text = String::new();
    for word in words {
        for byte in bytes(*word) {
            push_hex(&mut text, byte);
        }
    }
    text
}

/// What the answer is made over when the server gave a `qop`.
#[derive(Clone, Copy)]
pub(super) struct Protection<'a> {
    /// `nc`, eight hexadecimal digits.
    pub(super) count: &'a str,
    /// `cnonce`.
    pub(super) cnonce: &'a str,
}

/// What the answer to one challenge is made of.
#[derive(Clone, Copy)]
pub(super) struct Question<'a> {
    pub(super) algorithm: Algorithm,
    pub(super) realm: &'a str,
    pub(super) nonce: &'a str,
    pub(super) protection: Option<Protection<'a>>,
    pub(super) method: &'a str,
    pub(super) uri: &'a str,
}

/// `response`: RFC 7616 §3.4.1, with A1 of §3.4.2 and A2 of §3.4.3 for `qop=auth`.
pub(super) fn response(question: &Question<'_>, username: &str, password: &[u8]) -> String {
    let hash = |parts: &[&[u8]]| question.algorithm.hash(parts);
    let ha1 = hash(&[username.as_bytes(), question.realm.as_bytes(), password]);
    let ha2 = hash(&[question.method.as_bytes(), question.uri.as_bytes()]);
    let (ha1, ha2, nonce) = (ha1.as_bytes(), ha2.as_bytes(), question.nonce.as_bytes());
    match question.protection {
        Some(Protection { count, cnonce }) => {
            hash(&[ha1, nonce, count.as_bytes(), cnonce.as_bytes(), b"auth", ha2])
        }
        None => hash(&[ha1, nonce, ha2]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RFC_2617: Question<'_> = Question {
        algorithm: Algorithm::Md5,
        realm: "testrealm@host.com",
        nonce: "dcd98b7102dd2f0e8b11d0f600bfb0c093",
        protection: Some(Protection { count: "00000001", cnonce: "0a4f113b" }),
        method: "GET",
        uri: "/dir/index.html",
    };

    const RFC_7616: Question<'_> = Question {
        realm: "http-auth@example.org",
        nonce: "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
        protection: Some(Protection {
            count: "00000001",
            cnonce: "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
        }),
        ..RFC_2617
    };

    #[test]
    fn the_answer_of_rfc_2617_section_3_5() {
        assert_eq!(response(&RFC_2617, "Mufasa", b"Circle Of Life"), "6629fae49393a05397450978507c4ef1");
    }

    #[test]
    fn the_answer_without_qop_as_rfc_2069_has_it() {
        let question = Question { protection: None, ..RFC_2617 };
        assert_eq!(response(&question, "Mufasa", b"CircleOfLife"), "1949323746fe6a43ef61f9606e7febea");
    }

    #[test]
    fn both_answers_of_rfc_7616_section_3_9_1() {
        assert_eq!(response(&RFC_7616, "Mufasa", b"Circle of Life"), "8ca523f5e9506fed4657c9700eebdbec");
        let question = Question { algorithm: Algorithm::Sha256, ..RFC_7616 };
        let answer = "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1";
        assert_eq!(response(&question, "Mufasa", b"Circle of Life"), answer);
    }

    #[test]
    fn a1_is_hashed_byte_for_byte() {
        let ha1 = |username: &str, realm: &str, password: &str| {
            Algorithm::Md5.hash(&[username.as_bytes(), realm.as_bytes(), password.as_bytes()])
        };
        assert_eq!(ha1("Mufasa", "testrealm@host.com", "Circle Of Life"), "939e7578ed9e3c518a452acee763bce9");
        assert_eq!(ha1("J\u{e4}s\u{f8}n Doe", "\u{43c}", "\u{2603}"), "f65331c235ec90d853f66ac046d19b2e");
    }

    #[test]
    fn a_text_of_any_length_fills_its_blocks() {
        for (length, md5, sha_256) in [
            (
                0,
                "d41d8cd98f00b204e9800998ecf8427e",
                "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            ),
            (
                55,
                "ef1772b6dff9a122358552954ad0df65",
                "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318",
            ),
            (
                56,
                "3b0c8ac703f828b04c6c197006d17218",
                "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a",
            ),
            (
                63,
                "b06521f39153d618550606be297466d5",
                "7d3e74a05d7db15bce4ad9ec0658ea98e3f06eeecf16b4c6fff2da457ddc2f34",
            ),
            (
                64,
                "014842d480b571495a4a0363793f7367",
                "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb",
            ),
            (
                120,
                "5f61c0ccad4cac44c75ff505e1f1e537",
                "2f3d335432c70b580af0e8e1b3674a7c020d683aa5f73aaaedfdc55af904c21c",
            ),
        ] {
            let text = vec![b'a'; length];
            assert_eq!(Algorithm::Md5.hash(&[&text]), md5, "{length}");
            assert_eq!(Algorithm::Sha256.hash(&[&text]), sha_256, "{length}");
        }
    }

    #[test]
    fn algorithms_are_found_without_case() {
        assert_eq!(Algorithm::from_token("sha-256"), Some(Algorithm::Sha256));
        assert_eq!(Algorithm::from_token("MD5"), Some(Algorithm::Md5));
        assert_eq!(Algorithm::from_token("MD5-sess"), None);
    }
}
