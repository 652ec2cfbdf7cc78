use super::position;
use crate::corpus::Article;
use crate::feature::quote::QuoteMeasure;
use crate::report::Material;
use crate::table::{Columns, Table, Unit};
use crate::text::{QuoteKind, Span};

/// A quote, its position in its article, and the places of it and of its speaker in Unicode characters.
struct QuoteRow<'a> {
    article: &'a Article,
    position: usize,
    quote: &'a QuoteMeasure,
    place: Span,
    speaker: Option<Span>,
}

impl<'a> QuoteRow<'a> {
    fn words(&self, span: Option<Span>) -> Option<&'a str> {
        span.map(|span| span.of(&self.article.text))
    }
}

/// One row per quote.
pub(super) fn quotes<'a>(material: &'a Material<'a>) -> Table<'a> {
    let found = material.findings;
    let starts = material.starts(|measured| measured.quotes.len());
    let n_rows = found.measured.iter().map(|measured| measured.quotes.len()).sum();
    Columns::<QuoteRow>::of("quotes", "one row a quote, and who says it")
        .key("article_id", Unit::Id, "see articles", |row| row.article.id.as_str())
        .key("quote", Unit::Rank, "position in the article, from 1", |row| row.position + 1)
        .column("sentence", Unit::Rank, "the sentence it begins in, see sentences", |row| row.quote.sentence + 1)
        .column(
            "start",
            Unit::CharOffset,
            "where it begins, its mark included, in Unicode characters of the text as read; see hits",
            |row| row.place.start,
        )
        .column("end", Unit::CharOffset, "where it ends (exclusive), its mark included", |row| row.place.end)
        .column(
            "kind",
            Unit::Category,
            "direct, or scare: at most three words in marks with no verb of saying in the sentence (they count as \
             the author's)",
            |row| kind(row.quote.kind),
        )
        .column(
            "closed",
            Unit::Flag,
            "whether its closing mark, or its continuation in the next paragraph, was found; one that was not ends \
             with its paragraph",
            |row| row.quote.closed,
        )
        .column(
            "speaker",
            Unit::Text,
            "the name, role or pronoun that stands with a verb of saying beside it, as it stands (who a pronoun \
             means is not looked up); empty where there is none",
            move |row| row.words(row.quote.speaker).and_then(|words| material.short(words)),
        )
        .column("speaker_start", Unit::CharOffset, "where the speaker's words begin, in Unicode characters", |row| {
            row.speaker.map(|at| at.start)
        })
        .column("speaker_end", Unit::CharOffset, "where they end (exclusive)", |row| row.speaker.map(|at| at.end))
        .column("verb", Unit::Text, "the verb of saying, or \"according\", as it stands", move |row| {
            row.words(row.quote.verb).and_then(|words| material.short(words))
        })
        .column("n_words", Unit::Count, "words of the quote", |row| row.quote.n_words)
        .rows(n_rows, move |row| {
            let (a, position) = position(&starts, row);
            let (article, measured) = (&found.corpus.articles()[a], &found.measured[a]);
            let quote = &measured.quotes[position];
            let characters = |span| measured.characters.span(&article.text, span);
            let (place, speaker) = (characters(quote.span), quote.speaker.map(characters));
            QuoteRow { article, position, quote, place, speaker }
        })
}

fn kind(kind: QuoteKind) -> &'static str {
    match kind {
        QuoteKind::Direct => "direct",
        QuoteKind::Scare => "scare",
    }
}
