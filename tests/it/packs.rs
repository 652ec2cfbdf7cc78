//! The bundled word lists on sentences of our own: `lexicons/NAME.test.csv` says which words each category must find in a
//! text, in order and parted by ` | `, or that it must find none.

use std::collections::BTreeMap;
use std::fs;

use slantwise::lexicon::{self, Matcher, Scanner};
use slantwise::text::{Span, TokenText, Tokenizer};

use crate::support::{Sheet, root};

/// The words that each category of a bundled list finds in a text, in order.
fn found(name: &str, texts: &[&str]) -> Vec<BTreeMap<String, Vec<String>>> {
    let lexicon = lexicon::load(name).unwrap();
    let mut tokenizer = Tokenizer::default();
    let matcher = Matcher::new(std::slice::from_ref(&lexicon), &tokenizer);
    let mut scanner = Scanner::new(&matcher);
    let mut of_text = |text: &str| {
        let read = TokenText::new(text, &[], &mut tokenizer);
        let mut matches = Vec::new();
        scanner.find(&read, &tokenizer, &mut matches);
        let mut found: BTreeMap<_, _> = lexicon.categories.iter().map(|it| (it.name.clone(), Vec::new())).collect();
        for it in matches {
            let tokens = &read.tokens[it.tokens.start as usize..it.tokens.end as usize];
            let words = Span::new(tokens[0].span.start as usize, tokens[tokens.len() - 1].span.end as usize).of(text);
            found.get_mut(&lexicon.categories[it.category as usize].name).unwrap().push(words.to_owned());
        }
        found
    };
    texts.iter().map(|it| of_text(it)).collect()
}

fn examples(name: &str) -> Sheet {
    let path = root().join("lexicons").join(format!("{name}.test.csv"));
    Sheet::parse(&fs::read(&path).unwrap_or_else(|it| panic!("{}: {it}", path.display())))
}

/// Every example of the list that it does not keep.
fn differences(name: &str, examples: &Sheet) -> Vec<String> {
    let texts = examples.values("text");
    let mut differences = Vec::new();
    for (row, mut found) in found(name, &texts).into_iter().enumerate() {
        let category = examples.cell(row, "category");
        let found = found.remove(category).unwrap_or_else(|| panic!("{name} has no category {category}")).join(" | ");
        let expected = examples.cell(row, "expected");
        if found != expected {
            differences.push(format!("{name} {category}: {}\n  found    {found}\n  expected {expected}", texts[row]));
        }
    }
    differences
}

#[test]
fn every_bundled_list_keeps_its_examples() {
    let differences: Vec<_> = lexicon::bundled().iter().flat_map(|it| differences(it, &examples(it))).collect();
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

#[test]
fn every_category_has_five_examples_with_words_and_three_without() {
    for name in lexicon::bundled() {
        let examples = examples(&name);
        for category in lexicon::load(&name).unwrap().categories {
            let rows = examples.where_(&[("category", &category.name)]);
            let n_empty = rows.iter().filter(|it| examples.cell(**it, "expected").is_empty()).count();
            let n_found = rows.len() - n_empty;
            assert!(n_found >= 5 && n_empty >= 3, "{name} {}: {n_found} with words, {n_empty} without", category.name);
        }
    }
}

#[test]
fn an_example_that_is_not_kept_is_reported_with_its_sentence() {
    let examples = Sheet::parse(b"text,category,expected\nA flood of lies.,hedge,flood\nIt might rain.,hedge,might\n");
    let differences = differences("epistemic", &examples);
    assert_eq!(differences, ["epistemic hedge: A flood of lies.\n  found    \n  expected flood"]);
}
