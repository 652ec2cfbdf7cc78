//! The words that set two sides apart, for a few pairs: drawn, listed, and with the sentences they stand in.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::context::{Entry, Reader};
use super::scatter::{self, Dot, Sure, scatter};
use super::show::{and, count, counted, interval, number};
use crate::compare::contrast::{self, Level, Untested};
use crate::corpus::OutletId;
use crate::error::Result;
use crate::num::Interval;
use crate::report::Material;
use crate::study::{Contrast, ContrastTerm, Findings, MAX_Q, Sides, name_words};
use crate::terms::{TermId, style, style_words};

/// Pairs shown, at most.
const MAX_PAIRS: usize = 28;
/// Words listed of each side, at most, and words of house style besides.
const MAX_WORDS: usize = 7;
const MAX_STYLE: usize = 3;
/// Fewest articles of the side with the word, for the list.
const MIN_ARTICLES: u32 = 3;
/// Sentences shown of the side that uses a word more, and of the other, at most.
const N_SENTENCES: [usize; 2] = [2, 1];
/// Words named in a finding of each side, at most.
const MAX_NAMED: usize = 3;

/// The section on words.
#[derive(Serialize)]
pub(super) struct Words {
    n_all: usize,
    /// The outlets of the pairs shown.
    outlets: Vec<Choice>,
    pairs: Vec<Pair>,
    /// The sentences that the words open.
    sentences: Vec<Entry>,
}

/// An outlet to choose.
#[derive(Serialize)]
struct Choice {
    id: u32,
    name: String,
}

/// Two sides.
#[derive(Serialize)]
struct Pair {
    a: String,
    b: String,
    /// The outlets' numbers; `None` for groups of outlets.
    choice: Option<(u32, u32)>,
    /// What was found, in a sentence.
    finding: String,
    /// What was tested and what that speaks of.
    basis: String,
    svg: String,
    sides: [Side; 2],
}

/// The words that one of the two uses more.
#[derive(Serialize)]
struct Side {
    outlet: String,
    words: Vec<Word>,
}

/// A word.
#[derive(Serialize)]
struct Word {
    word: String,
    is_style: bool,
    log_odds: String,
    interval: String,
    n_articles_a: String,
    n_articles_b: String,
    q: String,
    /// Why there is no test.
    reason: String,
    /// Its place among the sentences; `None` where it has none.
    sentences: Option<usize>,
}

/// A pair with what is asked of it often.
struct Compared<'a> {
    contrast: &'a Contrast,
    names: [String; 2],
    /// The articles of each side.
    articles: [Vec<usize>; 2],
    /// The single words.
    words: Vec<&'a ContrastTerm>,
    /// Those of house style, by term.
    style: BTreeSet<TermId>,
    /// The words to list of each side.
    listed: [Vec<&'a ContrastTerm>; 2],
}

/// See [`Words`].
///
/// # Errors
/// When the tokenizer that the settings name cannot be loaded again.
pub(super) fn view(material: &Material<'_>) -> Result<Words> {
    let found = material.findings;
    let mut order: Vec<&Contrast> = found.contrasts.iter().collect();
    order.sort_by_key(|it| (it.sides != Sides::LeftRight, Reverse(it.n_shared_events), it.sides));
    order.truncate(MAX_PAIRS);
    let compared: Vec<Compared<'_>> = order.iter().map(|it| compared(material, it)).collect();
    let mut reader = Reader::new(material)?;
    compared.iter().for_each(|it| look_up(material, it, &mut reader));
    let (sentences, positions) = reader.entries();
    let mut ids: Vec<OutletId> = order.iter().flat_map(|it| outlets(it.sides)).collect();
    ids.sort_unstable();
    ids.dedup();
    Ok(Words {
        n_all: found.contrasts.len(),
        outlets: ids.iter().map(|it| Choice { id: it.0, name: found.corpus.outlet(*it).to_owned() }).collect(),
        pairs: compared.iter().map(|it| pair(found, it, &positions)).collect(),
        sentences,
    })
}

fn outlets(sides: Sides) -> Vec<OutletId> {
    match sides {
        Sides::Outlets(a, b) => vec![a, b],
        Sides::LeftRight => Vec::new(),
    }
}

fn compared<'a>(material: &Material<'a>, contrast: &'a Contrast) -> Compared<'a> {
    let found = material.findings;
    let of = |ids: &[OutletId]| ids.iter().flat_map(|it| material.articles_of(*it).to_vec()).collect::<Vec<_>>();
    let all = || (0..found.corpus.outlets().len() as u32).map(OutletId);
    let rated = |is_side: fn(f64) -> bool| {
        of(&all().filter(|it| found.rating_position(*it).is_some_and(is_side)).collect::<Vec<_>>())
    };
    let (names, articles) = match contrast.sides {
        Sides::Outlets(a, b) => ([a, b].map(|it| found.corpus.outlet(it).to_owned()), [of(&[a]), of(&[b])]),
        Sides::LeftRight => (
            ["outlets rated left", "outlets rated right"].map(str::to_owned),
            [rated(|it| it < 0.0), rated(|it| it > 0.0)],
        ),
    };
    let own_words: Vec<String> =
        outlets(contrast.sides).iter().flat_map(|it| name_words(found.corpus.outlet(*it))).collect();
    let style_words = style_words();
    let is_style = |it: &ContrastTerm| {
        let word = found.term(it.term);
        style(word, &style_words).is_some() || own_words.iter().any(|own| own == word)
    };
    let words: Vec<&ContrastTerm> = contrast.terms.iter().filter(|it| it.term.ngram == 1).collect();
    let style: BTreeSet<TermId> = words.iter().filter(|it| is_style(it)).map(|it| it.term.id).collect();
    let listed = [0, 1].map(|side| {
        let n = |it: &ContrastTerm| [it.n_articles.0, it.n_articles.1][side];
        let is_side = |it: &&ContrastTerm| {
            let log_odds = it.contrast.log_odds;
            [log_odds > 0.0, log_odds < 0.0][side] && n(it) >= MIN_ARTICLES
        };
        top(found, words.iter().copied().filter(is_side), &style)
    });
    Compared { contrast, names, articles, words, style, listed }
}

fn look_up(material: &Material<'_>, pair: &Compared<'_>, reader: &mut Reader<'_>) {
    let counts = &material.findings.counts;
    for (side, words) in pair.listed.iter().enumerate() {
        for term in words {
            for (which, n) in [side, 1 - side].into_iter().zip(N_SENTENCES) {
                let has_it = |it: &usize| counts.row(*it).0.binary_search(&term.term.id).is_ok();
                let articles = pair.articles[which].iter().copied().filter(has_it);
                reader.look_up(material.findings.term(term.term), articles, n);
            }
        }
    }
}

fn pair(found: &Findings, pair: &Compared<'_>, sentences: &BTreeMap<&str, usize>) -> Pair {
    let [a, b] = &pair.names;
    let contrast = pair.contrast;
    let n_words = (contrast.n_words.0 + contrast.n_words.1) as f64;
    let label = |it: &ContrastTerm| {
        let at = |side: usize| pair.listed[side].iter().position(|other| other.term == it.term).map(|at| 2 * at + side);
        at(0).or_else(|| at(1))
    };
    let dots = pair.words.iter().map(|it| Dot {
        word: found.term(it.term),
        rate: 1_000.0 * f64::from(it.contrast.uses.0 + it.contrast.uses.1) / n_words,
        log_odds: it.contrast.log_odds,
        sure: if is_sure(it) { Sure::Yes } else { Sure::No },
        style: if pair.style.contains(&it.term.id) { scatter::Style::Yes } else { scatter::Style::No },
        label: label(it),
    });
    let dots: Vec<Dot<'_>> = dots.filter(|it| it.rate > 0.0 && it.rate.is_finite()).collect();
    let finding = finding(found, pair);
    Pair {
        choice: match contrast.sides {
            Sides::Outlets(a, b) => Some((a.0, b.0)),
            Sides::LeftRight => None,
        },
        basis: basis(contrast),
        svg: if dots.is_empty() { String::new() } else { scatter(&dots, &finding, [a, b]) },
        sides: [0, 1].map(|side| Side {
            outlet: pair.names[side].clone(),
            words: pair.listed[side].iter().map(|it| word(found, pair, it, sentences)).collect(),
        }),
        finding,
        a: a.clone(),
        b: b.clone(),
    }
}

/// The words to list: by what is left of the effect at the end of its interval that is nearer to none.
fn top<'a>(
    found: &Findings,
    words: impl Iterator<Item = &'a ContrastTerm>,
    style: &BTreeSet<TermId>,
) -> Vec<&'a ContrastTerm> {
    let left = |it: &ContrastTerm| {
        let (low, high) = it.contrast.interval.map_or((0.0, 0.0), Interval::ends);
        if low * high > 0.0 { low.abs().min(high.abs()) } else { 0.0 }
    };
    let size = |it: &ContrastTerm| it.contrast.log_odds.abs();
    let mut terms: Vec<&ContrastTerm> = words.collect();
    terms.sort_by(|x, y| {
        let order = is_sure(y).cmp(&is_sure(x)).then(left(y).total_cmp(&left(x))).then(size(y).total_cmp(&size(x)));
        order.then_with(|| found.term(x.term).cmp(found.term(y.term)))
    });
    let (mut n_style, mut n_other) = (0, 0);
    terms.retain(|it| {
        let (n, most) = if style.contains(&it.term.id) { (&mut n_style, MAX_STYLE) } else { (&mut n_other, MAX_WORDS) };
        *n += 1;
        *n <= most
    });
    terms
}

fn is_sure(term: &ContrastTerm) -> bool {
    term.contrast.test.is_ok_and(|it| it.q < MAX_Q)
}

/// What was found, in a sentence without its stop.
fn finding(found: &Findings, pair: &Compared<'_>) -> String {
    let n_tested = pair.words.iter().filter(|it| it.contrast.test.is_ok()).count();
    let n_sure = pair.words.iter().filter(|it| is_sure(it)).count();
    if n_tested == 0 {
        return "No word could be tested, so any difference may be chance".to_owned();
    }
    if n_sure == 0 {
        return format!(
            "No word differs by more than chance: {} tested, none with q below {MAX_Q}",
            counted(n_tested, "word")
        );
    }
    let named = [0, 1].map(|side| {
        let is_style = |it: &&&ContrastTerm| pair.style.contains(&it.term.id);
        let sure = || pair.listed[side].iter().filter(|it| is_sure(it));
        // a word of style only where there is no other
        let words = sure().filter(|it| !is_style(it)).chain(sure().filter(is_style)).take(MAX_NAMED);
        let words: Vec<String> = words.map(|it| format!("“{}”", found.term(it.term))).collect();
        (!words.is_empty()).then(|| format!("{} uses {} more", pair.names[side], and(&words)))
    });
    let named = named.into_iter().flatten().collect::<Vec<_>>().join("; ");
    let total = format!(
        "{} of {} tested differ by more than chance, q below {MAX_Q}",
        count(n_sure),
        counted(n_tested, "word")
    );
    if named.is_empty() { total } else { format!("{named} ({total})") }
}

/// What the test permutes and what it speaks of.
fn basis(contrast: &Contrast) -> String {
    let events = counted(contrast.n_shared_events, "shared event");
    match contrast.level {
        Some(Level::Outlet) => format!(
            "Level of the test: outlet. {} outlets against {}, shuffled between the sides, so it speaks of outlets like these.",
            contrast.n_outlets.0, contrast.n_outlets.1
        ),
        Some(Level::Event) => {
            format!("Level of the test: event. {events}, the two sides swapped within each, so it speaks of their texts on events like these.")
        }
        Some(Level::Article) => format!(
            "Level of the test: article. Only {events}, so single articles are shuffled within each, and it speaks of these events alone."
        ),
        None => "No test: too few shared events, and too few articles on them. All articles of both are compared, so their topics differ too.".to_owned(),
    }
}

/// Why a word has no test.
fn reason(reason: Untested, level: Option<Level>) -> String {
    match reason {
        Untested::NotAsked => "not asked for".to_owned(),
        Untested::FewSharedEvents => "few shared events".to_owned(),
        Untested::FewOutlets => "few outlets".to_owned(),
        Untested::FewEvents => format!("< {} events", contrast::MIN_EVENTS),
        Untested::FewArticles if level == Some(Level::Outlet) => {
            format!("< {} articles", contrast::MIN_ARTICLES_OF_OUTLETS)
        }
        Untested::FewArticles => format!("< {} articles", contrast::MIN_ARTICLES),
    }
}

fn word(found: &Findings, pair: &Compared<'_>, term: &ContrastTerm, sentences: &BTreeMap<&str, usize>) -> Word {
    let (it, name) = (&term.contrast, found.term(term.term));
    Word {
        word: name.to_owned(),
        is_style: pair.style.contains(&term.term.id),
        log_odds: number(it.log_odds, 2),
        interval: interval(it.interval, 2),
        n_articles_a: count(term.n_articles.0 as usize),
        n_articles_b: count(term.n_articles.1 as usize),
        q: it.test.map(|it| number(it.q, 3)).unwrap_or_default(),
        reason: it.test.err().map(|it| reason(it, pair.contrast.level)).unwrap_or_default(),
        sentences: sentences.get(name).copied(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::Draft;
    use crate::report::html::testing::{altered_page_of, drafts, page_of, reading, text_of};

    /// The part of the page between two marks.
    fn section(page: &str) -> &str {
        page.split_once("<section id=\"words\"").unwrap().1.split_once("</section>").unwrap().0
    }

    fn words_of(drafts: Vec<Draft>, alter: impl FnOnce(&mut Findings)) -> String {
        section(&altered_page_of(drafts, &reading(""), |_| (), alter)).to_owned()
    }

    #[test]
    fn a_word_opens_its_sentences_and_no_sentence_is_there_twice_for_it() {
        let words = words_of(drafts(""), |_| ());
        assert!(words.contains("<b>word0</b> was the mayor&#39;s answer"), "{words}");
        let number = words.split(">word0</button>").next().unwrap().rsplit('"').nth(1).unwrap();
        let opened = words.split(&format!("id=\"{number}\"")).nth(1).unwrap().split("</div>").next().unwrap();
        assert!(opened.contains("<strong>word0</strong>") && opened.contains("<dt>North</dt>"), "{opened}");
        // in two pairs, so at most two sentences and not four
        assert_eq!(opened.matches("<b>word0</b>").count(), 2, "{opened}");
    }

    #[test]
    fn a_word_whose_sentences_cannot_be_found_is_no_button() {
        let words = words_of(drafts(""), |found| {
            let texts: Vec<String> =
                found.corpus.articles().iter().map(|it| it.text.replace("word0", "other")).collect();
            let mut texts = texts.into_iter();
            let mut drafts = drafts("");
            drafts.iter_mut().for_each(|it| it.text = texts.next().unwrap());
            found.corpus = crate::corpus::Corpus::new(drafts);
        });
        assert!(words.contains("<th scope=\"row\">word0</th>"), "{words}");
    }

    #[test]
    fn hostile_words_sentences_and_names_are_text() {
        let hostile = "<img src=x onerror=alert(1)>\"'&";
        let drafts: Vec<Draft> = drafts("")
            .into_iter()
            .map(|it| Draft {
                outlet: it.outlet.map(|it| it + hostile),
                title: hostile.into(),
                text: it.text.replace("was", hostile),
                ..it
            })
            .collect();
        let words = words_of(drafts, |_| ());
        assert!(!words.contains("<img") && words.contains("<cite>&lt;img src=x"), "{words}");
        assert!(text_of(&words).contains(&format!("word0 {hostile} the mayor's answer")), "{words}");
    }

    #[test]
    fn without_two_outlets_that_is_said() {
        let mut one = drafts("");
        one.iter_mut().for_each(|it| it.outlet = Some("North".into()));
        assert!(words_of(one, |_| ()).contains("There are no two outlets to compare."));
        assert!(words_of(drafts(""), |it| it.contrasts.clear()).contains("There are no two outlets to compare."));
    }

    #[test]
    fn a_pair_without_a_word_says_so() {
        let words = words_of(drafts(""), |it| it.contrasts.iter_mut().for_each(|it| it.terms.clear()));
        assert!(words.contains("No word stands in enough articles") && !words.contains("class=\"scatter\""), "{words}");
    }

    #[test]
    fn what_was_tested_is_said_at_every_level() {
        let check = |alter: fn(&mut Contrast), expected: &[&str]| {
            let words = words_of(drafts(""), |it| it.contrasts.iter_mut().for_each(alter));
            for it in expected {
                assert!(words.contains(it), "{it}: {words}");
            }
        };
        check(|_| (), &["Level of the test: event. 6 shared events"]);
        check(|it| it.level = Some(Level::Article), &["Level of the test: article.", "speaks of these events alone"]);
        let none = |it: &mut Contrast| {
            (it.level, it.n_shared_events) = (None, 0);
            it.terms.iter_mut().for_each(|it| it.contrast.test = Err(Untested::FewSharedEvents));
        };
        check(
            none,
            &["No test: too few shared events", "No word could be tested", "<span class=\"none\">few shared events"],
        );
        let few = |it: &mut Contrast| it.terms.iter_mut().for_each(|it| it.contrast.test = Err(Untested::FewArticles));
        check(few, &["<span class=\"none\">&lt; 5 articles"]);
        let rated = |it: &mut Contrast| (it.sides, it.level) = (Sides::LeftRight, Some(Level::Outlet));
        check(rated, &["outlets rated left", "Level of the test: outlet.", "between = groups"]);
    }

    #[test]
    fn a_finding_names_the_sure_words_of_each_side() {
        let test = |p: f64| Ok(crate::compare::permutation::Test { p, q: p, p_max_t: p });
        let check = |alter: &dyn Fn(&mut ContrastTerm, &str), expected: &str| {
            let words = words_of(drafts(""), |found| {
                let names: Vec<Vec<String>> = found
                    .contrasts
                    .iter()
                    .map(|it| it.terms.iter().map(|it| found.term(it.term).to_owned()).collect())
                    .collect();
                for (contrast, names) in found.contrasts.iter_mut().zip(names) {
                    contrast.terms.iter_mut().zip(names).for_each(|(term, name)| alter(term, &name));
                }
            });
            let finding = words.split("<span class=\"finding\">").nth(1).unwrap().split("</span>").next().unwrap();
            assert!(finding.starts_with(expected), "{finding}");
        };
        check(&|it, _| it.contrast.test = test(0.5), "No word differs by more than chance: ");
        check(
            &|it, name| it.contrast.test = test(if name == "word0" { 0.01 } else { 0.5 }),
            "North uses “word0” more (1 of ",
        );
        check(
            &|it, name| it.contrast.test = test(if name.starts_with("word") { 0.01 } else { 0.5 }),
            "North uses “word0” more; South uses “word1” more (2 of ",
        );
    }

    #[test]
    fn words_of_style_take_few_places_and_are_marked() {
        let mut drafts = drafts("");
        for (i, draft) in drafts.iter_mut().enumerate().filter(|it| it.0 % 3 == 0) {
            draft.text.push_str(" Mr. Sen. Gov. Dr. Mrs. agreed; Monday plan, Tuesday plan");
            draft.text.push_str(["", "."][i % 2]);
        }
        let page = page_of(drafts, &reading(""), |_| ());
        let table = section(&page).split("</table>").next().unwrap();
        assert_eq!(table.matches("<tr class=\"st\">").count(), MAX_STYLE, "{table}");
    }
}
