//! All patterns of all lexicons as one trie of elements.
//!
//! A node is a beginning of patterns; its children are reached by the elements that may come next. Elements are
//! numbered, so that a scanner decides once for each term which of them it satisfies and then meets numbers only.

use std::ops::Range;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::lexicon::glob::{self, Globs};
use crate::lexicon::pattern::{self, Element, Parsed};
use crate::lexicon::{Lexicon, Overlap};
use crate::text::{Case, Tokenizer};

/// The patterns of several lexicons, ready to be found; the same for all threads, and cheap to clone.
#[derive(Debug, Clone)]
pub struct Matcher {
    pub(super) trie: Arc<Trie>,
}

/// The patterns, one element after another.
#[derive(Debug)]
pub(super) struct Trie {
    /// The elements that are words.
    pub(super) literals: FxHashMap<String, u32>,
    /// The elements that are globs.
    pub(super) globs: Globs,
    /// For each element, the node that it begins (0: none), and whether it stands anywhere but in front.
    pub(super) uses: Vec<Use>,
    /// The node 0 is the root.
    pub(super) nodes: Vec<Node>,
    /// The children by node and element; those of the root are in `uses`.
    pub(super) children: FxHashMap<(u32, u32), u32>,
    /// What ends at nodes, in the order of lexicon, category and pattern at each.
    pub(super) outputs: Vec<Output>,
    /// The children by gaps: for each node that has some, how many words at most, and which node follows.
    pub(super) gaps: FxHashMap<u32, Vec<(u8, u32)>>,
    /// The categories of all lexicons.
    pub(super) slots: Vec<Slot>,
    /// The case of each word of a match, by slot and pattern, where it makes a difference.
    pub(super) cases: FxHashMap<(u32, u32), Vec<Case>>,
}

/// A match: which pattern, and which tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    /// The position of the lexicon among those of the matcher.
    pub lexicon: u16,
    /// The position of the category in the lexicon.
    pub category: u16,
    /// The position of the pattern in the category.
    pub pattern: u32,
    /// Positions of the tokens from its first to its last, with the marks that it passes over.
    pub tokens: Range<u32>,
}

/// Where patterns use an element.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Use {
    pub(super) start: u32,
    pub(super) is_inner: bool,
}

/// How the overlaps of a category's matches are resolved.
#[derive(Debug, Clone, Copy)]
pub(super) struct Slot {
    pub(super) lexicon: u16,
    pub(super) category: u16,
    pub(super) overlap: Overlap,
    /// Whether that takes all matches of a sentence.
    pub(super) is_late: bool,
}

/// A beginning of patterns; 0 stands for no child.
#[derive(Debug, Clone, Default)]
pub(super) struct Node {
    pub(super) any_word: u32,
    pub(super) number: u32,
    pub(super) has_children: bool,
    pub(super) has_gaps: bool,
    pub(super) outputs: Range<u32>,
}

/// The end of a pattern.
#[derive(Debug, Clone, Copy)]
pub(super) struct Output {
    pub(super) pattern: u32,
    /// The position in `slots`.
    pub(super) slot: u32,
    /// How many of its elements are no literals.
    pub(super) n_wild: u32,
    /// Whether one of them is a gap.
    pub(super) has_gap: bool,
    pub(super) does: Does,
}

/// What the end of a pattern means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Does {
    Match,
    /// No match of the pattern counts within.
    Exclude,
}

impl Matcher {
    /// The patterns of `lexicons`, cut and normalised as `tokenizer` cuts and normalises texts.
    ///
    /// A pattern in which this tokenizer finds no word matches nothing.
    ///
    /// # Panics
    /// When there are more than 65,536 lexicons, or more categories in one than [`crate::lexicon::load`] allows.
    pub fn new(lexicons: &[Lexicon], tokenizer: &Tokenizer) -> Self {
        Self { trie: Arc::new(Trie::new(lexicons, tokenizer)) }
    }
}

impl Trie {
    /// See [`Matcher::new`].
    fn new(lexicons: &[Lexicon], tokenizer: &Tokenizer) -> Self {
        let mut trie = Self {
            literals: FxHashMap::default(),
            globs: Globs::default(),
            uses: Vec::new(),
            nodes: vec![Node::default()],
            children: FxHashMap::default(),
            outputs: Vec::new(),
            gaps: FxHashMap::default(),
            slots: Vec::new(),
            cases: FxHashMap::default(),
        };
        let n_patterns =
            lexicons.iter().flat_map(|lexicon| &lexicon.categories).map(|category| category.patterns.len()).sum();
        trie.literals.reserve(n_patterns);
        trie.nodes.reserve(n_patterns);
        let mut cutter = pattern::cutter(tokenizer);
        let mut globs = FxHashMap::default();
        let mut ends = Vec::with_capacity(n_patterns);
        for (lexicon, list) in lexicons.iter().enumerate() {
            for (category, of) in list.categories.iter().enumerate() {
                let slot = trie.slots.len() as u32;
                let mut is_late = matches!(list.overlap, Overlap::Leftmost | Overlap::Priority);
                for (number, pattern) in (0..).zip(&of.patterns) {
                    let Parsed { sequences, excluded, cases } =
                        pattern::parse(&pattern.text, &mut cutter).unwrap_or_default();
                    if !cases.is_empty() {
                        trie.cases.insert((slot, number), cases);
                    }
                    is_late |= !excluded.is_empty();
                    let sequences = sequences.into_iter().map(|sequence| (sequence, Does::Match));
                    for (sequence, does) in
                        sequences.chain(excluded.into_iter().map(|sequence| (sequence, Does::Exclude)))
                    {
                        let n_wild =
                            sequence.iter().filter(|element| !matches!(element, Element::Literal(_))).count() as u32;
                        let has_gap = sequence.iter().any(|element| matches!(element, Element::Gap(_)));
                        let node = sequence.into_iter().fold(0, |node, element| trie.child(node, element, &mut globs));
                        ends.push((node, Output { pattern: number, slot, n_wild, has_gap, does }));
                    }
                }
                let (lexicon, category) = (number(lexicon), number(category));
                trie.slots.push(Slot { lexicon, category, overlap: list.overlap, is_late });
            }
        }
        ends.sort_by_key(|end| end.0); // stable: keeps the order of lexicons, categories and patterns
        for (at, (node, output)) in (0..).zip(ends) {
            let node = &mut trie.nodes[node as usize];
            node.outputs = if node.outputs.is_empty() { at..at + 1 } else { node.outputs.start..at + 1 };
            trie.outputs.push(output);
        }
        trie
    }

    /// The child of a node, made if there is none.
    fn child(&mut self, node: u32, element: Element, globs: &mut FxHashMap<String, u32>) -> u32 {
        let fresh = self.nodes.len() as u32;
        let parent = &mut self.nodes[node as usize];
        parent.has_children = true;
        let place = match element {
            Element::Gap(n) => {
                parent.has_gaps = true;
                let gaps = self.gaps.entry(node).or_default();
                let at = gaps.iter().position(|gap| gap.0 == n).unwrap_or_else(|| {
                    gaps.push((n, 0));
                    gaps.len() - 1
                });
                &mut gaps[at].1
            }
            Element::AnyWord => &mut parent.any_word,
            Element::Number => &mut parent.number,
            Element::Literal(form) => {
                let n_uses = self.uses.len() as u32;
                let element = *self.literals.entry(form).or_insert(n_uses);
                Self::place(&mut self.uses, &mut self.children, node, element)
            }
            Element::Glob(form) => {
                let n_uses = self.uses.len() as u32;
                let element = *globs.entry(form.clone()).or_insert(n_uses);
                if element == n_uses {
                    glob::add(&mut self.globs, &form, element);
                }
                Self::place(&mut self.uses, &mut self.children, node, element)
            }
        };
        if *place != 0 {
            return *place;
        }
        *place = fresh;
        self.nodes.push(Node::default());
        fresh
    }

    /// Where the child of a node by a numbered element stands.
    fn place<'a>(
        uses: &'a mut Vec<Use>,
        children: &'a mut FxHashMap<(u32, u32), u32>,
        node: u32,
        element: u32,
    ) -> &'a mut u32 {
        let at = element as usize;
        if at == uses.len() {
            uses.push(Use::default());
        }
        if node == 0 {
            return &mut uses[at].start;
        }
        uses[at].is_inner = true;
        children.entry((node, element)).or_default()
    }
}

fn number(position: usize) -> u16 {
    u16::try_from(position).expect("lexicons and categories are fewer than 65,537: see `draft::finish`")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(patterns: &[&str], n_nodes: usize, n_elements: usize) {
        let csv = format!("category,pattern\na,{}\n", patterns.join("\na,"));
        let lexicon = crate::lexicon::parse("list.csv", csv.as_bytes()).unwrap();
        let matcher = Matcher::new(&[lexicon], &Tokenizer::default());
        assert_eq!((matcher.trie.nodes.len(), matcher.trie.uses.len()), (n_nodes, n_elements), "{patterns:?}");
        assert_eq!(matcher.trie.outputs.len(), patterns.len());
    }

    #[test]
    fn patterns_share_their_beginnings_and_elements() {
        check(&["border", "border wall", "border crisis", "crisis"], 5, 3);
        check(&["wave of *", "wave of * migrant*", "migrant*", "<number> migrant*"], 8, 3);
    }

    #[test]
    fn one_matcher_serves_all_threads() {
        fn is_shared<T: Send + Sync>() {}
        is_shared::<Matcher>();
    }
}
