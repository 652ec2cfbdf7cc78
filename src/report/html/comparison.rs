//! What the articles of an event share and leave out, shared text, and how sure the comparisons are: rows of the tables.

use serde::Serialize;

use super::excerpt::{Choice, Excerpt, excerpt};
use super::omission::{self, LeftOut};
use super::show::{counted, number, thousands};
use crate::report::Material;
use crate::study::Contrast;
use crate::table::Table;

/// The sections on omissions, shared text and certainty.
#[derive(Serialize)]
pub(super) struct Comparison {
    left_out: Option<LeftOut>,
    only_here: Option<Excerpt>,
    /// The similarity from which sentences are taken to say the same; empty without one.
    cut: String,
    pairs: Option<Excerpt>,
    partisanship: Option<Excerpt>,
    omnibus: Option<Excerpt>,
    alignment: Option<Excerpt>,
    reliability: Option<Excerpt>,
    style: Option<Excerpt>,
    slant: Option<Excerpt>,
    exploration: Option<Excerpt>,
    /// Words tested in all pairs of outlets; empty without any.
    n_tests: String,
    n_pairs: String,
    /// How many of them have p below .05 where nothing differs.
    n_by_chance: String,
    n_permutations: String,
    n_resamples: String,
    seed: u64,
}

const ONLY_HERE: Choice = Choice {
    table: "omissions",
    columns: &[("event_id", "event"), ("text", "sentence"), ("carried_by", "told by"), ("score", "nearest similarity")],
    only: Some(("status", &["only_here"])),
    first: None,
};

const PAIRS: Choice = Choice {
    table: "pairs",
    columns: &[
        ("outlet_a", "first"),
        ("outlet_b", "then"),
        ("article_a", "article"),
        ("article_b", "article"),
        ("kind", "kind"),
        ("shared_words", "words shared"),
        ("jaccard", "share of five-word runs"),
    ],
    only: None,
    first: Some("jaccard"),
};

const PARTISANSHIP: Choice = Choice {
    table: "partisanship",
    columns: &[
        ("outlet_a", "outlet"),
        ("outlet_b", "outlet"),
        ("voice", "voice"),
        ("words", "words"),
        ("pi", "one word tells the outlet"),
        ("ci_low", "from"),
        ("ci_high", "to"),
        ("placebo", "names swapped"),
        ("n_events", "events"),
    ],
    only: Some(("voice", &["author"])),
    first: Some("pi"),
};

const OMNIBUS: Choice = Choice {
    table: "omnibus",
    columns: &[
        ("term", "word"),
        ("outlet_most", "most in"),
        ("outlet_least", "least in"),
        ("p_perm", "p"),
        ("q_bh", "q"),
        ("p_maxt", "p, all words at once"),
        ("n_events", "events"),
    ],
    only: None,
    first: Some("statistic"),
};

const ALIGNMENT: Choice = Choice {
    table: "alignment",
    columns: &[
        ("outlet", "outlet"),
        ("n_sentences", "sentences"),
        ("share_aligned", "share that others have"),
        ("ci_low", "from"),
        ("ci_high", "to"),
        ("share_null", "by chance"),
        ("n_events", "events"),
    ],
    only: None,
    first: None,
};

const RELIABILITY: Choice = Choice {
    table: "axes",
    columns: &[
        ("axis", "axis"),
        ("outlet", "outlet"),
        ("mean", "balance"),
        ("ci_low", "from"),
        ("ci_high", "to"),
        ("reliability", "reliability"),
        ("n_articles", "articles"),
    ],
    only: Some(("voice", &["author"])),
    first: Some("reliability"),
};

const STYLE: Choice = Choice {
    table: "style",
    columns: &[
        ("outlet", "outlet"),
        ("about", "habit"),
        ("mean", "mean"),
        ("ci_low", "from"),
        ("ci_high", "to"),
        ("n_articles", "articles"),
    ],
    only: None,
    first: None,
};

const SLANT: Choice = Choice {
    table: "slant",
    columns: &[
        ("outlet", "outlet"),
        ("pole", "named by you"),
        ("score", "place"),
        ("ci_low", "from"),
        ("ci_high", "to"),
        ("leave_one_out_low", "without one anchor, from"),
        ("leave_one_out_high", "to"),
        ("n_articles", "articles"),
    ],
    only: None,
    first: Some("score"),
};

const EXPLORATION: Choice = Choice {
    table: "exploration",
    columns: &[
        ("outlet", "outlet"),
        ("ca_1", "correspondence analysis"),
        ("wordfish", "Wordfish"),
        ("style", "house style"),
        ("n_events", "events"),
    ],
    only: None,
    first: Some("ca_1"),
};

/// The tables whose rows are shown.
pub(super) const SHOWN: &[&str] = &[
    ONLY_HERE.table,
    PAIRS.table,
    PARTISANSHIP.table,
    OMNIBUS.table,
    ALIGNMENT.table,
    RELIABILITY.table,
    STYLE.table,
    SLANT.table,
    EXPLORATION.table,
];

/// See [`Comparison`].
pub(super) fn view(material: &Material<'_>, tables: &[Table<'_>]) -> Comparison {
    let found = material.findings;
    let n_tested = |contrast: &Contrast| contrast.terms.iter().filter(|term| term.contrast.test.is_ok()).count();
    let tested: Vec<usize> = found.compared.contrasts.iter().map(n_tested).filter(|n| *n > 0).collect();
    let n_tests: usize = tested.iter().sum();
    let rows = |choice: &Choice| excerpt(tables, choice);
    Comparison {
        left_out: omission::view(material),
        only_here: rows(&ONLY_HERE),
        cut: found
            .covered
            .alignment
            .auc
            .map(|_| number(found.covered.alignment.calibration.cuts.matching, 2))
            .unwrap_or_default(),
        pairs: rows(&PAIRS),
        partisanship: rows(&PARTISANSHIP),
        omnibus: rows(&OMNIBUS),
        alignment: rows(&ALIGNMENT),
        reliability: rows(&RELIABILITY),
        style: rows(&STYLE),
        slant: rows(&SLANT),
        exploration: rows(&EXPLORATION),
        n_tests: if n_tests > 0 { thousands(n_tests) } else { String::new() },
        n_pairs: counted(tested.len(), "comparison"),
        n_by_chance: thousands((n_tests + 10) / 20),
        n_permutations: thousands(found.config.permutations),
        n_resamples: thousands(found.config.resamples),
        seed: found.config.seed,
    }
}
