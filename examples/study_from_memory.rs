//! Runs a whole study on articles that are in memory, and reads its findings: no file is opened, none is written.
//!
//! `cargo run --example study_from_memory`

use slantwise::corpus::{Corpus, Draft};
use slantwise::error::Result;
use slantwise::study::Config;
use slantwise::text::Voice;

/// Two outlets, each with an article on six events.
fn corpus() -> Corpus {
    let draft = |outlet: &str, event: usize, text: &str| Draft {
        outlet: Some(outlet.to_owned()),
        event: Some(format!("event {event}")),
        text: format!("On day {event} {text}"),
        ..Draft::default()
    };
    let tell = |event: usize| {
        let north = ["a surge of migrants overwhelmed the town.", "a wave of migrants came, the sheriff warned."];
        let south = ["families fleeing violence asked for asylum.", "volunteers gave food to refugees and children."];
        [draft("North", event, north[event % 2]), draft("South", event, south[event % 2])]
    };
    Corpus::new((1..=6).flat_map(tell).collect())
}

fn main() -> Result<()> {
    // fewer resamples than by default, as this is a small example; the seed makes each run the same
    let config = Config { resamples: 200, permutations: 200, seed: 7, ..Config::default() };
    let n_threads = 1; // any number gives the same findings
    let found = config.check()?.run(corpus(), n_threads, &|_| ())?;

    println!("{} articles on {} events", found.corpus.articles().len(), found.events.list.len());
    for row in found.compared.outlet_frames.iter().filter(|row| row.voice == Voice::All && row.mean.n_with_hits > 0) {
        let id = found.frames[row.frame];
        let frame = &found.lexicons[id.lexicon as usize].categories[id.category as usize];
        let outlet = found.corpus.outlet(row.outlet);
        // no estimate means that there is no evidence, which is another thing than zero
        match row.mean.estimate {
            Some(mean) => println!("{outlet}: {:.1} hits of {} per 1,000 words", mean.value, frame.name),
            None => println!("{outlet}: no evidence on {}", frame.name),
        }
    }
    Ok(())
}
