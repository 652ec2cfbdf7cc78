use crate::feature::{self, Segment, frame, quote};
use crate::num::ratio;
use crate::report::Material;
use crate::table::{Column, Table, Unit, Value};
use crate::text::{Characters, Voice};

/// One row an article.
pub(super) fn articles<'a>(material: &'a Material<'a>) -> Table<'a> {
    let found = material.findings;
    let mut columns = vec![
        Column::fixed("article_id", Unit::Id, "given in the input, or made from outlet, URL, title and text"),
        Column::fixed("event_id", Unit::Id, "the event it is about, see events"),
        Column::fixed("outlet", Unit::Id, "who published it; empty when unknown (the article is in no comparison)"),
        Column::fixed("date", Unit::Date, "day of publication; empty when unknown"),
        Column::fixed("title", Unit::Text, "headline"),
        Column::fixed("author", Unit::Text, "author, as given"),
        Column::fixed("url", Unit::Text, "address, as given"),
        Column::fixed("source_file", Unit::Text, "the input it came from"),
        Column::fixed("syndicated_from", Unit::Text, "the outlet that a credit line names as first publisher"),
        Column::fixed(
            "duplicate_of",
            Unit::Id,
            "the article whose text it repeats, exactly or nearly (see pairs): the first of them by date, outlet and id, one with an outlet before one without. Empty for an article that is the first of its kind. Outlets, contrasts and clusters are computed without it unless duplicates are told to count",
        ),
        Column::fixed("n_removed_chars", Unit::Count, "Unicode characters that cleaning left out, see cleaning"),
        Column::fixed("text_blake3", Unit::Id, "first 16 hexadecimal digits of the BLAKE3 hash of the text as read"),
    ];
    columns.extend(feature::columns());
    for id in &found.frames {
        let about = format!("hits of {} per 1,000 words, all voices", material.frame_title(*id));
        columns.push(Column::new(format!("frame_{}_per1k", material.frame_name(*id)), Unit::PerThousandWords, about));
    }
    columns.push(Column::fixed(
        "cluster",
        Unit::Id,
        "its cluster with the event taken out, see clusters; empty for a duplicate, and when its event has no other article and there are too few such articles to centre them on their topic",
    ));
    let row = move |i: usize| {
        let (article, measured) = (&found.corpus.articles()[i], &found.measured[i]);
        let n_removed: usize = article.removed.iter().map(|it| it.span.of(&article.text).chars().count()).sum();
        let mut row: Vec<Value<'a>> = vec![
            article.id.as_str().into(),
            material.event_id(i).into(),
            material.outlet_of(i).into(),
            article.date.map(|it| it.to_string()).into(),
            article.title.as_str().into(),
            article.author.as_str().into(),
            article.url.as_str().into(),
            article.source_file.as_str().into(),
            article.syndicated_from.as_deref().and_then(|it| material.short(it)).into(),
            article.duplicate_of.map(|it| found.corpus.articles()[it as usize].id.as_str()).into(),
            n_removed.into(),
            blake3::hash(article.text.as_bytes()).to_hex()[..16].to_owned().into(),
        ];
        row.extend(measured.values.iter().map(|it| Value::from(*it)));
        row.extend(measured.n_frame_hits[0].iter().map(|&n| frame::per_1000(n, measured.n_words[0]).into()));
        row.push(found.clusters.as_ref().and_then(|it| it.of_article[i]).map(|it| it.cluster).into());
        row
    };
    Table {
        name: "articles",
        about: "one row an article",
        key: &["article_id"],
        columns,
        n_rows: found.measured.len(),
        row: Box::new(row),
    }
}

/// One row a hit.
pub(super) fn hits<'a>(material: &'a Material<'a>) -> Table<'a> {
    let found = material.findings;
    let starts = material.starts(|it| it.hits.len() + it.outside.len());
    let columns = vec![
        Column::fixed("article_id", Unit::Id, "see articles"),
        Column::fixed(
            "segment",
            Unit::Category,
            "body; or headline, or embed: a post of another in the text. Rates and means count the body only",
        ),
        Column::fixed(
            "sentence",
            Unit::Rank,
            "position of the sentence in the article, from 1, see sentences; empty outside the body",
        ),
        Column::fixed(
            "start",
            Unit::CharOffset,
            "where it begins, in Unicode characters of the article's text (of its headline) as read, after wrongly decoded letters and HTML entities were mended (text[start:end] in Python)",
        ),
        Column::fixed("end", Unit::CharOffset, "where it ends (exclusive)"),
        Column::fixed("byte_start", Unit::ByteOffset, "where it begins, in bytes of UTF-8"),
        Column::fixed("byte_end", Unit::ByteOffset, "where it ends (exclusive)"),
        Column::fixed("surface", Unit::Text, "the words as they stand in the text"),
        Column::fixed("lexicon", Unit::Id, "the word list"),
        Column::fixed("frame", Unit::Id, "the category of the word list"),
        Column::fixed("pattern", Unit::Text, "the pattern that matched, see lexicon"),
        Column::fixed("voice", Unit::Category, "author, or quoted: inside a direct quote"),
        Column::fixed(
            "speaker",
            Unit::Text,
            "whose quote it stands in, as the text names them, see quotes; empty outside quotes and where nobody is named",
        ),
        Column::fixed(
            "negated",
            Unit::Flag,
            "whether a negating word stands shortly before it; a hit counts all the same",
        ),
        Column::fixed(
            "valence",
            Unit::Score,
            "what a sentiment word adds to its sentence, after negation and intensifiers; empty for frame words",
        ),
    ];
    let row = move |i: usize| {
        let (a, h) = position(&starts, i);
        let (article, measured) = (&found.corpus.articles()[a], &found.measured[a]);
        let (segment, hit) = match h.checked_sub(measured.hits.len()) {
            None => (Segment::Body, &measured.hits[h]),
            Some(h) => (measured.outside[h].segment, &measured.outside[h].hit),
        };
        let is_body = segment == Segment::Body;
        let text = if segment == Segment::Headline { &article.title } else { &article.text };
        let lexicon = &found.lexicons[hit.lexicon as usize];
        let category = &lexicon.categories[hit.category as usize];
        let place = match segment {
            Segment::Headline => Characters::new(text).span(text, hit.span),
            Segment::Body | Segment::Embed => measured.characters.span(text, hit.span),
        };
        vec![
            article.id.as_str().into(),
            segment.name().into(),
            is_body.then_some(hit.sentence + 1).into(),
            place.start.into(),
            place.end.into(),
            hit.span.start.into(),
            hit.span.end.into(),
            material.short(hit.span.of(text)).into(),
            lexicon.name.as_str().into(),
            category.name.as_str().into(),
            category.patterns[hit.pattern as usize].text.as_str().into(),
            hit.voice().name().into(),
            quote::at(&measured.quotes, hit.span)
                .filter(|_| is_body)
                .and_then(|it| it.speaker)
                .and_then(|it| material.short(it.of(&article.text)))
                .into(),
            hit.negated.into(),
            hit.valence.map(f64::from).into(),
        ]
    };
    let n_rows = found.measured.iter().map(|it| it.hits.len() + it.outside.len()).sum();
    Table {
        name: "hits",
        about: "one row a place where a word list matched",
        key: &["article_id", "segment", "start", "end", "lexicon", "frame", "pattern"],
        columns,
        n_rows,
        row: Box::new(row),
    }
}

/// One row an article, frame and voice.
pub(super) fn article_frames<'a>(material: &'a Material<'a>) -> Table<'a> {
    let found = material.findings;
    let columns = vec![
        Column::fixed("article_id", Unit::Id, "see articles"),
        Column::fixed("lexicon", Unit::Id, "the word list"),
        Column::fixed("frame", Unit::Id, "the category"),
        Column::fixed("voice", Unit::Category, "all, author, or quoted: words inside direct quotes"),
        Column::fixed("n", Unit::Count, "hits in that voice"),
        Column::fixed("n_words", Unit::Count, "words in that voice"),
        Column::fixed("per1k", Unit::PerThousandWords, "1000 n / n_words; empty without words in that voice"),
        Column::fixed(
            "share_sentences",
            Unit::Share,
            "share of all sentences with a hit in that voice; empty without sentences",
        ),
        Column::fixed(
            "first_pos",
            Unit::Share,
            "words before the first hit / words, all voices: 0 the first word, near 1 the end; empty without a hit",
        ),
        Column::fixed(
            "n_headline",
            Unit::Count,
            "hits in the headline, which neither n nor a rate counts; empty without a headline, and in the rows of one voice",
        ),
        Column::fixed("n_embed", Unit::Count, "the same in embedded posts; empty without one"),
    ];
    let n_per_article = found.frames.len() * 3;
    let row = move |i: usize| {
        let (a, frame, voice) = (i / n_per_article, i % n_per_article / 3, i % 3);
        let (article, measured, id) =
            (&found.corpus.articles()[a], &found.measured[a], found.frames[i % n_per_article / 3]);
        let is_of = |it: &&feature::Hit| {
            (it.lexicon, it.category) == (id.lexicon, id.category) && (voice == 0 || it.voice() == Voice::ALL[voice])
        };
        let mut sentences: Vec<u32> = measured.hits.iter().filter(is_of).map(|it| it.sentence).collect();
        sentences.dedup();
        let first = measured.hits.iter().find(is_of).map(|it| f64::from(it.n_before));
        let n = measured.n_frame_hits[voice][frame];
        let lexicon = &found.lexicons[id.lexicon as usize];
        vec![
            article.id.as_str().into(),
            lexicon.name.as_str().into(),
            lexicon.categories[id.category as usize].name.as_str().into(),
            Voice::ALL[voice].name().into(),
            n.into(),
            measured.n_words[voice].into(),
            frame::per_1000(n, measured.n_words[voice]).into(),
            ratio(sentences.len() as f64, measured.sentences.len() as f64).into(),
            first.and_then(|it| ratio(it, f64::from(measured.n_words[0]))).into(),
            measured.n_headline_hits.as_ref().filter(|_| voice == 0).map(|it| it[frame]).into(),
            measured.n_embed_hits.as_ref().filter(|_| voice == 0).map(|it| it[frame]).into(),
        ]
    };
    let n_rows = found.measured.len() * n_per_article;
    Table {
        name: "article_frames",
        about: "one row an article, frame and voice",
        key: &["article_id", "lexicon", "frame", "voice"],
        columns,
        n_rows,
        row: Box::new(row),
    }
}

/// One row a sentence.
pub(super) fn sentences<'a>(material: &'a Material<'a>) -> Table<'a> {
    let found = material.findings;
    let starts = material.starts(|it| it.sentences.len());
    let columns = vec![
        Column::fixed("article_id", Unit::Id, "see articles"),
        Column::fixed("sentence", Unit::Rank, "position in the article, from 1"),
        Column::fixed(
            "start",
            Unit::CharOffset,
            "where it begins, in Unicode characters of the text as read; see hits",
        ),
        Column::fixed("end", Unit::CharOffset, "where it ends (exclusive)"),
        Column::fixed("n_words", Unit::Count, "words"),
        Column::fixed("n_hits", Unit::Count, "hits of frame categories"),
        Column::fixed("share_quoted", Unit::Share, "share of its words inside direct quotes; empty without words"),
        Column::fixed("sentiment", Unit::Balance, "sentiment, all voices; empty without a sentiment word"),
        Column::fixed(
            "sentiment_author",
            Unit::Balance,
            "sentiment of the author's own words; empty without a sentiment word there",
        ),
        Column::fixed(
            "sentiment_quoted",
            Unit::Balance,
            "sentiment of quoted words; empty without a sentiment word there",
        ),
        Column::fixed(
            "loaded",
            Unit::Share,
            "how likely it holds loaded words, 0 to 1: candidates to read, two of three at the top are none; empty without the lexicon loaded-language",
        ),
    ];
    let row = move |i: usize| {
        let (a, s) = position(&starts, i);
        let sentence = &found.measured[a].sentences[s];
        let article = &found.corpus.articles()[a];
        let place = found.measured[a].characters.span(&article.text, sentence.span);
        let [all, author, quoted] = sentence.sentiment.map(|it| it.map(f64::from));
        vec![
            article.id.as_str().into(),
            (s + 1).into(),
            place.start.into(),
            place.end.into(),
            sentence.n_words.into(),
            sentence.n_hits.into(),
            ratio(f64::from(sentence.n_quoted), f64::from(sentence.n_words)).into(),
            all.into(),
            author.into(),
            quoted.into(),
            sentence.loaded.map(f64::from).into(),
        ]
    };
    let n_rows = found.measured.iter().map(|it| it.sentences.len()).sum();
    Table {
        name: "sentences",
        about: "one row a sentence",
        key: &["article_id", "sentence"],
        columns,
        n_rows,
        row: Box::new(row),
    }
}

/// The group and the place in it of row `i`, given where each group's rows start.
pub(super) fn position(starts: &[usize], i: usize) -> (usize, usize) {
    let group = starts.partition_point(|it| *it <= i) - 1;
    (group, i - starts[group])
}
