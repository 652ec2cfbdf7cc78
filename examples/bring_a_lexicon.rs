//! Counts with a word list of one's own, given as the text of a file, and shows the words behind every count.
//!
//! `cargo run --example bring_a_lexicon`

use slantwise::error::Result;
use slantwise::lexicon;
use slantwise::study::Config;

/// A CSV file with a row for each pattern: `*` stands for any ending; one pattern may have several words.
const LIST: &str = "category,pattern,weight
cost,tax*,
cost,price tag,
benefit,jobs,
benefit,econom* boost,
";

fn main() -> Result<()> {
    let list = lexicon::parse("costs-and-benefits.csv", LIST.as_bytes())?;
    let scorer = Config::default().check_with(vec![list])?.scorer();
    for text in ["The bridge comes with a price tag: taxes will rise.", "An economic boost, and jobs for the valley."] {
        let score = scorer.score(text);
        let found: Vec<String> = score.hits().map(|hit| format!("{} “{}”", hit.category, hit.surface)).collect();
        println!("{text}\n    {}", found.join(", "));
    }
    Ok(())
}
