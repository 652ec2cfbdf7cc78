//! Languages: whether an article is in English, and which of its paragraphs are not.
//!
//! Few function words of English among a paragraph's first words make it suspect; only then `whatlang` (trigrams) is
//! asked, and believed when it is sure and a fifth of the words are function words of another language, or have letters
//! that English has not. A paragraph of less than eight words, or of names, says too little.
//!
//! What it cannot do: tell a language of Latin script without such words and letters (Indonesian, Swahili) from names.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;
use whatlang::{Lang, Script};

use super::page::Page;
use crate::terms::function_words;
use crate::text::list::section;
use crate::text::{Span, fold};

/// Common function words of the languages of Western Europe that are no words of English.
static OTHERS: LazyLock<Vec<&'static str>> = LazyLock::new(|| section(LIST, "others"));

const LIST: &str = include_str!("language.txt");

static ENGLISH: LazyLock<FxHashSet<&'static [u8]>> = LazyLock::new(|| {
    // words that are common in other languages too say nothing
    let shared = section(LIST, "shared");
    let words = function_words().into_iter().filter(|word| !shared.contains(word) && !word.contains('\''));
    words.map(str::as_bytes).collect()
});

/// English has this share of them, or more, in whatever it says.
const MIN_SHARE: f64 = 0.12;

/// Of a paragraph or article that is long enough to tell.
const MIN_WORDS: usize = 8;

/// The language of the article (ISO 639-3), if it is surely not English; `None` for English and for what cannot be told.
pub(super) fn other_than_english(text: &str) -> Option<&'static str> {
    const MIN_ARTICLE: usize = 3 * MIN_WORDS;
    const HEAD: usize = 4_000;
    if is_english(text, 60) || is_english(text, 600) {
        return None;
    }
    let language = detect(head(text, HEAD), MIN_ARTICLE)?;
    (language != Lang::Eng).then(|| language.code())
}

/// Lines that are surely in another language than English.
pub(super) fn foreign(page: &Page) -> Vec<Span> {
    const HEAD: usize = 1_000;
    let is_foreign = |line: &str| {
        line.len() >= 5 * MIN_WORDS
            && !is_english(line, 40)
            && detect(head(line, HEAD), MIN_WORDS).is_some_and(|language| language != Lang::Eng)
    };
    let found = page.lines.iter().filter(|line| is_foreign(line.span.of(page.text)));
    found.map(|line| line.span).collect()
}

fn head(text: &str, n_bytes: usize) -> &str {
    let end = (0..=n_bytes.min(text.len())).rev().find(|at| text.is_char_boundary(*at));
    &text[..end.unwrap_or(0)]
}

/// Whether the first `n` words hold as many function words of English as English does.
fn is_english(text: &str, n: usize) -> bool {
    const ENOUGH: usize = 10;
    let is_part = |c: char| match c {
        '\0'..='\u{7f}' => c.is_ascii_alphanumeric(),
        _ => c.is_alphanumeric() || ('\u{300}'..='\u{36f}').contains(&c),
    };
    let (mut n_words, mut n_english) = (0, 0);
    for word in text.split(|c: char| !is_part(c)).filter(|word| !word.is_empty()).take(n) {
        n_words += 1;
        n_english += usize::from(is_function_word(word));
        if n_words >= ENOUGH && n_english * 4 >= n_words {
            return true;
        }
    }
    n_english as f64 >= MIN_SHARE * n_words as f64
}

fn is_function_word(word: &str) -> bool {
    let mut lower = [0; 10];
    let Some(lower) = lower.get_mut(..word.len()) else { return false };
    lower.copy_from_slice(word.as_bytes());
    lower.make_ascii_lowercase();
    ENGLISH.contains(&*lower)
}

/// The language, if `whatlang` is sure of it and there are `min_words` words, not most of them with a capital.
fn detect(text: &str, min_words: usize) -> Option<Lang> {
    const BYTES_A_WORD: usize = 8;
    let text = fold(text);
    let words = || text.split_whitespace().filter(|word| word.contains(char::is_alphabetic) && !is_address(word));
    let text = words().collect::<Vec<_>>().join(" ");
    let n_words = text.split(' ').count();
    let is_other = |word: &&str| !word.is_ascii() || OTHERS.binary_search(&word.to_ascii_lowercase().as_str()).is_ok();
    let n_others = text.split(|c: char| !c.is_alphanumeric()).filter(is_other).count();
    if 5 * n_others < n_words {
        return None;
    }
    // another script than Latin is not English, whichever of its languages it is
    let info = whatlang::detect(&text).filter(|info| info.is_reliable() || info.script() != Script::Latin)?;
    let is_long = n_words >= min_words || (info.script() != Script::Latin && text.len() >= BYTES_A_WORD * min_words);
    let n_small =
        text.split(' ').filter(|word| !word.starts_with(|c: char| c.is_uppercase() || !c.is_alphabetic())).count();
    (is_long && 2 * n_small >= n_words).then_some(info.lang())
}

fn is_address(word: &str) -> bool {
    word.contains("://") || word.contains('@') || word.starts_with('#') || word.contains(".com")
}

#[cfg(test)]
mod tests {
    use super::*;

    const FOREIGN: &[&str] = &[
        "Los ministros se reunieron el viernes junto al río y hablaron del plan durante horas.",
        "Hoy es un buen día para el río y para todos los que viven cerca de él.",
        "Les ministres se sont réunis vendredi au bord du fleuve pour parler du projet.",
        "Die Minister trafen sich am Freitag am Fluss und sprachen lange über den Plan.",
        "I ministri si sono incontrati venerdì vicino al fiume per parlare del progetto.",
        "Os ministros reuniram-se na sexta-feira junto ao rio para falar sobre o plano.",
        "De ministers kwamen vrijdag bijeen bij de rivier en spraken lang over het plan.",
        "اجتمع الوزراء يوم الجمعة بالقرب من النهر وتحدثوا عن الخطة لساعات طويلة",
        "Министры встретились в пятницу у реки и долго говорили о плане.",
        "部长们星期五在河边开会，谈论这项计划好几个小时，然后回家了。",
    ];

    const ENGLISH: &[&str] = &[
        "The ministers met on Friday by the river and spoke about the plan for hours.",
        "Ministers agreed, at last, that boats cross rivers safely: so they went home.",
        "Ann Lee, Bo Roe, Cy Day, Di Fox, Ed Gay, Flo Hay, Guy Ives, Hal Jay, Ida Kay, Jo Lam",
        "José Núñez, María López, Ángel Peña, Íñigo Muñoz, Raúl Ibáñez, Óscar Güemes, Zoë Añez",
        "Hablaron del plan.",
        "River wages rise, boat owners say; ministers urge calm, hire divers, raise taxes",
        "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30",
        "He said “Qué buen día” and then the ministers of the river went home, as they had said.",
    ];

    #[test]
    fn paragraphs_in_other_languages_go() {
        for line in FOREIGN {
            let text = format!("{}\n{line}\n{}", ENGLISH[0], ENGLISH[1]);
            let found: Vec<_> = foreign(&Page::new(&text, "")).into_iter().map(|span| span.of(&text)).collect();
            assert_eq!(found, [*line]);
        }
    }

    #[test]
    fn words_ascend() {
        assert!(!OTHERS.is_empty() && OTHERS.is_sorted() && !section(LIST, "shared").is_empty());
    }

    #[test]
    fn english_names_and_short_lines_stay() {
        for line in ENGLISH {
            assert!(foreign(&Page::new(line, "")).is_empty(), "{line}");
        }
    }

    #[test]
    fn the_language_of_an_article_is_told() {
        for (i, expected) in ["spa", "spa", "fra", "deu", "ita", "por", "nld"].iter().enumerate() {
            assert_eq!(other_than_english(&[FOREIGN[i]; 3].join(" ")), Some(*expected));
        }
        for text in ENGLISH.iter().copied().chain([FOREIGN[0], "", "Sí."]) {
            assert_eq!(other_than_english(text), None, "{text}");
        }
        assert_eq!(other_than_english(&format!("{}\n{}", FOREIGN[0], ENGLISH[0].repeat(9))), None);
    }
}
