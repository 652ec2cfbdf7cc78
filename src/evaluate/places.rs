//! Measures against coded places: which words both have, and which places touch.
//!
//! Only the articles that the file names are looked at, and in them every word that counts: boilerplate is left out. A
//! sentence counts as coded where a coded place touches it.

use std::collections::BTreeMap;

use super::agreement::{Line, ValidationSettings};
use super::measure::{Measure, tokens};
use super::sample::Sample;
use crate::compare::validity::{auc, interval};
use crate::error::{Error, Kind, Result};
use crate::feature::Hit;
use crate::feature::frame::FrameId;
use crate::num::ratio;
use crate::read::{self, CodedSpan, CodedSpans, Source};
use crate::study::Study;
use crate::text::{QuoteKind, Span, Voice};

/// The articles that were coded.
pub(super) struct Places {
    codes: CodedSpans,
    frames: Vec<FrameId>,
    articles: Vec<CodedArticle>,
}

/// An article that was coded.
struct CodedArticle {
    unit: u32,
    words: Vec<Span>,
    /// Sentence and how likely it holds loaded words.
    sentences: Vec<(Span, Option<f32>)>,
    hits: Vec<Hit>,
    quotes: Vec<Span>,
    /// Code and place.
    coded: Vec<(String, Span)>,
}

impl Places {
    /// The coded places of a file, put on the articles.
    ///
    /// # Errors
    /// When the file is not as it should be, names an article that is not there, or a place where its words are not.
    pub fn new(codes: &Source, study: &Study, sample: &Sample, units: &[u32]) -> Result<Self> {
        let codes = read::spans(codes)?;
        let mut of_article: BTreeMap<&str, Vec<&CodedSpan>> = BTreeMap::new();
        codes.rows.iter().for_each(|row| of_article.entry(&row.article_id).or_default().push(row));
        let mut tokenizer = study.tokenizer();
        let mut articles = Vec::new();
        for (at, article) in sample.articles.iter().enumerate() {
            let Some(rows) = of_article.remove(article.id.as_str()) else { continue };
            let Some(measured) = &sample.measured[at] else { continue };
            let read = tokens(article, &mut tokenizer);
            articles.push(CodedArticle {
                unit: units[at],
                coded: coded(&article.text, rows, &codes)?,
                words: read.tokens.iter().filter(|token| token.is_word()).map(|token| token.span).collect(),
                sentences: measured.sentences.iter().map(|sentence| (sentence.span, sentence.loaded)).collect(),
                hits: measured.hits.clone(),
                quotes: {
                    let direct = read.quotes.iter().filter(|quote| quote.kind == QuoteKind::Direct);
                    direct.map(|quote| quote.span).collect()
                },
            });
        }
        if let Some((id, rows)) = of_article.first_key_value() {
            return Err(codes.wrong(rows[0], format!("found the article `{id}`, expected one of the input")));
        }
        let frames = study.frames();
        Ok(Self { codes, frames, articles })
    }

    /// The statistics of a measure against a code.
    ///
    /// # Errors
    /// When the measure is of whole articles, or nothing has the code.
    pub fn lines(&self, settings: &ValidationSettings, measure: Measure, code: &str) -> Result<Vec<Line>> {
        let mut known: Vec<&str> =
            self.articles.iter().flat_map(|article| article.coded.iter().map(|coded| coded.0.as_str())).collect();
        if !known.contains(&code) {
            known.sort_unstable();
            known.dedup();
            known.truncate(8);
            let message = format!("no place has the code `{code}`; found {} in {}", known.join(", "), self.codes.file);
            return Err(Error::new(Kind::Config, message).with_help("give a code of the file behind MEASURE="));
        }
        match measure {
            Measure::Loaded => Ok(vec![self.of_sentences(settings, code)]),
            Measure::Quotes => Ok(self.of_words(settings, code, &|article| article.quotes.clone())),
            Measure::Frame(frame, voice) => {
                let id = self.frames[frame];
                let is_hit = move |hit: &&Hit| {
                    (hit.lexicon, hit.category) == (id.lexicon, id.category)
                        && (voice == Voice::All || hit.voice() == voice)
                };
                Ok(self.of_words(settings, code, &|article| {
                    article.hits.iter().filter(is_hit).map(|hit| hit.span).collect()
                }))
            }
            _ => {
                let message = "a measure of whole articles with --spans, expected a category, quotes or loaded";
                Err(Error::new(Kind::Config, message).with_help("take --spans away and give a column of codes"))
            }
        }
    }

    fn of_words(
        &self,
        settings: &ValidationSettings,
        code: &str,
        found: &dyn Fn(&CodedArticle) -> Vec<Span>,
    ) -> Vec<Line> {
        let of_article: Vec<Common> =
            self.articles.iter().map(|article| common(article, &found(article), code)).collect();
        let line = |statistic, about: &str, n: usize, of: &dyn Fn(&Common) -> Option<f64>| {
            let of = |drawn: &[usize]| of(&sum(drawn.iter().map(|&at| &of_article[at])));
            let line = Line { statistic, value: None, interval: None, n, about: about.to_owned() };
            self.with_interval(settings, line, &of)
        };
        let all = sum(&of_article);
        let n_words = self.articles.iter().map(|article| article.words.len()).sum();
        let (words, touching) = ("words, those of furniture left out", "places that touch, by a character or more");
        let part = |of: [u64; 2]| ratio(of[1] as f64, of[0] as f64);
        let f1 = move |common: &Common| {
            let (precision, recall) = (part(common.found)?, part(common.coded)?);
            ratio(2.0 * precision * recall, precision + recall).or(Some(0.0))
        };
        vec![
            line("precision", words, n_words, &|common| ratio(common.words[0] as f64, common.words[1] as f64)),
            line("recall", words, n_words, &|common| ratio(common.words[0] as f64, common.words[2] as f64)),
            line("f1", words, n_words, &|common| {
                ratio(2.0 * common.words[0] as f64, (common.words[1] + common.words[2]) as f64)
            }),
            line("precision_places", touching, all.found[0] as usize, &|common| part(common.found)),
            line("recall_places", touching, all.coded[0] as usize, &|common| part(common.coded)),
            line("f1_places", touching, (all.found[0] + all.coded[0]) as usize, &f1),
        ]
    }

    /// How well the score of a sentence tells those that a coded place touches from the others.
    fn of_sentences(&self, settings: &ValidationSettings, code: &str) -> Line {
        let scored: Vec<Vec<(f64, bool)>> = self
            .articles
            .iter()
            .map(|article| {
                let is_coded = |span: Span| article.coded.iter().any(|coded| coded.0 == code && touches(coded.1, span));
                let sentences = article.sentences.iter();
                sentences.filter_map(|(span, loaded)| Some((f64::from((*loaded)?), is_coded(*span)))).collect()
            })
            .collect();
        let of = |drawn: &[usize]| {
            let sentences = drawn.iter().flat_map(|&at| scored[at].iter().copied());
            let (scores, coded): (Vec<f64>, Vec<bool>) = sentences.unzip();
            auc(&scores, &coded)
        };
        let n = scored.iter().map(Vec::len).sum();
        let about = "sentences, coded where a coded place touches them".to_owned();
        self.with_interval(settings, Line { statistic: "auc", value: None, interval: None, n, about }, &of)
    }

    /// A line with its value and interval, the units drawn again.
    fn with_interval(&self, settings: &ValidationSettings, line: Line, of: &dyn Fn(&[usize]) -> Option<f64>) -> Line {
        let all: Vec<usize> = (0..self.articles.len()).collect();
        let units: Vec<u32> = self.articles.iter().map(|article| article.unit).collect();
        Line { value: of(&all), interval: interval(&units, settings.resamples, settings.seed, of), ..line }
    }
}

/// The coded places of an article, each with its code, in bytes of its text.
fn coded(text: &str, rows: Vec<&CodedSpan>, codes: &CodedSpans) -> Result<Vec<(String, Span)>> {
    let bytes: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let coded = rows.into_iter().filter_map(|row| Some((row, row.coded.as_ref()?)));
    let placed = coded.map(|(row, (place, code))| {
        let ends = [place.start, place.end].map(|end| bytes.get(end as usize).copied());
        let [Some(start), Some(end)] = ends else {
            let n = bytes.len() - 1;
            let message = format!("found an end at {}, expected at most {n}, where the article ends", place.end);
            return Err(codes.wrong(row, message));
        };
        let words = &text[start..end];
        if !row.quote.is_empty() && row.quote.trim() != words.trim() {
            let message = format!("found `{words}` at this place, expected `{}`", row.quote);
            return Err(codes.wrong(row, message));
        }
        Ok((code.clone(), Span::new(start, end)))
    });
    placed.collect()
}

/// What two sets of places have in common, of one article.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Common {
    /// Words in both, in those found, in those coded.
    words: [u64; 3],
    /// Places found, and those of them that touch a coded one.
    found: [u64; 2],
    /// Places coded, and those of them that touch one that was found.
    coded: [u64; 2],
}

fn common(article: &CodedArticle, found: &[Span], code: &str) -> Common {
    let coded: Vec<Span> = article.coded.iter().filter(|coded| coded.0 == code).map(|coded| coded.1).collect();
    let within = |spans: &[Span], word: Span| spans.iter().any(|span| touches(*span, word));
    let n = |test: &dyn Fn(Span) -> bool| article.words.iter().filter(|word| test(**word)).count() as u64;
    let touched = |spans: &[Span], others: &[Span]| {
        [spans.len() as u64, spans.iter().filter(|span| within(others, **span)).count() as u64]
    };
    Common {
        words: [
            n(&|word| within(found, word) && within(&coded, word)),
            n(&|word| within(found, word)),
            n(&|word| within(&coded, word)),
        ],
        found: touched(found, &coded),
        coded: touched(&coded, found),
    }
}

fn touches(a: Span, b: Span) -> bool {
    a.start < b.end && b.start < a.end
}

fn sum<'a>(of_article: impl IntoIterator<Item = &'a Common>) -> Common {
    of_article.into_iter().fold(Common::default(), |mut sum, common| {
        (0..3).for_each(|at| sum.words[at] += common.words[at]);
        (0..2).for_each(|at| {
            sum.found[at] += common.found[at];
            sum.coded[at] += common.coded[at];
        });
        sum
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Five words of two letters, a space between.
    fn article(coded: &[(u32, u32)]) -> CodedArticle {
        let span = |start: u32, end: u32| Span { start, end };
        CodedArticle {
            unit: 0,
            words: (0..5).map(|word| span(word * 3, word * 3 + 2)).collect(),
            sentences: vec![],
            hits: vec![],
            quotes: vec![],
            coded: coded.iter().map(|place| ("x".to_owned(), span(place.0, place.1))).collect(),
        }
    }

    #[test]
    fn words_and_places_are_counted() {
        let found = [Span { start: 0, end: 5 }, Span { start: 12, end: 14 }];
        let both = common(&article(&[(3, 8), (9, 11)]), &found, "x");
        // found: words 0, 1, 4; coded: 1, 2, 3; the first place of each touches the other
        assert_eq!(both, Common { words: [1, 3, 3], found: [2, 1], coded: [2, 1] });
        assert_eq!(common(&article(&[(3, 8)]), &found, "y").words, [0, 3, 0]);
        assert_eq!(sum([&both, &both]).words, [2, 6, 6]);
    }
}
