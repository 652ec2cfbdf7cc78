//! Which outlets cover which event, and what of it the others have.

use super::alignment::Alignment;
use super::groups::Groups;
use crate::compare::coverage::{self, Cell, Placed};
use crate::corpus::{Corpus, OutletId};

/// An outlet and an event: articles and what was found in their sentences.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// The outlet, the event and the articles.
    pub cell: Cell,
    /// Units that the outlet carries and all others are without; `None` when its articles were not compared with another outlet's.
    pub n_only_here: Option<u32>,
    /// Units that at least two other outlets carry and this one is without; `None` as above.
    pub n_left_out: Option<u32>,
}

/// What each outlet has on each event, by event and outlet; all articles count, copies too.
pub(super) fn coverage(groups: &Groups<'_>, corpus: &Corpus, alignment: &Alignment) -> Vec<Coverage> {
    let articles = corpus.articles().iter().zip(groups.of_outlet).zip(&groups.events.of_article);
    let placed: Vec<Placed> = articles
        .map(|((article, outlet), event)| Placed { outlet: *outlet, event: *event, date: article.date })
        .collect();
    let cells = coverage::coverage(&placed, corpus.outlets().len());
    let mut found: Vec<Coverage> =
        cells.into_iter().map(|cell| Coverage { cell, n_only_here: None, n_left_out: None }).collect();
    let mut of_event = found.as_mut_slice();
    let mut units = alignment.units.as_slice();
    while let Some(first) = of_event.first() {
        let event = first.cell.event;
        let (cells, rest) = of_event.split_at_mut(of_event.partition_point(|cell| cell.cell.event == event));
        let (own, others) = units.split_at(units.partition_point(|unit| unit.event == event));
        (of_event, units) = (rest, others);
        let compared: Vec<Option<u32>> =
            alignment.compared(event).iter().map(|article| groups.of_outlet[*article]).collect();
        for cell in cells.iter_mut().filter(|cell| compared.contains(&Some(cell.cell.outlet))) {
            (cell.n_only_here, cell.n_left_out) = (Some(0), Some(0));
        }
        for unit in own {
            let outlet = |article: u32| groups.of_outlet[article as usize];
            let mut carried: Vec<Option<u32>> =
                alignment.carriers(unit).iter().map(|place| outlet(place.article)).collect();
            carried.push(outlet(unit.place.article));
            let unclear = alignment.unclear(unit);
            for cell in cells.iter_mut() {
                let carries = carried.contains(&Some(cell.cell.outlet));
                let is_without = !carries && !unclear.contains(&OutletId(cell.cell.outlet));
                let n = match carried.len() {
                    1 if carries && unclear.is_empty() => &mut cell.n_only_here,
                    2.. if is_without => &mut cell.n_left_out,
                    _ => continue,
                };
                *n = n.map(|n| n + 1);
            }
        }
    }
    found
}
