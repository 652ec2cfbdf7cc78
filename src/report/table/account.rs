use std::collections::BTreeMap;

use crate::corpus::{Article, Noted, Rule};
use crate::feature::is_hit;
use crate::lexicon::{Category, Lexicon, Pattern};
use crate::read::{Problem, Reject};
use crate::report::Material;
use crate::study::pattern_uses;
use crate::table::{Columns, Table, Unit};
use crate::text::Span;

/// An article and a rule: what it left out, or what it mended or only counted.
struct RuleRow<'a> {
    article: &'a Article,
    rule: Rule,
    done: Done<'a>,
}

/// What a rule did in an article.
enum Done<'a> {
    /// It left out these parts, at least one.
    Removed(Vec<Span>),
    /// It mended or counted.
    Noted(&'a Noted),
}

/// One row per article and cleaning rule: what was left out, and what was mended or only counted.
pub(super) fn cleaning<'a>(material: &'a Material<'a>) -> Table<'a> {
    let rows = material.findings.corpus.articles().iter().flat_map(rules).collect();
    Columns::<RuleRow>::of(
        "cleaning",
        "one row an article and a rule of cleaning that found, mended or counted something in it",
    )
    .key("article_id", Unit::Id, "see articles", |row| row.article.id.as_str())
    .key("rule", Unit::Category, "the rule that found furniture, mended letters or counted characters", |row| {
        row.rule.name()
    })
    .column("n", Unit::Count, "how often", |row| row.n())
    .column("chars", Unit::Count, "Unicode characters left out; empty where nothing is left out", |row| row.n_chars())
    .column(
        "start",
        Unit::CharOffset,
        "where the first one left out begins, in Unicode characters of the text as read, after wrongly decoded \
         letters and HTML entities were mended",
        |row| row.first().map(|(start, _)| start),
    )
    .column("end", Unit::CharOffset, "where the first one left out ends (exclusive)", |row| {
        row.first().map(|(_, end)| end)
    })
    .column("sample", Unit::Text, "the first one, up to 80 characters; as it stood before it was mended", move |row| {
        material.excerpt(row.sample()).map(|sample| sample.trim().chars().take(80).collect::<String>())
    })
    .over(rows)
}

/// The rules that did something in an article, by name.
fn rules(article: &Article) -> Vec<RuleRow<'_>> {
    let mut by_rule = BTreeMap::<Rule, Vec<Span>>::new();
    for removed in &article.removed {
        by_rule.entry(removed.rule).or_default().push(removed.span);
    }
    let removed = by_rule.into_iter().map(|(rule, spans)| RuleRow { article, rule, done: Done::Removed(spans) });
    let noted = article.noted.iter().map(|noted| RuleRow { article, rule: noted.rule, done: Done::Noted(noted) });
    let mut rows: Vec<RuleRow<'_>> = removed.chain(noted).collect();
    rows.sort_by_key(|row| row.rule.name());
    rows
}

impl<'a> RuleRow<'a> {
    fn n(&self) -> usize {
        match &self.done {
            Done::Removed(spans) => spans.len(),
            Done::Noted(noted) => noted.n as usize,
        }
    }

    /// Unicode characters left out.
    fn n_chars(&self) -> Option<usize> {
        let Done::Removed(spans) = &self.done else { return None };
        Some(spans.iter().map(|span| span.of(&self.article.text).chars().count()).sum())
    }

    /// Where the first part left out begins and ends, in Unicode characters.
    fn first(&self) -> Option<(usize, usize)> {
        let Done::Removed(spans) = &self.done else { return None };
        let chars_before = |at: u32| self.article.text[..at as usize].chars().count();
        Some((chars_before(spans[0].start), chars_before(spans[0].end)))
    }

    fn sample(&self) -> &'a str {
        match &self.done {
            Done::Removed(spans) => spans[0].of(&self.article.text),
            Done::Noted(noted) => &noted.sample,
        }
    }
}

/// A row of the input that could not be used, or not fully.
struct RejectRow<'a> {
    source_file: &'a str,
    source_row: Option<u64>,
    line: Option<u64>,
    byte: Option<u64>,
    column: &'a str,
    outcome: &'static str,
    reason: &'static str,
    detail: &'a str,
}

/// One row per row of the input that could not be used, or not fully.
pub(super) fn rejects<'a>(material: &'a Material<'a>) -> Table<'a> {
    let rows = material.rejects().map(rejected).chain(material.reading.problems.iter().map(kept)).collect();
    Columns::<RejectRow>::of("rejects", "one row a row of the input that could not be used, or not fully")
        .key("source_file", Unit::Text, "the input", |row| row.source_file)
        .key("source_row", Unit::Rank, "the row in it, from 1, the header not counted", |row| row.source_row)
        .column("line", Unit::Rank, "the line in it, from 1", |row| row.line)
        .column("byte", Unit::ByteOffset, "the byte in it where the row begins, where known", |row| row.byte)
        .key("column", Unit::Text, "the column", |row| row.column)
        .column(
            "outcome",
            Unit::Category,
            "rejected: the row is in no table; kept: it is, without what could not be used",
            |row| row.outcome,
        )
        .key("reason", Unit::Category, "why, in a word", |row| row.reason)
        .column("detail", Unit::Text, "what was found, what was expected and what to do", move |row| {
            material.short(row.detail)
        })
        .over(rows)
}

fn rejected(reject: &Reject) -> RejectRow<'_> {
    RejectRow {
        source_file: &reject.source_file,
        source_row: (reject.row > 0).then_some(reject.row),
        line: reject.line,
        byte: reject.byte,
        column: &reject.column,
        outcome: "rejected",
        reason: reject.reason.name(),
        detail: &reject.detail,
    }
}

fn kept(problem: &Problem) -> RejectRow<'_> {
    RejectRow {
        source_file: &problem.source_file,
        source_row: Some(problem.row),
        line: None,
        byte: None,
        column: &problem.column,
        outcome: "kept",
        reason: problem.reason.name(),
        detail: &problem.detail,
    }
}

/// A pattern of a word list, and how often it matched: hits and articles.
struct PatternRow<'a> {
    lexicon: &'a Lexicon,
    category: &'a Category,
    pattern: &'a Pattern,
    uses: Option<(u64, u64)>,
}

/// One row per pattern.
pub(super) fn lexicon<'a>(material: &'a Material<'a>) -> Table<'a> {
    let found = material.findings;
    let uses = pattern_uses(found);
    let mut rows = Vec::new();
    for (l, lexicon) in found.lexicons.iter().enumerate() {
        for (c, category) in lexicon.categories.iter().enumerate() {
            rows.extend(category.patterns.iter().enumerate().map(|(p, pattern)| {
                let of_pattern = || uses.get(&(l as u16, c as u16, p as u32)).copied().unwrap_or_default();
                PatternRow { lexicon, category, pattern, uses: is_hit(category.role).then(of_pattern) }
            }));
        }
    }
    Columns::<PatternRow>::of("lexicon", "one row a pattern of the word lists used")
        .key("lexicon", Unit::Id, "the word list", |row| row.lexicon.name.as_str())
        .column("version", Unit::Text, "its version", |row| row.lexicon.version.as_str())
        .key("category", Unit::Id, "the category", |row| row.category.name.as_str())
        .column(
            "role",
            Unit::Category,
            "frame (counted), valence (carries sentiment), negator, intensifier or contrast",
            |row| row.category.role.name(),
        )
        .key("pattern", Unit::Text, "the pattern, as its file has it", |row| row.pattern.text.as_str())
        .column("weight", Unit::Score, "its weight; empty for roles without one", |row| row.pattern.weight)
        .column(
            "n_hits",
            Unit::Count,
            "how often it matched in this corpus; empty for roles that are not listed in hits",
            |row| row.uses.map(|(n_hits, _)| n_hits),
        )
        .column("n_articles", Unit::Count, "articles in which it matched", |row| {
            row.uses.map(|(_, n_articles)| n_articles)
        })
        .column("licence", Unit::Text, "the word list's licence", |row| row.lexicon.licence.as_str())
        .over(rows)
}
