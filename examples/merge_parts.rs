//! Studies a corpus in parts that could be on two machines: each surveys and measures its own articles, parts travel as
//! bytes, and the findings are those of one run, in whichever order the parts come.
//!
//! `cargo run --example merge_parts`

use slantwise::corpus::{Corpus, Draft};
use slantwise::error::Result;
use slantwise::study::{Config, Findings, MeasuredPart, OutletFrame, Study, SurveyPart};
use slantwise::text::Voice;

/// The articles of one newsroom: it tells four events.
fn newsroom(outlet: &str, words: &str) -> Vec<Draft> {
    let draft = |event: usize| Draft {
        outlet: Some(outlet.to_owned()),
        event: Some(format!("event {event}")),
        text: format!("On day {event} the {outlet} desk counted {words} at the bridge in town {event}."),
        ..Draft::default()
    };
    (1..=4).map(draft).collect()
}

fn north() -> Vec<Draft> {
    newsroom("North", "a surge of illegal aliens")
}

fn south() -> Vec<Draft> {
    newsroom("South", "families and asylum seekers")
}

fn study() -> Result<Study> {
    Config { resamples: 100, permutations: 100, ..Config::default() }.check()
}

/// A part as it is after it was stored or sent: JSON here, but any format of serde will do.
fn sent(part: &SurveyPart) -> SurveyPart {
    let bytes = serde_json::to_vec(part).expect("a part is plain data");
    println!("a part of {} articles travels as {} bytes", part.n_articles(), bytes.len());
    serde_json::from_slice(&bytes).expect("it was written a moment ago")
}

/// The findings of surveyed parts, measured in two halves that are merged again.
fn findings(surveys: [SurveyPart; 2]) -> Result<Findings> {
    let study = study()?;
    let all = surveys.into_iter().fold(SurveyPart::empty(), SurveyPart::merge);
    let n_articles = all.n_articles();
    // what only all articles together tell: which repeat one another, which sentences an outlet repeats
    let surveyed = study.surveyed(all)?;
    let halves = [n_articles / 2..n_articles, 0..n_articles / 2];
    let measured = halves.map(|articles| study.measure_part(&surveyed, articles));
    let measured = measured.into_iter().fold(MeasuredPart::empty(), MeasuredPart::merge);
    study.compare(surveyed, measured, 1, &|_| ())
}

/// Each outlet's rate of each frame, in words.
fn rates(found: &Findings) -> Vec<String> {
    let rows = found.compared.outlet_frames.iter().filter_map(|row| Some((row, row.mean.estimate?.value)));
    let line = |(row, mean): (&OutletFrame, f64)| {
        let id = found.frames[row.frame];
        let frame = &found.lexicons[id.lexicon as usize].categories[id.category as usize].name;
        format!("{}, {frame}, {}: {mean:.1} hits per 1,000 words", found.corpus.outlet(row.outlet), row.voice.name())
    };
    rows.filter(|(row, mean)| row.voice == Voice::All && *mean > 0.0).map(line).collect()
}

fn main() -> Result<()> {
    let (first, second) = (study()?.survey_part(north()), study()?.survey_part(south()));
    let (first, second) = (sent(&first), sent(&second));
    let merged = rates(&findings([first.clone(), second.clone()])?);
    merged.iter().for_each(|line| println!("{line}"));

    assert_eq!(merged, rates(&findings([second, first])?), "the order of the parts changes nothing");
    let whole = study()?.run(Corpus::new([north(), south()].concat()), 1, &|_| ())?;
    assert_eq!(merged, rates(&whole), "nor does the cut into parts");
    println!("the same as in one run, in whichever order");
    Ok(())
}
