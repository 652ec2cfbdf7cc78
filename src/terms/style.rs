//! Words of house style: what a style book or a page template decides, whatever the story. Where one outlet writes
//! `Mr.` and `Senator` and another neither, they set the outlets apart and say nothing about a side.
//!
//! The list is the project's own (`src/terms/style_words.txt`), drawn from what news style books regulate; besides it,
//! every term of one letter but the words `a` and `I` is style. It knows no outlet: names of outlets are the caller's to add.
//!
//! What it cannot tell you: some of its words carry a story too (`statement`, `video`, `governor`), so a comparison is
//! shown with and without them, and neither is the true one.

use strum::IntoStaticStr;

use crate::text::list::entries;

/// What a word of house style belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
pub enum Style {
    /// `mr`, `mrs`, `dr`.
    Honorific,
    /// Titles before a name, short and long: `sen`, `senator`.
    Title,
    /// Verbs and nouns of reporting speech: `said`, `according`, `spokesman`.
    Attribution,
    /// Days, months and times of day.
    Time,
    /// Short forms and what they stand beside: `u.s.`, `us`, `gop`, `percent`.
    Abbreviation,
    /// Credits, calls and page boilerplate: `photo`, `getty`, `subscribe`.
    Credit,
    /// A single letter, as of an initial.
    Letter,
}

impl Style {
    /// All of them, in order.
    pub const ALL: [Self; 7] =
        [Self::Honorific, Self::Title, Self::Attribution, Self::Time, Self::Abbreviation, Self::Credit, Self::Letter];

    /// Its name in tables, such as `honorific`.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

/// The words of house style with their kinds, sorted by their bytes; single letters are not among them, see [`style`].
pub fn style_words() -> Vec<(&'static str, Style)> {
    let mut words = Vec::new();
    let mut kind = Style::Letter;
    for line in entries(include_str!("style_words.txt")) {
        match line.strip_prefix('[').and_then(|name| name.strip_suffix(']')) {
            Some(name) => kind = Style::ALL.into_iter().find(|style| style.name() == name).unwrap_or(kind),
            None => words.push((line, kind)),
        }
    }
    words.sort_unstable();
    words
}

/// The kind of house style that a term in its normal form belongs to, by the list that [`style_words`] gives; `None`
/// when it is none. A phrase, its words parted by spaces, is of the first kind that one of them is of.
///
/// ```
/// use slantwise::terms::{Style, style, style_words};
/// let words = style_words();
/// assert_eq!(style("mr", &words), Some(Style::Honorific));
/// assert_eq!(style("j", &words), Some(Style::Letter));
/// assert_eq!(style("the border", &words), None);
/// assert_eq!(style("said mr", &words), Some(Style::Attribution));
/// ```
pub fn style(term: &str, words: &[(&'static str, Style)]) -> Option<Style> {
    term.split(' ').find_map(|word| {
        let mut chars = word.chars();
        if let (Some(first), None) = (chars.next(), chars.next()) {
            return (first.is_alphabetic() && !["a", "i"].contains(&word)).then_some(Style::Letter);
        }
        words.binary_search_by(|known| known.0.cmp(word)).ok().map(|at| words[at].1)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Tokenizer;

    #[test]
    fn every_entry_is_one_term_as_the_tokenizer_makes_it_and_stands_once() {
        let mut tokenizer = Tokenizer::default();
        let words = style_words();
        assert!(words.len() > 150 && words.windows(2).all(|pair| pair[0].0 < pair[1].0));
        for (word, _) in words {
            assert_eq!(tokenizer.forms(word), [word]);
        }
    }

    #[test]
    fn every_kind_has_its_words() {
        let words = style_words();
        for kind in Style::ALL {
            assert_eq!(words.iter().any(|known| known.1 == kind), kind != Style::Letter, "{}", kind.name());
        }
    }
}
