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
    /// Number, spelling and compact form of each.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u8, &'static str, u8)> {
        let mut rest = self.text;
        (0..).zip(self.rows).map(move |(number, [length, compact])| {
            let (spelling, behind) = cut(rest, usize::from(*length));
            rest = behind;
            (number, spelling, *compact)
        })
    }

    /// The word of that number.
    #[inline(never)]
    pub(super) fn spelling(&self, number: u8) -> &'static str {
        self.iter().nth(usize::from(number)).map_or("", |(_, spelling, _)| spelling)
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
