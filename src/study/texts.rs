//! The texts of a corpus, each cut once and kept packed for all that looks at it later: copies, measures, sentences
//! that say the same, the sentences behind a word.

use serde::{Deserialize, Serialize};

use crate::corpus::{Article, Draft, Removed, Rule};
use crate::terms::SequencePart;
use crate::text::packed::{for_each_token, pack, unpack};
use crate::text::{Span, Terms, TokenText, Tokenizer};

/// An article taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ReadArticle {
    pub title: TokenText,
    /// The text without what cleaning took out.
    pub body: TokenText,
    /// Embedded posts, which cleaning took out, in their order.
    pub embeds: Vec<TokenText>,
}

/// What is cut: of an article in a corpus, or of one that has not found its corpus yet.
#[derive(Debug, Clone, Copy)]
pub(super) struct Source<'a> {
    pub title: &'a str,
    pub text: &'a str,
    /// What cleaning took out of the text: ascending, disjoint.
    pub removed: &'a [Removed],
}

/// What a worker cuts: packed articles, with numbers of terms that are its own.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct PackedTexts {
    terms: Terms,
    blocks: Vec<Vec<u8>>,
}

/// Where an article lies in its worker's [`PackedTexts`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Place {
    block: u32,
    start: u32,
}

/// Cuts and packs articles, one after another.
#[derive(Debug)]
pub(super) struct Packer {
    pub tokenizer: Tokenizer,
    blocks: Vec<Vec<u8>>,
}

/// All articles of a corpus, packed, in one numbering of terms.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(from = "StoredTexts", into = "StoredTexts")]
pub(super) struct Texts {
    dictionary: Tokenizer,
    parts: Vec<Part>,
    /// By article: its part, and its place there.
    places: Vec<(u32, Place)>,
}

/// [`Texts`], stored or sent.
#[derive(Serialize, Deserialize)]
struct StoredTexts {
    dictionary: Terms,
    parts: Vec<Part>,
    places: Vec<(u32, Place)>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Part {
    blocks: Vec<Vec<u8>>,
    /// The dictionary's number of each of the worker's terms.
    terms: Vec<u32>,
}

/// Bytes in a block, about: one long vector would be copied each time that it grows.
const BLOCK: usize = 1 << 20;

impl<'a> From<&'a Article> for Source<'a> {
    fn from(article: &'a Article) -> Self {
        Self { title: &article.title, text: &article.text, removed: &article.removed }
    }
}

impl<'a> From<&'a Draft> for Source<'a> {
    fn from(draft: &'a Draft) -> Self {
        Self { title: &draft.title, text: &draft.text, removed: &draft.removed }
    }
}

/// Takes an article apart.
pub(super) fn read_article(source: Source<'_>, tokenizer: &mut Tokenizer) -> ReadArticle {
    let title = TokenText::new(source.title, &[], tokenizer);
    let body = TokenText::new(source.text, &removed(source), tokenizer);
    ReadArticle { title, body, embeds: read_embeds(source, tokenizer) }
}

/// What cleaning took out of an article.
fn removed(source: Source<'_>) -> Vec<Span> {
    source.removed.iter().map(|removed| removed.span).collect()
}

/// Where embedded posts stand.
pub(super) fn embeds(removed: &[Removed]) -> impl Iterator<Item = Span> {
    removed.iter().filter(|removed| removed.rule == Rule::EmbeddedTweet).map(|removed| removed.span)
}

fn read_embeds(source: Source<'_>, tokenizer: &mut Tokenizer) -> Vec<TokenText> {
    embeds(source.removed).map(|span| TokenText::new(span.of(source.text), &[], tokenizer)).collect()
}

fn pack_article(read: &ReadArticle, bytes: &mut Vec<u8>) {
    pack(&read.title, bytes);
    pack(&read.body, bytes);
    bytes.extend((read.embeds.len() as u32).to_le_bytes());
    read.embeds.iter().for_each(|read| pack(read, bytes));
}

fn unpack_article(mut packed: &[u8], term: impl Fn(u32) -> u32) -> ReadArticle {
    let (title, body) = (unpack(&mut packed, &term), unpack(&mut packed, &term));
    let (n_embeds, mut packed) = packed.split_first_chunk().expect("packed by `pack_article`");
    let embeds = (0..u32::from_le_bytes(*n_embeds)).map(|_| unpack(&mut packed, &term)).collect();
    ReadArticle { title, body, embeds }
}

impl Packer {
    pub(super) fn new(tokenizer: Tokenizer) -> Self {
        Self { tokenizer, blocks: Vec::new() }
    }

    /// Cuts an article and packs it; `look` sees its text as the built-in rules cut it, before any term is looked up.
    pub(super) fn add<T>(&mut self, source: Source<'_>, look: impl FnOnce(&TokenText) -> T) -> (Place, T) {
        let removed = removed(source);
        let mut body = TokenText::cut(source.text, &removed);
        let seen = look(&body);
        let tokenizer = &mut self.tokenizer;
        let title = TokenText::new(source.title, &[], tokenizer);
        tokenizer.assign_terms(source.text, &removed, &mut body);
        let embeds = read_embeds(source, tokenizer);
        (self.pack(&ReadArticle { title, body, embeds }), seen)
    }

    fn pack(&mut self, read: &ReadArticle) -> Place {
        if self.blocks.last().is_none_or(|block| block.len() > BLOCK * 7 / 8) {
            self.blocks.push(Vec::with_capacity(BLOCK));
        }
        let at = self.blocks.len() - 1;
        let block = &mut self.blocks[at];
        let start = block.len() as u32;
        pack_article(read, block);
        Place { block: at as u32, start }
    }

    pub(super) fn finish(mut self) -> PackedTexts {
        if let Some(last) = self.blocks.last_mut() {
            last.shrink_to_fit();
        }
        PackedTexts { terms: self.tokenizer.into_terms(), blocks: self.blocks }
    }
}

impl From<StoredTexts> for Texts {
    fn from(stored: StoredTexts) -> Self {
        let mut dictionary = Tokenizer::default();
        stored.dictionary.iter().for_each(|form| {
            dictionary.intern(form);
        });
        Self { dictionary, parts: stored.parts, places: stored.places }
    }
}

impl From<Texts> for StoredTexts {
    fn from(texts: Texts) -> Self {
        Self { dictionary: texts.dictionary.into_terms(), parts: texts.parts, places: texts.places }
    }
}

impl Texts {
    /// The texts of a corpus from those of workers; `places` says of each article which worker's it is, and where.
    pub(super) fn new(parts: Vec<PackedTexts>, places: Vec<(u32, Place)>) -> Self {
        let mut dictionary = Tokenizer::default();
        let parts = parts.into_iter().map(|part| {
            let terms = part.terms.iter().map(|form| dictionary.intern(form)).collect();
            Part { blocks: part.blocks, terms }
        });
        let parts = parts.collect();
        Self { dictionary, parts, places }
    }

    /// The names of terms.
    pub(super) fn dictionary(&self) -> &Tokenizer {
        &self.dictionary
    }

    /// An article, as it was cut.
    pub(super) fn article(&self, position: usize) -> ReadArticle {
        let (packed, terms) = self.packed(position);
        unpack_article(packed, |term| terms[term as usize])
    }

    /// An article's text without what cleaning took out.
    pub(super) fn body(&self, position: usize) -> TokenText {
        let (bytes, terms) = &mut self.packed(position);
        for_each_token(bytes, |term| term, |_| ());
        unpack(bytes, |term| terms[term as usize])
    }

    /// The words of an article's headline and text in their order, see [`SequencePart`]; what `terms` held is gone.
    pub(super) fn sequence(&self, position: usize, terms: &mut Vec<u32>) {
        let (bytes, numbers) = &mut self.packed(position);
        terms.clear();
        for _ in 0..2 {
            let mut part = SequencePart::default();
            for_each_token(bytes, |term| numbers[term as usize], |token| part.push(&token, terms));
            terms.push(0);
        }
    }

    /// How many articles there are.
    pub(super) fn len(&self) -> usize {
        self.places.len()
    }

    fn packed(&self, position: usize) -> (&[u8], &[u32]) {
        let (part, place) = self.places[position];
        let part = &self.parts[part as usize];
        (&part.blocks[place.block as usize][place.start as usize..], &part.terms)
    }

    /// Changes the articles at some positions (ascending) as `change` says, in the terms' numbers of their workers; block
    /// by block, so that nothing is held twice.
    pub(super) fn change(&mut self, positions: &[usize], change: impl Fn(usize, ReadArticle) -> ReadArticle) {
        let places = self.places.iter().enumerate();
        let mut in_order: Vec<(u32, Place, usize)> = places.map(|(at, (part, place))| (*part, *place, at)).collect();
        in_order.sort_unstable();
        for of_block in in_order.chunk_by(|a, b| (a.0, a.1.block) == (b.0, b.1.block)) {
            let is_changed = |position: &usize| positions.binary_search(position).is_ok();
            if !of_block.iter().any(|(.., position)| is_changed(position)) {
                continue;
            }
            let block = &mut self.parts[of_block[0].0 as usize].blocks[of_block[0].1.block as usize];
            let old = std::mem::take(block);
            block.reserve_exact(old.len());
            let ends = of_block[1..].iter().map(|(_, place, _)| place.start as usize).chain([old.len()]);
            for ((_, place, position), end) in of_block.iter().zip(ends) {
                let packed = &old[place.start as usize..end];
                self.places[*position].1.start = block.len() as u32;
                match is_changed(position) {
                    true => pack_article(&change(*position, unpack_article(packed, |term| term)), block),
                    false => block.extend_from_slice(packed),
                }
            }
        }
    }

    /// Cuts articles anew with a user's own tokenizer, and replaces them.
    pub(super) fn read_again<'a>(
        &mut self,
        tokenizer: &Tokenizer,
        articles: impl Iterator<Item = (usize, &'a Article)>,
    ) {
        let mut packer = Packer::new(tokenizer.clone());
        let part = self.parts.len() as u32;
        for (position, article) in articles {
            let read = read_article(article.into(), &mut packer.tokenizer);
            self.places[position] = (part, packer.pack(&read));
        }
        let PackedTexts { terms, blocks } = packer.finish();
        let terms = terms.iter().map(|form| self.dictionary.intern(form)).collect();
        self.parts.push(Part { blocks, terms });
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::Ordering;

    use crate::corpus::{Corpus, Draft};
    use crate::study::Config;
    use crate::text::tests::{COUNTED, N_CUT};

    #[test]
    fn a_run_cuts_each_text_once() {
        // 40 events in three outlets; each outlet repeats a line, so that boilerplate is taken out of what was cut
        let draft = |i: usize| Draft {
            id: Some(format!("{i:03}")),
            outlet: Some(["North", "South", "West"][i % 3].to_owned()),
            event: Some(format!("event {}", i / 3)),
            date: format!("2023-01-{:02}", 1 + i / 6).parse().ok(),
            text: format!(
                "A surge of migrants number{i} came to town{} on Monday and crossed the old river bridge there, \
                 {COUNTED}. “A humane answer,” she said of town{}.\n\nSign in to read on and on.\n",
                i / 3,
                i / 3
            ),
            ..Draft::default()
        };
        let drafts: Vec<Draft> = (0..120).map(draft).collect();
        let before = N_CUT.load(Ordering::Relaxed);
        let config = Config { resamples: 10, permutations: 10, ..Config::default() };
        let found = config.check().unwrap().run(Corpus::new(drafts), 2, &|_| ()).unwrap();
        assert!(found.corpus.articles().iter().all(|article| article.removed.len() == 1), "boilerplate is taken out");
        assert!(found.covered.alignment.compared(0).len() == 3, "sentences are compared");
        let mut passages = found.passages();
        assert_eq!(passages.first(7, "surge"), Some(0));
        assert_eq!(passages.first(7, "sign"), None); // it was taken out
        assert_eq!(N_CUT.load(Ordering::Relaxed) - before, 120);
    }
}
