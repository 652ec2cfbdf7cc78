//! A text whose publisher cannot be read off it: names are bars, and quote marks and dashes have one shape.

use crate::corpus::Article;
use crate::report::html::show::escape_into;
use crate::text::Span;

/// What stands in the place of a name.
const BAR: &str = "<span class=\"bar\">[name hidden]</span>";

/// Last words of outlets' names that say what they are and not which: what stands before is a name by itself.
const KINDS: [&str; 8] = ["news", "network", "media", "online", "digital", "radio", "tv", "channel"];

/// The names by which an event's outlets and authors may be known.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// In capitals or not.
    any_case: Vec<String>,
    /// As written only: words that are ordinary ones in small letters.
    exact: Vec<String>,
}

impl Names {
    /// The names of `outlets`, and those that the articles bear: hosts, authors, first publishers.
    pub fn new<'a>(outlets: &[String], articles: impl Iterator<Item = &'a Article>) -> Self {
        let mut names = Self::default();
        outlets.iter().for_each(|it| names.add_outlet(it));
        for article in articles {
            article.syndicated_from.iter().for_each(|it| names.add_outlet(it));
            names.add_host(host(&article.url));
            names.add_author(&article.author);
        }
        for list in [&mut names.any_case, &mut names.exact] {
            list.retain(|it| it.chars().count() > 1);
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
            self.exact.extend([bare.to_owned(), bare.to_uppercase()]);
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
        let initials: String = words.iter().filter_map(|it| it.chars().next()).filter(|it| it.is_uppercase()).collect();
        if initials.chars().count() > 2 {
            self.exact.push(initials);
        }
    }

    fn add_host(&mut self, host: &str) {
        let bare = host.strip_prefix("www.").unwrap_or(host);
        self.any_case.extend([bare.to_owned(), bare.split('.').next().unwrap_or_default().to_owned()]);
    }

    fn add_author(&mut self, authors: &str) {
        let authors = authors.replace(" and ", ",").replace(" AND ", ",");
        for author in authors.split([',', '&', ';', '|', '/']).map(str::trim) {
            let author = author.strip_prefix("By ").or_else(|| author.strip_prefix("by ")).unwrap_or(author);
            let words: Vec<&str> = author.split_whitespace().collect();
            if let [_, .., last] = words[..] {
                self.any_case.push(words.join(" "));
                self.exact.extend([last.to_owned(), last.to_uppercase()]);
            } else {
                self.exact.push(author.to_owned());
            }
        }
    }

    /// Where they stand in a text, ascending and disjoint; addresses of the web and of mail too.
    pub fn find(&self, text: &str) -> Vec<Span> {
        // one character for one, so that places hold
        let lower: String = text.chars().map(|it| if it.is_ascii() { it.to_ascii_lowercase() } else { it }).collect();
        let mut spans = Vec::new();
        for name in &self.any_case {
            find_words(&lower, &name.to_ascii_lowercase(), &mut spans);
        }
        self.exact.iter().for_each(|it| find_words(text, it, &mut spans));
        let mut start = 0;
        for word in text.split_inclusive(char::is_whitespace) {
            let shown = word.trim_end();
            if shown.contains("://") || shown.contains("www.") || shown.contains('@') {
                spans.push(Span::new(start, start + shown.len()));
            }
            start += word.len();
        }
        joined(spans)
    }
}

fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |it| it.1);
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

/// A part of a text, as markup, with `hidden` as bars.
pub(super) fn masked(text: &str, part: Span, hidden: &[Span]) -> String {
    let mut html = String::new();
    let mut at = part.start as usize;
    let end = part.end as usize;
    for span in hidden.iter().filter(|it| it.end > part.start && it.start < part.end) {
        escape_into(&mut html, &one_shape(&text[at..(span.start as usize).max(at)]));
        html.push_str(BAR);
        at = (span.end as usize).min(end);
    }
    escape_into(&mut html, &one_shape(&text[at..end]));
    html
}

/// Text whose quote marks, dashes, ellipses and spaces have one shape: an outlet's house style gives it away.
pub(super) fn one_shape(text: &str) -> String {
    let mut shaped = String::with_capacity(text.len());
    for it in text.replace("--", "\u{2013}").chars() {
        match it {
            '“' | '”' | '„' | '‟' | '«' | '»' => shaped.push('"'),
            '‘' | '’' | '‚' | '‛' => shaped.push('\''),
            '—' | '―' | '‒' | '–' => {
                shaped.truncate(shaped.trim_end_matches(' ').len());
                shaped.push_str(" \u{2013} ");
            }
            '…' => shaped.push_str("..."),
            '\u{a0}' | '\u{202f}' | '\t' => shaped.push(' '),
            ' ' if shaped.ends_with("\u{2013} ") => {}
            it => shaped.push(it),
        }
    }
    shaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::Draft;

    fn check(text: &str, expected: &str) {
        let outlets = ["The Saltmarsh Lantern", "Fox News", "North", "Harrow Gap Sentinel"].map(str::to_owned);
        let draft = Draft {
            author: "By Ana Brook and Bo Reed".into(),
            url: "https://www.saltmarsh-lantern.example/a".into(),
            text: "x".into(),
            ..Draft::default()
        };
        let article = Article::from(draft);
        let names = Names::new(&outlets, std::iter::once(&article));
        let hidden = names.find(text);
        let html = masked(text, Span::new(0, text.len()), &hidden);
        assert_eq!(html.replace(BAR, "#"), expected, "{text}");
    }

    #[test]
    fn names_hosts_authors_and_mentions_of_itself_are_bars() {
        check("The SALTMARSH LANTERN said", "The # said");
        check("told the Lantern, lantern light", "told #, lantern light");
        check("Fox’s crew met a fox; Fox News, FOX NEWS", "#&#39;s crew met a fox; #, #");
        check("Ana Brook by the brook; Reed, Mr. REED", "# by the brook; #, Mr. #");
        check("see saltmarsh-lantern.example/b or www.a.example", "see #/b or #");
        check("west of Harrow Gap, a gap", "west of #, a gap");
        check("write to desk@a.example now", "write to # now");
        check("go north to North and Northern", "go north to # and Northern");
    }

    #[test]
    fn typography_has_one_shape() {
        check("“a”—b -- ‘c’…\u{a0}d", "&quot;a&quot; – b – &#39;c&#39;... d");
    }
}
