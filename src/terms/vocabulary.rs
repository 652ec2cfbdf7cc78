use std::fmt;

/// A term's place in its [`Vocabulary`]: its rank in byte order, from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TermId(pub u32);

/// The distinct terms of a corpus, sorted by their bytes, so that no number depends on the order of reading.
///
/// ```
/// use slantwise::terms::{TermId, Vocabulary};
/// let vocabulary = Vocabulary::new(["wall", "border", "wall"]);
/// assert_eq!(vocabulary.len(), 2);
/// assert_eq!(vocabulary.term(TermId(0)), "border");
/// assert_eq!(vocabulary.id("wall"), Some(TermId(1)));
/// assert_eq!(vocabulary.id("fence"), None);
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Vocabulary {
    text: String,
    ends: Vec<u32>,
}

impl Vocabulary {
    /// The vocabulary of `terms`, in any order and with any repetition.
    pub fn new<'a>(terms: impl IntoIterator<Item = &'a str>) -> Self {
        let mut sorted: Vec<&str> = terms.into_iter().collect();
        sorted.sort_unstable();
        sorted.dedup();
        let mut vocabulary = Self::default();
        for term in sorted {
            vocabulary.text.push_str(term);
            vocabulary.ends.push(vocabulary.text.len() as u32);
        }
        vocabulary
    }

    /// The term with this id.
    ///
    /// # Panics
    /// When the id belongs to another, larger vocabulary.
    pub fn term(&self, id: TermId) -> &str {
        let at = id.0 as usize;
        let start = if at == 0 { 0 } else { self.ends[at - 1] as usize };
        &self.text[start..self.ends[at] as usize]
    }

    /// The id of a term in its normal form; `None` when no article has it.
    pub fn id(&self, term: &str) -> Option<TermId> {
        let (mut low, mut high) = (0, self.ends.len());
        while low < high {
            let middle = low.midpoint(high);
            match self.term(TermId(middle as u32)).cmp(term) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Equal => return Some(TermId(middle as u32)),
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        None
    }

    /// How many terms there are; their ids are `0..len()`.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is no term.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// All terms, in the order of their ids.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &str> {
        (0..self.len()).map(|at| self.term(TermId(at as u32)))
    }
}

impl fmt::Debug for Vocabulary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_the_rank_in_byte_order_whatever_the_order_given() {
        let vocabulary = Vocabulary::new(["é", "b", "a", "b", ""]);
        assert_eq!(vocabulary.iter().collect::<Vec<_>>(), ["", "a", "b", "é"]);
        for (rank, term) in ["", "a", "b", "é"].into_iter().enumerate() {
            assert_eq!(vocabulary.id(term), Some(TermId(rank as u32)));
        }
        assert_eq!(vocabulary.id("c"), None);
        assert_eq!(vocabulary, Vocabulary::new(["a", "é", "", "b"]));
    }

    #[test]
    fn nothing_has_no_terms() {
        assert!(Vocabulary::new([]).is_empty());
        assert_eq!(Vocabulary::default().id(""), None);
    }
}
