use crate::text::list::entries;

/// English function words, sorted by their bytes, in their normal form (lower case, straight apostrophes): articles,
/// pronouns, prepositions, auxiliaries with their n't forms, conjunctions, quantifiers.
///
/// They say what a text is written in, not what it is about. The list is the project's own
/// (`src/terms/function_words.txt`).
///
/// ```
/// let words = slantwise::terms::function_words();
/// assert!(words.binary_search(&"the").is_ok());
/// assert!(words.binary_search(&"border").is_err());
/// ```
pub fn function_words() -> Vec<&'static str> {
    entries(include_str!("function_words.txt")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Tokenizer;

    #[test]
    fn the_list_is_sorted_and_without_repetition() {
        assert!(function_words().is_sorted_by(|a, b| a < b));
    }

    #[test]
    fn every_entry_is_one_term_as_the_tokenizer_makes_it() {
        let mut tokenizer = Tokenizer::default();
        for word in function_words() {
            assert_eq!(tokenizer.forms(word), [word]);
        }
    }
}
