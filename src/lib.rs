//! slantwise compares how news outlets cover the same events: which frames they use, in whose voice, with what
//! sentiment, which words set one outlet apart, and how articles cluster once the event is taken out. Every number is
//! a measurement with its n and its interval, and can be traced to the sentences behind it; an absent value means that
//! there is no evidence, never zero.
//!
//! What a program needs first stands at the root: [`Config`] is checked into a [`Study`], which runs on a [`Corpus`] and gives
//! [`Findings`]; a [`Scorer`] scores one text after another; [`Sources`] are read and cleaned by [`read_corpus`]; a
//! [`Material`] is written into a [`Sink`], a folder or memory. Six programs in `examples/` show them at work.
//!
//! ```
//! use slantwise::{Config, Corpus, Draft, Voice};
//!
//! let draft = |outlet: &str, text: &str| Draft {
//!     outlet: Some(outlet.to_owned()),
//!     event: Some("border talks".to_owned()),
//!     text: text.to_owned(),
//!     ..Draft::default()
//! };
//! let corpus = Corpus::new(vec![
//!     draft("North", "Record numbers of migrants arrived, and towns were overwhelmed."),
//!     draft("South", "Officials promised a “humane, orderly process for all of them,” a priest said."),
//! ]);
//! let found = Config::default().check()?.run(corpus, 1, &|_| ())?;
//! let surfaces: Vec<&str> = (0..2)
//!     .flat_map(|article| found.measured[article].hits.iter().map(move |hit| (article, hit)))
//!     .filter(|(_, hit)| hit.lexicon == 0) // migration, the first of the default lexicons
//!     .map(|(article, hit)| hit.span.of(&found.corpus.articles()[article].text))
//!     .collect();
//! assert!(surfaces.contains(&"Record numbers") && surfaces.contains(&"humane, orderly"));
//! let north = &found.compared.outlet_frames[0]; // North's rate of the first frame, all voices
//! assert_eq!((north.voice, north.mean.n_articles), (Voice::All, 1));
//! assert_eq!(north.mean.estimate.unwrap().interval, None); // one event: nothing to resample
//! # Ok::<(), slantwise::Error>(())
//! ```
//!
//! Modules stand on floors, and each uses only floors below its own. In reading order: [`text`] takes a text apart,
//! [`corpus`] holds articles, [`lexicon`] finds patterns, [`terms`] counts and weights words; [`read`] and [`clean`]
//! bring articles in, [`feature`] measures one; [`compare`] compares two or more; [`study`] is the whole pipeline,
//! [`evaluate`] holds measures against hand codes, and [`report`] writes what was found.

// floor 6
pub mod report;
// floor 5
pub mod evaluate;
pub mod study;
// floor 4
pub mod compare;
// floor 3
pub mod clean;
pub mod feature;
pub mod read;
// floor 2
pub mod corpus;
pub mod lexicon;
pub mod table;
pub mod terms;
// floor 1
pub mod error;
pub mod num;
pub mod text;

pub use corpus::{Article, Corpus, Draft};
pub use error::{Error, Result};
pub use lexicon::Lexicon;
pub use read::{Sources, read_each};
pub use report::{Material, Sink};
pub use study::{Config, Findings, MeasuredPart, Progress, Score, Scorer, Study, SurveyPart, Surveyed, read_corpus};
pub use table::{Column, Table};
pub use text::Voice;
