//! A map whose code is small: every instance of the standard one costs thousands of bytes on the way to the browser.

use core::hash::{Hash, Hasher};
use core::iter::{from_fn, successors};
use core::mem::{forget, swap};

/// Values by key. Whether there are ten or a hundred thousand, finding, adding and taking out cost the same.
///
/// Each key hangs on one of many chains, by a number that is made of it. The same deeds always give the same chains, so
/// that the order is the same in every run; keys that count upwards stay in order as long as none goes.
#[derive(Debug)]
pub struct Table<K, V> {
    seed: u32,
    len: usize,
    /// A power of two of them, and at least twice as many as keys.
    chains: Vec<Chain<K, V>>,
}

type Chain<K, V> = Option<Box<Link<K, V>>>;

/// The fields stand in the same places whatever the value is, so that the compiler needs most of what is below but once
/// for every kind of key.
#[derive(Debug)]
#[repr(C)]
struct Link<K, V> {
    next: Chain<K, V>,
    spread: u32,
    key: K,
    value: V,
}

/// How many chains the first key makes.
const FEW: usize = 8;

impl<K: Eq + Hash, V> Table<K, V> {
    /// An empty one, for keys of our own.
    #[must_use]
    pub const fn new() -> Self {
        Self::seeded(0)
    }

    /// An empty one for keys that others choose: who does not know the seed cannot choose them for one and the same chain.
    #[must_use]
    pub const fn seeded(seed: u32) -> Self {
        Self { seed, len: 0, chains: Vec::new() }
    }

    /// Adds a value, in the place of what had that key.
    pub fn insert(&mut self, key: K, value: V) {
        drop(self.put(Box::new(Link { next: None, spread: 0, key, value })));
    }

    /// Takes a value out. With the last one goes the room that many once needed.
    pub fn remove(&mut self, key: &K) -> Option<V> {
        self.take(key).map(|link| link.value)
    }

    /// The value of that key.
    #[must_use]
    pub fn get(&self, key: &K) -> Option<&V> {
        self.find(key).map(|link| &link.value)
    }

    /// The value of that key, to be changed.
    pub fn get_mut(&mut self, key: &K) -> Option<&mut V> {
        self.place(key)?.as_mut().map(|link| &mut link.value)
    }

    /// There is a value of that key.
    #[must_use]
    pub fn contains(&self, key: &K) -> bool {
        self.find(key).is_some()
    }

    /// Keys and values.
    pub fn iter(&self) -> impl Iterator<Item = (&K, &V)> {
        let mut links = Links { chains: self.chains.iter(), next: None };
        from_fn(move || links.next().map(|link| (&link.key, &link.value)))
    }

    /// All keys of which the same number is made as of this part of them, with their values; others may be among them.
    pub fn alike<P: Hash + ?Sized>(&self, part: &P) -> impl Iterator<Item = (&K, &V)> {
        let first = self.first(spread(self.seed, part));
        successors(first, |link| link.next.as_deref()).map(|link| (&link.key, &link.value))
    }

    /// How many there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.len
    }

    /// There is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    const fn number(&self, spread: u32) -> usize {
        spread as usize & self.chains.len().wrapping_sub(1)
    }

    fn first(&self, spread: u32) -> Option<&Link<K, V>> {
        self.chains.get(self.number(spread))?.as_deref()
    }

    #[inline(never)]
    fn find(&self, key: &K) -> Option<&Link<K, V>> {
        let spread = spread(self.seed, key);
        let mut at = self.first(spread);
        while let Some(link) = at
            && !link.is_of(spread, key)
        {
            at = link.next.as_deref();
        }
        at
    }

    /// Where that key hangs, or would.
    #[inline(never)]
    fn place(&mut self, key: &K) -> Option<&mut Chain<K, V>> {
        let spread = spread(self.seed, key);
        let number = self.number(spread);
        let mut place = self.chains.get_mut(number)?;
        while place.as_ref().is_some_and(|link| !link.is_of(spread, key)) {
            place = &mut place.as_mut()?.next;
        }
        Some(place)
    }

    /// Gives back what had that key.
    #[inline(never)]
    fn put(&mut self, mut link: Box<Link<K, V>>) -> Chain<K, V> {
        link.spread = spread(self.seed, &link.key);
        if let Some(Some(old)) = self.place(&link.key) {
            swap(&mut old.next, &mut link.next);
            swap(old, &mut link);
            return Some(link);
        }
        self.len += 1;
        if 2 * self.len > self.chains.len() {
            self.grow();
        }
        self.hang(link)
    }

    #[inline(never)]
    fn take(&mut self, key: &K) -> Chain<K, V> {
        let place = self.place(key)?;
        let mut link = place.take()?;
        swap(place, &mut link.next);
        self.len -= 1;
        if self.len == 0 {
            self.chains = Vec::new();
        }
        Some(link)
    }

    /// Makes a link the first of its chain. Gives back what found no place, which is nothing.
    #[inline(never)]
    fn hang(&mut self, mut link: Box<Link<K, V>>) -> Chain<K, V> {
        let number = self.number(link.spread);
        let Some(chain) = self.chains.get_mut(number) else { return Some(link) };
        swap(&mut link.next, chain);
        chain.replace(link)
    }

    /// Twice as many chains.
    #[inline(never)]
    fn grow(&mut self) {
        let before = self.chains.len();
        for _ in before..(2 * before).max(FEW) {
            self.chains.push(None);
        }
        for number in 0..before {
            let mut chain = self.chains.get_mut(number).and_then(Option::take);
            while let Some(mut link) = chain {
                chain = link.next.take();
                forget(self.hang(link));
            }
            // Nothing is left of it, nor was above. Dropping nothing would be code for every kind of value.
            forget(chain);
        }
    }
}

impl<K: Eq, V> Link<K, V> {
    fn is_of(&self, spread: u32, key: &K) -> bool {
        self.spread == spread && self.key == *key
    }
}

impl<K: Eq + Hash, V> Default for Table<K, V> {
    fn default() -> Self {
        Self::new()
    }
}

/// The links of all chains.
struct Links<'a, K, V> {
    chains: core::slice::Iter<'a, Chain<K, V>>,
    next: Option<&'a Link<K, V>>,
}

impl<'a, K, V> Links<'a, K, V> {
    #[inline(never)]
    fn next(&mut self) -> Option<&'a Link<K, V>> {
        while self.next.is_none() {
            self.next = self.chains.next()?.as_deref();
        }
        let link = self.next?;
        self.next = link.next.as_deref();
        Some(link)
    }
}

/// The same number for the same key, and seldom for two.
#[inline(never)]
fn spread<P: Hash + ?Sized>(seed: u32, key: &P) -> u32 {
    let mut spread = Spread(seed);
    key.hash(&mut spread);
    spread.0
}

struct Spread(u32);

impl Hasher for Spread {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u32::from(*byte)).wrapping_mul(0x9e37_79b1);
            self.0 ^= self.0 >> 15;
        }
    }

    /// Numbers that count upwards are spread as evenly as can be.
    fn write_u32(&mut self, number: u32) {
        self.0 ^= number;
    }

    fn finish(&self) -> u64 {
        self.0.into()
    }
}

/// Takes the first out of a list that is short: a queue is code of its own.
pub fn pop_first<T>(list: &mut Vec<T>) -> Option<T> {
    (!list.is_empty()).then(|| list.remove(0))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    #[derive(Clone, Debug)]
    enum Deed<K> {
        Insert(K, u16),
        Remove(K),
        Change(K, u16),
    }

    fn deeds<K: Clone + core::fmt::Debug>(
        key: impl Strategy<Value = K> + Clone,
    ) -> impl Strategy<Value = Vec<Deed<K>>> {
        let deed = prop_oneof![
            3 => (key.clone(), any::<u16>()).prop_map(|(key, value)| Deed::Insert(key, value)),
            2 => key.clone().prop_map(Deed::Remove),
            1 => (key, any::<u16>()).prop_map(|(key, value)| Deed::Change(key, value)),
        ];
        proptest::collection::vec(deed, 0..200)
    }

    /// Does the same to both, and compares what is told after each.
    fn compare<K: Clone + Ord + Hash + core::fmt::Debug>(
        mut table: Table<K, u16>,
        deeds: &[Deed<K>],
    ) -> Table<K, u16> {
        let mut map = BTreeMap::new();
        for deed in deeds {
            match deed {
                Deed::Insert(key, value) => {
                    table.insert(key.clone(), *value);
                    map.insert(key.clone(), *value);
                }
                Deed::Remove(key) => assert_eq!(table.remove(key), map.remove(key)),
                Deed::Change(key, value) => {
                    let (ours, theirs) = (table.get_mut(key), map.get_mut(key));
                    assert_eq!(ours, theirs);
                    if let (Some(ours), Some(theirs)) = (ours, theirs) {
                        (*ours, *theirs) = (*value, *value);
                    }
                }
            }
            let (Deed::Insert(key, _) | Deed::Remove(key) | Deed::Change(key, _)) = deed;
            assert_eq!((table.get(key), table.contains(key)), (map.get(key), map.contains_key(key)));
            assert_eq!((table.len(), table.is_empty()), (map.len(), map.is_empty()));
            let mut rows: Vec<_> = table.iter().collect();
            rows.sort();
            assert_eq!(rows, map.iter().collect::<Vec<_>>());
        }
        table
    }

    /// The worst that a key can do: one chain for all.
    #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
    struct Same(u8);

    impl Hash for Same {
        fn hash<H: Hasher>(&self, state: &mut H) {
            7_u32.hash(state);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn whatever_is_done_the_table_holds_what_a_sorted_map_holds(
            numbers in deeds(0..100_u32),
            texts in deeds("[a-d]{0,3}"),
            alike in deeds((0..20_u8).prop_map(Same)),
            seed: u32,
        ) {
            compare(Table::new(), &numbers);
            compare(Table::seeded(seed), &texts);
            compare(Table::seeded(seed), &alike);
        }

        #[test]
        fn the_same_deeds_give_the_same_order(deeds in deeds("[a-d]{0,3}"), seed: u32) {
            let [one, other] = [(); 2].map(|()| compare(Table::seeded(seed), &deeds));
            prop_assert_eq!(one.iter().collect::<Vec<_>>(), other.iter().collect::<Vec<_>>());
        }
    }

    #[test]
    fn keys_that_count_upwards_stay_in_order() {
        let mut table = Table::new();
        for number in 0..1_000_u32 {
            table.insert(number, ());
            assert!(table.iter().map(|(key, ())| *key).eq(0..=number));
        }
    }

    #[test]
    fn an_empty_table_takes_no_memory_however_much_there_was() {
        let mut table = Table::new();
        for key in 0..1_000_u32 {
            table.insert(key, 'a');
        }
        for key in 0..1_000 {
            table.remove(&key);
        }
        assert_eq!(table.chains.capacity(), 0);
    }

    fn longest_chain<K: Eq + Hash, V>(table: &Table<K, V>) -> usize {
        table
            .chains
            .iter()
            .map(|chain| successors(chain.as_deref(), |link| link.next.as_deref()).count())
            .max()
            .unwrap()
    }

    #[test]
    fn of_a_hundred_thousand_keys_few_share_a_chain() {
        let (mut numbers, mut texts) = (Table::new(), Table::new());
        for number in 0..100_000_u32 {
            numbers.insert(number, ());
            texts.insert(format!("{number}@example.com"), ());
        }
        assert_eq!(longest_chain(&numbers), 1);
        assert!(longest_chain(&texts) < 10, "{}", longest_chain(&texts));
    }

    #[test]
    fn keys_that_were_chosen_for_one_chain_share_none_under_a_seed_nobody_knew() {
        let chosen =
            (0_u32..).map(|number| number.to_string()).filter(|key| spread(0, key) % 4096 == 0).take(1_000);
        let (mut known, mut unknown) = (Table::new(), Table::seeded(0x5eed));
        for key in chosen {
            known.insert(key.clone(), ());
            unknown.insert(key, ());
        }
        assert_eq!(longest_chain(&known), 1_000);
        assert!(longest_chain(&unknown) < 10, "{}", longest_chain(&unknown));
    }

    /// A name in two parts, which spreads by the first.
    #[derive(PartialEq, Eq)]
    struct Name(&'static str, u8);

    impl Hash for Name {
        fn hash<H: Hasher>(&self, state: &mut H) {
            self.0.hash(state);
        }
    }

    #[test]
    fn all_keys_that_spread_by_the_same_part_are_found_by_it() {
        let mut table = Table::seeded(1);
        for number in 0..200 {
            table.insert(Name(["a", "b", "c"][usize::from(number) % 3], number), ());
        }
        let of = |part| table.alike(part).filter(|(name, ())| name.0 == part).count();
        assert_eq!(["a", "b", "c", "d"].map(of), [67, 67, 66, 0]);
    }
}
