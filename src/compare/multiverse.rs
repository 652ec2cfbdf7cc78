//! How far a claim depends on choices of the analysis that could as well be made another way.
//!
//! An analysis has dimensions (how furniture is cleaned, how strong a prior is), each with some values that a careful
//! person might choose; the first of each is the base. A *setting* has a value of each; the settings together are the
//! multiverse. A claim is an effect found in the base, with its sign and whether it is clear of chance. It *holds* in
//! a setting where it has the same sign and is clear of chance too:
//!
//! share held = settings in which it holds / settings tried
//!
//! A setting in which it cannot be looked at (its word is not counted there, or stands on too few events to be tested) is
//! one in which it does not hold. It is most sensitive to the dimension between whose values the share held differs most.
//!
//! By hand: two dimensions of two values, four settings; the claim holds in all but the one in which both have the
//! second value: share .75. With the first dimension's values the shares are 1 and .5, with the second's the same: of
//! equal ones the first is named.
//!
//! What it cannot tell you: how likely a claim is to be true. Settings are no sample of anything, many of them look at
//! the same data in nearly the same way, and a choice that is not among the dimensions is not tried.
//!
//! Sources: Steegen, Tuerlinckx, Gelman & Vanpaemel 2016, Perspectives on Psychological Science 11:702-712; Simonsohn,
//! Simmons & Nelson 2020, Nature Human Behaviour 4:1208-1214.

use std::collections::BTreeSet;

use crate::num::{Random, quantile, ratio};

/// An effect in one setting.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Effect {
    /// Its size, above or below 0.
    pub value: f64,
    /// Whether it is clear of chance.
    pub is_clear: bool,
}

/// What became of a claim.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Robustness {
    /// Settings tried, the base among them.
    pub n_settings: usize,
    /// Those in which it could be looked at.
    pub n_judged: usize,
    /// Those in which it has the sign of the base.
    pub n_same_sign: usize,
    /// Those in which it has that sign and is clear of chance.
    pub n_held: usize,
    /// The least, the middle and the largest effect, where it could be looked at.
    pub range: [f64; 3],
    /// The dimension it is most sensitive to, by position; `None` where its share held is the same for all values.
    pub sensitive_to: Option<usize>,
}

/// The settings to try: the base first, all of them when these are at most `most`, else the base, each other value of a
/// dimension alone, and others by chance up to `most`. `n_values` is the number of values of each dimension.
pub fn settings(n_values: &[usize], most: usize, seed: u64) -> Vec<Vec<usize>> {
    let n_all = n_values.iter().try_fold(1_usize, |product, n| product.checked_mul(*n)).unwrap_or(usize::MAX);
    let base = vec![0; n_values.len()];
    if n_all <= most {
        let mut all = vec![base];
        for (dimension, &n) in n_values.iter().enumerate() {
            let with = |setting: &Vec<usize>, value: usize| {
                let mut setting = setting.clone();
                setting[dimension] = value;
                setting
            };
            all = all.iter().flat_map(|setting| (0..n).map(|value| with(setting, value)).collect::<Vec<_>>()).collect();
        }
        return all;
    }
    let mut chosen = vec![base.clone()];
    for (dimension, &n) in n_values.iter().enumerate() {
        chosen.extend((1..n).map(|value| {
            let mut setting = base.clone();
            setting[dimension] = value;
            setting
        }));
    }
    let mut seen: BTreeSet<Vec<usize>> = chosen.iter().cloned().collect();
    let mut chance = Random::new(seed, 0);
    while chosen.len() < most {
        let setting: Vec<usize> = n_values.iter().map(|&n| chance.below(n)).collect();
        if seen.insert(setting.clone()) {
            chosen.push(setting);
        }
    }
    chosen.truncate(most.max(1));
    chosen
}

/// What becomes of a claim with the effect `effects[i]` in `settings[i]`, the base being the first; `None` where the base
/// has no effect.
pub fn robustness(settings: &[Vec<usize>], effects: &[Option<Effect>]) -> Option<Robustness> {
    let base = (*effects.first()?)?;
    let has_sign = |effect: &Effect| effect.value * base.value > 0.0;
    let known: Vec<Effect> = effects.iter().flatten().copied().collect();
    let mut values: Vec<f64> = known.iter().map(|effect| effect.value).collect();
    values.sort_by(f64::total_cmp);
    let range = [quantile(&values, 0.0)?, quantile(&values, 0.5)?, quantile(&values, 1.0)?];
    let holds = |effect: &Option<Effect>| effect.is_some_and(|effect| has_sign(&effect) && effect.is_clear);
    let mut sensitive_to: Option<(usize, f64)> = None;
    for dimension in 0..settings[0].len() {
        let n_values = 1 + settings.iter().map(|setting| setting[dimension]).max().unwrap_or(0);
        let shares: Vec<f64> = (0..n_values)
            .filter_map(|value| {
                let with = || settings.iter().zip(effects).filter(move |(setting, _)| setting[dimension] == value);
                ratio(with().filter(|(_, effect)| holds(effect)).count() as f64, with().count() as f64)
            })
            .collect();
        let width = shares.iter().fold(0.0, |most, share| f64::max(most, *share))
            - shares.iter().fold(1.0, |least, share| f64::min(least, *share));
        if width > sensitive_to.map_or(0.0, |(_, widest)| widest) {
            sensitive_to = Some((dimension, width));
        }
    }
    Some(Robustness {
        n_settings: settings.len(),
        n_judged: known.len(),
        n_same_sign: known.iter().filter(|effect| has_sign(effect)).count(),
        n_held: effects.iter().filter(|effect| holds(effect)).count(),
        range,
        sensitive_to: sensitive_to.map(|(dimension, _)| dimension),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn effect(value: f64, is_clear: bool) -> Option<Effect> {
        Some(Effect { value, is_clear })
    }

    #[test]
    fn a_claim_holds_where_it_has_its_sign_and_is_clear() {
        let all = settings(&[2, 2], 64, 1);
        assert_eq!(all, [[0, 0], [0, 1], [1, 0], [1, 1]]);
        let found =
            robustness(&all, &[effect(2.0, true), effect(1.0, true), effect(3.0, true), effect(0.5, false)]).unwrap();
        assert_eq!((found.n_settings, found.n_same_sign, found.n_held), (4, 4, 3));
        assert_eq!((found.range, found.sensitive_to), ([0.5, 1.5, 3.0], Some(0)));
        // clear, but of the other sign, in both settings with the second value of the second dimension
        let turned = [effect(-1.0, true), effect(1.0, true), effect(-2.0, true), effect(0.5, true)];
        let found = robustness(&all, &turned).unwrap();
        assert_eq!((found.n_same_sign, found.n_held, found.sensitive_to), (2, 2, Some(1)));
    }

    #[test]
    fn where_it_cannot_be_looked_at_it_does_not_hold() {
        let all = settings(&[3], 64, 1);
        let found = robustness(&all, &[effect(1.0, true), None, effect(0.0, false)]).unwrap();
        assert_eq!((found.n_settings, found.n_judged, found.n_same_sign, found.n_held), (3, 2, 1, 1));
        // only the base can be looked at
        let found = robustness(&settings(&[2, 2], 64, 1), &[effect(1.0, true), effect(1.0, true), None, None]).unwrap();
        assert_eq!((found.n_settings, found.n_judged, found.n_held, found.sensitive_to), (4, 2, 2, Some(0)));
        assert_eq!(robustness(&all, &[None, effect(1.0, true), None]), None);
        let same = robustness(&all, &[effect(1.0, true); 3]).unwrap();
        assert_eq!((same.n_held, same.sensitive_to), (3, None));
    }

    #[test]
    fn too_many_settings_are_the_base_each_value_alone_and_others_by_chance() {
        let n_values = [3, 2, 2, 4, 3];
        let chosen = settings(&n_values, 20, 7);
        assert_eq!(chosen.len(), 20);
        assert_eq!(chosen[0], [0; 5]);
        let alone = |setting: &&Vec<usize>| setting.iter().filter(|value| **value > 0).count() == 1;
        assert_eq!(chosen[1..10].iter().filter(alone).count(), 9); // 2 + 1 + 1 + 3 + 2
        assert_eq!(chosen.iter().collect::<BTreeSet<_>>().len(), 20);
        assert!(chosen.iter().all(|setting| setting.iter().zip(&n_values).all(|(value, n)| value < n)));
        assert_eq!(settings(&n_values, 20, 7), chosen);
        assert_eq!(settings(&n_values, 144, 7).len(), 144);
        assert_eq!(settings(&n_values, 1, 7), [[0; 5]]);
        assert_eq!(settings(&[], 64, 7), [[0_usize; 0]; 1]);
    }
}
