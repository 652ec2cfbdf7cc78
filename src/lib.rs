//! slantwise compares how news outlets cover the same events: which frames they use, in whose voice, with what
//! sentiment, which words set one outlet apart, and how articles cluster once the event is taken out. Every number is
//! a measurement with its n and its interval, and can be traced to the sentences behind it; an absent value means that
//! there is no evidence, never zero.
//!
//! Modules stand on floors, and each uses only floors below its own. In reading order: [`text`] takes a text apart,
//! [`corpus`] holds articles, [`lexicon`] finds patterns, [`terms`] counts and weighs words; [`read`] and [`clean`]
//! bring articles in, [`feature`] measures one; [`compare`] compares two or more; [`study`] is the whole pipeline and
//! [`report`] writes what it found.
//!
//! ```
//! use slantwise::corpus::{Corpus, Draft};
//! use slantwise::study::Config;
//! use slantwise::text::Voice;
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
//! # Ok::<(), slantwise::error::Error>(())
//! ```

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
