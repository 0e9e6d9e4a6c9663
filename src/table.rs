//! A map whose code is small: every instance of the standard one costs thousands of bytes on the way to the browser.

/// Values by key, in the order of the keys.
///
/// Keys that count upwards, as most here do, are added at the end; looking up costs the logarithm of the number. The
/// values stay where they are when others come and go.
#[derive(Debug)]
pub struct Table<K, V>(Vec<(K, Box<V>)>);

impl<K: Ord, V> Table<K, V> {
    /// An empty one.
    #[must_use]
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    fn find(&self, key: &K) -> Result<usize, usize> {
        self.0.binary_search_by(|(known, _)| known.cmp(key))
    }

    /// Adds a value, in the place of what had that key.
    pub fn insert(&mut self, key: K, value: V) {
        match self.find(&key) {
            Ok(at) => {
                if let Some(slot) = self.0.get_mut(at) {
                    *slot.1 = value;
                }
            }
            Err(at) => self.0.insert(at, (key, Box::new(value))),
        }
    }

    /// Takes a value out. With the last one goes the room that many once needed.
    pub fn remove(&mut self, key: &K) -> Option<V> {
        let at = self.find(key).ok()?;
        let (_, value) = self.0.remove(at);
        if self.0.is_empty() {
            *self = Self::new();
        }
        Some(*value)
    }

    /// The value of that key.
    #[must_use]
    pub fn get(&self, key: &K) -> Option<&V> {
        self.0.get(self.find(key).ok()?).map(|(_, value)| &**value)
    }

    /// The value of that key, to be changed.
    pub fn get_mut(&mut self, key: &K) -> Option<&mut V> {
        let at = self.find(key).ok()?;
        self.0.get_mut(at).map(|(_, value)| &mut **value)
    }

    /// There is a value of that key.
    #[must_use]
    pub fn contains(&self, key: &K) -> bool {
        self.find(key).is_ok()
    }

    /// Keys and values, in the order of the keys.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&K, &V)> {
        self.0.iter().map(|(key, value)| (key, &**value))
    }

    /// Keys and values from this key on, or from where it would stand.
    pub fn from(&self, key: &K) -> impl Iterator<Item = (&K, &V)> {
        let (Ok(at) | Err(at)) = self.find(key);
        self.iter().skip(at)
    }

    /// How many there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// There is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<K: Ord, V> Default for Table<K, V> {
    fn default() -> Self {
        Self::new()
    }
}

/// Takes the first out of a list that is short: a queue is code of its own.
pub fn pop_first<T>(list: &mut Vec<T>) -> Option<T> {
    (!list.is_empty()).then(|| list.remove(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_found_replaced_and_taken_out_by_key() {
        let mut table = Table::new();
        for (key, value) in [(3, 'c'), (1, 'a'), (2, 'x'), (2, 'b')] {
            table.insert(key, value);
        }
        assert_eq!(
            table.iter().map(|(key, value)| (*key, *value)).collect::<Vec<_>>(),
            [(1, 'a'), (2, 'b'), (3, 'c')]
        );
        assert_eq!(table.remove(&2), Some('b'));
        assert_eq!(table.get(&2), None);
        assert_eq!(table.get(&3), Some(&'c'));
        assert_eq!((table.len(), table.contains(&1), table.contains(&2)), (2, true, false));
    }

    #[test]
    fn an_empty_table_takes_no_memory_however_much_there_was() {
        let mut table = Table::new();
        for key in 0..1_000 {
            table.insert(key, 'a');
        }
        for key in 0..1_000 {
            table.remove(&key);
        }
        assert_eq!(table.0.capacity(), 0);
    }
}
