//! Which outlets have an article on which event, and where one that was in the running has none.
//!
//! A **cell** is an outlet and an event: its articles there, or none. A cell without articles is a **blind spot**: at
//! least [`MIN_OUTLETS`] other outlets have an article on the event, and this one was in the running. In a file of up to
//! [`MAX_BLIND_SPOTS`] outlets every outlet is; in a larger one, those of the [`MAX_CANDIDATES`] outlets with most
//! articles that have one in the file from three days before the event's first article to three days after its last (in
//! the whole file, when no article on the event has a date), at most [`MAX_BLIND_SPOTS`] an event, those with most such
//! articles first. So there are never more than that many rows an event.
//!
//! By hand: A and B have articles on the talks, C has an article of the same week on something else: C has a blind spot.
//!
//! What it cannot tell you: absence from the file is not absence from the outlet. It says what the file holds, and the
//! file is a sample that somebody drew; an event that was found may also have taken an article of the outlet for another.

use jiff::civil::Date;

use super::event::{WINDOW_DAYS, day_number};

/// A cell without articles is a blind spot when at least so many outlets have one.
pub const MIN_OUTLETS: usize = 2;

/// The most blind spots an event has.
pub const MAX_BLIND_SPOTS: usize = 25;

/// In a file of more outlets, only so many can have blind spots: those with most articles.
pub const MAX_CANDIDATES: usize = 100;

/// How many outlets stand on each side of the user's ratings.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sides {
    /// Those left of the center.
    pub n_left: u32,
    /// Those at the center.
    pub n_center: u32,
    /// Those right of it.
    pub n_right: u32,
    /// Those without a rating.
    pub n_unrated: u32,
}

/// Outlets by side, from where each outlet's rating stands (see [`crate::corpus::rating::position`]).
pub fn sides(positions: impl IntoIterator<Item = Option<f64>>) -> Sides {
    let mut sides = Sides::default();
    for position in positions {
        let n = match position {
            None => &mut sides.n_unrated,
            Some(at) if at < 0.0 => &mut sides.n_left,
            Some(at) if at > 0.0 => &mut sides.n_right,
            Some(_) => &mut sides.n_center,
        };
        *n += 1;
    }
    sides
}

/// The side of which no outlet has an article on an event while [`MIN_OUTLETS`] or more of the other side have one,
/// `left` or `right`; `None` when there is none, or the file holds no outlet of that side.
pub fn blind_side(of_event: &Sides, of_file: &Sides) -> Option<&'static str> {
    let is_many = |n: u32| n as usize >= MIN_OUTLETS;
    if of_event.n_left == 0 && of_file.n_left > 0 && is_many(of_event.n_right) {
        return Some("left");
    }
    (of_event.n_right == 0 && of_file.n_right > 0 && is_many(of_event.n_left)).then_some("right")
}

/// Where an article stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placed {
    /// Its outlet; `None` for an article that is in no cell.
    pub outlet: Option<u32>,
    /// Its event.
    pub event: u32,
    /// When it was published.
    pub date: Option<Date>,
}

/// An outlet and an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// The event.
    pub event: u32,
    /// The outlet.
    pub outlet: u32,
    /// The outlet's articles on it, ascending; none is a blind spot.
    pub articles: Vec<usize>,
    /// Days from the event's first dated article to the outlet's first; `None` without a date.
    pub lag_days: Option<u32>,
    /// Outlets with an article on the event.
    pub n_outlets: usize,
    /// The outlet's articles in the file, on whatever event, from three days before the event's first to three days
    /// after its last; all of its articles when the event has no date.
    pub n_near: usize,
}

/// The cells of `n_outlets` outlets that have articles or are blind spots, by event and outlet.
pub fn coverage(articles: &[Placed], n_outlets: usize) -> Vec<Cell> {
    let mut filled: Vec<(u32, u32, usize)> =
        articles.iter().enumerate().filter_map(|(at, article)| Some((article.event, article.outlet?, at))).collect();
    filled.sort_unstable();
    let outlets = Outlets::new(articles, n_outlets);
    let mut cells = Vec::new();
    for of_event in filled.chunk_by(|a, b| a.0 == b.0) {
        let days = of_event.iter().filter_map(|(_, _, at)| articles[*at].date.map(day_number));
        let window = days.clone().min().zip(days.max());
        let from = cells.len();
        for of_cell in of_event.chunk_by(|a, b| a.1 == b.1) {
            let first = of_cell.iter().filter_map(|(_, _, at)| articles[*at].date.map(day_number)).min();
            cells.push(Cell {
                event: of_cell[0].0,
                outlet: of_cell[0].1,
                articles: of_cell.iter().map(|(_, _, at)| *at).collect(),
                lag_days: first.zip(window).map(|(own, (first, _))| own.abs_diff(first)),
                n_outlets: 0,
                n_near: outlets.n_near(of_cell[0].1, window),
            });
        }
        let n_covering = cells.len() - from;
        cells[from..].iter_mut().for_each(|cell| cell.n_outlets = n_covering);
        if n_covering >= MIN_OUTLETS {
            let has_article = |outlet: u32| cells[from..].binary_search_by_key(&outlet, |cell| cell.outlet).is_ok();
            let absent: Vec<u32> = outlets.candidates.iter().copied().filter(|outlet| !has_article(*outlet)).collect();
            let mut near: Vec<(usize, u32)> =
                absent.into_iter().map(|outlet| (outlets.n_near(outlet, window), outlet)).collect();
            near.retain(|(n_near, _)| *n_near > 0 || n_outlets <= MAX_BLIND_SPOTS);
            near.sort_by_key(|&(n_near, outlet)| (std::cmp::Reverse(n_near), outlet));
            let blind = near.into_iter().take(MAX_BLIND_SPOTS).map(|(n_near, outlet)| Cell {
                event: of_event[0].0,
                outlet,
                articles: Vec::new(),
                lag_days: None,
                n_outlets: n_covering,
                n_near,
            });
            cells.extend(blind);
            cells[from..].sort_by_key(|cell| cell.outlet);
        }
    }
    cells
}

/// The outlets' articles in time.
struct Outlets {
    /// How many articles each has.
    n_articles: Vec<usize>,
    /// The days of each one's dated articles, ascending.
    days: Vec<Vec<i32>>,
    /// Those that can have blind spots, ascending.
    candidates: Vec<u32>,
}

impl Outlets {
    fn new(articles: &[Placed], n_outlets: usize) -> Self {
        let (mut n_articles, mut days) = (vec![0; n_outlets], vec![Vec::new(); n_outlets]);
        for article in articles {
            let Some(outlet) = article.outlet else { continue };
            n_articles[outlet as usize] += 1;
            days[outlet as usize].extend(article.date.map(day_number));
        }
        days.iter_mut().for_each(|own| own.sort_unstable());
        let mut candidates: Vec<u32> =
            (0..n_outlets as u32).filter(|outlet| n_articles[*outlet as usize] > 0).collect();
        candidates.sort_by_key(|outlet| (std::cmp::Reverse(n_articles[*outlet as usize]), *outlet));
        candidates.truncate(MAX_CANDIDATES);
        candidates.sort_unstable();
        Self { n_articles, days, candidates }
    }

    fn n_near(&self, outlet: u32, window: Option<(i32, i32)>) -> usize {
        let Some((first, last)) = window else { return self.n_articles[outlet as usize] };
        let days = &self.days[outlet as usize];
        days.partition_point(|day| *day <= last + WINDOW_DAYS) - days.partition_point(|day| *day < first - WINDOW_DAYS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_side_is_blind_when_the_other_has_two_outlets_and_it_none() {
        let file = sides([Some(-1.0), Some(-0.5), Some(0.0), Some(0.5), Some(1.0), None]);
        assert_eq!(file, Sides { n_left: 2, n_center: 1, n_right: 2, n_unrated: 1 });
        let check =
            |event: &[Option<f64>], expected| assert_eq!(blind_side(&sides(event.iter().copied()), &file), expected);
        check(&[Some(-1.0), Some(-0.5), Some(0.0)], Some("right"));
        check(&[Some(1.0), Some(0.5), None], Some("left"));
        check(&[Some(1.0), Some(0.0)], None); // one outlet is not many
        check(&[Some(1.0), Some(0.5), Some(-0.5)], None);
        assert_eq!(blind_side(&sides([Some(1.0); 2]), &sides([Some(1.0); 2])), None); // no left outlet in the file
    }

    fn placed(outlet: u32, event: u32, date: &str) -> Placed {
        Placed { outlet: Some(outlet), event, date: date.parse().ok() }
    }

    /// Each cell as event, outlet, articles, lag, near.
    fn check(articles: &[Placed], n_outlets: usize, expected: &[(u32, u32, usize, Option<u32>, usize)]) {
        let found: Vec<_> = coverage(articles, n_outlets)
            .iter()
            .map(|cell| (cell.event, cell.outlet, cell.articles.len(), cell.lag_days, cell.n_near))
            .collect();
        assert_eq!(found, expected, "{articles:?}");
    }

    #[test]
    fn an_outlet_in_the_running_without_an_article_has_a_blind_spot() {
        let talks = [placed(0, 0, "2023-01-02"), placed(1, 0, "2023-01-05"), placed(1, 0, "2023-01-04")];
        let with = |more: Placed| [talks.to_vec(), vec![more]].concat();
        let covered = [(0, 0, 1, Some(0), 1), (0, 1, 2, Some(2), 2)];
        check(&talks, 2, &covered);
        let blind = |n_near| [covered.to_vec(), vec![(0, 2, 0, None, n_near), (1, 2, 1, Some(0), 1)]].concat();
        check(&with(placed(2, 1, "2023-01-08")), 3, &blind(1));
        check(&with(placed(2, 1, "2023-01-09")), 3, &blind(0)); // few outlets: all are in the running
        let after = [covered.to_vec(), vec![(1, 2, 1, Some(0), 1)]].concat();
        check(&with(placed(2, 1, "2023-01-09")), 60, &after); // many: only those of these days
        check(&with(placed(2, 1, "2022-12-30")), 60, &blind(1));
    }

    #[test]
    fn one_other_outlet_makes_no_blind_spot_and_an_article_without_outlet_no_cell() {
        check(
            &[placed(0, 0, "2023-01-02"), placed(1, 1, "2023-01-02")],
            2,
            &[(0, 0, 1, Some(0), 1), (1, 1, 1, Some(0), 1)],
        );
        check(&[Placed { outlet: None, event: 0, date: None }], 0, &[]);
    }

    #[test]
    fn an_event_without_dates_has_no_lag_and_the_whole_file_is_near() {
        let articles = [placed(0, 0, ""), placed(1, 0, ""), placed(2, 1, "2023-01-01"), placed(2, 1, "")];
        check(&articles, 3, &[(0, 0, 1, None, 1), (0, 1, 1, None, 1), (0, 2, 0, None, 2), (1, 2, 2, Some(0), 1)]);
    }

    #[test]
    fn an_event_has_at_most_25_blind_spots_those_with_most_articles_near() {
        let mut articles = vec![placed(0, 0, "2023-01-02"), placed(1, 0, "2023-01-02")];
        articles.extend((2..60).map(|outlet| placed(outlet, outlet, "2023-01-02")));
        articles.push(placed(59, 100, "2023-01-03"));
        let found = coverage(&articles, 60);
        let blind: Vec<u32> = found.iter().filter(|cell| cell.articles.is_empty()).map(|cell| cell.outlet).collect();
        assert_eq!(blind, (2..26).chain([59]).collect::<Vec<_>>());
    }
}
