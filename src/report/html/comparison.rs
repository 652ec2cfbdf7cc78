//! What the articles of an event share and leave out, shared text, and how sure the comparisons are: rows of the tables.

use serde::Serialize;

use super::excerpt::{Choice, Excerpt, excerpt};
use super::omission::{self, LeftOut};
use super::show::{count, counted, number};
use crate::report::Material;
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

/// The tables whose rows are shown.
pub(super) const SHOWN: &[&str] =
    &["omissions", "pairs", "partisanship", "omnibus", "alignment", "axes", "style", "slant", "exploration"];

const UNITS: &[(&str, &str)] =
    &[("event_id", "event"), ("text", "sentence"), ("carried_by", "told by"), ("score", "nearest similarity")];

/// See [`Comparison`].
pub(super) fn view(material: &Material<'_>, tables: &[Table<'_>]) -> Comparison {
    let found = material.findings;
    let tested = found.contrasts.iter().map(|it| it.terms.iter().filter(|it| it.contrast.test.is_ok()).count());
    let tested: Vec<usize> = tested.filter(|it| *it > 0).collect();
    let n_tests: usize = tested.iter().sum();
    let of = |choice: Choice| excerpt(tables, &choice);
    let all = |table, columns, first| of(Choice { table, columns, only: None, first });
    let units = |kind, first| of(Choice { table: "omissions", columns: UNITS, only: Some(("status", kind)), first });
    Comparison {
        left_out: omission::view(material),
        only_here: units(&["only_here"], None),
        cut: found.alignment.auc.map(|_| number(found.alignment.calibration.cuts.matching, 2)).unwrap_or_default(),
        pairs: all(
            "pairs",
            &[
                ("outlet_a", "first"),
                ("outlet_b", "then"),
                ("article_a", "article"),
                ("article_b", "article"),
                ("kind", "kind"),
                ("shared_words", "words shared"),
                ("jaccard", "share of five-word runs"),
            ],
            Some("jaccard"),
        ),
        partisanship: of(Choice {
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
        }),
        omnibus: all(
            "omnibus",
            &[
                ("term", "word"),
                ("outlet_most", "most in"),
                ("outlet_least", "least in"),
                ("p_perm", "p"),
                ("q_bh", "q"),
                ("p_maxt", "p, all words at once"),
                ("n_events", "events"),
            ],
            Some("statistic"),
        ),
        alignment: all(
            "alignment",
            &[
                ("outlet", "outlet"),
                ("n_sentences", "sentences"),
                ("share_aligned", "share that others have"),
                ("ci_low", "from"),
                ("ci_high", "to"),
                ("share_null", "by chance"),
                ("n_events", "events"),
            ],
            None,
        ),
        reliability: of(Choice {
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
        }),
        style: all(
            "style",
            &[
                ("outlet", "outlet"),
                ("about", "habit"),
                ("mean", "mean"),
                ("ci_low", "from"),
                ("ci_high", "to"),
                ("n_articles", "articles"),
            ],
            None,
        ),
        slant: all(
            "slant",
            &[
                ("outlet", "outlet"),
                ("pole", "named by you"),
                ("score", "place"),
                ("ci_low", "from"),
                ("ci_high", "to"),
                ("leave_one_out_low", "without one anchor, from"),
                ("leave_one_out_high", "to"),
                ("n_articles", "articles"),
            ],
            Some("score"),
        ),
        exploration: all(
            "exploration",
            &[
                ("outlet", "outlet"),
                ("ca_1", "correspondence analysis"),
                ("wordfish", "Wordfish"),
                ("style", "house style"),
                ("n_events", "events"),
            ],
            Some("ca_1"),
        ),
        n_tests: if n_tests > 0 { count(n_tests) } else { String::new() },
        n_pairs: counted(tested.len(), "comparison"),
        n_by_chance: count((n_tests + 10) / 20),
        n_permutations: count(found.config.permutations),
        n_resamples: count(found.config.resamples),
        seed: found.config.seed,
    }
}
