use super::article::position;
use crate::report::Material;
use crate::table::{Column, Table, Unit};
use crate::text::QuoteKind;

/// One row a quote.
pub(super) fn quotes<'a>(material: &'a Material<'a>) -> Table<'a> {
    let found = material.findings;
    let starts = material.starts(|it| it.quotes.len());
    let columns = vec![
        Column::fixed("article_id", Unit::Id, "see articles"),
        Column::fixed("quote", Unit::Rank, "position in the article, from 1"),
        Column::fixed("sentence", Unit::Rank, "the sentence it begins in, see sentences"),
        Column::fixed(
            "start",
            Unit::CharOffset,
            "where it begins, its mark included, in Unicode characters of the text as read; see hits",
        ),
        Column::fixed("end", Unit::CharOffset, "where it ends (exclusive), its mark included"),
        Column::fixed(
            "kind",
            Unit::Category,
            "direct, or scare: at most three words in marks with no verb of saying in the sentence (they count as the author's)",
        ),
        Column::fixed(
            "closed",
            Unit::Flag,
            "whether its closing mark, or its continuation in the next paragraph, was found; one that was not ends with its paragraph",
        ),
        Column::fixed(
            "speaker",
            Unit::Text,
            "the name, role or pronoun that stands with a verb of saying beside it, as it stands (who a pronoun means is not looked up); empty where there is none",
        ),
        Column::fixed("speaker_start", Unit::CharOffset, "where the speaker's words begin, in Unicode characters"),
        Column::fixed("speaker_end", Unit::CharOffset, "where they end (exclusive)"),
        Column::fixed("verb", Unit::Text, "the verb of saying, or \"according\", as it stands"),
        Column::fixed("n_words", Unit::Count, "words of the quote"),
    ];
    let row = move |i: usize| {
        let (a, q) = position(&starts, i);
        let (article, quote) = (&found.corpus.articles()[a], &found.measured[a].quotes[q]);
        let characters = |it| found.measured[a].characters.span(&article.text, it);
        let (place, speaker) = (characters(quote.span), quote.speaker.map(characters));
        let kind = match quote.kind {
            QuoteKind::Direct => "direct",
            QuoteKind::Scare => "scare",
        };
        vec![
            article.id.as_str().into(),
            (q + 1).into(),
            (quote.sentence + 1).into(),
            place.start.into(),
            place.end.into(),
            kind.into(),
            quote.closed.into(),
            quote.speaker.and_then(|it| material.short(it.of(&article.text))).into(),
            speaker.map(|it| it.start).into(),
            speaker.map(|it| it.end).into(),
            quote.verb.and_then(|it| material.short(it.of(&article.text))).into(),
            quote.n_words.into(),
        ]
    };
    let n_rows = found.measured.iter().map(|it| it.quotes.len()).sum();
    Table {
        name: "quotes",
        about: "one row a quote, and who says it",
        key: &["article_id", "quote"],
        columns,
        n_rows,
        row: Box::new(row),
    }
}
