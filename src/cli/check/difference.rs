//! What cleaning left out and mended, article by article.

use std::io::{self, Write};

use slantwise::corpus::{Article, Corpus};

/// A line for each stretch: the line of the text it begins in, the rule, and the stretch itself after a minus sign.
pub(super) fn show(corpus: &Corpus, out: &mut dyn Write) -> io::Result<()> {
    let changed = |article: &&Article| !article.removed.is_empty() || !article.noted.is_empty();
    let mut n = 0;
    for article in corpus.articles().iter().filter(changed) {
        n += 1;
        let outlet = article.outlet.map_or("", |id| corpus.outlet(id));
        writeln!(out, "{} {}", plain(&article.id), plain(outlet))?;
        for noted in &article.noted {
            writeln!(out, "  {} {} times: {}", noted.rule, noted.n, plain(&noted.sample))?;
        }
        let (mut line, mut at) = (1, 0);
        for removed in &article.removed {
            let start = removed.span.start as usize;
            line += article.text[at..start].matches('\n').count();
            at = start;
            for part in removed.span.of(&article.text).lines().filter(|part| !part.trim().is_empty()) {
                writeln!(out, "  line {line} {}\n  - {}", removed.rule, plain(part.trim()))?;
            }
        }
    }
    writeln!(out, "{n} of {} articles changed; everything else is counted as it stands", corpus.articles().len())
}

/// Without what would steer a terminal.
fn plain(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_control()).collect()
}
