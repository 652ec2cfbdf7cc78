//! The scores that older work ranks words by, for comparison; none of them is a test here.
//!
//! A word is used a times among the n_a words of one side and b times among the n_b of the other; N = n_a + n_b, and
//! E = n_a (a + b) / N is what the first side would have at equal rates.
//!
//! * **G2** (Dunning 1993, Computational Linguistics 19:61): 2 sum O ln(O / E) over the four cells of the table (word or
//!   not, one side or the other), with the sign of a - E.
//! * **chi2** with Yates's correction: sum (max(|O - E| - 1/2, 0))^2 / E over the four cells, with the sign of a - E.
//! * **PMI** (Church & Hanks 1990): ln(a / E); none when a is 0.
//! * **log ratio** (Hardie 2014): log2[(a / n_a) / (b / n_b)]; an absent word counts as half a use.
//!
//! By hand: 3 of 17 words against 2 of 11: E = 17 * 5 / 28 = 3.036, PMI = ln(3 / 3.036) = -0.012.
//!
//! What they cannot tell you: whether a difference is more than chance. They take each token for a draw of its own; words
//! come in bursts, by article and by outlet, so that G2 and chi2 of no difference at all pass 3.84 far more often than one
//! time in twenty (`slantwise calibrate` says how often on your articles).

use crate::num::ln;

/// Four scores of a word, above 0 where the first side uses it more.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Keyness {
    /// Signed log-likelihood ratio.
    pub g2: f64,
    /// Signed chi-squared with Yates's correction.
    pub chi2: f64,
    /// Pointwise mutual information of the word and the first side, in nats; `None` when the side does not use it.
    pub pmi: Option<f64>,
    /// Binary logarithm of the ratio of rates.
    pub log_ratio: f64,
}

/// The scores of a word used `uses` times among `words` words, on the first and on the second side.
///
/// `None` when a side has no words, nobody uses the word, or nobody uses any other.
pub fn keyness(uses: (f64, f64), words: (f64, f64)) -> Option<Keyness> {
    let (a, b) = uses;
    let (n_a, n_b) = words;
    let all = n_a + n_b;
    if n_a <= 0.0 || n_b <= 0.0 || a + b <= 0.0 || a + b >= all {
        return None;
    }
    let expected = n_a * (a + b) / all;
    let cells = [(a, a + b, n_a), (b, a + b, n_b), (n_a - a, all - a - b, n_a), (n_b - b, all - a - b, n_b)];
    let (mut g2, mut chi2) = (0.0, 0.0);
    for (observed, row, column) in cells {
        let expected = row * column / all;
        if observed > 0.0 {
            g2 += 2.0 * observed * ln(observed / expected);
        }
        let off = ((observed - expected).abs() - 0.5).max(0.0);
        chi2 += off * off / expected;
    }
    let sign = if a < expected { -1.0 } else { 1.0 };
    let rate = |uses: f64, words: f64| uses.max(0.5) / words;
    Some(Keyness {
        g2: sign * g2.max(0.0),
        chi2: sign * chi2,
        pmi: (a > 0.0).then(|| ln(a / expected)),
        log_ratio: ln(rate(a, n_a) / rate(b, n_b)) / std::f64::consts::LN_2,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(uses: (f64, f64), words: (f64, f64), expected: [f64; 4], digits: f64) {
        let word = keyness(uses, words).unwrap();
        let found = [word.g2, word.chi2, word.pmi.unwrap(), word.log_ratio];
        let close = |a: f64, b: f64| (a - b).abs() < digits * b.abs().max(1.0);
        assert!(found.iter().zip(expected).all(|(a, b)| close(*a, b)), "{found:?} {expected:?}");
        // the other side's view: the same sizes with the other sign
        let other = keyness((uses.1, uses.0), (words.1, words.0)).unwrap();
        assert!((other.g2 + word.g2).abs() < 1e-9 && (other.chi2 + word.chi2).abs() < 1e-9);
        assert!((other.log_ratio + word.log_ratio).abs() < 1e-12);
    }

    #[test]
    fn scores_are_those_of_scipy() {
        // scipy.stats.chi2_contingency([[7, 3], [2, 7]], correction=False, lambda_="log-likelihood") and correction=True;
        // the table of quanteda.textstats' test-textstat_keyness.R, where stats::chisq.test gives the same
        check((7.0, 2.0), (10.0, 9.0), [4.534_939_332_3, 2.632_438_271_605, 0.390_539_457_9, 1.655_351_828_6], 1e-9);
        check(
            (348.0, 99.0),
            (1e6, 1e6),
            [146.983_859_515_8, 137.623_600_037_919, 0.442_791_065_7, 1.813_586_875_8],
            1e-9,
        );
    }

    #[test]
    fn g2_is_that_of_published_examples() {
        // Lancaster's log-likelihood form: 52 in 50,000 against 57 in 75,000 words gives + 2.65
        assert!((keyness((52.0, 57.0), (50_000.0, 75_000.0)).unwrap().g2 - 2.65).abs() < 0.005);
        // Rayson, Corpora list, 18 January 2002: `keep` 348 against 99, a million words each: LL 147; `keeping` 9, 32: 14
        assert!((keyness((348.0, 99.0), (1e6, 1e6)).unwrap().g2 - 147.0).abs() < 0.5);
        assert!((keyness((9.0, 32.0), (1e6, 1e6)).unwrap().g2 + 14.0).abs() < 0.5);
    }

    #[test]
    fn pmi_and_log_ratio_are_those_of_published_examples() {
        // test-textstat_keyness.R: log(3 * 28 / ((3 + 2) * 17))
        assert!((keyness((3.0, 2.0), (17.0, 11.0)).unwrap().pmi.unwrap() + 0.011_834_457_647).abs() < 1e-12);
        // Hardie, "Log Ratio: an informal introduction" (2014): .0006 against .0002 is three times: log2 3
        let word = keyness((6.0, 2.0), (1e4, 1e4)).unwrap();
        assert!((word.log_ratio - 1.584_962_500_721).abs() < 1e-12);
    }

    #[test]
    fn an_absent_word_has_no_pmi_and_no_table_none_at_all() {
        let word = keyness((0.0, 4.0), (100.0, 100.0)).unwrap();
        assert_eq!((word.pmi, word.log_ratio), (None, -3.0)); // half a use against four
        assert!(word.g2 < 0.0 && word.chi2 < 0.0);
        assert_eq!(keyness((0.0, 0.0), (10.0, 10.0)), None);
        assert_eq!(keyness((1.0, 0.0), (1.0, 0.0)), None);
        assert_eq!(keyness((3.0, 3.0), (3.0, 3.0)), None);
    }
}
