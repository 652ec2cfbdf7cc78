//! Who belongs where: the ground on which every comparison of outlets stands.

use crate::compare::event::Events;

/// Who belongs where, for means over outlets. Articles, outlets and events are positions.
#[derive(Clone, Copy)]
pub(super) struct Groups<'a> {
    /// The outlet of each article; `None` for an article without one.
    pub of_outlet: &'a [Option<u32>],
    /// Whether each article counts.
    pub counted: &'a [bool],
    /// Each outlet's articles that count, ascending.
    pub articles: &'a [Vec<usize>],
    /// The events.
    pub events: &'a Events,
    /// Where each outlet's rating stands (see [`rating::position`](crate::corpus::rating::position)).
    pub slants: &'a [Option<f64>],
    /// The seed of every random step.
    pub seed: u64,
    /// Resamples of events for each interval; 0 for no intervals.
    pub n_resamples: usize,
}
