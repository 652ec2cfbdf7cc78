//! Scores one text: which words of the bundled lists stand in it, and whose words they are.
//!
//! `cargo run --example score_text`

use slantwise::error::Result;
use slantwise::num::words::count;
use slantwise::study::Config;
use slantwise::text::Voice;

const TEXT: &str = "Record numbers of migrants arrived, and the town was overwhelmed. \
                    “We want a humane, orderly process,” the mayor said.";

fn main() -> Result<()> {
    // built once (it loads the word lists); then as many texts as come, from as many threads as there are
    let scorer = Config::default().check()?.scorer();
    let score = scorer.score(TEXT);

    println!("{} words, {} of them in quotes", score.n_words(Voice::All), score.n_words(Voice::Quoted));
    for frame in score.frames().filter(|frame| frame.n_hits > 0) {
        let rate = frame.per_1000().unwrap_or_default(); // there are words, for there are hits
        let (voice, n_hits) = (frame.voice.name(), count(frame.n_hits, "hit"));
        println!("{:<14} {voice:<8} {n_hits}, {rate:.1} per 1,000 words", frame.name);
    }
    for hit in score.hits() {
        println!("{}/{} found “{}” by the pattern {}", hit.lexicon, hit.category, hit.surface, hit.pattern);
    }
    Ok(())
}
