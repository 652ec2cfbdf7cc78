//! Copies: how much of their wording two articles share, and which pairs of a corpus are worth that question.
//!
//! A text is the list of its words (without their typography and case, and without its furniture), and a **shingle**
//! is five words in a row (Broder 1997, SEQUENCES). The similarity of two texts is the Jaccard index of their sets of
//! shingles, J = |A ∩ B| / |A ∪ B|, from 0 to 1; from [`NEAR`] on one is taken for a copy of the other.
//!
//! To compare all pairs would take the square of their number. So each text gets a **sketch**: the shingles, hashed
//! to 64 bits, fall into 128 bins by their first seven bits, and each bin keeps its least (one-permutation MinHash: Li,
//! Owen & Zhang 2012, NIPS; an empty bin borrows from one drawn by hashing its number: Shrivastava 2017, ICML). Two
//! texts agree in a bin with probability J. The bins stand in 32 bands of 4, and two texts that agree in a whole band
//! are a **candidate**, whose J is then counted exactly. With s = J, a pair is missed with probability
//! (1 - s^4)^32: 5e-8 at .8, 1e-15 at .9, 2e-4 at .7, .01 at .6, .13 at .5.
//!
//! By hand: "a b c d e f" and "a b c d e g" have two shingles each, share one, and J = 1 / 3.
//!
//! Hashes are fixed (FNV-1a, mixed as in SplitMix64), so every machine finds the same pairs. The chance that two of
//! n different shingles have one hash is about n² / 2^65.
//!
//! What it cannot tell you: who copied from whom, and whether a few changed words change what is said. A text put into
//! other words is no copy here, nor is a brief cut from a long story: below J = .5 pairs are found by luck. Texts made
//! from one template (a daily market report) look like copies of each other. In a text of a few dozen words the bins are filled by
//! few shingles, so bands are less independent than the formula assumes.

use crate::text::{TokenText, fold};
use serde::{Deserialize, Serialize};

/// Words in a shingle.
pub const SHINGLE: usize = 5;

/// From this Jaccard index on, one text is taken for a copy of the other.
pub const NEAR: f64 = 0.8;

/// Pairs below this are not listed: too many of them would be missing.
pub const SIMILAR: f64 = 0.5;

/// The share of the shorter text's shingles that makes it a part of the longer, and the words it must have.
const CONTAINED: (f64, u32) = (0.8, 50);

const N_BINS: usize = 128;
const N_BANDS: usize = 32;
const BAND: usize = N_BINS / N_BANDS;
/// In a bucket of up to this many, all are compared with all; in a larger one, each with the first and its neighbour.
const SMALL_BUCKET: usize = 8;
/// An odd number without pattern: the golden ratio in 64 bits.
const MULTIPLIER: u64 = 0x9E37_79B9_7F4A_7C15;

/// What is kept of a text to find its copies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sketch {
    /// How many words it has.
    pub n_words: u32,
    /// The hash of all its words in order: equal for equal texts.
    pub hash: u64,
    bands: [u64; N_BANDS],
}

/// What two texts share.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Overlap {
    /// The Jaccard index of their shingles, 0 to 1; of texts with fewer than five words, 1 if they are equal, else 0.
    pub jaccard: f64,
    /// Words of the shorter text (of the first, if equally long) that stand in a shingle of both.
    pub shared_words: u32,
    /// How alike they are; `None` when too little to be listed.
    pub kind: Option<Kind>,
}

/// How two articles are alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Kind {
    /// The same words in the same order.
    Exact,
    /// Jaccard index of at least .8.
    Near,
    /// At least .8 of the shorter one's shingles stand in the longer one, and it has 50 words or more.
    Contained,
    /// Jaccard index of at least .5.
    Similar,
}

impl Kind {
    /// `exact`, `near`, `contained` or `similar`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Near => "near",
            Self::Contained => "contained",
            Self::Similar => "similar",
        }
    }

    /// Whether one is taken for a copy of the other.
    pub fn is_copy(self) -> bool {
        matches!(self, Self::Exact | Self::Near)
    }
}

/// A hash for each token: equal for words that differ in typography and case only, 0 for what is not a word.
pub fn word_hashes(text: &str, read: &TokenText) -> Vec<u64> {
    read.tokens.iter().map(|token| if token.is_word() { word_hash(token.span.of(text)) } else { 0 }).collect()
}

fn word_hash(word: &str) -> u64 {
    let fnv = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3);
    const START: u64 = 0xCBF2_9CE4_8422_2325;
    let hash = if word.is_ascii() {
        word.bytes().fold(START, |hash, byte| fnv(hash, byte.to_ascii_lowercase()))
    } else {
        fold(word).to_lowercase().bytes().fold(START, fnv)
    };
    mix(hash).max(1)
}

/// Spreads a number over all 64 bits; no two give the same (SplitMix64: Steele, Lea & Flood 2014, OOPSLA).
fn mix(x: u64) -> u64 {
    let x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
}

/// One hash for many, in their order.
pub fn hash_all(hashes: &[u64]) -> u64 {
    mix(hashes.iter().fold(hashes.len() as u64, |all, hash| all.wrapping_mul(MULTIPLIER).wrapping_add(*hash)))
}

/// The hashes of the shingles of a text given by the hashes of its words, in order; none with fewer than five words.
fn shingles(words: &[u64]) -> impl Iterator<Item = u64> {
    words.windows(SHINGLE).map(hash_all)
}

/// The sketch of a text given by the hashes of its words.
pub fn sketch(words: &[u64]) -> Sketch {
    Sketch { n_words: words.len() as u32, hash: hash_all(words), bands: bands(&bins(words)) }
}

/// The least shingle of each bin.
fn bins(words: &[u64]) -> [u64; N_BINS] {
    const EMPTY: u64 = u64::MAX;
    let mut least = [EMPTY; N_BINS];
    for shingle in shingles(words) {
        let bin = &mut least[(shingle >> (64 - N_BINS.ilog2())) as usize];
        *bin = shingle.min(*bin);
    }
    if least == [EMPTY; N_BINS] {
        return least; // fewer than five words
    }
    let mut filled = least;
    for (bin, value) in filled.iter_mut().enumerate().filter(|(_, value)| **value == EMPTY) {
        let mut draw = bin as u64;
        while *value == EMPTY {
            draw = draw.wrapping_add(MULTIPLIER);
            *value = least[(mix(draw) % N_BINS as u64) as usize];
        }
    }
    filled
}

fn bands(bins: &[u64; N_BINS]) -> [u64; N_BANDS] {
    std::array::from_fn(|band| hash_all(&bins[band * BAND..(band + 1) * BAND]))
}

/// Pairs of positions, the lower first, ascending, that agree in a band; texts with fewer than five words have none.
/// At most 32 x 7 for each text, however many are alike.
pub fn candidates(sketches: &[&Sketch]) -> Vec<(u32, u32)> {
    let long: Vec<u32> =
        (0..sketches.len() as u32).filter(|article| sketches[*article as usize].n_words as usize >= SHINGLE).collect();
    let mut pairs = Vec::new();
    for band in 0..N_BANDS {
        let mut keys: Vec<(u64, u32)> =
            long.iter().map(|&article| (sketches[article as usize].bands[band], article)).collect();
        keys.sort_unstable();
        for bucket in keys.chunk_by(|a, b| a.0 == b.0).filter(|bucket| bucket.len() > 1) {
            for (i, &(_, b)) in bucket.iter().enumerate().skip(1) {
                if bucket.len() <= SMALL_BUCKET {
                    pairs.extend(bucket[..i].iter().map(|&(_, a)| (a, b)));
                } else {
                    pairs.extend([(bucket[0].1, b), (bucket[i - 1].1, b)]);
                }
            }
        }
        pairs.sort_unstable();
        pairs.dedup();
    }
    pairs
}

/// What two texts share, given by the hashes of their words, counted exactly.
pub fn overlap(a: &[u64], b: &[u64]) -> Overlap {
    if a == b {
        return exact(a.len() as u32);
    }
    let (short, long) = if b.len() < a.len() { (b, a) } else { (a, b) };
    let set = |words: &[u64]| {
        let mut set: Vec<u64> = shingles(words).collect();
        set.sort_unstable();
        set.dedup();
        set
    };
    let (of_short, of_long) = (set(short), set(long));
    let n_common = of_short.iter().filter(|shingle| of_long.binary_search(shingle).is_ok()).count();
    let n_all = of_short.len() + of_long.len() - n_common;
    let share = |n: usize| if n == 0 { 0.0 } else { n_common as f64 / n as f64 };
    let jaccard = share(n_all);
    let kind = if jaccard >= NEAR {
        Some(Kind::Near)
    } else if share(of_short.len()) >= CONTAINED.0 && short.len() >= CONTAINED.1 as usize {
        Some(Kind::Contained)
    } else {
        (jaccard >= SIMILAR).then_some(Kind::Similar)
    };
    Overlap { jaccard, shared_words: shared_words(short, &of_long), kind }
}

/// What two equal texts of `n_words` share.
pub fn exact(n_words: u32) -> Overlap {
    Overlap { jaccard: 1.0, shared_words: n_words, kind: Some(Kind::Exact) }
}

/// The words of a text that stand in a shingle of `others` (ascending).
fn shared_words(words: &[u64], others: &[u64]) -> u32 {
    let mut n = 0;
    let mut end = 0; // of the last shared shingle
    for (start, shingle) in shingles(words).enumerate() {
        if others.binary_search(&shingle).is_ok() {
            n += start + SHINGLE - end.max(start);
            end = start + SHINGLE;
        }
    }
    n as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::Random;

    fn words(text: &str) -> Vec<u64> {
        let read = TokenText::cut(text, &[]);
        word_hashes(text, &read).into_iter().filter(|hash| *hash != 0).collect()
    }

    fn check(a: &str, b: &str, jaccard: f64, shared_words: u32, kind: Option<Kind>) {
        for (a, b) in [(a, b), (b, a)] {
            assert_eq!(overlap(&words(a), &words(b)), Overlap { jaccard, shared_words, kind }, "{a} | {b}");
        }
    }

    #[test]
    fn overlaps_by_hand() {
        check("a b c d e f", "a b c d e g", 1.0 / 3.0, 5, None);
        check("a b c d e f", "a b c d e f g", 2.0 / 3.0, 6, Some(Kind::Similar)); // 2 of 3 shingles
        check("a b c d e", "v w x y z", 0.0, 0, None);
        check("a b c d e x f g h i j", "a b c d e y f g h i j", 2.0 / 12.0, 10, None);
        check("a b c d e f g h i j k", "a b c d e f g h i j k l", 7.0 / 8.0, 11, Some(Kind::Near));
        check("a b c d e a b c d e", "a b c d e", 1.0 / 5.0, 5, None); // abcde bcdea cdeab deabc eabcd
    }

    #[test]
    fn a_part_is_contained_from_fifty_words_on() {
        let long: Vec<String> = (0..90).map(|word| format!("w{word}")).collect();
        check(&long[..50].join(" "), &long.join(" "), 46.0 / 86.0, 50, Some(Kind::Contained));
        check(&long[..49].join(" "), &long.join(" "), 45.0 / 86.0, 49, Some(Kind::Similar));
        check(&long[..40].join(" "), &long.join(" "), 36.0 / 86.0, 40, None);
    }

    #[test]
    fn a_text_under_five_words_is_equal_or_nothing() {
        check("Talks began.", "“TALKS” began", 1.0, 2, Some(Kind::Exact));
        check("Talks began.", "Talks ended.", 0.0, 0, None);
        let sketches = ["Talks began.", "Talks ended."].map(|text| sketch(&words(text)));
        assert!(candidates(&sketches.each_ref()).is_empty());
    }

    #[test]
    fn typography_and_case_change_no_word() {
        assert_eq!(words("He can't -- CAFÉ \"so\""), words("he can’t — cafe\u{301} “so”"));
        assert_ne!(words("He can"), words("He can't"));
    }

    /// Two texts of `n` shingles each of which `common` are in both (as word lists with no word twice).
    fn planted(n: usize, common: usize, random: &mut Random) -> [Vec<u64>; 2] {
        let mut fresh = || mix(random.below(usize::MAX) as u64);
        let shared: Vec<u64> = (0..common + SHINGLE - 1).map(|_| fresh()).collect();
        [(); 2].map(|()| shared.iter().copied().chain((common..n).map(|_| fresh())).collect())
    }

    #[test]
    fn bins_agree_as_often_as_the_jaccard_index() {
        let mut random = Random::new(7, 0);
        for (n, common) in [(800, 711), (800, 533), (60, 40), (12, 6)] {
            let expected = common as f64 / (2 * n - common) as f64;
            let mut n_equal = 0;
            for _ in 0..400 {
                let [a, b] = planted(n, common, &mut random);
                assert_eq!(overlap(&a, &b).jaccard, expected);
                n_equal += bins(&a).iter().zip(bins(&b)).filter(|(a, b)| **a == *b).count();
            }
            let found = n_equal as f64 / (400 * N_BINS) as f64;
            assert!((found - expected).abs() < 0.02, "{n} {common}: {found}, expected {expected}");
        }
    }

    /// How often a pair is no candidate, against (1 - J^4)^32.
    #[test]
    fn pairs_are_missed_as_seldom_as_the_formula_says() {
        let mut random = Random::new(8, 0);
        let mut missed = |n: usize, common: usize, n_pairs: usize| {
            let n_missed = (0..n_pairs).filter(|_| {
                let sketches = planted(n, common, &mut random).map(|words| sketch(&words));
                candidates(&sketches.each_ref()).is_empty()
            });
            n_missed.count() as f64 / n_pairs as f64
        };
        let formula = |common: f64, n: f64| (1.0 - libm::pow(common / (2.0 * n - common), 4.0)).powi(32);
        assert!(formula(8.0, 9.0) < 5e-8 && formula(18.0, 19.0) < 2e-15, "J = .8 and .9");
        assert!((formula(2.0, 3.0) - 0.126).abs() < 0.002, "J = .5");
        for (n, common) in [(600, 400), (600, 450)] {
            let (found, expected) = (missed(n, common, 2000), formula(common as f64, n as f64));
            assert!((found - expected).abs() < 0.03, "{n} {common}: {found}, expected {expected}");
        }
        assert_eq!(missed(900, 800, 2000), 0.0, "J = .8");
        assert_eq!(missed(45, 40, 2000), 0.0, "J = .8 of a short text");
        assert!(missed(9, 8, 2000) < 0.02, "J = .8 of 13 words");
    }

    #[test]
    fn many_that_are_alike_make_few_pairs() {
        let mut random = Random::new(9, 0);
        let base: Vec<u64> = (0..300).map(|_| mix(random.below(usize::MAX) as u64)).collect();
        let sketches: Vec<Sketch> = (0..3000)
            .map(|article| {
                let mut words = base.clone();
                words[article % 300] = mix(article as u64 + 1);
                sketch(&words)
            })
            .collect();
        let pairs = candidates(&sketches.iter().collect::<Vec<_>>());
        assert!(pairs.len() < 3000 * 30, "{} pairs", pairs.len());
        assert!(
            (1..3000).all(|article| pairs.iter().any(|pair| pair.1 == article)),
            "each is compared with one before article"
        );
    }
}
