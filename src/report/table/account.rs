use std::collections::BTreeMap;

use crate::feature::is_hit;
use crate::report::Material;
use crate::table::{Column, Table, Unit, Value};

/// One row an article and cleaning rule: what was left out, and what was mended or only counted.
pub(super) fn cleaning<'a>(material: &'a Material<'a>) -> Table<'a> {
    let articles = material.findings.corpus.articles();
    let columns = vec![
        Column::fixed("article_id", Unit::Id, "see articles"),
        Column::fixed("rule", Unit::Category, "the rule that found furniture, mended letters or counted characters"),
        Column::fixed("n", Unit::Count, "how often"),
        Column::fixed("chars", Unit::Count, "Unicode characters left out; empty where nothing is left out"),
        Column::fixed(
            "start",
            Unit::CharOffset,
            "where the first one left out begins, in Unicode characters of the text as read, after wrongly decoded letters and HTML entities were mended",
        ),
        Column::fixed("end", Unit::CharOffset, "where the first one left out ends (exclusive)"),
        Column::fixed("sample", Unit::Text, "the first one, up to 80 characters; as it stood before it was mended"),
    ];
    let mut rows: Vec<(usize, &'static str, Done)> = Vec::new();
    for (a, article) in articles.iter().enumerate() {
        let mut by_rule = BTreeMap::<&'static str, Vec<usize>>::new();
        article.removed.iter().enumerate().for_each(|(i, it)| by_rule.entry(it.rule).or_default().push(i));
        let first = rows.len();
        rows.extend(by_rule.into_iter().map(|(rule, removed)| (a, rule, Done::Removed(removed))));
        rows.extend(article.noted.iter().enumerate().map(|(i, it)| (a, it.rule, Done::Noted(i))));
        rows[first..].sort_by_key(|it| it.1);
    }
    let n_rows = rows.len();
    let row = move |i: usize| {
        let (a, rule, done) = &rows[i];
        let article = &articles[*a];
        let sample = |it: &str| material.excerpt(it).map(|it| it.trim().chars().take(80).collect::<String>());
        let [n, n_chars, start, end, sample]: [Value<'a>; 5] = match done {
            Done::Removed(removed) => {
                let parts = || removed.iter().map(|&it| article.removed[it].span);
                let n_chars: usize = parts().map(|it| it.of(&article.text).chars().count()).sum();
                let first = article.removed[removed[0]].span;
                let chars_before = |at: u32| article.text[..at as usize].chars().count();
                [
                    removed.len().into(),
                    n_chars.into(),
                    chars_before(first.start).into(),
                    chars_before(first.end).into(),
                    sample(first.of(&article.text)).into(),
                ]
            }
            Done::Noted(i) => {
                let noted = &article.noted[*i];
                [(noted.n as usize).into(), Value::Empty, Value::Empty, Value::Empty, sample(&noted.sample).into()]
            }
        };
        vec![article.id.as_str().into(), (*rule).into(), n, n_chars, start, end, sample]
    };
    Table {
        name: "cleaning",
        about: "one row an article and a rule of cleaning that found, mended or counted something in it",
        key: &["article_id", "rule"],
        columns,
        n_rows,
        row: Box::new(row),
    }
}

/// What a rule did in an article: positions in `Article::removed`, or one in `Article::noted`.
enum Done {
    Removed(Vec<usize>),
    Noted(usize),
}

/// One row a row that could not be used, or not fully.
pub(super) fn rejects<'a>(material: &'a Material<'a>) -> Table<'a> {
    let reading = material.reading;
    let columns = vec![
        Column::fixed("source_file", Unit::Text, "the input"),
        Column::fixed("source_row", Unit::Rank, "the row in it, from 1, the header not counted"),
        Column::fixed("line", Unit::Rank, "the line in it, from 1"),
        Column::fixed("byte", Unit::ByteOffset, "the byte in it where the row begins, where known"),
        Column::fixed("column", Unit::Text, "the column"),
        Column::fixed(
            "outcome",
            Unit::Category,
            "rejected: the row is in no table; kept: it is, without what could not be used",
        ),
        Column::fixed("reason", Unit::Category, "why, in a word"),
        Column::fixed("detail", Unit::Text, "what was found, what was expected and what to do"),
    ];
    let rejects: Vec<_> = material.rejects().collect();
    let n_rows = rejects.len() + reading.problems.len();
    let row = move |i: usize| -> Vec<Value<'a>> {
        match rejects.get(i) {
            Some(it) => vec![
                (&*it.source_file).into(),
                (it.row > 0).then_some(it.row).into(),
                it.line.into(),
                it.byte.into(),
                (&*it.column).into(),
                "rejected".into(),
                it.reason.into(),
                material.short(&it.detail).into(),
            ],
            None => {
                let it = &reading.problems[i - rejects.len()];
                vec![
                    (&*it.source_file).into(),
                    it.row.into(),
                    Value::Empty,
                    Value::Empty,
                    (&*it.column).into(),
                    "kept".into(),
                    it.reason.into(),
                    material.short(&it.detail).into(),
                ]
            }
        }
    };
    Table {
        name: "rejects",
        about: "one row a row of the input that could not be used, or not fully",
        key: &["source_file", "source_row", "column", "reason"],
        columns,
        n_rows,
        row: Box::new(row),
    }
}

/// One row a pattern.
pub(super) fn lexicon<'a>(material: &'a Material<'a>) -> Table<'a> {
    let found = material.findings;
    let columns = vec![
        Column::fixed("lexicon", Unit::Id, "the word list"),
        Column::fixed("version", Unit::Text, "its version"),
        Column::fixed("category", Unit::Id, "the category"),
        Column::fixed(
            "role",
            Unit::Category,
            "frame (counted), valence (carries sentiment), negator, intensifier or contrast",
        ),
        Column::fixed("pattern", Unit::Text, "the pattern, as its file has it"),
        Column::fixed("weight", Unit::Score, "its weight; empty for roles without one"),
        Column::fixed(
            "n_hits",
            Unit::Count,
            "how often it matched in this corpus; empty for roles that are not listed in hits",
        ),
        Column::fixed("n_articles", Unit::Count, "articles in which it matched"),
        Column::fixed("licence", Unit::Text, "the word list's licence"),
    ];
    let mut tally = BTreeMap::<(u16, u16, u32), (u64, u64)>::new();
    for measured in &found.measured {
        let mut hits: Vec<_> = measured.hits.iter().map(|it| (it.lexicon, it.category, it.pattern)).collect();
        hits.sort_unstable();
        for run in hits.chunk_by(|a, b| a == b) {
            let n = tally.entry(run[0]).or_default();
            *n = (n.0 + run.len() as u64, n.1 + 1);
        }
    }
    let mut patterns: Vec<(u16, u16, u32)> = Vec::new();
    for (l, lexicon) in found.lexicons.iter().enumerate() {
        for (c, category) in lexicon.categories.iter().enumerate() {
            patterns.extend((0..category.patterns.len()).map(|p| (l as u16, c as u16, p as u32)));
        }
    }
    let n_rows = patterns.len();
    let row = move |i: usize| {
        let (l, c, p) = patterns[i];
        let lexicon = &found.lexicons[l as usize];
        let category = &lexicon.categories[c as usize];
        let pattern = &category.patterns[p as usize];
        let n = is_hit(category.role).then(|| tally.get(&(l, c, p)).copied().unwrap_or_default());
        vec![
            lexicon.name.as_str().into(),
            lexicon.version.as_str().into(),
            category.name.as_str().into(),
            category.role.name().into(),
            pattern.text.as_str().into(),
            pattern.weight.into(),
            n.map(|it| it.0).into(),
            n.map(|it| it.1).into(),
            lexicon.licence.as_str().into(),
        ]
    };
    Table {
        name: "lexicon",
        about: "one row a pattern of the word lists used",
        key: &["lexicon", "category", "pattern"],
        columns,
        n_rows,
        row: Box::new(row),
    }
}
