//! The words that set two sides apart, for a few pairs: drawn, listed, and with the sentences they stand in.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::context::{Entry, Gatherer};
use super::scatter::{self, Dot, Sure, scatter};
use super::show::{and, counted, interval, number, thousands};
use crate::compare::contrast::{self, Level, Untested};
use crate::corpus::OutletId;
use crate::num::Interval;
use crate::report::Material;
use crate::study::{Contrast, ContrastTerm, Findings, MAX_Q, Sides, StyleWords};
use crate::terms::TermId;

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
pub(super) fn view(material: &Material<'_>) -> Words {
    let found = material.findings;
    let mut order: Vec<&Contrast> = found.compared.contrasts.iter().collect();
    order.sort_by_key(|contrast| {
        (contrast.sides != Sides::LeftRight, Reverse(contrast.n_shared_events), contrast.sides)
    });
    order.truncate(MAX_PAIRS);
    let compared: Vec<Compared<'_>> = order.iter().map(|contrast| compared(material, contrast)).collect();
    let mut gatherer = Gatherer::new(material);
    compared.iter().for_each(|pair| gather(material, pair, &mut gatherer));
    let (sentences, positions) = gatherer.entries();
    let mut ids: Vec<OutletId> = order.iter().flat_map(|contrast| outlets(contrast.sides)).collect();
    ids.sort_unstable();
    ids.dedup();
    Words {
        n_all: found.compared.contrasts.len(),
        outlets: ids.iter().map(|id| Choice { id: id.0, name: found.corpus.outlet(*id).to_owned() }).collect(),
        pairs: compared.iter().map(|compared| pair(found, compared, &positions)).collect(),
        sentences,
    }
}

fn outlets(sides: Sides) -> Vec<OutletId> {
    match sides {
        Sides::Outlets(a, b) => vec![a, b],
        Sides::LeftRight => Vec::new(),
    }
}

fn compared<'a>(material: &Material<'a>, contrast: &'a Contrast) -> Compared<'a> {
    let found = material.findings;
    let of = |ids: &[OutletId]| ids.iter().flat_map(|id| material.articles_of(*id).to_vec()).collect::<Vec<_>>();
    let all = || (0..found.corpus.outlets().len() as u32).map(OutletId);
    let rated = |is_side: fn(f64) -> bool| {
        of(&all().filter(|id| found.rating_position(*id).is_some_and(is_side)).collect::<Vec<_>>())
    };
    let (names, articles) = match contrast.sides {
        Sides::Outlets(a, b) => ([a, b].map(|id| found.corpus.outlet(id).to_owned()), [of(&[a]), of(&[b])]),
        Sides::LeftRight => (
            ["outlets rated left", "outlets rated right"].map(str::to_owned),
            [rated(|position| position < 0.0), rated(|position| position > 0.0)],
        ),
    };
    let style_words = StyleWords::of(found, contrast.sides);
    let is_style = |term: &ContrastTerm| style_words.are_in(found.term(term.term));
    let words: Vec<&ContrastTerm> = contrast.terms.iter().filter(|term| term.term.ngram == 1).collect();
    let style: BTreeSet<TermId> = words.iter().filter(|term| is_style(term)).map(|term| term.term.id).collect();
    let listed = [0, 1].map(|side| {
        let n = |term: &ContrastTerm| [term.n_articles.0, term.n_articles.1][side];
        let is_side = |term: &&ContrastTerm| {
            let log_odds = term.contrast.log_odds;
            [log_odds > 0.0, log_odds < 0.0][side] && n(term) >= MIN_ARTICLES
        };
        top(found, words.iter().copied().filter(is_side), &style)
    });
    Compared { contrast, names, articles, words, style, listed }
}

fn gather(material: &Material<'_>, pair: &Compared<'_>, gatherer: &mut Gatherer<'_>) {
    let counts = &material.findings.counts;
    for (side, words) in pair.listed.iter().enumerate() {
        for term in words {
            for (which, n) in [side, 1 - side].into_iter().zip(N_SENTENCES) {
                let has_it = |article: &usize| counts.row(*article).0.binary_search(&term.term.id).is_ok();
                let articles = pair.articles[which].iter().copied().filter(has_it);
                gatherer.gather(material.findings.term(term.term), articles, n);
            }
        }
    }
}

fn pair(found: &Findings, pair: &Compared<'_>, sentences: &BTreeMap<&str, usize>) -> Pair {
    let [a, b] = &pair.names;
    let contrast = pair.contrast;
    let n_words = (contrast.n_words.0 + contrast.n_words.1) as f64;
    let label = |term: &ContrastTerm| {
        let at =
            |side: usize| pair.listed[side].iter().position(|other| other.term == term.term).map(|at| 2 * at + side);
        at(0).or_else(|| at(1))
    };
    let dots = pair.words.iter().map(|term| Dot {
        word: found.term(term.term),
        rate: 1_000.0 * f64::from(term.contrast.uses.0 + term.contrast.uses.1) / n_words,
        log_odds: term.contrast.log_odds,
        sure: if is_sure(term) { Sure::Yes } else { Sure::No },
        style: if pair.style.contains(&term.term.id) { scatter::Style::Yes } else { scatter::Style::No },
        label: label(term),
    });
    let dots: Vec<Dot<'_>> = dots.filter(|dot| dot.rate > 0.0 && dot.rate.is_finite()).collect();
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
            words: pair.listed[side].iter().map(|term| word(found, pair, term, sentences)).collect(),
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
    let left = |term: &ContrastTerm| {
        let (low, high) = term.contrast.interval.map_or((0.0, 0.0), Interval::ends);
        if low * high > 0.0 { low.abs().min(high.abs()) } else { 0.0 }
    };
    let size = |term: &ContrastTerm| term.contrast.log_odds.abs();
    let mut terms: Vec<&ContrastTerm> = words.collect();
    terms.sort_by(|x, y| {
        let order = is_sure(y).cmp(&is_sure(x)).then(left(y).total_cmp(&left(x))).then(size(y).total_cmp(&size(x)));
        order.then_with(|| found.term(x.term).cmp(found.term(y.term)))
    });
    let (mut n_style, mut n_other) = (0, 0);
    terms.retain(|term| {
        let (n, most) =
            if style.contains(&term.term.id) { (&mut n_style, MAX_STYLE) } else { (&mut n_other, MAX_WORDS) };
        *n += 1;
        *n <= most
    });
    terms
}

fn is_sure(term: &ContrastTerm) -> bool {
    term.contrast.test.is_ok_and(|test| test.q < MAX_Q)
}

/// What was found, in a sentence without its stop.
fn finding(found: &Findings, pair: &Compared<'_>) -> String {
    let n_tested = pair.words.iter().filter(|term| term.contrast.test.is_ok()).count();
    let n_sure = pair.words.iter().filter(|term| is_sure(term)).count();
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
        let is_style = |term: &&&ContrastTerm| pair.style.contains(&term.term.id);
        let sure = || pair.listed[side].iter().filter(|term| is_sure(term));
        // a word of style only where there is no other
        let words = sure().filter(|term| !is_style(term)).chain(sure().filter(is_style)).take(MAX_NAMED);
        let words: Vec<String> = words.map(|term| format!("“{}”", found.term(term.term))).collect();
        (!words.is_empty()).then(|| format!("{} uses {} more", pair.names[side], and(&words)))
    });
    let named = named.into_iter().flatten().collect::<Vec<_>>().join("; ");
    let total = format!(
        "{} of {} tested differ by more than chance, q below {MAX_Q}",
        thousands(n_sure),
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
    let (contrast, name) = (&term.contrast, found.term(term.term));
    Word {
        word: name.to_owned(),
        is_style: pair.style.contains(&term.term.id),
        log_odds: number(contrast.log_odds, 2),
        interval: interval(contrast.interval, 2),
        n_articles_a: thousands(term.n_articles.0 as usize),
        n_articles_b: thousands(term.n_articles.1 as usize),
        q: contrast.test.map(|test| number(test.q, 3)).unwrap_or_default(),
        reason: contrast.test.err().map(|untested| reason(untested, pair.contrast.level)).unwrap_or_default(),
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
        assert!(words.contains("<b>word0</b> was the mayor&#x27;s answer"), "{words}");
        let number = words.split(">word0</button>").next().unwrap().rsplit('"').nth(1).unwrap();
        let opened = words.split(&format!("id=\"{number}\"")).nth(1).unwrap().split("</div>").next().unwrap();
        assert!(opened.contains("<strong>word0</strong>") && opened.contains("<dt>North</dt>"), "{opened}");
        // in two pairs, so at most two sentences and not four
        assert_eq!(opened.matches("<b>word0</b>").count(), 2, "{opened}");
    }

    #[test]
    fn a_word_whose_sentences_cannot_be_found_is_no_button() {
        let words = words_of(drafts(""), Findings::forget_texts);
        assert!(words.contains("<th scope=\"row\">word0</th>"), "{words}");
    }

    #[test]
    fn hostile_words_sentences_and_names_are_text() {
        let hostile = "<img src=x onerror=alert(1)>\"'&";
        let drafts: Vec<Draft> = drafts("")
            .into_iter()
            .map(|draft| Draft {
                outlet: draft.outlet.map(|name| name + hostile),
                title: hostile.into(),
                text: draft.text.replace("was", hostile),
                ..draft
            })
            .collect();
        let words = words_of(drafts, |_| ());
        assert!(!words.contains("<img") && words.contains("<cite>&lt;img src=x"), "{words}");
        assert!(text_of(&words).contains(&format!("word0 {hostile} the mayor's answer")), "{words}");
    }

    #[test]
    fn without_two_outlets_that_is_said() {
        let mut one = drafts("");
        one.iter_mut().for_each(|draft| draft.outlet = Some("North".into()));
        assert!(words_of(one, |_| ()).contains("There are no two outlets to compare."));
        assert!(
            words_of(drafts(""), |found| found.compared.contrasts.clear())
                .contains("There are no two outlets to compare.")
        );
    }

    #[test]
    fn a_pair_without_a_word_says_so() {
        let words = words_of(drafts(""), |found| {
            found.compared.contrasts.iter_mut().for_each(|contrast| contrast.terms.clear())
        });
        assert!(words.contains("No word stands in enough articles") && !words.contains("class=\"scatter\""), "{words}");
    }

    #[test]
    fn what_was_tested_is_said_at_every_level() {
        let check = |alter: fn(&mut Contrast), expected: &[&str]| {
            let words = words_of(drafts(""), |found| found.compared.contrasts.iter_mut().for_each(alter));
            for part in expected {
                assert!(words.contains(part), "{part}: {words}");
            }
        };
        check(|_| (), &["Level of the test: event. 6 shared events"]);
        check(
            |contrast| contrast.level = Some(Level::Article),
            &["Level of the test: article.", "speaks of these events alone"],
        );
        let none = |contrast: &mut Contrast| {
            (contrast.level, contrast.n_shared_events) = (None, 0);
            contrast.terms.iter_mut().for_each(|term| term.contrast.test = Err(Untested::FewSharedEvents));
        };
        check(
            none,
            &["No test: too few shared events", "No word could be tested", "<span class=\"none\">few shared events"],
        );
        let few = |contrast: &mut Contrast| {
            contrast.terms.iter_mut().for_each(|term| term.contrast.test = Err(Untested::FewArticles));
        };
        check(few, &["<span class=\"none\">&lt; 5 articles"]);
        let rated =
            |contrast: &mut Contrast| (contrast.sides, contrast.level) = (Sides::LeftRight, Some(Level::Outlet));
        check(rated, &["outlets rated left", "Level of the test: outlet.", "between = groups"]);
    }

    #[test]
    fn a_finding_names_the_sure_words_of_each_side() {
        let test = |p: f64| Ok(crate::compare::permutation::Test { p, q: p, p_max_t: p });
        let check = |alter: &dyn Fn(&mut ContrastTerm, &str), expected: &str| {
            let words = words_of(drafts(""), |found| {
                let names: Vec<Vec<String>> = found
                    .compared
                    .contrasts
                    .iter()
                    .map(|contrast| contrast.terms.iter().map(|term| found.term(term.term).to_owned()).collect())
                    .collect();
                for (contrast, names) in found.compared.contrasts.iter_mut().zip(names) {
                    contrast.terms.iter_mut().zip(names).for_each(|(term, name)| alter(term, &name));
                }
            });
            let finding = words.split("<span class=\"finding\">").nth(1).unwrap().split("</span>").next().unwrap();
            assert!(finding.starts_with(expected), "{finding}");
        };
        check(&|term, _| term.contrast.test = test(0.5), "No word differs by more than chance: ");
        check(
            &|term, name| term.contrast.test = test(if name == "word0" { 0.01 } else { 0.5 }),
            "North uses “word0” more (1 of ",
        );
        check(
            &|term, name| term.contrast.test = test(if name.starts_with("word") { 0.01 } else { 0.5 }),
            "North uses “word0” more; South uses “word1” more (2 of ",
        );
    }

    #[test]
    fn words_of_style_take_few_places_and_are_marked() {
        let mut drafts = drafts("");
        for (i, draft) in drafts.iter_mut().enumerate().filter(|(i, _)| i % 3 == 0) {
            draft.text.push_str(" Mr. Sen. Gov. Dr. Mrs. agreed; Monday plan, Tuesday plan");
            draft.text.push_str(["", "."][i % 2]);
        }
        let page = page_of(drafts, &reading(""), |_| ());
        let table = section(&page).split("</table>").next().unwrap();
        assert_eq!(table.matches("<tr class=\"st\">").count(), MAX_STYLE, "{table}");
    }
}
