//! The bundled word lists on sentences of our own: `lexicons/NAME.test.csv` says which words each category must find in a
//! text, in order and parted by ` | `, or that it must find none.

use slantwise::lexicon;

#[test]
fn every_bundled_list_keeps_its_examples() {
    for name in lexicon::bundled() {
        let list = lexicon::load(&name).unwrap();
        let failures = lexicon::failures(&list, &lexicon::load_examples(&name, &list).unwrap());
        assert!(failures.is_empty(), "{name}: {failures:#?}");
    }
}

/// A word may belong to two categories; a pattern that never counts, a missing licence and the like are faults.
#[test]
fn lint_finds_nothing_in_a_bundled_list_but_words_of_two_categories() {
    for name in lexicon::bundled() {
        let findings = lexicon::lint(&lexicon::load(&name).unwrap(), None);
        let faults: Vec<_> = findings.iter().filter(|it| !it.text.contains("also stands in")).collect();
        assert!(faults.is_empty(), "{faults:#?}");
    }
}

#[test]
fn every_category_has_five_examples_with_words_and_three_without() {
    for name in lexicon::bundled() {
        let list = lexicon::load(&name).unwrap();
        let examples = lexicon::load_examples(&name, &list).unwrap();
        for category in &list.categories {
            let of_category = examples.iter().filter(|it| it.category == category.name);
            let (n_empty, n_found) = of_category.fold((0, 0), |(empty, found), it| match it.expected.is_empty() {
                true => (empty + 1, found),
                false => (empty, found + 1),
            });
            assert!(n_found >= 5 && n_empty >= 3, "{name} {}: {n_found} with words, {n_empty} without", category.name);
        }
    }
}
