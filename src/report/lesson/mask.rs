//! A text whose publisher cannot be read off it: names are bars, boilerplate is left out, and quote marks and dashes have
//! one shape.
//!
//! What it cannot do: know a name that no outlet and no author of the event bears, or a hint in the telling.

use std::collections::BTreeSet;

use crate::corpus::Article;
use crate::report::html::show::escape_into;
use crate::text::Span;

/// What stands in the place of a name.
const BAR: &str = "<span class=\"bar\">[name hidden]</span>";

/// Last words of outlets' names that say what they are and not which: what stands before is a name by itself.
const KINDS: [&str; 8] = ["news", "network", "media", "online", "digital", "radio", "tv", "channel"];

/// Labels of a host's end that stand before a country and name nobody: of `north.co.uk` and the like.
const GENERIC: [&str; 7] = ["co", "com", "org", "net", "ac", "gov", "edu"];
/// Outlets beside its own in whose articles a word of an outlet's name stands when it is in the news, such as Washington.
const IN_THE_NEWS: usize = 2;
/// Words of a line that is a credit or a byline and not a sentence, at most.
const LINE_WORDS: usize = 10;

/// The names by which an event's outlets and authors may be known.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// In capitals or not.
    any_case: Vec<String>,
    /// As written only: words that are ordinary ones in small letters.
    exact: Vec<String>,
    /// Authors' last names, as written: many are words of other things too.
    last_names: Vec<String>,
}

impl Names {
    /// The names of the outlets, each with an article, and those that the articles bear: hosts, authors, first publishers.
    pub fn new(articles: &[(&str, &Article)]) -> Self {
        let mut names = Self::default();
        let outlets: BTreeSet<&str> = articles.iter().map(|(outlet, _)| *outlet).collect();
        let proses: Vec<(&str, String)> = articles.iter().map(|(outlet, article)| (*outlet, prose(article))).collect();
        for outlet in outlets {
            names.add_outlet(outlet);
            names.exact.extend(telling_words(outlet, &proses).flat_map(|word| [word.to_owned(), word.to_uppercase()]));
        }
        for (_, article) in articles {
            article.syndicated_from.iter().for_each(|publisher| names.add_outlet(publisher));
            names.add_host(host(&article.url));
            names.add_author(&article.author);
        }
        for list in [&mut names.any_case, &mut names.exact, &mut names.last_names] {
            let shaped = list.iter().filter(|name| name.contains(['\'', '’']));
            let shaped: Vec<String> =
                shaped.flat_map(|name| [name.replace('’', "'"), name.replace('\'', "’")]).collect();
            list.extend(shaped);
            list.retain(|name| name.chars().count() > 1);
            list.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
            list.dedup();
        }
        names
    }

    fn add_outlet(&mut self, name: &str) {
        let bare = name.strip_prefix("The ").unwrap_or(name).trim();
        let words: Vec<&str> = bare.split_whitespace().collect();
        let (Some(first), Some(last)) = (words.first(), words.last()) else { return };
        if words.len() == 1 {
            self.exact.extend([bare.to_owned(), bare.to_uppercase(), capitalised(bare)]);
            if bare.contains('.') {
                self.add_host(bare);
            }
            return;
        }
        self.any_case.extend([bare.to_owned(), words.concat(), words.join("-")]);
        // a place in a name is hidden too, but not where it is one word: Washington is in the news
        if words.len() > 2 {
            self.any_case.push(words[..words.len() - 1].join(" "));
        }
        if !KINDS.contains(&last.to_lowercase().as_str()) {
            self.exact.extend([format!("the {last}"), format!("The {last}")]);
        } else if words.len() == 2 {
            self.exact.extend([(*first).to_owned(), first.to_uppercase()]);
        }
        let initials = words.iter().filter_map(|word| word.chars().next()).filter(|letter| letter.is_uppercase());
        let initials: String = initials.collect();
        if initials.chars().count() > 2 {
            self.exact.push(initials);
        }
    }

    /// The host, and the name in it: `usatoday` of `eu.usatoday.com`, `north` of `www.north.co.uk`.
    fn add_host(&mut self, host: &str) {
        let bare = host.strip_prefix("www.").unwrap_or(host);
        let mut labels = bare.rsplit('.').skip(1);
        let second = labels.next().unwrap_or(bare);
        let name = if GENERIC.contains(&second) { labels.next().unwrap_or(second) } else { second };
        self.any_case.extend([bare.to_owned(), name.to_owned()]);
    }

    fn add_author(&mut self, authors: &str) {
        let authors = authors.replace(" and ", ",").replace(" AND ", ",");
        for author in authors.split([',', '&', ';', '|', '/']).map(str::trim) {
            let by = author.get(..3).filter(|by| by.eq_ignore_ascii_case("by "));
            let author = by.map_or(author, |by| author[by.len()..].trim());
            let words: Vec<&str> = author.split_whitespace().collect();
            if let [_, .., last] = words[..] {
                self.any_case.push(words.join(" "));
                self.last_names.extend([last.to_owned(), last.to_uppercase(), capitalised(last)]);
            } else {
                self.exact.push(author.to_owned());
            }
        }
    }

    /// What of a text is not to be seen: the names, and as boilerplate `removed` and whole lines that are no sentence and
    /// bear a name (an author's in full), for who took a photograph may tell too.
    pub fn hide(&self, text: &str, removed: impl Iterator<Item = Span>) -> Hidden {
        let names = self.full(text);
        let mut boilerplate: Vec<Span> = removed.collect();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let span = Span::new(start, start + line.len());
            let is_sentence = line.trim_end().ends_with(['.', '!', '?', ':', '"', '”', '\'', '’', ')']);
            let is_short = line.split_whitespace().count() <= LINE_WORDS;
            if is_short && !is_sentence && names.iter().any(|name| name.start < span.end && name.end > span.start) {
                boilerplate.push(span);
            }
            start += line.len();
        }
        Hidden { names: self.find(text), boilerplate: joined(boilerplate) }
    }

    /// Where they stand in a text, ascending and disjoint; addresses of the web and of mail too.
    pub fn find(&self, text: &str) -> Vec<Span> {
        let mut spans = self.full(text);
        self.last_names.iter().for_each(|name| find_words(text, name, &mut spans));
        joined(spans)
    }

    /// The same but for last names that stand alone.
    fn full(&self, text: &str) -> Vec<Span> {
        let small = lower(text);
        let mut spans: Vec<Span> = addresses(text).collect();
        self.any_case.iter().for_each(|name| find_words(&small, &lower(name), &mut spans));
        self.exact.iter().for_each(|name| find_words(text, name, &mut spans));
        joined(spans)
    }
}

/// The text in small letters, each as long as it was so that places hold; the few letters whose small form has another
/// length stay.
fn lower(text: &str) -> String {
    let small = |letter: char| {
        let mut small = letter.to_lowercase();
        match (small.next(), small.next()) {
            (Some(small), None) if small.len_utf8() == letter.len_utf8() => small,
            _ => letter,
        }
    };
    text.chars().map(small).collect()
}

/// `Brook` for `BROOK` and `brook`.
fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters.flat_map(char::to_lowercase)).collect())
}

/// The addresses of the web and of mail in a text.
fn addresses(text: &str) -> impl Iterator<Item = Span> {
    let mut start = 0;
    text.split_inclusive(char::is_whitespace).filter_map(move |word| {
        let shown = word.trim_end();
        let span = Span::new(start, start + shown.len());
        start += word.len();
        (shown.contains("://") || shown.contains("www.") || shown.contains('@')).then_some(span)
    })
}

/// An article's text without addresses and boilerplate.
fn prose(article: &Article) -> String {
    let hidden = joined(addresses(&article.text).chain(article.removed.iter().map(|removed| removed.span)).collect());
    let mut text = String::with_capacity(article.text.len());
    let mut at = 0;
    for span in hidden {
        text.push_str(&article.text[at..span.start as usize]);
        text.push(' ');
        at = span.end as usize;
    }
    text + &article.text[at..]
}

/// What of a text is not to be seen, each in ascending order.
#[derive(Debug, Default)]
pub(super) struct Hidden {
    /// Shown as bars.
    pub names: Vec<Span>,
    /// Not shown at all.
    pub boilerplate: Vec<Span>,
}

/// The words of an outlet's name that tell which it is, by themselves: not those that its event's articles have in small
/// letters, and not those that several other outlets write of.
fn telling_words<'a>(outlet: &'a str, articles: &'a [(&str, String)]) -> impl Iterator<Item = &'a str> {
    let stands = |word: &str, text: &str| {
        let mut spans = Vec::new();
        find_words(text, word, &mut spans);
        !spans.is_empty()
    };
    outlet.split_whitespace().filter(move |word| {
        let small = word.to_lowercase();
        let is_name = word.chars().next().is_some_and(char::is_uppercase) && word.chars().count() > 2;
        let others: BTreeSet<&str> = articles
            .iter()
            .filter(|(other, text)| *other != outlet && stands(word, text))
            .map(|(other, _)| *other)
            .collect();
        let is_ordinary =
            KINDS.contains(&&*small) || small == "the" || articles.iter().any(|(_, text)| stands(&small, text));
        is_name && !is_ordinary && others.len() < IN_THE_NEWS
    })
}

fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', '?', '#', ':']).next().unwrap_or_default()
}

/// Every place where `word` stands with no letter or digit beside it.
fn find_words(text: &str, word: &str, spans: &mut Vec<Span>) {
    if word.is_empty() {
        return;
    }
    for (start, _) in text.match_indices(word) {
        let end = start + word.len();
        let before = text[..start].chars().next_back().is_some_and(char::is_alphanumeric);
        let after = text[end..].chars().next().is_some_and(char::is_alphanumeric);
        if !before && !after {
            spans.push(Span::new(start, end));
        }
    }
}

/// The same places, in order, those that overlap as one.
pub(super) fn joined(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_unstable();
    let mut joined = Vec::<Span>::new();
    for span in spans {
        match joined.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => joined.push(span),
        }
    }
    joined
}

/// A part of a text, as markup, without its boilerplate and with names as bars.
pub(super) fn masked(text: &str, part: Span, hidden: &Hidden) -> String {
    let mut html = String::new();
    let mut from = part.start;
    for cut in hidden.boilerplate.iter().filter(|cut| cut.end > part.start && cut.start < part.end) {
        barred(&mut html, text, Span { start: from, end: cut.start.max(from) }, &hidden.names);
        from = cut.end.min(part.end);
    }
    barred(&mut html, text, Span { start: from, end: part.end }, &hidden.names);
    html
}

/// Adds a part of a text with `names` as bars; no white space where a line begins.
fn barred(html: &mut String, text: &str, part: Span, names: &[Span]) {
    let part = match html.is_empty() || html.ends_with('\n') {
        true => Span { start: part.end - part.of(text).trim_start().len() as u32, end: part.end },
        false => part,
    };
    let mut at = part.start;
    for name in names.iter().filter(|name| name.end > part.start && name.start < part.end) {
        escape_into(html, &one_shape(Span { start: at, end: name.start.max(at) }.of(text)));
        html.push_str(BAR);
        at = name.end.min(part.end);
    }
    escape_into(html, &one_shape(Span { start: at, end: part.end }.of(text)));
}

/// Text whose quote marks, dashes, ellipses and spaces have one shape: an outlet's house style gives it away.
pub(super) fn one_shape(text: &str) -> String {
    let mut shaped = String::with_capacity(text.len());
    for letter in text.replace("--", "\u{2013}").chars() {
        match letter {
            '“' | '”' | '„' | '‟' | '«' | '»' => shaped.push('"'),
            '‘' | '’' | '‚' | '‛' => shaped.push('\''),
            '—' | '―' | '‒' | '–' => {
                shaped.truncate(shaped.trim_end_matches(' ').len());
                shaped.push_str(" \u{2013} ");
            }
            '…' => shaped.push_str("..."),
            '\u{a0}' | '\u{202f}' | '\t' => shaped.push(' '),
            ' ' if shaped.ends_with("\u{2013} ") => {}
            letter => shaped.push(letter),
        }
    }
    shaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::Draft;

    const OUTLETS: [&str; 4] = ["The Saltmarsh Lantern", "Fox News", "North", "Harrow Gap Sentinel"];

    fn check(text: &str, expected: &str) {
        let draft = Draft {
            author: "By Ana Brook and Bo Reed".into(),
            url: "https://www.saltmarsh-lantern.example/a".into(),
            text: "A gap, a lantern, a harrow.".into(),
            ..Draft::default()
        };
        let article = Article::from(draft);
        let names = Names::new(&OUTLETS.map(|outlet| (outlet, &article)));
        let hidden = Hidden { names: names.find(text), boilerplate: Vec::new() };
        let html = masked(text, Span::new(0, text.len()), &hidden);
        assert_eq!(html.replace(BAR, "#"), expected, "{text}");
    }

    #[test]
    fn names_hosts_authors_and_mentions_of_itself_are_bars() {
        check("The SALTMARSH LANTERN said", "The # said");
        check("told the Lantern, lantern light", "told #, lantern light");
        check("Fox’s crew met a fox; Fox News, FOX NEWS", "#&#x27;s crew met a fox; #, #");
        check("Ana Brook by the brook; Reed, Mr. REED", "# by the brook; #, Mr. #");
        check("see saltmarsh-lantern.example/b or www.a.example", "see #&#x2f;b or #");
        check("west of Harrow Gap, a gap", "west of #, a gap");
        check("write to desk@a.example now", "write to # now");
        check("go north to North and Northern", "go north to # and Northern");
    }

    #[test]
    fn a_word_of_a_name_is_hidden_unless_it_is_ordinary_or_in_the_news() {
        let texts = ["In Washington a gap.", "To Washington.", "Ferrywick, Washington.", "No."].map(str::to_owned);
        let outlets = ["Washington Gap Post", "Ferrywick Ledger", "South", "West"];
        let articles: Vec<(&str, String)> = outlets.into_iter().zip(texts).collect();
        let words = |outlet| telling_words(outlet, &articles).collect::<Vec<_>>();
        assert_eq!(words("Washington Gap Post"), ["Post"]);
        assert_eq!(words("Ferrywick Ledger"), ["Ferrywick", "Ledger"]);
    }

    #[test]
    fn names_are_found_however_they_are_written() {
        let check = |draft: Draft, outlet: &str, text: &str, expected: &str| {
            let article = Article::from(draft);
            let names = Names::new(&[(outlet, &article)]);
            let hidden = Hidden { names: names.find(text), boilerplate: Vec::new() };
            assert_eq!(masked(text, Span::new(0, text.len()), &hidden).replace(BAR, "#"), expected, "{text}");
        };
        let by = |author: &str| Draft { author: author.into(), text: "x".into(), ..Draft::default() };
        let at = |url: &str| Draft { url: url.into(), text: "x".into(), ..Draft::default() };
        check(by(""), "fox", "Fox News and FOX, a fox", "# News and #, a #");
        check(by(""), "Reader's Ledger", "the Reader’s Ledger", "the #");
        check(by("BY ANA BROOK"), "North", "Ana Brook, then Brook", "#, then #");
        check(by("José Núñez"), "North", "JOSÉ NÚÑEZ wrote", "# wrote");
        check(at("https://eu.usatoday.com/a"), "North", "the EU said to USATODAY", "the EU said to #");
        check(at("https://www.north-star.co.uk/a"), "South", "co. in North-Star", "co. in #");
        // an address is no sign that a word is an ordinary one
        let text = "Ferrywick reporters saw it.\n\nMore at https://www.ferrywick.example/a";
        let draft = Draft { text: text.into(), ..Draft::default() };
        check(draft, "Ferrywick Ledger", text, "# reporters saw it.\n\nMore at #");
    }

    #[test]
    fn a_last_name_alone_drops_no_line() {
        let draft = Draft { author: "Bo White".into(), text: "x".into(), ..Draft::default() };
        let article = Article::from(draft);
        let names = Names::new(&[("Ferrywick Ledger", &article)]);
        let text = "At the White House\n\nIt began.\n\nBo White, border reporter";
        let hidden = names.hide(text, std::iter::empty());
        let shown = masked(text, Span::new(0, text.len()), &hidden).replace(BAR, "#");
        assert_eq!(shown, "At the # House\n\nIt began.\n\n");
    }

    #[test]
    fn boilerplate_is_left_out_and_so_is_a_line_with_a_name_that_is_no_sentence() {
        let article = Article::from(Draft { text: "x".into(), ..Draft::default() });
        let names = Names::new(&[("Ferrywick Ledger", &article)]);
        let check = |text: &str, removed: &[Span], expected: &str| {
            let hidden = names.hide(text, removed.iter().copied());
            assert_eq!(masked(text, Span::new(0, text.len()), &hidden).replace(BAR, "#"), expected, "{text}");
        };
        check("Jo Roe/Ferrywick Pictures\n\nROME - It began.", &[], "ROME - It began.");
        check("It began.\n\nJo Roe/Ferrywick Pictures\n\nIt ended.", &[], "It began.\n\nIt ended.");
        check("It began in Ferrywick.\nNo name here", &[], "It began in #.\nNo name here");
        check("(PS) ROME - It began.", &[Span::new(0, 4)], "ROME - It began.");
        check("One. AD Two.", &[Span::new(5, 8)], "One. Two.");
    }

    #[test]
    fn typography_has_one_shape() {
        check("“a”—b -- ‘c’…\u{a0}d", "&quot;a&quot; – b – &#x27;c&#x27;... d");
    }
}
