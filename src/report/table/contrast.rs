use super::position;
use crate::compare::distance::Distance;
use crate::compare::keyness::Keyness;
use crate::compare::omnibus::Omnibus;
use crate::compare::permutation::Test;
use crate::corpus::OutletId;
use crate::report::Material;
use crate::study::{
    AllOutlets, Contrast, ContrastTerm, Findings, Sides, StyleWords, Term, adjusted_distances, keyness_of,
};
use crate::table::{Columns, Ends, Table, Unit};

/// A term between two sides.
struct TermRow<'a> {
    pair: &'a Contrast,
    /// What is compared, and the names of the two sides.
    sides: [&'a str; 3],
    term: &'a ContrastTerm,
    name: &'a str,
    keyness: Option<Keyness>,
    is_style: bool,
}

/// One row per pair of sides and term.
pub(super) fn contrasts<'a>(material: &'a Material<'a>) -> Table<'a> {
    let found = material.findings;
    let mut starts = vec![0];
    for pair in &found.compared.contrasts {
        starts.push(starts[starts.len() - 1] + pair.terms.len());
    }
    let n_rows = starts.pop().unwrap_or(0);
    let style_words: Vec<StyleWords> =
        found.compared.contrasts.iter().map(|pair| StyleWords::of(found, pair.sides)).collect();
    let columns = Columns::<TermRow>::of("contrasts", "one row a pair of outlets, or of groups of outlets, and a term")
        .key(
            "between",
            Unit::Category,
            "groups (the outlets that --outlets rates left of the center against those right of it) or outlets (two \
             of them)",
            |row| row.sides[0],
        )
        .key(
            "outlet_a",
            Unit::Id,
            "the first outlet, or left; of a large corpus the outlets with most articles are paired, see run.json",
            |row| row.sides[1],
        )
        .key("outlet_b", Unit::Id, "the second outlet, or right", |row| row.sides[2])
        .key("ngram", Unit::Count, "1 for a word, 2 for two words side by side", |row| usize::from(row.term.term.ngram))
        .key(
            "term",
            Unit::Text,
            "a word in at least three of the articles compared, or two words side by side in at least ten",
            |row| row.name,
        );
    counts(scores(test(columns))).rows(n_rows, move |row| {
        let (at, term) = position(&starts, row);
        let pair = &found.compared.contrasts[at];
        let term = &pair.terms[term];
        let name = found.term(term.term);
        TermRow {
            pair,
            sides: sides(found, pair.sides),
            term,
            name,
            keyness: keyness_of(pair, term),
            is_style: style_words[at].are_in(name),
        }
    })
}

impl TermRow<'_> {
    fn test(&self) -> Option<Test> {
        self.term.contrast.test.ok()
    }

    fn level(&self) -> &'static str {
        self.pair.level.filter(|_| self.test().is_some()).map_or("none", |level| level.name())
    }
}

/// What is compared, and the names of the two sides.
fn sides(found: &Findings, sides: Sides) -> [&str; 3] {
    match sides {
        Sides::LeftRight => ["groups", "left", "right"],
        Sides::Outlets(a, b) => ["outlets", found.corpus.outlet(a), found.corpus.outlet(b)],
    }
}

/// The effect and its test.
fn test<'a>(columns: Columns<'a, TermRow<'a>>) -> Columns<'a, TermRow<'a>> {
    columns
        .column(
            "log_odds",
            Unit::Score,
            "effect: log-odds with informative prior; above 0, outlet_a uses the term more",
            |row| row.term.contrast.log_odds,
        )
        .interval(
            Unit::Score,
            Ends::of("ci").by(
                "whole events drawn again (at the level of outlets, whole outlets); empty without five shared events \
                 or when it does not vary",
            ),
            |row| row.term.contrast.interval,
        )
        .column(
            "level",
            Unit::Category,
            "what the test permutes: outlet (outlets between the two groups), event (the two sides within shared \
             events), article (articles within shared events, of which there are fewer than five), or none",
            |row| row.level(),
        )
        .column(
            "reason",
            Unit::Category,
            "why there is no test: few_shared_events (without shared events nothing tells a difference of words from \
             one of what was covered), few_outlets, few_events or few_articles (that use the term), not_asked \
             (--permutations 0); empty where there is one",
            |row| row.term.contrast.test.err().map(|reason| reason.name()),
        )
        .column(
            "p_perm",
            Unit::Probability,
            "permutation p, pooled over the pair's tested terms (never below 1 / (1 + permutations x terms)); empty \
             without a test",
            |row| row.test().map(|test| test.p),
        )
        .column("q_bh", Unit::Probability, "Benjamini-Hochberg adjusted p within the pair", |row| {
            row.test().map(|test| test.q)
        })
        .column("p_maxt", Unit::Probability, "Westfall-Young step-down maxT adjusted p within the pair", |row| {
            row.test().map(|test| test.p_max_t)
        })
}

/// The scores of older work.
fn scores<'a>(columns: Columns<'a, TermRow<'a>>) -> Columns<'a, TermRow<'a>> {
    columns
        .column(
            "z_token",
            Unit::Score,
            "the usual token-level z: descriptive, not a test (it rejects far too often on news)",
            |row| row.term.contrast.z_token,
        )
        .column(
            "g2",
            Unit::Score,
            "log-likelihood ratio of older work, signed: descriptive, not a test (it takes each token for a draw of \
             its own)",
            |row| row.keyness.map(|keyness| keyness.g2),
        )
        .column(
            "chi2",
            Unit::Score,
            "chi-squared with Yates's correction, signed: descriptive, not a test, as g2",
            |row| row.keyness.map(|keyness| keyness.chi2),
        )
        .column(
            "pmi",
            Unit::Score,
            "pointwise mutual information of the term and outlet_a, in nats: descriptive; empty when outlet_a does \
             not use it",
            |row| row.keyness.and_then(|keyness| keyness.pmi),
        )
        .column(
            "log_ratio",
            Unit::Score,
            "binary logarithm of the ratio of rates, an absent term as half a use: descriptive",
            |row| row.keyness.map(|keyness| keyness.log_ratio),
        )
}

/// What it rests on.
fn counts<'a>(columns: Columns<'a, TermRow<'a>>) -> Columns<'a, TermRow<'a>> {
    columns
        .column(
            "n_a",
            Unit::Count,
            "uses by outlet_a in the articles compared, duplicates left out (unless they are told to count)",
            |row| row.term.contrast.uses.0,
        )
        .column("n_b", Unit::Count, "uses by outlet_b", |row| row.term.contrast.uses.1)
        .column("n_articles_a", Unit::Count, "of the articles compared, those of outlet_a with the term", |row| {
            row.term.n_articles.0
        })
        .column("n_articles_b", Unit::Count, "of the articles compared, those of outlet_b with the term", |row| {
            row.term.n_articles.1
        })
        .column(
            "n_events",
            Unit::Count,
            "shared events in which either uses the term; 0 when the comparison is not within events",
            |row| if row.pair.n_shared_events > 0 { row.term.contrast.n_units } else { 0 },
        )
        .column(
            "n_shared_events",
            Unit::Count,
            "events both cover, on which alone they are compared; 0 when all their articles are compared: at the \
             level of outlets, and where there is no test",
            |row| row.pair.n_shared_events,
        )
        .column("n_outlets_a", Unit::Count, "outlets compared on the first side", |row| row.pair.n_outlets.0)
        .column("n_outlets_b", Unit::Count, "outlets compared on the second side", |row| row.pair.n_outlets.1)
        .column(
            "is_style",
            Unit::Flag,
            "whether it holds a word of house style (mr, sen, said, weekdays, photo) or of the two outlets' names: \
             what a style book decides, whatever the story",
            |row| row.is_style,
        )
}

/// A term over all paired outlets.
struct OmnibusRow<'a> {
    outlets: &'a [OutletId],
    term: Term,
    omnibus: Omnibus,
}

impl OmnibusRow<'_> {
    fn test(&self) -> Option<Test> {
        self.omnibus.test.ok()
    }

    fn outlet(&self, at: Option<(u16, f64)>) -> Option<OutletId> {
        at.map(|(outlet, _)| self.outlets[usize::from(outlet)])
    }
}

/// One row per term, over all paired outlets.
pub(super) fn omnibus<'a>(material: &'a Material<'a>) -> Table<'a> {
    let found = material.findings;
    let (outlets, terms): (&[_], &[_]) = match &found.compared.all_outlets {
        Some(AllOutlets { outlets, terms }) => (outlets, terms),
        None => (&[], &[]),
    };
    Columns::<OmnibusRow>::of(
        "omnibus",
        "one row a term: does any of the paired outlets use it more or less than the others on the same events",
    )
    .key("ngram", Unit::Count, "1 for a word, 2 for two words side by side", |row| usize::from(row.term.ngram))
    .key(
        "term",
        Unit::Text,
        "a word in at least three of the articles compared, or two words side by side in at least ten",
        move |row| found.term(row.term),
    )
    .column(
        "statistic",
        Unit::Score,
        "sum over the outlets of the squared standardised score; the outlets are those paired in contrasts, on \
         events that two of them or more cover",
        |row| row.omnibus.statistic,
    )
    .column(
        "p_perm",
        Unit::Probability,
        "permutation p of no difference between any of the outlets, their names permuted within events; empty \
         for a term on fewer than five events",
        |row| row.test().map(|test| test.p),
    )
    .column("q_bh", Unit::Probability, "Benjamini-Hochberg adjusted p over all terms", |row| {
        row.test().map(|test| test.q)
    })
    .column("p_maxt", Unit::Probability, "Westfall-Young step-down maxT adjusted p over all terms", |row| {
        row.test().map(|test| test.p_max_t)
    })
    .column(
        "outlet_most",
        Unit::Id,
        "the outlet with the highest standardised score: it uses the term more than the others on the same events",
        move |row| row.outlet(row.omnibus.highest).map(|outlet| found.corpus.outlet(outlet)),
    )
    .column("score_most", Unit::Score, "its standardised score", |row| row.omnibus.highest.map(|(_, score)| score))
    .column("outlet_least", Unit::Id, "the outlet with the lowest", move |row| {
        row.outlet(row.omnibus.lowest).map(|outlet| found.corpus.outlet(outlet))
    })
    .column("score_least", Unit::Score, "its standardised score", |row| row.omnibus.lowest.map(|(_, score)| score))
    .column("n_events", Unit::Count, "of the events, those on which any of the outlets uses the term", |row| {
        row.omnibus.n_events
    })
    .column("n_outlets", Unit::Count, "outlets compared", |row| row.outlets.len())
    .rows(terms.len(), move |row| {
        let (term, omnibus) = terms[row];
        OmnibusRow { outlets, term, omnibus }
    })
}

/// Two outlets, and how far apart they are.
struct DistanceRow {
    a: OutletId,
    b: OutletId,
    distance: Option<Distance>,
    q: Option<f64>,
    n_shared_events: usize,
}

/// One row per pair of outlets.
pub(super) fn distances<'a>(material: &'a Material<'a>) -> Table<'a> {
    let found = material.findings;
    let row = |(contrast, q): (&Contrast, Option<f64>)| {
        let Sides::Outlets(a, b) = contrast.sides else { return None };
        Some(DistanceRow { a, b, distance: contrast.distance, q, n_shared_events: contrast.n_shared_events })
    };
    let rows =
        found.compared.contrasts.iter().zip(adjusted_distances(&found.compared.contrasts)).filter_map(row).collect();
    Columns::<DistanceRow>::of(
        "distances",
        "one row a pair of outlets: how far apart their words are on the same events",
    )
    .key("outlet_a", Unit::Id, "the first outlet, as paired in contrasts", move |row| found.corpus.outlet(row.a))
    .key("outlet_b", Unit::Id, "the second outlet", move |row| found.corpus.outlet(row.b))
    .column(
        "distance",
        Unit::Score,
        "triangular discrimination of their words on the events both cover, chance taken off: 1 no word in \
         common, 0 no more than chance (it can fall below); empty without five shared events",
        |row| row.distance.map(|distance| distance.value),
    )
    .interval(Unit::Score, Ends::of("ci").by("whole events drawn again"), |row| {
        row.distance.and_then(|distance| distance.interval)
    })
    .column("plug_in", Unit::Score, "the same with chance left in, 0 to 1: above 0 for any two samples", |row| {
        row.distance.map(|distance| distance.plug_in)
    })
    .column("p_perm", Unit::Probability, "share of label swaps within events that give as high a distance", |row| {
        row.distance.and_then(|distance| distance.p)
    })
    .column("q_bh", Unit::Probability, "Benjamini-Hochberg adjusted p over all pairs", |row| row.q)
    .column("n_shared_events", Unit::Count, "events both cover; 0 when they are fewer than five", |row| {
        row.distance.map_or(0, |_| row.n_shared_events)
    })
    .over(rows)
}
