//! What the clusters follow, in a sentence: the outlet, the event, or neither, and how much of it is house style.
//!
//! Clusters follow the outlet (the event) when their NMI with it lies above the 95th percentile of the same on shuffled
//! outlets (events); "a little" when it lies less than .1 beyond the mean of these, which in thousands of articles is far
//! above chance and still says next to nothing of an article. They follow it by house style when, for as many clusters of the vectors without words of house style,
//! NMI is not above its own 95th percentile, or lies less than half as far above its own mean over shuffles.
//!
//! What it cannot tell you: that what is left without these words is stance. On hand-coded news it is not.

use crate::compare::agreement::Measure;
use crate::num::words;
use crate::study::{ClusterFit, VectorKind};

/// Fewest clustered articles to speak of clusters: fewer always fall into some groups.
const MIN_CLUSTERED: usize = 16;
/// Below this, beyond chance, an NMI is little.
const LITTLE: f64 = 0.1;

/// The sentence for the clusters chosen with the event taken out; `None` for too few articles, or where nothing was
/// shuffled.
pub fn sentence(fits: &[ClusterFit]) -> Option<String> {
    let fit = fits.iter().find(|fit| fit.chosen && fit.vectors == VectorKind::EventCentered)?;
    if fit.n_articles < MIN_CLUSTERED {
        return None;
    }
    let (outlet, event) = (&fit.outlet.nmi, &fit.event.nmi);
    let p95 = outlet.null?.p95;
    let with_outlet = format!("NMI {:.2}, shuffled outlets stay below {p95:.2} in 95 of 100", outlet.value?);
    let with_event = || {
        let (value, null) = (event.value?, event.null?);
        Some(format!("NMI {value:.2}, shuffled events stay below {:.2} in 95 of 100", null.p95))
    };
    let follows_event = event.is_above_chance() == Some(true);
    let (outlet_word, event_word) = (much(outlet), much(event));
    let style = if outlet_word.is_empty() { style(fits, fit) } else { String::new() };
    let verdict = match (outlet.is_above_chance()?, follows_event) {
        (true, false) => format!("follow the outlet{outlet_word}: {with_outlet}{style}"),
        (true, true) => {
            let event = with_event()?;
            format!("follow the outlet{outlet_word} ({with_outlet}) and the event{event_word} ({event}){style}")
        }
        (false, true) => {
            format!("follow the event{event_word}, not the outlet: {} (outlets: {with_outlet})", with_event()?)
        }
        (false, false) => format!("follow neither the outlet nor the event more than chance would: {with_outlet}"),
    };
    Some(format!(
        "with the event taken out, {} clusters of {} articles {verdict}",
        fit.k,
        words::number(fit.n_articles)
    ))
}

/// How much is followed, where that is little.
fn much(measure: &Measure) -> &'static str {
    if measure.beyond_chance().is_some_and(|beyond| beyond < LITTLE) { " a little" } else { "" }
}

/// What the clusters follow in a few words, to go on after a noun; empty where [`sentence`] has nothing to say.
pub fn verdict(fits: &[ClusterFit]) -> &'static str {
    let fit = fits.iter().find(|fit| fit.chosen && fit.vectors == VectorKind::EventCentered);
    let Some(fit) = fit.filter(|fit| fit.n_articles >= MIN_CLUSTERED) else { return "" };
    match (fit.outlet.nmi.is_above_chance(), fit.event.nmi.is_above_chance()) {
        (Some(true), Some(true)) => " that follow the outlet and the event",
        (Some(true), _) if !much(&fit.outlet.nmi).is_empty() => " that follow the outlet a little",
        (Some(true), _) => " that follow the outlet",
        (Some(false), Some(true)) => " that follow the event, not the outlet",
        (Some(false), _) => " that follow neither outlet nor event",
        (None, _) => "",
    }
}

/// What is left of it, in as many clusters, without words of house style and without names.
fn style(fits: &[ClusterFit], fit: &ClusterFit) -> String {
    let of = |kind: VectorKind| fits.iter().find(|other| other.vectors == kind && other.k == fit.k);
    let Some((other, nmi)) = of(VectorKind::NoStyle).and_then(|other| Some((other, other.outlet.nmi.value?))) else {
        return String::new();
    };
    let names = of(VectorKind::NoStyleNoNames).and_then(|other| other.outlet.nmi.value);
    let names = names.map(|nmi| format!(", without names too {nmi:.2}")).unwrap_or_default();
    let drawn = if other.n_articles < fit.n_articles {
        format!(" (on {} articles, events drawn)", words::number(other.n_articles))
    } else {
        String::new()
    };
    let beyond = other.outlet.nmi.beyond_chance().zip(fit.outlet.nmi.beyond_chance());
    let is_half = beyond.is_some_and(|(without, with)| without < 0.5 * with);
    let chosen = fits.iter().find(|other| other.vectors == VectorKind::NoStyle && other.chosen);
    let verdict = if other.outlet.nmi.is_above_chance() == Some(false) || is_half {
        "so it is mostly house style".to_owned()
    } else if let Some(chosen) = chosen.filter(|other| other.outlet.nmi.is_above_chance() == Some(false)) {
        let value = chosen.outlet.nmi.value.unwrap_or(0.0);
        format!(
            "but no more than chance would in the {} clusters that fit those best ({value:.2}): how much of it is house style is open",
            chosen.k
        )
    } else {
        "so less than half of it is house style".to_owned()
    };
    format!("; in as many clusters made without the words of house style, NMI {nmi:.2}{names}{drawn}, {verdict}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::agreement::{Agreement, Null};
    use crate::compare::partition::Method;

    fn agreement(nmi: f64, mean: f64, p95: f64) -> Agreement {
        let null = Some(Null { mean, p95, p_value: 0.5 });
        Agreement { nmi: Measure { value: Some(nmi), null }, ari: Measure::default() }
    }

    fn fit(vectors: VectorKind, outlet: f64, event: f64) -> ClusterFit {
        ClusterFit {
            vectors,
            method: Method::KMeans,
            k: 3,
            chosen: true,
            n_articles: 90,
            n_noise: 0,
            silhouette: Some(0.1),
            stability: Some(0.9),
            outlet: agreement(outlet, 0.01, 0.04),
            event: agreement(event, 0.2, 0.25),
            rating: Agreement::default(),
            failure: None,
        }
    }

    fn check(outlet: f64, event: f64, no_style: f64, expected: &[&str]) {
        let fits = [
            fit(VectorKind::EventCentered, outlet, event),
            fit(VectorKind::NoStyle, no_style, event),
            fit(VectorKind::NoStyleNoNames, 0.02, event),
        ];
        let found = sentence(&fits).unwrap();
        assert!(expected.iter().all(|part| found.contains(part)), "{found}");
        assert_eq!(found.contains("house style"), expected.iter().any(|part| part.contains("house style")), "{found}");
    }

    #[test]
    fn says_what_is_followed_with_numbers_and_null() {
        check(
            0.5,
            0.1,
            0.4,
            &[
                "3 clusters of 90 articles follow the outlet: NMI 0.50",
                "below 0.04",
                "NMI 0.40, without names too 0.02, so less than half of it is house style",
            ],
        );
        check(0.5, 0.4, 0.4, &["follow the outlet (NMI 0.50", "and the event (NMI 0.40", "house style"]);
        check(0.03, 0.4, 0.4, &["follow the event, not the outlet: NMI 0.40", "below 0.25"]);
        check(0.06, 0.1, 0.4, &["follow the outlet a little: NMI 0.06, shuffled outlets stay below 0.04 in 95 of 100"]);
        check(0.5, 0.28, 0.4, &["follow the outlet (NMI 0.50", "and the event a little (NMI 0.28", "house style"]);
        check(0.03, 0.1, 0.4, &["follow neither the outlet nor the event", "NMI 0.03", "below 0.04"]);
    }

    #[test]
    fn a_verdict_says_it_in_a_few_words() {
        let check = |outlet, event, expected: &str| {
            assert_eq!(verdict(&[fit(VectorKind::EventCentered, outlet, event)]), expected);
        };
        check(0.5, 0.1, " that follow the outlet");
        check(0.06, 0.1, " that follow the outlet a little");
        check(0.5, 0.4, " that follow the outlet and the event");
        check(0.03, 0.4, " that follow the event, not the outlet");
        check(0.03, 0.1, " that follow neither outlet nor event");
        let few = ClusterFit { n_articles: 15, ..fit(VectorKind::EventCentered, 0.5, 0.1) };
        assert_eq!((verdict(&[few]), verdict(&[])), ("", ""));
    }

    #[test]
    fn names_house_style_when_more_than_half_goes_with_it_or_nothing_is_left() {
        // 0.50 is 0.49 beyond chance: 0.25 is 0.24 beyond, less than half
        check(0.5, 0.1, 0.25, &["NMI 0.25, without names too 0.02, so it is mostly house style"]);
        check(0.5, 0.1, 0.26, &["NMI 0.26, without names too 0.02, so less than half of it is house style"]);
        let mut fits = [fit(VectorKind::EventCentered, 0.12, 0.1), fit(VectorKind::NoStyle, 0.09, 0.1)];
        assert!(sentence(&fits).unwrap().contains("less than half"));
        fits[1].outlet = agreement(0.09, 0.01, 0.1); // not above its own null
        assert!(sentence(&fits).unwrap().contains("so it is mostly house style"));
    }

    #[test]
    fn another_number_of_clusters_may_leave_it_open() {
        let mut fits = vec![fit(VectorKind::EventCentered, 0.5, 0.1), fit(VectorKind::NoStyle, 0.4, 0.1)];
        fits[1].chosen = false;
        fits.push(ClusterFit { k: 5, ..fit(VectorKind::NoStyle, 0.03, 0.1) });
        let found = sentence(&fits).unwrap();
        assert!(
            found.contains("in the 5 clusters that fit those best (0.03): how much of it is house style is open"),
            "{found}"
        );
        fits[2].outlet = agreement(0.3, 0.01, 0.04);
        assert!(sentence(&fits).unwrap().contains("less than half"));
    }

    #[test]
    fn of_few_articles_or_without_shuffles_nothing_is_said() {
        let whole = fit(VectorKind::EventCentered, 0.5, 0.1);
        assert_eq!(sentence(&[ClusterFit { n_articles: 15, ..whole }]), None);
        assert_eq!(sentence(&[ClusterFit { outlet: Agreement::default(), ..whole }]), None);
        assert_eq!(sentence(&[ClusterFit { chosen: false, ..whole }]), None);
        assert!(sentence(&[whole]).unwrap().ends_with("in 95 of 100"));
    }
}
