//! Tables of words that have a number each, as names of headers and methods have.
//!
//! A word is a number, because sixty variants beside a text make a copy a thousand bytes of code; and the table is one
//! text with the length of each word, because a table of texts takes more bytes for their addresses than for the texts.

use crate::text::cut;

/// The words behind each other, and for each its length and its compact form, 0 where it has none.
pub(super) struct Words {
    pub(super) text: &'static str,
    pub(super) rows: &'static [[u8; 2]],
}

impl Words {
    /// The number of the word that `token` is in any case, or that has this compact form; 0 is none.
    #[inline(never)]
    pub(super) fn find(&self, token: &str, compact: u8) -> Option<u8> {
        let mut end = 0;
        for (number, [length, form]) in (0..).zip(self.rows) {
            let start = end;
            end += usize::from(*length);
            // Most words have another length, so that nobody looks at their letters.
            let is_it = usize::from(*length) == token.len()
                && self
                    .text
                    .as_bytes()
                    .get(start..end)
                    .is_some_and(|word| word.eq_ignore_ascii_case(token.as_bytes()));
            if is_it || compact != 0 && *form == compact {
                return Some(number);
            }
        }
        None
    }

    /// The word of that number.
    #[inline(never)]
    pub(super) fn spelling(&self, number: u8) -> &'static str {
        let number = usize::from(number);
        let start = self.rows.iter().take(number).map(|[length, _]| usize::from(*length)).sum();
        let length = self.rows.get(number).map_or(0, |[length, _]| usize::from(*length));
        cut(cut(self.text, start).1, length).0
    }
}

/// One of the words, or any other.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Word {
    Known(u8),
    Other(String),
}

/// A row is the constant by which we call a word, the word and its compact form. The type has a field of type [`Word`].
macro_rules! words {
    ($(#[$lint:meta])* $type:ident: $($(#[$doc:meta])* $name:ident $spelling:literal $compact:literal,)*) => {
        enum Row {
            $($name),*
        }

        #[expect(non_upper_case_globals, reason = "they read as the variants they stand for")]
        $(#[$lint])*
        impl $type {
            $($(#[$doc])* pub const $name: Self = Self($crate::message::words::Word::Known(Row::$name as u8));)*
        }

        const WORDS: $crate::message::words::Words = $crate::message::words::Words {
            text: concat!($($spelling),*),
            rows: &[$([$spelling.len() as u8, $compact]),*],
        };
    };
}
pub(super) use words;
