//! Another word in one sentence: what it does to the counts, by the formulas of the program.

use serde::Serialize;

use super::Story;
use super::mask::{Names, masked, one_shape};
use crate::corpus::{Article, Removed};
use crate::error::caught;
use crate::feature::frame::{balance, per_1000};
use crate::feature::{Hit, Measured};
use crate::lexicon::Axis;
use crate::report::html::legend::Legend;
use crate::report::html::show::{counted, number_or_empty};
use crate::study::Study;
use crate::text::Span;

/// Wordings of the opposite pole to choose from, at most.
const MAX_OPPOSITE: usize = 4;
/// Wordings of other categories, at most.
const MAX_OTHERS: usize = 3;

/// A sentence and what may stand in it.
#[derive(Serialize)]
pub(super) struct Swap {
    letter: char,
    before_html: String,
    after_html: String,
    axis: String,
    poles: [String; 2],
    wordings: Vec<Wording>,
}

#[derive(Serialize)]
struct Wording {
    text: String,
    frame: String,
    n_words: u32,
    /// All that it does to the counts, in a sentence.
    says: String,
    rates: [String; 2],
    balance: String,
}

/// The first sentence with a word of a pole of an axis, and words of the other articles; `None` without an axis with
/// hits.
pub(super) fn view(stories: &[&Story<'_>], study: &Study, legend: &Legend, names: &Names) -> Option<Swap> {
    let lexicon = study.lexicons().get(legend.position as usize)?;
    // the widest axis has most words to choose from
    let axis = lexicon.axes.iter().max_by_key(|axis| axis.positive.len() + axis.negative.len())?;
    let side = |hit: &Hit| side(axis, hit);
    let is_ours = |hit: &Hit| legend.badge_of(hit).is_some();
    let (position, hit) = stories.iter().enumerate().find_map(|(i, story)| {
        let mut hits = story.measured.hits.iter().filter(|hit| is_ours(hit) && !hit.quoted);
        hits.find(|hit| side(hit).iter().sum::<u32>() > 0).map(|hit| (i, hit))
    })?;
    let (article, measured) = (stories[position].article, stories[position].measured);
    let span = measured.sentences.get(hit.sentence as usize)?.span;
    let hidden = names.hide(&article.text, article.removed.iter().map(|removed| removed.span));
    let own = hit.span.of(&article.text);
    let mut found: Vec<(String, &Hit)> = vec![(one_shape(own), hit)];
    let mut other: Vec<(String, &Hit)> = Vec::new();
    for story in stories {
        for candidate in story.measured.hits.iter().filter(|other| is_ours(other) && other.category != hit.category) {
            let text = one_shape(candidate.span.of(&story.article.text));
            let is_new = other.iter().all(|(known, _)| known.to_lowercase() != text.to_lowercase());
            if is_new && names.find(&text).is_empty() {
                other.push((text, candidate));
            }
        }
    }
    let own_side = side(hit);
    let (opposite, rest): (Vec<_>, Vec<_>) =
        other.into_iter().partition(|(_, other)| side(other) != own_side && side(other) != [0, 0]);
    found.extend(opposite.into_iter().take(MAX_OPPOSITE));
    found.extend(rest.into_iter().take(MAX_OTHERS));
    let swapped: Vec<Article> = found.iter().map(|(text, _)| with(article, hit.span, text)).collect();
    // what a word does to the words around it only the program itself can tell
    let scorer = study.scorer();
    let measured: Vec<Measured> = caught(|| swapped.iter().map(|article| scorer.measure(article)).collect()).ok()?;
    let wording = |((text, hit), measured): ((String, &Hit), &Measured)| {
        let (n, n_words) = (pole_hits(measured, axis, legend), measured.n_words[0]);
        let rates = n.map(|n| number_or_empty(per_1000(n, n_words), 1));
        let balance = number_or_empty(balance(n[0], n[1]), 2);
        let shown = if balance.is_empty() { "empty, for there is no evidence" } else { &balance };
        let [a, b] = [0, 1].map(|i| format!("{} per 1,000 words ({})", rates[i], counted(n[i] as usize, "hit")));
        Wording {
            frame: legend.badge_of(hit).map(|badge| legend.badges[badge].title.clone()).unwrap_or_default(),
            n_words,
            says: format!("a: {a}. b: {b}. Balance: {shown}. n = {n_words} words."),
            rates,
            balance,
            text,
        }
    };
    let titles = |categories: &[usize]| {
        let titles = categories.iter().map(|category| lexicon.categories[*category].title.as_str());
        titles.collect::<Vec<_>>().join(", ")
    };
    Some(Swap {
        letter: char::from(b'A' + position as u8),
        before_html: masked(&article.text, Span { start: span.start, end: hit.span.start }, &hidden),
        after_html: masked(&article.text, Span { start: hit.span.end, end: span.end.max(hit.span.end) }, &hidden),
        axis: axis.title.clone(),
        poles: [titles(&axis.positive), titles(&axis.negative)],
        wordings: found.into_iter().zip(&measured).map(wording).collect(),
    })
}

/// What a hit adds to each pole.
fn side(axis: &Axis, hit: &Hit) -> [u32; 2] {
    [&axis.positive, &axis.negative].map(|pole| u32::from(pole.contains(&(hit.category as usize))))
}

fn pole_hits(measured: &Measured, axis: &Axis, legend: &Legend) -> [u32; 2] {
    let hits = || measured.hits.iter().filter(|hit| hit.lexicon == legend.position).map(|hit| side(axis, hit));
    [0, 1].map(|i| hits().map(|side| side[i]).sum())
}

/// The article with other words at a place in its text.
fn with(article: &Article, place: Span, words: &str) -> Article {
    let text = [&article.text[..place.start as usize], words, &article.text[place.end as usize..]].concat();
    let moved = |at: u32| if at >= place.end { at - place.end + place.start + words.len() as u32 } else { at };
    let removed =
        article.removed.iter().filter(|removed| removed.span.end <= place.start || removed.span.start >= place.end);
    let removed = removed.map(|removed| Removed {
        span: Span { start: moved(removed.span.start), end: moved(removed.span.end) },
        ..*removed
    });
    Article { text, removed: removed.collect(), ..article.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::{Article, Draft, Rule};
    use crate::study::Config;

    /// What the first article's sentence may hold, each wording with its rates and balance.
    fn swapped(texts: [&str; 2]) -> Option<(char, Vec<[String; 4]>, String)> {
        let study = Config::default().check().unwrap();
        let articles = texts.map(|text| Article::from(Draft { text: text.into(), ..Draft::default() }));
        let measured: Vec<Measured> = study.measure(&articles, 1).unwrap().into_iter().map(Result::unwrap).collect();
        let stories: Vec<Story<'_>> =
            articles.iter().zip(&measured).map(|(article, measured)| Story { article, outlet: "", measured }).collect();
        let legend = Legend::of(study.lexicons(), &study.frames());
        let swap = view(&stories.iter().collect::<Vec<_>>(), &study, &legend, &Names::default())?;
        let says = swap.wordings[0].says.clone();
        let [a, b] = [0, 1];
        let shown = swap
            .wordings
            .into_iter()
            .map(|word| [word.text, word.rates[a].clone(), word.rates[b].clone(), word.balance]);
        Some((swap.letter, shown.collect(), says))
    }

    #[test]
    fn another_word_moves_rate_and_balance_as_by_hand() {
        let (letter, shown, says) = swapped(["A surge began here now today.", "A humane answer came."]).unwrap();
        assert_eq!(letter, 'A');
        // one hit in six words is 1000 / 6 per 1,000
        assert_eq!(shown[0], ["surge", "166.7", "0.0", "1.00"]);
        assert_eq!(shown[1], ["humane", "0.0", "166.7", "\u{2212}1.00"]);
        let expected = "a: 166.7 per 1,000 words (1 hit). b: 0.0 per 1,000 words (0 hits). Balance: 1.00. n = 6 words.";
        assert_eq!(says, expected);
    }

    #[test]
    fn a_hit_within_the_words_that_go_goes_with_them() {
        // `climate crisis` is a root cause, and `crisis` in it alarm
        let texts = ["It will not end the climate crisis.", "A tax came, and an inflation, and a humane one."];
        let (_, shown, _) = swapped(texts).unwrap();
        assert_eq!(shown[0][1], "142.9", "{shown:?}"); // one in seven
        let other: Vec<&[String; 4]> = shown.iter().filter(|wording| !wording[0].contains("crisis")).collect();
        assert!(!other.is_empty() && other.iter().all(|wording| wording[1] == "0.0"), "{shown:?}");
    }

    #[test]
    fn boilerplate_behind_the_word_stays_boilerplate() {
        let draft = Draft { text: "A surge began. AD Then it ended.".into(), ..Draft::default() };
        let mut article = Article::from(draft);
        article.removed = vec![Removed { span: Span::new(15, 17), rule: Rule::Advertisement }];
        let found = with(&article, Span::new(2, 7), "humane wave");
        assert_eq!(found.text, "A humane wave began. AD Then it ended.");
        assert_eq!(found.removed[0].span.of(&found.text), "AD");
    }
}
