//! The survey: what must be known of all articles before any is measured. Which repeat another, and which sentences
//! an outlet puts into one article after another.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use super::texts::{Packer, Place, Source, Texts};
use super::threads::*;
use super::workers::share_out;
use crate::clean::{Level, Rule};
use crate::compare::duplicate::{self, Overlap, Sketch};
use crate::compare::linkage;
use crate::compare::recurring::{self, Unit};
use crate::corpus::{Article, Corpus, Removed};
use crate::error::{Error, Kind, Result, caught};
use crate::text::{Span, TokenText, Tokenizer};

/// Two articles that share their wording.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Pair {
    /// The position of the one published first (see [`survey`]).
    pub a: u32,
    /// The position of the other.
    pub b: u32,
    /// What they share.
    pub overlap: Overlap,
}

/// What is kept of an article while all are surveyed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct SurveyedArticle {
    sketch: Sketch,
    units: Vec<Unit>,
}

/// A corpus that was surveyed: copies are marked, recurring boilerplate is taken out, and every text is cut.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Surveyed {
    pub(super) corpus: Corpus,
    pub(super) pairs: Vec<Pair>,
    pub(super) texts: Texts,
    /// Articles that are in no result, for the program failed on them.
    pub(super) failed: Vec<FailedArticle>,
}

/// An article on which the program failed while it was surveyed in a part.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct FailedArticle {
    pub id: String,
    pub source_file: String,
    pub source_row: Option<u64>,
    /// What the program said.
    pub message: String,
}

/// The articles of a corpus on which the program failed, by position, with the messages.
pub(super) type Failures = Vec<(usize, String)>;

/// Looks at all articles together: fills `duplicate_of`, adds recurring boilerplate to `removed` (at [`Level::News`]
/// only), and returns the pairs of articles that share their wording, by position.
///
/// Articles linked by pairs that are exact or near copies are one group, and repeat its first: the one with an outlet
/// and the earliest date, then by the outlet's name and the id; articles without an outlet, then without a date, come
/// last. Of n equal texts the first alone is compared with others, and the pairs are the first with each of them.
/// `n_threads` is 0 for one per core; it changes nothing.
///
/// # Errors
/// When no thread can be started, or the program fails on an article.
pub fn survey(corpus: Corpus, level: Level, n_threads: usize) -> Result<(Corpus, Vec<Pair>)> {
    let surveyed = super::pool(n_threads)?.install(|| survey_corpus(corpus, level, &Tokenizer::default()));
    surveyed.map(|surveyed| (surveyed.corpus, surveyed.pairs)).map_err(|(corpus, failures)| {
        let (position, message) = &failures[0];
        let message = format!("the article {} could not be surveyed: {message}", corpus.articles()[*position].id);
        Error::new(Kind::Input, message).with_help("this is a bug in slantwise: please report it")
    })
}

/// [`survey`] on the threads at hand, with the texts as `tokenizer` cuts them; the corpus again and the articles on which
/// the program fails, if there are any.
pub(super) fn survey_corpus(
    mut corpus: Corpus,
    level: Level,
    tokenizer: &Tokenizer,
) -> std::result::Result<Surveyed, (Corpus, Failures)> {
    let articles = corpus.articles_mut();
    articles.iter_mut().for_each(|article| article.removed.retain(|removed| removed.rule != Rule::Recurring)); // of an earlier survey
    let articles = corpus.articles();
    let survey = |position: usize, packer: &mut Packer| {
        let article = &articles[position];
        let result = caught(|| survey_article(article.into(), article.outlet.is_some(), level, packer));
        if result.is_err() {
            *packer = Packer::new(tokenizer.clone()); // what it held may be half changed
        }
        result
    };
    let (results, packers) = share_out(articles.len(), || Packer::new(tokenizer.clone()), survey, |_| ());
    let mut failures = Vec::new();
    let (mut surveyed, mut places) = (Vec::with_capacity(results.len()), Vec::with_capacity(results.len()));
    for (position, (worker, result)) in results.into_iter().enumerate() {
        match result {
            Ok((place, article)) => {
                surveyed.push(article);
                places.push((worker as u32, place));
            }
            Err(message) => failures.push((position, message)),
        }
    }
    if !failures.is_empty() {
        return Err((corpus, failures));
    }
    let texts = Texts::new(packers.into_iter().map(Packer::finish).collect(), places);
    Ok(finish(corpus, &surveyed, texts, level, tokenizer))
}

/// Cuts an article, and takes down what shows its copies and what its outlet repeats.
pub(super) fn survey_article(
    source: Source<'_>,
    has_outlet: bool,
    level: Level,
    packer: &mut Packer,
) -> (Place, SurveyedArticle) {
    packer.add(source, |read| {
        let mut hashes = duplicate::word_hashes(source.text, read);
        let is_outlets = level >= Level::News && has_outlet;
        let units = if is_outlets { recurring::units(source.text, read, &hashes) } else { Vec::new() };
        hashes.retain(|hash| *hash != 0);
        SurveyedArticle { sketch: duplicate::sketch(&hashes), units }
    })
}

/// What the articles of a corpus say together, each surveyed alone before.
pub(super) fn finish(
    mut corpus: Corpus,
    surveyed: &[SurveyedArticle],
    mut texts: Texts,
    level: Level,
    tokenizer: &Tokenizer,
) -> Surveyed {
    let articles = corpus.articles();
    let pairs = pairs(articles, surveyed, &texts, tokenizer);
    let (ranked, rank) = ranks(articles);
    let firsts = |is_linked: fn(&Pair) -> bool| -> Vec<u32> {
        let links = pairs.iter().filter(|pair| is_linked(pair)).map(|pair| {
            let (a, b) = (rank[pair.a as usize], rank[pair.b as usize]);
            linkage::Pair { a: a.min(b), b: a.max(b), similarity: pair.overlap.jaccard }
        });
        let first = linkage::components(articles.len(), &links.collect::<Vec<_>>());
        rank.iter().map(|&rank| ranked[first[rank as usize] as usize]).collect()
    };
    let copies = firsts(|pair| pair.overlap.kind.is_some_and(|kind| kind.is_copy()));
    let versions = firsts(|_| true);
    let mut boilerplate = if level >= Level::News { boilerplate(&corpus, surveyed, &versions) } else { Vec::new() };
    boilerplate.sort_by_key(|(position, _)| *position);
    let articles = corpus.articles_mut();
    for (position, (article, first)) in articles.iter_mut().zip(copies).enumerate() {
        article.duplicate_of = Some(first).filter(|first| *first as usize != position);
    }
    for (position, spans) in &boilerplate {
        let removed = &mut articles[*position].removed;
        removed.extend(spans.iter().map(|span| Removed { span: *span, rule: Rule::Recurring }));
        removed.sort_by_key(|removed| removed.span);
    }
    take_out(&boilerplate, articles, &mut texts, tokenizer);
    Surveyed { corpus, pairs, texts, failed: Vec::new() }
}

/// Takes boilerplate out of texts that were cut with it.
fn take_out(boilerplate: &[(usize, Vec<Span>)], articles: &[Article], texts: &mut Texts, tokenizer: &Tokenizer) {
    if tokenizer.is_own() {
        // its sentences are those of the built-in rules, whose tokens are gone
        return texts.read_again(tokenizer, boilerplate.iter().map(|(position, _)| (*position, &articles[*position])));
    }
    let positions: Vec<usize> = boilerplate.iter().map(|(position, _)| *position).collect();
    texts.change(&positions, |position, mut read| {
        let spans = positions.binary_search(&position).map_or(&[][..], |at| &boilerplate[at].1);
        read.body = read.body.without(&articles[position].text, spans);
        read
    });
}

/// The hashes of an article's words.
fn words(texts: &Texts, articles: &[Article], position: u32, tokenizer: &Tokenizer) -> Vec<u64> {
    let article = &articles[position as usize];
    let read = if tokenizer.is_own() {
        // sketches are of words as the built-in rules cut them, whatever the user's own pipeline says
        let removed: Vec<Span> = article.removed.iter().map(|removed| removed.span).collect();
        TokenText::cut(&article.text, &removed)
    } else {
        texts.body(position as usize)
    };
    let mut hashes = duplicate::word_hashes(&article.text, &read);
    hashes.retain(|hash| *hash != 0);
    hashes
}

/// The articles' positions, the one that others repeat first; and the rank of each position among them.
fn ranks(articles: &[Article]) -> (Vec<u32>, Vec<u32>) {
    let mut ranked: Vec<u32> = (0..articles.len() as u32).collect();
    ranked.sort_by(|&a, &b| before(&articles[a as usize], &articles[b as usize]).then(a.cmp(&b)));
    let mut rank = vec![0; articles.len()];
    ranked.iter().zip(0..).for_each(|(&article, i)| rank[article as usize] = i);
    (ranked, rank)
}

/// Which of two comes first; articles are sorted by id and outlets by name.
fn before(a: &Article, b: &Article) -> Ordering {
    let key = |it: &Article| (it.outlet.is_none(), it.date.is_none(), it.date, it.outlet);
    key(a).cmp(&key(b))
}

/// Pairs worth listing, by the positions of both.
fn pairs(articles: &[Article], surveyed: &[SurveyedArticle], texts: &Texts, tokenizer: &Tokenizer) -> Vec<Pair> {
    let (ranked, rank) = ranks(articles);
    let sketch = |it: u32| &surveyed[it as usize].sketch;
    let mut by_text: Vec<u32> = ranked.iter().copied().filter(|article| sketch(*article).n_words > 0).collect();
    let key = |it: u32| (sketch(it).hash, sketch(it).n_words);
    by_text.sort_by_key(|article| (key(*article), rank[*article as usize]));
    let mut pairs = Vec::new();
    let mut firsts = Vec::new();
    for same in by_text.chunk_by(|a, b| key(*a) == key(*b)) {
        firsts.push(same[0]);
        let overlap = duplicate::exact(sketch(same[0]).n_words);
        pairs.extend(same[1..].iter().map(|&b| Pair { a: same[0], b, overlap }));
    }
    firsts.sort_by_key(|article| rank[*article as usize]);
    let candidates = duplicate::candidates(&firsts.iter().map(|article| sketch(*article)).collect::<Vec<_>>());
    let runs: Vec<&[(u32, u32)]> = candidates.chunk_by(|x, y| x.0 == y.0).collect();
    let verified = runs.par_iter().flat_map_iter(|run| {
        let a = firsts[run[0].0 as usize];
        let of_a = words(texts, articles, a, tokenizer);
        run.iter()
            .filter_map(|it| {
                let b = firsts[it.1 as usize];
                let overlap = duplicate::overlap(&of_a, &words(texts, articles, b, tokenizer));
                overlap.kind.map(|_| Pair { a, b, overlap })
            })
            .collect::<Vec<_>>()
    });
    pairs.extend(verified.collect::<Vec<_>>());
    pairs.sort_by_key(|pair| (pair.a, pair.b));
    pairs
}

/// The recurring sentences of each article that has some.
fn boilerplate(corpus: &Corpus, of_articles: &[SurveyedArticle], versions: &[u32]) -> Vec<(usize, Vec<Span>)> {
    let articles = corpus.articles();
    let of_outlet = |positions: Vec<usize>| {
        let surveyed: Vec<recurring::Article<'_>> = positions
            .iter()
            .map(|&it| recurring::Article {
                story: versions[it],
                date: articles[it].date,
                units: &of_articles[it].units,
            })
            .collect();
        let recurring = recurring::recurring(&surveyed);
        positions.into_iter().filter_map(move |it| {
            let removed = &articles[it].removed;
            let is_apart =
                |span: Span| removed.iter().all(|other| other.span.end <= span.start || span.end <= other.span.start);
            let found = recurring::found(&of_articles[it].units, of_articles[it].sketch.n_words, &recurring);
            let spans: Vec<Span> = found.iter().map(|unit| unit.span).filter(|span| is_apart(*span)).collect();
            (!spans.is_empty()).then_some((it, spans))
        })
    };
    corpus.articles_by_outlet().into_par_iter().flat_map_iter(of_outlet).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::duplicate::Kind;
    use crate::corpus::Draft;

    fn draft(id: &str, outlet: &str, date: &str, text: &str) -> Draft {
        Draft {
            id: Some(id.to_owned()),
            outlet: Some(outlet.to_owned()).filter(|it| !it.is_empty()),
            date: date.parse().ok(),
            text: text.to_owned(),
            ..Draft::default()
        }
    }

    /// A text of `n` words that shares no five in a row with one of another `seed`, `change` of them changed.
    fn text(seed: usize, n: usize, change: &[usize]) -> String {
        let word = |i: usize| if change.contains(&i) { format!("x{i} ") } else { format!("w{} ", seed * 1000 + i) };
        (0..n).map(word).collect()
    }

    fn look_at(drafts: Vec<Draft>) -> (Corpus, Vec<Pair>) {
        survey(Corpus::new(drafts), Level::News, 2).unwrap()
    }

    /// The id of the article that each repeats.
    fn originals(corpus: &Corpus) -> Vec<(&str, &str)> {
        let articles = corpus.articles();
        let original = |it: &Article| it.duplicate_of.map(|of| articles[of as usize].id.as_str());
        articles.iter().filter_map(|it| original(it).map(|of| (it.id.as_str(), of))).collect()
    }

    #[test]
    fn one_wire_story_in_four_outlets_is_one_group() {
        let (corpus, pairs) = look_at(vec![
            draft("a", "North", "2023-01-03", &text(1, 300, &[])),
            draft("b", "South", "2023-01-02", &text(1, 300, &[7])),
            draft("c", "East", "2023-01-02", &text(1, 300, &[]).to_uppercase()),
            draft("d", "West", "", &text(1, 300, &[150, 200])),
            draft("e", "West", "2023-01-01", &text(2, 300, &[])),
            draft("f", "", "2023-01-01", &text(1, 300, &[])),
        ]);
        assert_eq!(originals(&corpus), [("a", "c"), ("b", "c"), ("d", "c"), ("f", "c")]); // East before South
        let kinds: Vec<(u32, u32, Option<Kind>)> = pairs.iter().map(|it| (it.a, it.b, it.overlap.kind)).collect();
        let (exact, near) = (Some(Kind::Exact), Some(Kind::Near));
        assert_eq!(kinds, [(1, 3, near), (2, 0, exact), (2, 1, near), (2, 3, near), (2, 5, exact)]);
        assert_eq!(pairs[2].overlap.jaccard, 291.0 / 301.0); // of 296 shingles, five hold the changed word
    }

    #[test]
    fn a_version_is_listed_and_is_no_duplicate() {
        let (corpus, pairs) = look_at(vec![
            draft("a", "North", "2023-01-01", &text(1, 200, &[])),
            draft("b", "North", "2023-01-02", &format!("{}{}", text(1, 150, &[]), text(2, 50, &[]))),
            draft("c", "North", "2023-01-02", &text(1, 150, &[])),
        ]);
        assert_eq!(originals(&corpus), []);
        let found: Vec<_> = pairs.iter().map(|it| (it.a, it.b, it.overlap.kind, it.overlap.shared_words)).collect();
        let contained = Some(Kind::Contained);
        assert_eq!(found, [(0, 1, Some(Kind::Similar), 150), (0, 2, contained, 150), (1, 2, contained, 150)]);
    }

    #[test]
    fn many_copies_make_as_many_pairs_and_one_group() {
        let drafts: Vec<Draft> = (0..4000)
            .map(|i| {
                let change: &[usize] = if i % 2 == 0 { &[] } else { &[i % 100] };
                draft(&format!("{i:04}"), "North", "2023-01-01", &text(1, 120, change))
            })
            .collect();
        let (corpus, pairs) = look_at(drafts);
        assert_eq!(originals(&corpus).len(), 3999);
        assert!(pairs.len() < 4000 + 100 * 30, "{} pairs", pairs.len());
    }

    #[test]
    fn an_outlets_furniture_is_removed_and_a_story_told_again_is_not() {
        const CALL: &str = "Sign in to read on and on.";
        let day = |i: usize| format!("2023-01-0{}", i + 1);
        let mut drafts: Vec<Draft> = (0..5)
            .map(|i| draft(&format!("n{i}"), "North", &day(i), &format!("{}.\n\n{CALL}", text(i, 60, &[]))))
            .collect();
        drafts.extend(
            (0..5).map(|i| draft(&format!("s{i}"), "South", &day(i), &format!("{}. {CALL}", text(9, 60, &[i])))),
        );
        let (corpus, _) = look_at(drafts.clone());
        for article in corpus.articles() {
            let removed: Vec<&str> = article.removed.iter().map(|it| it.span.of(&article.text)).collect();
            let expected: &[&str] = if article.id.starts_with('n') { &[CALL] } else { &[] };
            assert_eq!(removed, expected, "{}", article.id);
            assert!(article.removed.iter().all(|it| it.rule == Rule::Recurring));
        }
        let (corpus, _) = survey(Corpus::new(drafts), Level::Safe, 1).unwrap();
        assert!(corpus.articles().iter().all(|it| it.removed.is_empty()));
    }

    #[test]
    fn what_cleaning_found_stays_and_spans_ascend() {
        let drafts: Vec<Draft> = (0..4)
            .map(|i| {
                let text = format!("Read this and that now. Ad\n{}. Sign in to read on and on.", text(i, 60, &[]));
                let removed = vec![Removed { span: Span::new(24, 26), rule: Rule::Advertisement }];
                Draft { removed, ..draft(&i.to_string(), "North", "", &text) }
            })
            .collect();
        let (corpus, _) = look_at(drafts);
        for article in corpus.articles() {
            let rules: Vec<Rule> = article.removed.iter().map(|it| it.rule).collect();
            assert_eq!(rules, [Rule::Recurring, Rule::Advertisement, Rule::Recurring]);
            assert!(article.removed.is_sorted_by(|a, b| a.span.end <= b.span.start));
        }
    }
}
