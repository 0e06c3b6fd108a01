//! Marks: words and runs of words as numbers, the same in every run.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// The offset and the prime of FNV-1a in 64 bits (Fowler, Noll and Vo; RFC
/// 9923).
const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0000_0100_0000_01b3;

/// A running hash: FNV-1a over numbers, with the finish of MurmurHash3 so that
/// all bits of the result depend on all of the input.
#[derive(Clone, Copy)]
pub(super) struct Mark(u64);

impl Mark {
    pub(super) const NONE: Self = Self(OFFSET);

    pub(super) fn add(&mut self, value: u64) {
        self.0 = (self.0 ^ value).wrapping_mul(PRIME);
    }

    pub(super) fn finish(self) -> u64 {
        let mut hash = self.0;
        hash = (hash ^ (hash >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
        hash = (hash ^ (hash >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
        hash ^ (hash >> 33)
    }
}

/// Returns the mark of a word.
pub(super) fn of_word(word: &str) -> u64 {
    let mut mark = Mark::NONE;
    word.chars().for_each(|letter| mark.add(u64::from(u32::from(letter))));
    mark.finish()
}

/// Returns the mark of several marks in order.
pub(super) fn of_marks(marks: &[u64]) -> u64 {
    let mut mark = Mark::NONE;
    marks.iter().for_each(|part| mark.add(*part));
    mark.finish()
}

/// Returns the low half of a mark, enough to compare a few thousand with
/// another few thousand.
pub(super) fn short(mark: u64) -> u32 {
    mark as u32
}

/// A map by marks; it is asked, never walked.
pub(super) type MarkMap<V> = HashMap<u32, V, BuildHasherDefault<MarkHasher>>;

/// Hashes what is a hash already: the golden ratio spreads it over the bits
/// that the map looks at (Knuth, The Art of Computer Programming 3, 6.4).
#[derive(Default)]
pub(super) struct MarkHasher(u64);

impl Hasher for MarkHasher {
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.write_u32(u32::from(*byte)));
    }

    fn write_u32(&mut self, mark: u32) {
        self.0 = (self.0 ^ u64::from(mark)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// Returns how many marks two sorted lists without repetition share.
pub(super) fn shared(one: &[u32], other: &[u32]) -> usize {
    let (mut at, mut count) = (0, 0);
    for mark in one {
        while other.get(at).is_some_and(|next| next < mark) {
            at += 1;
        }
        count += usize::from(other.get(at) == Some(mark));
    }
    count
}
