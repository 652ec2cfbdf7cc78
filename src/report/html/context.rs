//! Sentences behind a word: where in the texts it stands, with the words around it.
//!
//! A sentence is chosen once for a word in an article, so two pairs of outlets that show the word share it; words that
//! stand in the same sentences share these too.
//!
//! What it cannot tell you: that a sentence is typical. It is the first one found, of as many events as there are.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::show::{escape_into, shortened};
use crate::report::{Material, Texts};
use crate::study::Passages;
use crate::text::Span;

/// Characters of a sentence kept on each side of what is looked for, at most.
const AROUND: usize = 70;
/// Characters of a headline shown, at most.
const TITLE: usize = 44;

/// Words and the sentences they stand in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Entry {
    /// The words, by name.
    words: Vec<String>,
    /// The sentences, by outlet.
    examples: Vec<Example>,
}

/// A sentence of an article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Example {
    outlet: String,
    /// The article's headline, shortened; its id where it has none.
    title: String,
    /// The sentence, shortened, with the words in `b`.
    html: String,
}

/// A sentence: an article and a number in it.
type Place = (usize, usize);

/// Gathers sentences for words.
pub(super) struct Gatherer<'a> {
    material: &'a Material<'a>,
    passages: Passages<'a>,
    places: BTreeMap<String, BTreeSet<Place>>,
}

impl<'a> Gatherer<'a> {
    /// A gatherer of sentences of a study's articles.
    pub fn new(material: &'a Material<'a>) -> Self {
        Self { material, passages: material.findings.passages(), places: BTreeMap::new() }
    }

    /// Keeps a sentence with `word` from up to `n` of `articles`, each on another event; none where texts are
    /// left out.
    pub fn gather(&mut self, word: &str, articles: impl Iterator<Item = usize>, n: usize) {
        let found = self.material.findings;
        let mut events = BTreeSet::new();
        let is_original = |article: &usize| found.corpus.articles()[*article].duplicate_of.is_none();
        for article in articles.filter(is_original) {
            if events.len() == n || self.material.texts == Texts::LeftOut {
                break;
            }
            let event = found.events.of_article[article];
            if events.contains(&event) {
                continue;
            }
            if let Some(sentence) = self.passages.first(article, word) {
                events.insert(event);
                self.places.entry(word.to_owned()).or_default().insert((article, sentence));
            }
        }
    }

    /// What was gathered, and the position in it of each word.
    pub fn entries(&self) -> (Vec<Entry>, BTreeMap<&str, usize>) {
        let mut by_places = BTreeMap::<&BTreeSet<Place>, Vec<&str>>::new();
        for (word, places) in &self.places {
            by_places.entry(places).or_default().push(word);
        }
        let mut found: Vec<(Vec<&str>, &BTreeSet<Place>)> =
            by_places.into_iter().map(|(places, words)| (words, places)).collect();
        found.sort_unstable();
        let positions = found.iter().enumerate().flat_map(|(i, (words, _))| words.iter().map(move |word| (*word, i)));
        let positions = positions.collect();
        (found.iter().map(|(words, places)| self.entry(words, places)).collect(), positions)
    }

    fn entry(&self, words: &[&str], places: &BTreeSet<Place>) -> Entry {
        let shown = |&(article, sentence): &Place| {
            let (sentence, spans) = self.passages.places(article, sentence, words)?;
            Some(example(self.material, article, sentence, &spans))
        };
        let mut examples: Vec<Example> = places.iter().filter_map(shown).collect();
        examples.sort_by(|x, y| x.outlet.cmp(&y.outlet)); // stable: by article within an outlet
        Entry { words: words.iter().map(|&word| word.to_owned()).collect(), examples }
    }
}

/// A sentence of an article around the first of `spans` (ascending, within it), with each of them marked.
pub(super) fn example(material: &Material<'_>, article: usize, sentence: Span, spans: &[Span]) -> Example {
    let outlet = material.outlet_of(article).unwrap_or_default().to_owned();
    let article = &material.findings.corpus.articles()[article];
    let title = if article.title.is_empty() { &article.id } else { &article.title };
    Example { outlet, title: shortened(title, TITLE), html: part(&article.text, sentence, spans) }
}

/// A sentence around the first of `spans` (ascending, within it), shortened, with each of them in `b`.
fn part(text: &str, sentence: Span, spans: &[Span]) -> String {
    let range = sentence.range();
    let first = spans.first().copied().unwrap_or(Span { end: sentence.start, ..sentence }).range();
    let before = text[range.start..first.start].char_indices().rev().nth(AROUND).map_or(range.start, |(at, _)| {
        let at = range.start + at;
        text[at..first.start].find(' ').map_or(first.start, |space| at + space + 1)
    });
    let rest = first.end.min(range.end)..range.end;
    let after = text[rest.clone()].char_indices().nth(AROUND).map_or(range.end, |(at, _)| {
        let at = rest.start + at;
        text[rest.start..at].rfind(' ').map_or(rest.start, |space| rest.start + space)
    });
    let mut html = String::with_capacity(after - before + 16);
    if before > range.start {
        html.push('…');
    }
    let mut at = before;
    for span in spans.iter().map(|span| span.range()).filter(|range| range.end <= after) {
        escape_into(&mut html, &text[at..span.start]);
        html.push_str("<b>");
        escape_into(&mut html, &text[span.clone()]);
        html.push_str("</b>");
        at = span.end;
    }
    escape_into(&mut html, &text[at..after]);
    if after < range.end {
        html.push('…');
    }
    html
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::html::testing::text_of;

    fn check(text: &str, words: &[&str], expected: &str) {
        let span = |word: &&str| Span::new(text.find(word).unwrap(), text.find(word).unwrap() + word.len());
        let spans: Vec<Span> = words.iter().map(span).collect();
        assert_eq!(part(text, Span::new(0, text.len()), &spans), expected);
    }

    #[test]
    fn what_was_looked_for_is_marked_and_markup_is_escaped() {
        check("A <b> surge.", &["surge"], "A &lt;b&gt; <b>surge</b>.");
        check("record on record", &["record"], "<b>record</b> on record");
        check("a surge, a wave", &["surge", "wave"], "a <b>surge</b>, a <b>wave</b>");
        check("nothing", &[], "nothing");
    }

    #[test]
    fn a_long_sentence_is_cut_at_spaces_around_the_first_place() {
        let text = format!("{}surge{}", "é word ".repeat(60), " word é".repeat(60));
        let at = text.find("surge").unwrap();
        let html = part(&text, Span::new(0, text.len()), &[Span::new(at, at + 5)]);
        assert!(html.starts_with("…word ") || html.starts_with("…é "), "{html}");
        assert!(html.ends_with(" word…") || html.ends_with(" é…"), "{html}");
        assert!(text_of(&html).chars().count() < 2 * AROUND + 20, "{html}");
        let unbroken = "é".repeat(500) + "surge" + &"é".repeat(500);
        let at = unbroken.find("surge").unwrap();
        let html = part(&unbroken, Span::new(0, unbroken.len()), &[Span::new(at, at + 5)]);
        assert_eq!(html, "…<b>surge</b>…");
    }
}
