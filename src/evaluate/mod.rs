//! Evaluation: whether measures can be trusted, and what holds of what they say.
//!
//! [`validate`] holds measures against hand codes, [`correct`] takes their errors out with a coded sample, [`multiverse`]
//! asks which claims hold under other settings, [`calibrate`] how often tests find what is not there. [`score`] and
//! [`concordance`] give the measures and the hits themselves, article by article. Each is one function from files and
//! settings to rows, [`Caution`]s and, for a table of these rows, a function beside it. This room stands on its neighbour
//! [`crate::study`], which knows nothing of it.
//!
//! What it cannot tell you: whether hand codes are right, or what holds of articles that are not in the input.

mod agreement;
mod calibration;
mod caution;
mod concordance;
mod correction;
mod gold;
mod measure;
mod multiverse;
mod places;
mod sample;
mod score;
mod summary;
mod table;

pub use agreement::{Agreement, Validation, ValidationSettings, validate};
pub use calibration::{Calibrated, calibrate};
pub use caution::{Caution, NoScale, cautions, name_the_outlets, weak};
pub use concordance::{ConcordanceSettings, Context, Streamed, concordance};
pub use correction::{Corrected, Correction, CorrectionSettings, Drawn, MIN_CODES, correct};
pub use gold::{Gold, gold};
pub use measure::{Measure, MeasureName, Pairing, measure_name, pairing, resolve, scores};
pub use multiverse::{Claims, MultiverseSettings, Varied, dimensions, multiverse};
pub use sample::{MIN_UNITS, ResampleBy, Sample, sample};
pub use score::{ScoreRow, score};
pub use summary::{
    ArticleSummary, ColumnSummary, OutletSummary, RuleSummary, SourceSummary, Summary, Trouble, summary,
};
pub use table::{
    agreement_table, calibration_table, claims_table, concordance_table, correction_table, score_table, settings_table,
};
