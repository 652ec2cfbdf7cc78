//! The corpus: articles with their outlets, dates and events.
//!
//! Articles are sorted by id, outlets and events by name, so the order of the input can change no result.

pub mod rating;
mod rule;

pub use rule::Rule;

use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::text::Span;

/// A position in [`Corpus::outlets`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct OutletId(pub u32);

/// An article: its text as it was read, and what is known about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Article {
    /// Unique in the corpus: given, or made from what it holds.
    pub id: String,
    /// Who published it; `None` when neither a name nor a URL says so (it takes no part in comparisons).
    pub outlet: Option<OutletId>,
    /// The event it is about, as given; `None` when the input does not say.
    pub event: Option<String>,
    /// What a person coded it as; only where a column was named for it.
    pub code: Option<String>,
    /// When it was published.
    pub date: Option<Date>,
    /// Its headline; may be empty.
    pub title: String,
    /// Its author; may be empty.
    pub author: String,
    /// Where it stood; may be empty.
    pub url: String,
    /// The text as it was read, not blank.
    pub text: String,
    /// The file it came from, as the user named it.
    pub source_file: String,
    /// Its row there, as `read::Reject` counts them; `None` when it was not read from a row.
    pub source_row: Option<u64>,
    /// What cleaning took out of the text: ascending, disjoint.
    pub removed: Vec<Removed>,
    /// The outlet that a credit line names as the first publisher.
    pub syndicated_from: Option<String>,
    /// What cleaning repaired or met and left in the text, by rule.
    pub noted: Vec<Noted>,
    /// The position of the article in the corpus that it repeats; `None` for the first of its kind, and before
    /// duplicates were looked for.
    pub duplicate_of: Option<u32>,
}

/// Something cleaning repaired (wrongly decoded letters) or only counted (invisible characters).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Noted {
    /// The rule that found it.
    pub rule: Rule,
    /// How often.
    pub n: u32,
    /// The first one, as it stood before it was repaired, up to 80 characters.
    pub sample: String,
}

/// A part of the text that is boilerplate, not reporting; it stays in `text` and is left out of every count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Removed {
    /// Where it stands.
    pub span: Span,
    /// The rule that found it.
    pub rule: Rule,
}

/// All articles, and the names of their outlets.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Corpus {
    articles: Vec<Article>,
    outlets: Vec<String>,
}

/// An article that has not found its corpus yet: [`Article`] with its outlet as a name and its id perhaps missing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// The id given in the input.
    pub id: Option<String>,
    /// The outlet's name, as given or from the URL's host.
    pub outlet: Option<String>,
    /// See [`Article::event`].
    pub event: Option<String>,
    /// See [`Article::code`].
    pub code: Option<String>,
    /// See [`Article::date`].
    pub date: Option<Date>,
    /// See [`Article::title`].
    pub title: String,
    /// See [`Article::author`].
    pub author: String,
    /// See [`Article::url`].
    pub url: String,
    /// See [`Article::text`].
    pub text: String,
    /// See [`Article::source_file`].
    pub source_file: String,
    /// See [`Article::source_row`].
    pub source_row: Option<u64>,
    /// See [`Article::removed`].
    pub removed: Vec<Removed>,
    /// See [`Article::syndicated_from`].
    pub syndicated_from: Option<String>,
    /// See [`Article::noted`].
    pub noted: Vec<Noted>,
}

impl Corpus {
    /// A corpus of `drafts` in any order. An article without an id gets the first 16 hexadecimal digits of the
    /// BLAKE3 hash of outlet, URL, title and text with their typography folded; a second article with the same id
    /// gets `-2` behind it, a third `-3`, in the order of their content.
    pub fn new(drafts: Vec<Draft>) -> Self {
        Self::in_order(drafts).0
    }

    /// The same, and for each article of the corpus the position of its draft.
    pub(crate) fn in_order(drafts: Vec<Draft>) -> (Self, Vec<usize>) {
        let mut outlets: Vec<String> = drafts.iter().filter_map(|draft| draft.outlet.clone()).collect();
        outlets.sort();
        outlets.dedup();
        let drafts = drafts.into_iter().enumerate();
        let mut articles: Vec<(usize, Article)> = drafts.map(|(at, draft)| (at, article(draft, &outlets))).collect();
        articles.sort_by(|(_, a), (_, b)| {
            // everything a table shows: what is equal here may stand in any order
            (&a.id, &a.text, &a.title, &a.url, &a.author)
                .cmp(&(&b.id, &b.text, &b.title, &b.url, &b.author))
                .then_with(|| (a.outlet, a.date, &a.event).cmp(&(b.outlet, b.date, &b.event)))
                .then_with(|| (&a.source_file, &a.noted).cmp(&(&b.source_file, &b.noted)))
        });
        number_repeated_ids(&mut articles);
        let (order, articles) = articles.into_iter().unzip();
        (Self { articles, outlets }, order)
    }

    /// The articles for which `kept` says so, as if the others had never been there; an id that was numbered keeps its
    /// number.
    pub fn keep(self, kept: &[bool]) -> Self {
        let Self { articles, outlets: all } = self;
        let of_kept = articles.iter().zip(kept).filter(|pair| *pair.1).filter_map(|pair| pair.0.outlet);
        let used: BTreeSet<OutletId> = of_kept.collect();
        let outlets: Vec<String> = used.iter().map(|id| all[id.0 as usize].clone()).collect();
        let place = |id: OutletId| used.iter().position(|used| *used == id);
        let placed = |article: Article| Article {
            outlet: article.outlet.and_then(place).map(|place| OutletId(place as u32)),
            duplicate_of: None,
            ..article
        };
        let articles = articles.into_iter().zip(kept).filter(|pair| *pair.1).map(|pair| placed(pair.0)).collect();
        Self { articles, outlets }
    }

    /// The same articles with each outlet's name replaced; outlets that get one name are one.
    pub fn rename_outlets(mut self, name: impl Fn(&str) -> String) -> Self {
        let names: Vec<String> = self.outlets.iter().map(|outlet| name(outlet)).collect();
        let sorted: BTreeSet<&String> = names.iter().collect();
        let place = |id: OutletId| {
            let position = sorted.iter().position(|name| **name == names[id.0 as usize]);
            position.map(|place| OutletId(place as u32))
        };
        let places: Vec<Option<OutletId>> = (0..names.len()).map(|at| place(OutletId(at as u32))).collect();
        self.articles
            .iter_mut()
            .for_each(|article| article.outlet = article.outlet.and_then(|id| places[id.0 as usize]));
        self.outlets = sorted.into_iter().cloned().collect();
        self
    }

    /// The articles, by id.
    pub fn articles(&self) -> &[Article] {
        &self.articles
    }

    /// The articles, to be marked; ids and outlets stay as they are.
    pub(crate) fn articles_mut(&mut self) -> &mut [Article] {
        &mut self.articles
    }

    /// The outlets' names, ascending.
    pub fn outlets(&self) -> &[String] {
        &self.outlets
    }

    /// The positions of each outlet's articles, ascending.
    pub fn articles_by_outlet(&self) -> Vec<Vec<usize>> {
        let mut articles = vec![Vec::new(); self.outlets.len()];
        for (position, article) in self.articles.iter().enumerate() {
            if let Some(outlet) = article.outlet {
                articles[outlet.0 as usize].push(position);
            }
        }
        articles
    }

    /// The name of an outlet.
    pub fn outlet(&self, id: OutletId) -> &str {
        &self.outlets[id.0 as usize]
    }
}

impl From<Draft> for Article {
    /// The article alone, its outlet unknown: an [`OutletId`] has a meaning only in a corpus.
    fn from(draft: Draft) -> Self {
        article(draft, &[])
    }
}

fn article(draft: Draft, outlets: &[String]) -> Article {
    let outlet = draft.outlet.as_ref().and_then(|name| outlets.binary_search(name).ok());
    let id = draft.id.clone().filter(|id| !id.is_empty()).unwrap_or_else(|| content_id(&draft));
    Article {
        id,
        outlet: outlet.map(|place| OutletId(place as u32)),
        event: draft.event.filter(|event| !event.is_empty()),
        code: draft.code,
        date: draft.date,
        title: draft.title,
        author: draft.author,
        url: draft.url,
        text: draft.text,
        source_file: draft.source_file,
        source_row: draft.source_row,
        removed: draft.removed,
        syndicated_from: draft.syndicated_from,
        noted: draft.noted,
        duplicate_of: None,
    }
}

fn content_id(draft: &Draft) -> String {
    let mut hasher = blake3::Hasher::new();
    for part in [draft.outlet.as_deref().unwrap_or(""), &draft.url, &draft.title, &draft.text] {
        hasher.update(crate::text::fold(part).as_bytes());
        hasher.update(&[0]);
    }
    hasher.finalize().to_hex()[..16].to_owned()
}

fn number_repeated_ids(articles: &mut [(usize, Article)]) {
    let given: BTreeSet<String> = articles.iter().map(|(_, article)| article.id.clone()).collect();
    let mut start = 0;
    while start < articles.len() {
        let id = articles[start].1.id.clone();
        let n = articles[start..].iter().take_while(|(_, article)| article.id == id).count();
        let mut numbered = (2..).map(|i: usize| format!("{id}-{i}")).filter(|id| !given.contains(id));
        for ((_, article), id) in articles[start..start + n].iter_mut().skip(1).zip(&mut numbered) {
            article.id = id;
        }
        start += n;
    }
    articles.sort_by(|(_, a), (_, b)| a.id.cmp(&b.id));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(id: &str, text: &str) -> Draft {
        Draft { id: Some(id.into()).filter(|id: &String| !id.is_empty()), text: text.into(), ..Draft::default() }
    }

    #[test]
    fn order_of_input_changes_nothing() {
        let drafts = vec![draft("b", "x"), draft("a", "y"), draft("b", "w"), draft("", "z")];
        let shuffled = drafts.iter().rev().cloned().collect();
        let corpus = Corpus::new(drafts);
        assert_eq!(corpus, Corpus::new(shuffled));
        let ids: Vec<_> =
            corpus.articles().iter().map(|article| (article.id.as_str(), article.text.as_str())).collect();
        assert!(ids.len() == 4 && ids.is_sorted());
        assert!([("a", "y"), ("b", "w"), ("b-2", "x")].iter().all(|pair| ids.contains(pair)), "{ids:?}");
    }

    #[test]
    fn what_was_mended_tells_equal_articles_apart() {
        let mended =
            Draft { noted: vec![Noted { rule: Rule::HtmlEntity, n: 1, sample: "&amp;".into() }], ..draft("", "x & y") };
        let drafts = [mended, draft("", "x & y")];
        assert_eq!(Corpus::new(drafts.to_vec()), Corpus::new(drafts.iter().rev().cloned().collect()));
    }

    #[test]
    fn what_is_not_kept_leaves_no_trace() {
        let of = |id: &str, outlet: &str| Draft { outlet: Some(outlet.into()), ..draft(id, id) };
        let all = || vec![of("a", "East"), of("b", "North"), of("c", "West")];
        let kept = Corpus::new(all()).keep(&[true, false, true]);
        assert_eq!(kept, Corpus::new(vec![of("a", "East"), of("c", "West")]));
        assert_eq!(Corpus::new(all()).keep(&[false; 3]), Corpus::default());
    }

    #[test]
    fn typography_changes_no_made_up_id() {
        let id = |text| Corpus::new(vec![draft("", text)]).articles()[0].id.clone();
        assert_eq!(id("He can't -- \"so\" he says"), id("He can’t — “so” he says"));
        assert_ne!(id("one"), id("two"));
    }
}
