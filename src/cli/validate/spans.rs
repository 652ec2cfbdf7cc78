//! Measures against coded places: which words both have, and which places touch.
//!
//! Only the articles that the file names are looked at, and in them every word that counts: furniture is left out.

use std::collections::BTreeMap;
use std::path::Path;

use slantwise::compare::validity::{auc, interval};
use slantwise::error::{Error, Kind, Result};
use slantwise::feature::Hit;
use slantwise::feature::frame::FrameId;
use slantwise::num::ratio;
use slantwise::read::{self, CodedSpan, CodedSpans};
use slantwise::study::Study;
use slantwise::text::{QuoteKind, Span, TokenText, Tokenizer, Voice};

use super::{Arguments, Line, Measure, Sample};

/// The articles that were coded.
pub(super) struct Places {
    codes: CodedSpans,
    frames: Vec<FrameId>,
    articles: Vec<Place>,
}

/// An article that was coded.
struct Place {
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
    pub fn new(path: &Path, study: &Study, sample: &Sample) -> Result<Self> {
        let codes = read::spans(&path.into())?;
        let mut of_article: BTreeMap<&str, Vec<&CodedSpan>> = BTreeMap::new();
        codes.rows.iter().for_each(|it| of_article.entry(&it.article_id).or_default().push(it));
        let own = study.config.tokenizer.as_deref();
        let mut tokenizer = own.map_or_else(|| Ok(Tokenizer::default()), Tokenizer::from_file)?;
        let mut articles = Vec::new();
        for (at, article) in sample.articles.iter().enumerate() {
            let Some(rows) = of_article.remove(article.id.as_str()) else { continue };
            let Some(measured) = &sample.measured[at] else { continue };
            let removed: Vec<Span> = article.removed.iter().map(|it| it.span).collect();
            let read = TokenText::new(&article.text, &removed, &mut tokenizer);
            let bytes: Vec<usize> = article.text.char_indices().map(|it| it.0).chain([article.text.len()]).collect();
            let coded = rows.into_iter().filter_map(|row| Some((row, row.coded.as_ref()?)));
            let coded = coded.map(|(row, (place, code))| {
                let ends = [place.start, place.end].map(|it| bytes.get(it as usize).copied());
                let [Some(start), Some(end)] = ends else {
                    let n = bytes.len() - 1;
                    return Err(codes.wrong(
                        row,
                        format!("found an end at {}, expected at most {n}, where the article ends", place.end),
                    ));
                };
                let words = &article.text[start..end];
                if !row.quote.is_empty() && row.quote.trim() != words.trim() {
                    let message = format!("found `{words}` at this place, expected `{}`", row.quote);
                    return Err(codes.wrong(row, message));
                }
                Ok((code.clone(), Span::new(start, end)))
            });
            articles.push(Place {
                unit: sample.units[at],
                coded: coded.collect::<Result<_>>()?,
                words: read.tokens.iter().filter(|it| it.is_word()).map(|it| it.span).collect(),
                sentences: measured.sentences.iter().map(|it| (it.span, it.loaded)).collect(),
                hits: measured.hits.clone(),
                quotes: read.quotes.iter().filter(|it| it.kind == QuoteKind::Direct).map(|it| it.span).collect(),
            });
        }
        if let Some((id, rows)) = of_article.first_key_value() {
            return Err(codes.wrong(rows[0], format!("found the article `{id}`, expected one of the input")));
        }
        let frames = study.frames();
        Ok(Self { codes, frames, articles })
    }
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

/// The statistics of a measure against a code.
///
/// # Errors
/// When the measure is of whole articles, or nothing has the code.
pub(super) fn lines(arguments: &Arguments, places: &Places, measure: &Measure, code: &str) -> Result<Vec<Line>> {
    if !places.articles.iter().any(|it| it.coded.iter().any(|it| it.0 == code)) {
        let mut known: Vec<&str> =
            places.articles.iter().flat_map(|it| it.coded.iter().map(|it| it.0.as_str())).collect();
        known.sort_unstable();
        known.dedup();
        known.truncate(8);
        let message = format!("no place has the code `{code}`; found {} in {}", known.join(", "), places.codes.file);
        return Err(Error::new(Kind::Config, message).with_help("give a code of the file behind MEASURE="));
    }
    match *measure {
        Measure::Loaded => Ok(vec![of_sentences(arguments, places, code)]),
        Measure::Quotes => Ok(of_words(arguments, places, code, &|it| it.quotes.clone())),
        Measure::Frame(frame, voice) => {
            let id = places.frames[frame];
            let is_hit = move |it: &&Hit| {
                (it.lexicon, it.category) == (id.lexicon, id.category) && (voice == Voice::All || it.voice() == voice)
            };
            Ok(of_words(arguments, places, code, &|it| it.hits.iter().filter(is_hit).map(|it| it.span).collect()))
        }
        _ => {
            let message = "a measure of whole articles with --spans, expected a category, quotes or loaded";
            Err(Error::new(Kind::Config, message).with_help("take --spans away and give a column of codes"))
        }
    }
}

fn of_words(arguments: &Arguments, places: &Places, code: &str, found: &dyn Fn(&Place) -> Vec<Span>) -> Vec<Line> {
    let of_article: Vec<Common> = places.articles.iter().map(|it| common(it, &found(it), code)).collect();
    let line = |statistic, about: &str, n: usize, of: &dyn Fn(&Common) -> Option<f64>| {
        let of = |drawn: &[usize]| of(&sum(drawn.iter().map(|&it| &of_article[it])));
        drawn(arguments, places, Line { statistic, value: None, interval: None, n, about: about.to_owned() }, &of)
    };
    let all = sum(&of_article);
    let n_words = places.articles.iter().map(|it| it.words.len()).sum();
    let (words, touching) = ("words, those of furniture left out", "places that touch, by a character or more");
    let part = |of: [u64; 2]| ratio(of[1] as f64, of[0] as f64);
    let f1 = move |it: &Common| {
        let (p, r) = (part(it.found)?, part(it.coded)?);
        ratio(2.0 * p * r, p + r).or(Some(0.0))
    };
    vec![
        line("precision", words, n_words, &|it| ratio(it.words[0] as f64, it.words[1] as f64)),
        line("recall", words, n_words, &|it| ratio(it.words[0] as f64, it.words[2] as f64)),
        line("f1", words, n_words, &|it| ratio(2.0 * it.words[0] as f64, (it.words[1] + it.words[2]) as f64)),
        line("precision_places", touching, all.found[0] as usize, &|it| part(it.found)),
        line("recall_places", touching, all.coded[0] as usize, &|it| part(it.coded)),
        line("f1_places", touching, (all.found[0] + all.coded[0]) as usize, &f1),
    ]
}

/// How well the score of a sentence tells those that a coded place touches from the others.
fn of_sentences(arguments: &Arguments, places: &Places, code: &str) -> Line {
    let scored: Vec<Vec<(f64, bool)>> = places
        .articles
        .iter()
        .map(|article| {
            let is_coded = |span: Span| article.coded.iter().any(|it| it.0 == code && touches(it.1, span));
            let scored = article.sentences.iter().filter_map(|it| Some((f64::from(it.1?), is_coded(it.0))));
            scored.collect()
        })
        .collect();
    let of = |drawn: &[usize]| {
        let (scores, coded): (Vec<f64>, Vec<bool>) = drawn.iter().flat_map(|&it| scored[it].iter().copied()).unzip();
        auc(&scores, &coded)
    };
    let n = scored.iter().map(Vec::len).sum();
    let about = "sentences, coded where a coded place touches them".to_owned();
    drawn(arguments, places, Line { statistic: "auc", value: None, interval: None, n, about }, &of)
}

/// A line with its value and interval, the units drawn again.
fn drawn(arguments: &Arguments, places: &Places, line: Line, of: &dyn Fn(&[usize]) -> Option<f64>) -> Line {
    let all: Vec<usize> = (0..places.articles.len()).collect();
    let units: Vec<u32> = places.articles.iter().map(|it| it.unit).collect();
    Line { value: of(&all), interval: interval(&units, arguments.resamples, arguments.seed, of), ..line }
}

fn common(article: &Place, found: &[Span], code: &str) -> Common {
    let coded: Vec<Span> = article.coded.iter().filter(|it| it.0 == code).map(|it| it.1).collect();
    let within = |spans: &[Span], word: Span| spans.iter().any(|it| touches(*it, word));
    let n = |test: &dyn Fn(Span) -> bool| article.words.iter().filter(|it| test(**it)).count() as u64;
    let touched = |spans: &[Span], others: &[Span]| {
        [spans.len() as u64, spans.iter().filter(|it| within(others, **it)).count() as u64]
    };
    Common {
        words: [
            n(&|it| within(found, it) && within(&coded, it)),
            n(&|it| within(found, it)),
            n(&|it| within(&coded, it)),
        ],
        found: touched(found, &coded),
        coded: touched(&coded, found),
    }
}

fn touches(a: Span, b: Span) -> bool {
    a.start < b.end && b.start < a.end
}

fn sum<'a>(of_article: impl IntoIterator<Item = &'a Common>) -> Common {
    of_article.into_iter().fold(Common::default(), |mut sum, it| {
        (0..3).for_each(|at| sum.words[at] += it.words[at]);
        (0..2).for_each(|at| {
            sum.found[at] += it.found[at];
            sum.coded[at] += it.coded[at];
        });
        sum
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Five words of two letters, a space between.
    fn article(coded: &[(u32, u32)]) -> Place {
        let span = |start: u32, end: u32| Span { start, end };
        Place {
            unit: 0,
            words: (0..5).map(|it| span(it * 3, it * 3 + 2)).collect(),
            sentences: vec![],
            hits: vec![],
            quotes: vec![],
            coded: coded.iter().map(|it| ("x".to_owned(), span(it.0, it.1))).collect(),
        }
    }

    #[test]
    fn words_and_places_are_counted() {
        let found = [Span { start: 0, end: 5 }, Span { start: 12, end: 14 }];
        let it = common(&article(&[(3, 8), (9, 11)]), &found, "x");
        // found: words 0, 1, 4; coded: 1, 2, 3; the first place of each touches the other
        assert_eq!(it, Common { words: [1, 3, 3], found: [2, 1], coded: [2, 1] });
        assert_eq!(common(&article(&[(3, 8)]), &found, "y").words, [0, 3, 0]);
        assert_eq!(sum([&it, &it]).words, [2, 6, 6]);
    }
}
