use super::position;
use crate::corpus::Article;
use crate::feature::{self, Hit, Measured, Segment, SentenceMeasure, frame, quote};
use crate::lexicon::{Category, Lexicon};
use crate::num::ratio;
use crate::report::Material;
use crate::table::{Column, Columns, Table, Unit};
use crate::text::{Characters, Span, Voice};

/// An article and its position in the corpus.
struct ArticleRow<'a> {
    position: usize,
    article: &'a Article,
    measured: &'a Measured,
}

/// One row per article.
pub(super) fn articles<'a>(material: &'a Material<'a>) -> Table<'a> {
    let found = material.findings;
    let frame = |id| {
        let about = format!("hits of {} per 1,000 words, all voices", material.frame_title(id));
        Column::new(format!("frame_{}_per1k", material.frame_name(id)), Unit::PerThousandWords, about)
    };
    article_columns(material)
        .list(feature::columns(), |row, at| row.measured.values[at])
        .list(found.frames.iter().map(|id| frame(*id)), |row, at| {
            frame::per_1000(row.measured.n_frame_hits[0][at], row.measured.n_words[0])
        })
        .column(
            "cluster",
            Unit::Id,
            "its cluster with the event taken out, see clusters; empty for a duplicate, and when its event has no \
             other article and there are too few such articles to centre them on their topic",
            move |row| {
                found
                    .clustered
                    .clusters
                    .as_ref()
                    .and_then(|all| all.of_article[row.position])
                    .map(|placed| placed.cluster)
            },
        )
        .rows(found.measured.len(), |position| ArticleRow {
            position,
            article: &found.corpus.articles()[position],
            measured: &found.measured[position],
        })
}

/// What an article is, before its measures.
fn article_columns<'a>(material: &'a Material<'a>) -> Columns<'a, ArticleRow<'a>> {
    let found = material.findings;
    Columns::<ArticleRow>::of("articles", "one row an article")
        .key("article_id", Unit::Id, "given in the input, or made from outlet, URL, title and text", |row| {
            row.article.id.as_str()
        })
        .column("event_id", Unit::Id, "the event it is about, see events", move |row| material.event_id(row.position))
        .column(
            "outlet",
            Unit::Id,
            "who published it; empty when unknown (the article is in no comparison)",
            move |row| material.outlet_of(row.position),
        )
        .column("date", Unit::Date, "day of publication; empty when unknown", |row| {
            row.article.date.map(|date| date.to_string())
        })
        .column("title", Unit::Text, "headline", |row| row.article.title.as_str())
        .column("author", Unit::Text, "author, as given", |row| row.article.author.as_str())
        .column("url", Unit::Text, "address, as given", |row| row.article.url.as_str())
        .column("source_file", Unit::Text, "the input it came from", |row| row.article.source_file.as_str())
        .column("syndicated_from", Unit::Text, "the outlet that a credit line names as first publisher", move |row| {
            row.article.syndicated_from.as_deref().and_then(|name| material.short(name))
        })
        .column(
            "duplicate_of",
            Unit::Id,
            "the article whose text it repeats, exactly or nearly (see pairs): the first of them by date, outlet and \
             id, one with an outlet before one without. Empty for an article that is the first of its kind. Outlets, \
             contrasts and clusters are computed without it unless duplicates are told to count",
            move |row| row.article.duplicate_of.map(|first| found.corpus.articles()[first as usize].id.as_str()),
        )
        .column("n_removed_chars", Unit::Count, "Unicode characters that cleaning left out, see cleaning", |row| {
            n_removed_chars(row.article)
        })
        .column("text_blake3", Unit::Id, "first 16 hexadecimal digits of the BLAKE3 hash of the text as read", |row| {
            blake3::hash(row.article.text.as_bytes()).to_hex()[..16].to_owned()
        })
}

fn n_removed_chars(article: &Article) -> usize {
    article.removed.iter().map(|removed| removed.span.of(&article.text).chars().count()).sum()
}

/// A hit, the text it stands in, and its place there in Unicode characters.
struct HitRow<'a> {
    article: &'a Article,
    measured: &'a Measured,
    segment: Segment,
    hit: &'a Hit,
    text: &'a str,
    place: Span,
    lexicon: &'a Lexicon,
    category: &'a Category,
}

/// One row per hit.
pub(super) fn hits<'a>(material: &'a Material<'a>) -> Table<'a> {
    let measured = &material.findings.measured;
    let starts = material.starts(|measured| measured.hits.len() + measured.outside.len());
    let n_rows = measured.iter().map(|measured| measured.hits.len() + measured.outside.len()).sum();
    Columns::<HitRow>::of("hits", "one row a place where a word list matched")
        .key("article_id", Unit::Id, "see articles", |row| row.article.id.as_str())
        .key(
            "segment",
            Unit::Category,
            "body; or headline, or embed: a post of another in the text. Rates and means count the body only",
            |row| row.segment.name(),
        )
        .column(
            "sentence",
            Unit::Rank,
            "position of the sentence in the article, from 1, see sentences; empty outside the body",
            |row| row.is_body().then_some(row.hit.sentence + 1),
        )
        .key(
            "start",
            Unit::CharOffset,
            "where it begins, in Unicode characters of the article's text (of its headline) as read, after wrongly \
             decoded letters and HTML entities were mended (text[start:end] in Python)",
            |row| row.place.start,
        )
        .key("end", Unit::CharOffset, "where it ends (exclusive)", |row| row.place.end)
        .column("byte_start", Unit::ByteOffset, "where it begins, in bytes of UTF-8", |row| row.hit.span.start)
        .column("byte_end", Unit::ByteOffset, "where it ends (exclusive)", |row| row.hit.span.end)
        .column("surface", Unit::Text, "the words as they stand in the text", move |row| {
            material.short(row.hit.span.of(row.text))
        })
        .key("lexicon", Unit::Id, "the word list", |row| row.lexicon.name.as_str())
        .key("frame", Unit::Id, "the category of the word list", |row| row.category.name.as_str())
        .key("pattern", Unit::Text, "the pattern that matched, see lexicon", |row| {
            row.category.patterns[row.hit.pattern as usize].text.as_str()
        })
        .column("voice", Unit::Category, "author, or quoted: inside a direct quote", |row| row.hit.voice().name())
        .column(
            "speaker",
            Unit::Text,
            "whose quote it stands in, as the text names them, see quotes; empty outside quotes and where nobody is \
             named",
            move |row| speaker(row).and_then(|speaker| material.short(speaker)),
        )
        .column(
            "negated",
            Unit::Flag,
            "whether a negating word stands shortly before it; a hit counts all the same",
            |row| row.hit.negated,
        )
        .column(
            "valence",
            Unit::Score,
            "what a sentiment word adds to its sentence, after negation and intensifiers; empty for frame words",
            |row| row.hit.valence.map(f64::from),
        )
        .rows(n_rows, move |row| hit(material, position(&starts, row)))
}

/// A hit of an article, those outside the body behind the others.
fn hit<'a>(material: &'a Material<'a>, (article, hit): (usize, usize)) -> HitRow<'a> {
    let found = material.findings;
    let (article, measured) = (&found.corpus.articles()[article], &found.measured[article]);
    let (segment, hit) = match hit.checked_sub(measured.hits.len()) {
        None => (Segment::Body, &measured.hits[hit]),
        Some(outside) => (measured.outside[outside].segment, &measured.outside[outside].hit),
    };
    let (text, place) = match segment {
        Segment::Headline => (&article.title, Characters::new(&article.title).span(&article.title, hit.span)),
        Segment::Body | Segment::Embed => (&article.text, measured.characters.span(&article.text, hit.span)),
    };
    let lexicon = &found.lexicons[hit.lexicon as usize];
    let category = &lexicon.categories[hit.category as usize];
    HitRow { article, measured, segment, hit, text, place, lexicon, category }
}

impl HitRow<'_> {
    fn is_body(&self) -> bool {
        self.segment == Segment::Body
    }
}

/// Whose quote a hit of the body stands in.
fn speaker<'a>(row: &HitRow<'a>) -> Option<&'a str> {
    let quote = quote::at(&row.measured.quotes, row.hit.span).filter(|_| row.is_body())?;
    quote.speaker.map(|speaker| speaker.of(&row.article.text))
}

/// An article, a frame by its position, a voice, and where the frame's hits in that voice are.
struct FrameRow<'a> {
    article: &'a Article,
    measured: &'a Measured,
    lexicon: &'a Lexicon,
    category: &'a Category,
    frame: usize,
    voice: Voice,
    n: u32,
    n_sentences: usize,
    /// Words before the first hit.
    first: Option<f64>,
}

/// One row per article, frame and voice.
pub(super) fn article_frames<'a>(material: &'a Material<'a>) -> Table<'a> {
    let found = material.findings;
    let n_per_article = found.frames.len() * Voice::ALL.len();
    Columns::<FrameRow>::of("article_frames", "one row an article, frame and voice")
        .key("article_id", Unit::Id, "see articles", |row| row.article.id.as_str())
        .key("lexicon", Unit::Id, "the word list", |row| row.lexicon.name.as_str())
        .key("frame", Unit::Id, "the category", |row| row.category.name.as_str())
        .key("voice", Unit::Category, "all, author, or quoted: words inside direct quotes", |row| row.voice.name())
        .column("n", Unit::Count, "hits in that voice", |row| row.n)
        .column("n_words", Unit::Count, "words in that voice", |row| row.measured.n_words[row.voice as usize])
        .column("per1k", Unit::PerThousandWords, "1000 n / n_words; empty without words in that voice", |row| {
            frame::per_1000(row.n, row.measured.n_words[row.voice as usize])
        })
        .column(
            "share_sentences",
            Unit::Share,
            "share of all sentences with a hit in that voice; empty without sentences",
            |row| ratio(row.n_sentences as f64, row.measured.sentences.len() as f64),
        )
        .column(
            "first_pos",
            Unit::Share,
            "words before the first hit / words, all voices: 0 the first word, near 1 the end; empty without a hit",
            |row| row.first.and_then(|n_before| ratio(n_before, f64::from(row.measured.n_words[0]))),
        )
        .column(
            "n_headline",
            Unit::Count,
            "hits in the headline, which neither n nor a rate counts; empty without a headline, and in the rows of \
             one voice",
            |row| row.measured.n_headline_hits.as_ref().filter(|_| row.voice == Voice::All).map(|hits| hits[row.frame]),
        )
        .column("n_embed", Unit::Count, "the same in embedded posts; empty without one", |row| {
            row.measured.n_embed_hits.as_ref().filter(|_| row.voice == Voice::All).map(|hits| hits[row.frame])
        })
        .rows(found.measured.len() * n_per_article, move |row| {
            let (article, row) = (row / n_per_article, row % n_per_article);
            frame(material, article, row / Voice::ALL.len(), Voice::ALL[row % Voice::ALL.len()])
        })
}

fn frame<'a>(material: &'a Material<'a>, article: usize, frame: usize, voice: Voice) -> FrameRow<'a> {
    let found = material.findings;
    let (article, measured, id) = (&found.corpus.articles()[article], &found.measured[article], found.frames[frame]);
    let is_of = |hit: &&Hit| {
        (hit.lexicon, hit.category) == (id.lexicon, id.category) && (voice == Voice::All || hit.voice() == voice)
    };
    let mut sentences: Vec<u32> = measured.hits.iter().filter(is_of).map(|hit| hit.sentence).collect();
    sentences.dedup();
    let first = measured.hits.iter().find(is_of).map(|hit| f64::from(hit.n_before));
    let lexicon = &found.lexicons[id.lexicon as usize];
    let category = &lexicon.categories[id.category as usize];
    let n = measured.n_frame_hits[voice as usize][frame];
    FrameRow { article, measured, lexicon, category, frame, voice, n, n_sentences: sentences.len(), first }
}

/// A sentence, its position in its article, and its place in Unicode characters.
struct SentenceRow<'a> {
    article: &'a Article,
    position: usize,
    sentence: &'a SentenceMeasure,
    place: Span,
}

impl SentenceRow<'_> {
    fn sentiment(&self, voice: Voice) -> Option<f64> {
        self.sentence.sentiment[voice as usize].map(f64::from)
    }
}

/// One row per sentence.
pub(super) fn sentences<'a>(material: &'a Material<'a>) -> Table<'a> {
    let found = material.findings;
    let starts = material.starts(|measured| measured.sentences.len());
    let n_rows = found.measured.iter().map(|measured| measured.sentences.len()).sum();
    Columns::<SentenceRow>::of("sentences", "one row a sentence")
        .key("article_id", Unit::Id, "see articles", |row| row.article.id.as_str())
        .key("sentence", Unit::Rank, "position in the article, from 1", |row| row.position + 1)
        .column(
            "start",
            Unit::CharOffset,
            "where it begins, in Unicode characters of the text as read; see hits",
            |row| row.place.start,
        )
        .column("end", Unit::CharOffset, "where it ends (exclusive)", |row| row.place.end)
        .column("n_words", Unit::Count, "words", |row| row.sentence.n_words)
        .column("n_hits", Unit::Count, "hits of frame categories", |row| row.sentence.n_hits)
        .column("share_quoted", Unit::Share, "share of its words inside direct quotes; empty without words", |row| {
            ratio(f64::from(row.sentence.n_quoted), f64::from(row.sentence.n_words))
        })
        .column("sentiment", Unit::Balance, "sentiment, all voices; empty without a sentiment word", |row| {
            row.sentiment(Voice::All)
        })
        .column(
            "sentiment_author",
            Unit::Balance,
            "sentiment of the author's own words; empty without a sentiment word there",
            |row| row.sentiment(Voice::Author),
        )
        .column(
            "sentiment_quoted",
            Unit::Balance,
            "sentiment of quoted words; empty without a sentiment word there",
            |row| row.sentiment(Voice::Quoted),
        )
        .column(
            "loaded",
            Unit::Share,
            "how likely it holds loaded words, 0 to 1: candidates to read, two of three at the top are none; empty \
             without the lexicon loaded-language",
            |row| row.sentence.loaded.map(f64::from),
        )
        .rows(n_rows, move |row| {
            let (a, position) = position(&starts, row);
            let (article, measured) = (&found.corpus.articles()[a], &found.measured[a]);
            let sentence = &measured.sentences[position];
            SentenceRow { article, position, sentence, place: measured.characters.span(&article.text, sentence.span) }
        })
}
