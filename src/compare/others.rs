//! What the others say about the same event: for each article, the mean over other groups' articles of its unit.

use crate::num::ExactSum;

/// For each article, the sum of the values of the other groups' articles in the same unit (outlets and events, say).
///
/// `values` are the articles' values, `None` for one that has none or does not count; `groups` their groups, `units`
/// their units, `0..n_units`. An article without a group is compared with nobody, nor is anybody with it. Time: articles
/// times the groups of a unit.
///
/// By hand: values 1 (group 0), 2 and 3 (group 1) in one unit: the others' sums are 5 (of two), 1 and 1.
pub fn of_others(values: &[Option<f64>], groups: &[Option<u32>], units: &[u32], n_units: usize) -> Vec<ExactSum> {
    let mut of_unit: Vec<Vec<(u32, ExactSum)>> = vec![Vec::new(); n_units];
    for ((value, group), unit) in values.iter().zip(groups).zip(units) {
        let (Some(value), Some(group)) = (value, group) else { continue };
        let sums = &mut of_unit[*unit as usize];
        match sums.iter_mut().find(|(other, _)| other == group) {
            Some(sum) => sum.1.add(*value),
            None => sums.push((*group, ExactSum::from_iter([*value]))),
        }
    }
    let others = |(group, unit): (&Option<u32>, &u32)| {
        let mut all = ExactSum::default();
        if let Some(group) = group {
            of_unit[*unit as usize].iter().filter(|(other, _)| other != group).for_each(|(_, sum)| all += *sum);
        }
        all
    };
    groups.iter().zip(units).map(others).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_own_group_and_other_units_do_not_count() {
        let values = [Some(1.0), Some(2.0), Some(3.0), Some(9.0), Some(9.0), None];
        let groups = [Some(0), Some(1), Some(1), Some(0), None, Some(2)];
        let found = of_others(&values, &groups, &[0, 0, 0, 1, 0, 0], 2);
        let found: Vec<_> = found.iter().map(|sum| (sum.n(), sum.mean())).collect();
        let expected = [(2, Some(2.5)), (1, Some(1.0)), (1, Some(1.0)), (0, None), (0, None), (3, Some(2.0))];
        assert_eq!(found, expected);
    }
}
