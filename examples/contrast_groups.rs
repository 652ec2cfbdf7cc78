//! Contrasts two groups of outlets, left and right by your own ratings, on the events that both tell: which words set
//! them apart, and by more than chance?
//!
//! `cargo run --example contrast_groups`

use slantwise::corpus::rating::Rating;
use slantwise::corpus::{Corpus, Draft};
use slantwise::error::Result;
use slantwise::study::{Config, Sides};

/// Two outlets a side; each tells the same eight events in its side's words.
fn corpus() -> Corpus {
    let sides = [(["North", "East"], "illegal aliens"), (["South", "West"], "undocumented migrants")];
    let drafts = (0..8).flat_map(|event| {
        sides.iter().flat_map(move |(outlets, words)| {
            outlets.iter().map(move |outlet| Draft {
                outlet: Some((*outlet).to_owned()),
                event: Some(format!("event {event}")),
                text: format!(
                    "In town {event} the {outlet} desk counted {words} at the bridge, and more {words} waited."
                ),
                ..Draft::default()
            })
        })
    });
    Corpus::new(drafts.collect())
}

fn main() -> Result<()> {
    // ratings are yours, never the program's
    let rating = |outlet: &str, slant: &str| Rating { outlet: outlet.into(), slant: slant.into(), ..Rating::default() };
    let ratings = [("North", "right"), ("East", "right"), ("South", "left"), ("West", "left")];
    let ratings = ratings.map(|(outlet, slant)| rating(outlet, slant)).to_vec();
    let config = Config { ratings, resamples: 200, permutations: 200, ..Config::default() };
    let found = config.check()?.run(corpus(), 1, &|_| ())?;

    let Some(contrast) = found.compared.contrasts.iter().find(|contrast| contrast.sides == Sides::LeftRight) else {
        println!("one of the two sides has no article");
        return Ok(());
    };
    println!("{} shared events; above 0 the left uses a word more", contrast.n_shared_events);
    let mut terms: Vec<_> = contrast.terms.iter().collect();
    terms.sort_by(|a, b| b.contrast.log_odds.abs().total_cmp(&a.contrast.log_odds.abs()));
    for term in terms.iter().take(8) {
        let test = match term.contrast.test {
            Ok(test) => format!("q = {:.3}", test.q),
            Err(reason) => format!("no test ({})", reason.name()), // too few events, say: no p is made up
        };
        println!("{:<26} {:>6.2}  {test}", found.term(term.term), term.contrast.log_odds);
    }
    Ok(())
}
