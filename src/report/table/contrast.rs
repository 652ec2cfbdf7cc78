use super::article::position;
use crate::compare::keyness::keyness;
use crate::num::Interval;
use crate::report::Material;
use crate::study::{Findings, Sides, adjusted_distances, name_words};
use crate::table::{Column, Table, Unit, Value};
use crate::terms::{style, style_words};

/// The words of the names of two outlets that are contrasted; of groups, none.
fn own_words(found: &Findings, sides: Sides) -> Vec<String> {
    match sides {
        Sides::LeftRight => Vec::new(),
        Sides::Outlets(a, b) => [a, b].into_iter().flat_map(|it| name_words(found.corpus.outlet(it))).collect(),
    }
}

/// One row a term and pair of sides.
pub(super) fn contrasts<'a>(material: &'a Material<'a>) -> Table<'a> {
    let found = material.findings;
    let mut starts = vec![0];
    for pair in &found.contrasts {
        starts.push(starts[starts.len() - 1] + pair.terms.len());
    }
    let n_rows = starts.pop().unwrap_or(0);
    let columns = vec![
        Column::fixed(
            "between",
            Unit::Category,
            "groups (the outlets that --outlets rates left of the center against those right of it) or outlets (two of them)",
        ),
        Column::fixed(
            "outlet_a",
            Unit::Id,
            "the first outlet, or left; of a large corpus the outlets with most articles are paired, see run.json",
        ),
        Column::fixed("outlet_b", Unit::Id, "the second outlet, or right"),
        Column::fixed("ngram", Unit::Count, "1 for a word, 2 for two words side by side"),
        Column::fixed(
            "term",
            Unit::Text,
            "a word in at least three of the articles compared, or two words side by side in at least ten",
        ),
        Column::fixed(
            "log_odds",
            Unit::Score,
            "effect: log-odds with informative prior; above 0, outlet_a uses the term more",
        ),
        Column::fixed(
            "ci_low",
            Unit::Score,
            "lower end of its 95 % interval, whole events drawn again (at the level of outlets, whole outlets); empty without five shared events or when it does not vary",
        ),
        Column::fixed("ci_high", Unit::Score, "upper end of its 95 % interval"),
        Column::fixed(
            "level",
            Unit::Category,
            "what the test permutes: outlet (outlets between the two groups), event (the two sides within shared events), article (articles within shared events, of which there are fewer than five), or none",
        ),
        Column::fixed(
            "reason",
            Unit::Category,
            "why there is no test: few_shared_events (without shared events nothing tells a difference of words from one of what was covered), few_outlets, few_events or few_articles (that use the term), not_asked (--permutations 0); empty where there is one",
        ),
        Column::fixed(
            "p_perm",
            Unit::Probability,
            "permutation p, pooled over the pair's tested terms (never below 1 / (1 + permutations x terms)); empty without a test",
        ),
        Column::fixed("q_bh", Unit::Probability, "Benjamini-Hochberg adjusted p within the pair"),
        Column::fixed("p_maxt", Unit::Probability, "Westfall-Young step-down maxT adjusted p within the pair"),
        Column::fixed(
            "z_token",
            Unit::Score,
            "the usual token-level z: descriptive, not a test (it rejects far too often on news)",
        ),
        Column::fixed(
            "g2",
            Unit::Score,
            "log-likelihood ratio of older work, signed: descriptive, not a test (it takes each token for a draw of its own)",
        ),
        Column::fixed(
            "chi2",
            Unit::Score,
            "chi-squared with Yates's correction, signed: descriptive, not a test, as g2",
        ),
        Column::fixed(
            "pmi",
            Unit::Score,
            "pointwise mutual information of the term and outlet_a, in nats: descriptive; empty when outlet_a does not use it",
        ),
        Column::fixed(
            "log_ratio",
            Unit::Score,
            "binary logarithm of the ratio of rates, an absent term as half a use: descriptive",
        ),
        Column::fixed(
            "n_a",
            Unit::Count,
            "uses by outlet_a in the articles compared, duplicates left out (unless they are told to count)",
        ),
        Column::fixed("n_b", Unit::Count, "uses by outlet_b"),
        Column::fixed("n_articles_a", Unit::Count, "of the articles compared, those of outlet_a with the term"),
        Column::fixed("n_articles_b", Unit::Count, "of the articles compared, those of outlet_b with the term"),
        Column::fixed(
            "n_events",
            Unit::Count,
            "shared events in which either uses the term; 0 when the comparison is not within events",
        ),
        Column::fixed(
            "n_shared_events",
            Unit::Count,
            "events both cover, on which alone they are compared; 0 when all their articles are compared: at the level of outlets, and where there is no test",
        ),
        Column::fixed("n_outlets_a", Unit::Count, "outlets compared on the first side"),
        Column::fixed("n_outlets_b", Unit::Count, "outlets compared on the second side"),
        Column::fixed(
            "is_style",
            Unit::Flag,
            "whether it holds a word of house style (mr, sen, said, weekdays, photo) or of the two outlets' names: what a style book decides, whatever the story",
        ),
    ];
    let style_words = style_words();
    let own_words: Vec<Vec<String>> = found.contrasts.iter().map(|it| own_words(found, it.sides)).collect();
    let row = move |i: usize| {
        let (p, t) = position(&starts, i);
        let is_own = |term: &str| term.split(' ').any(|word| own_words[p].iter().any(|it| it == word));
        let (pair, term) = (&found.contrasts[p], &found.contrasts[p].terms[t]);
        let it = &term.contrast;
        let (low, high) = it.interval.map(Interval::ends).unzip();
        let (test, reason) = (it.test.ok(), it.test.err());
        let (n_a, n_b) = it.uses;
        let keyness = keyness((f64::from(n_a), f64::from(n_b)), (pair.n_words.0 as f64, pair.n_words.1 as f64));
        let [between, a, b] = sides(found, pair.sides);
        vec![
            between,
            a,
            b,
            usize::from(term.term.ngram).into(),
            found.term(term.term).into(),
            it.log_odds.into(),
            low.into(),
            high.into(),
            pair.level.filter(|_| test.is_some()).map_or("none", |it| it.name()).into(),
            reason.map(|it| it.name()).into(),
            test.map(|it| it.p).into(),
            test.map(|it| it.q).into(),
            test.map(|it| it.p_max_t).into(),
            it.z_token.into(),
            keyness.map(|it| it.g2).into(),
            keyness.map(|it| it.chi2).into(),
            keyness.and_then(|it| it.pmi).into(),
            keyness.map(|it| it.log_ratio).into(),
            n_a.into(),
            n_b.into(),
            term.n_articles.0.into(),
            term.n_articles.1.into(),
            if pair.n_shared_events > 0 { it.n_units } else { 0 }.into(),
            pair.n_shared_events.into(),
            pair.n_outlets.0.into(),
            pair.n_outlets.1.into(),
            (style(found.term(term.term), &style_words).is_some() || is_own(found.term(term.term))).into(),
        ]
    };
    Table {
        name: "contrasts",
        about: "one row a pair of outlets, or of groups of outlets, and a term",
        key: &["between", "outlet_a", "outlet_b", "ngram", "term"],
        columns,
        n_rows,
        row: Box::new(row),
    }
}

/// What is compared, and the names of the two sides.
fn sides<'a>(found: &'a Findings, sides: Sides) -> [Value<'a>; 3] {
    match sides {
        Sides::LeftRight => ["groups", "left", "right"].map(Value::from),
        Sides::Outlets(a, b) => ["outlets", found.corpus.outlet(a), found.corpus.outlet(b)].map(Value::from),
    }
}

/// One row a term, over all paired outlets.
pub(super) fn omnibus<'a>(material: &'a Material<'a>) -> Table<'a> {
    let found = material.findings;
    let columns = vec![
        Column::fixed("ngram", Unit::Count, "1 for a word, 2 for two words side by side"),
        Column::fixed(
            "term",
            Unit::Text,
            "a word in at least three of the articles compared, or two words side by side in at least ten",
        ),
        Column::fixed(
            "statistic",
            Unit::Score,
            "sum over the outlets of the squared standardised score; the outlets are those paired in contrasts, on events that two of them or more cover",
        ),
        Column::fixed(
            "p_perm",
            Unit::Probability,
            "permutation p of no difference between any of the outlets, their names permuted within events; empty for a term on fewer than five events",
        ),
        Column::fixed("q_bh", Unit::Probability, "Benjamini-Hochberg adjusted p over all terms"),
        Column::fixed("p_maxt", Unit::Probability, "Westfall-Young step-down maxT adjusted p over all terms"),
        Column::fixed(
            "outlet_most",
            Unit::Id,
            "the outlet with the highest standardised score: it uses the term more than the others on the same events",
        ),
        Column::fixed("score_most", Unit::Score, "its standardised score"),
        Column::fixed("outlet_least", Unit::Id, "the outlet with the lowest"),
        Column::fixed("score_least", Unit::Score, "its standardised score"),
        Column::fixed("n_events", Unit::Count, "of the events, those on which any of the outlets uses the term"),
        Column::fixed("n_outlets", Unit::Count, "outlets compared"),
    ];
    let n_rows = found.all_outlets.as_ref().map_or(0, |it| it.terms.len());
    let row = move |i: usize| {
        let Some(all) = &found.all_outlets else { return Vec::new() };
        let (term, it) = all.terms[i];
        let test = it.test.ok();
        let outlet = |at: Option<(u16, f64)>| at.map(|it| found.corpus.outlet(all.outlets[usize::from(it.0)]));
        vec![
            usize::from(term.ngram).into(),
            found.term(term).into(),
            it.statistic.into(),
            test.map(|it| it.p).into(),
            test.map(|it| it.q).into(),
            test.map(|it| it.p_max_t).into(),
            outlet(it.highest).into(),
            it.highest.map(|it| it.1).into(),
            outlet(it.lowest).into(),
            it.lowest.map(|it| it.1).into(),
            it.n_events.into(),
            all.outlets.len().into(),
        ]
    };
    Table {
        name: "omnibus",
        about: "one row a term: does any of the paired outlets use it more or less than the others on the same events",
        key: &["ngram", "term"],
        columns,
        n_rows,
        row: Box::new(row),
    }
}

/// One row a pair of outlets.
pub(super) fn distances<'a>(material: &'a Material<'a>) -> Table<'a> {
    let found = material.findings;
    let q = adjusted_distances(&found.contrasts);
    let pairs: Vec<usize> =
        (0..found.contrasts.len()).filter(|&it| matches!(found.contrasts[it].sides, Sides::Outlets(..))).collect();
    let columns = vec![
        Column::fixed("outlet_a", Unit::Id, "the first outlet, as paired in contrasts"),
        Column::fixed("outlet_b", Unit::Id, "the second outlet"),
        Column::fixed(
            "distance",
            Unit::Score,
            "triangular discrimination of their words on the events both cover, chance taken off: 1 no word in common, 0 no more than chance (it can fall below); empty without five shared events",
        ),
        Column::fixed("ci_low", Unit::Score, "lower end of its 95 % interval, whole events drawn again"),
        Column::fixed("ci_high", Unit::Score, "upper end of its 95 % interval"),
        Column::fixed("plug_in", Unit::Score, "the same with chance left in, 0 to 1: above 0 for any two samples"),
        Column::fixed("p_perm", Unit::Probability, "share of label swaps within events that give as high a distance"),
        Column::fixed("q_bh", Unit::Probability, "Benjamini-Hochberg adjusted p over all pairs"),
        Column::fixed("n_shared_events", Unit::Count, "events both cover; 0 when they are fewer than five"),
    ];
    let n_rows = pairs.len();
    let row = move |i: usize| {
        let pair = &found.contrasts[pairs[i]];
        let [_, a, b] = sides(found, pair.sides);
        let (low, high) = pair.distance.and_then(|it| it.interval).map(Interval::ends).unzip();
        vec![
            a,
            b,
            pair.distance.map(|it| it.value).into(),
            low.into(),
            high.into(),
            pair.distance.map(|it| it.plug_in).into(),
            pair.distance.and_then(|it| it.p).into(),
            q[pairs[i]].into(),
            pair.distance.map_or(0, |_| pair.n_shared_events).into(),
        ]
    };
    Table {
        name: "distances",
        about: "one row a pair of outlets: how far apart their words are on the same events",
        key: &["outlet_a", "outlet_b"],
        columns,
        n_rows,
        row: Box::new(row),
    }
}
