//! Any bytes: nothing panics.

use std::fs;

use bellwire::entropy::{Entropy, token};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::holds;
use crate::eat;
use crate::verdict::folder;

#[test]
fn any_bytes_are_read_or_refused() {
    let words: Vec<&[u8]> = vec![
        b"\r\n", b" ", b":", b"\"", b"\\", b"<sip:", b">", b";", b"=", b",", b"SIP/2.0", b"Via:", b"l:",
        b"m=", b"a=",
    ];
    let chunk = prop_oneof![vec(any::<u8>(), 0..8), select(words).prop_map(<[u8]>::to_vec)];
    holds(vec(chunk, 0..40), |chunks| {
        let bytes = chunks.concat();
        eat::parse(&bytes);
        eat::headers(&bytes);
        eat::headers(&[b"OPTIONS sip:b SIP/2.0\r\n".as_slice(), &bytes].concat());
        Ok(())
    });
}

#[test]
fn a_good_message_with_a_few_bytes_changed_is_read_or_refused() {
    let corpus: Vec<Vec<u8>> = ["rfc4475", "rfc5118"]
        .iter()
        .flat_map(|name| fs::read_dir(folder(name)).unwrap())
        .map(|file| fs::read(file.unwrap().path()).unwrap())
        .collect();
    let change = (any::<Index>(), any::<u8>(), 0..3_u8);
    holds((select(corpus), vec(change, 1..6), 0..4_u8), |(mut bytes, changes, turn)| {
        for (at, byte, kind) in changes {
            let at = at.index(bytes.len());
            match kind {
                0 => bytes[at] = byte,
                1 => bytes.insert(at, byte),
                _ if bytes.len() > 1 => drop(bytes.remove(at)),
                _ => {}
            }
        }
        eat::parse(&bytes);
        eat::headers(&bytes);
        // A whole life of a user agent takes longer than all of the above.
        if turn == 0 {
            eat::ua(&bytes);
        }
        Ok(())
    });
}

/// What the operating system gives.
struct Random;

impl Entropy for Random {
    fn fill(&mut self, bytes: &mut [u8]) {
        use core::hash::{BuildHasher, Hasher};
        for chunk in bytes.chunks_mut(8) {
            let random = std::collections::hash_map::RandomState::new().build_hasher().finish().to_le_bytes();
            chunk.copy_from_slice(&random[..chunk.len()]);
        }
    }
}

/// MSG-19: 16 characters of 32 are 80 bits.
#[test]
fn no_tag_comes_twice() {
    let mut tags: Vec<String> = (0..10_000).map(|_| token(&mut Random, 16)).collect();
    tags.sort();
    assert!(tags.iter().all(|tag| tag.len() == 16));
    assert!(tags.windows(2).all(|pair| pair[0] != pair[1]));
}
