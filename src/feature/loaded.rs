//! Candidates for loaded sentences: where a reader who looks for loaded words should look first.
//!
//! A sentence's score is 1 / (1 + e^-z), with z the sum of ln(1 + hits) of each category of the pack
//! `loaded-language` times its weight in [`WEIGHTS`], of ln(1 + words), of the sentence's place in the article (0 the
//! first, 1 the last) and of its share of quoted words, and of a constant. It is empty when the pack is not among the
//! lexicons used, or the sentence has no words.
//!
//! The twelve numbers are those of a logistic regression (ridge penalty 1) on 3,723 sentences of 135 articles of BASIL
//! (Fan et al. 2019, EMNLP), 195 of them with words that annotators marked as lexical bias, rounded to two digits. Fitted
//! and tried on different events, its area under the ROC curve is .75 (95 % over events .72 to .79).
//!
//! By hand: first of two sentences, 9 words, one attack: z = -4.61 + 1.69 ln 2 + .65 ln 10 = -1.942, score .125.
//!
//! What it cannot tell you: that a sentence is loaded. Of the hundred highest in that corpus a third were marked, of
//! the highest tenth 18 %, and two thirds of all marked sentences stand below that tenth. Read them; do not count them.

use super::{Hit, SentenceMeasure};
use crate::lexicon::Lexicon;
use crate::num::{exp, ln, ratio};

/// The pack whose hits are counted.
pub const PACK: &str = "loaded-language";

/// The weight of ln(1 + hits) of each category of the pack.
pub const WEIGHTS: [(&str, f64); 8] = [
    ("attack", 1.69),
    ("label", 0.97),
    ("scheme", 0.55),
    ("extremity", 1.61),
    ("sensation", 1.52),
    ("praise", 0.73),
    ("absolute", 0.55),
    ("slanted_report", 1.44),
];

const CONSTANT: f64 = -4.61;
const LENGTH: f64 = 0.65;
const POSITION: f64 = -1.20;
const QUOTED: f64 = -0.89;

/// Gives each sentence its score, if the pack is among the lexicons.
pub(super) fn rate(hits: &[Hit], lexicons: &[Lexicon], sentences: &mut [SentenceMeasure]) {
    let Some(pack) = lexicons.iter().position(|lexicon| lexicon.name == PACK) else {
        return;
    };
    let weights: Vec<f64> = lexicons[pack]
        .categories
        .iter()
        .map(|category| WEIGHTS.iter().find(|weight| weight.0 == category.name).map_or(0.0, |weight| weight.1))
        .collect();
    let mut counts = vec![0_u32; weights.len()];
    let mut next_hit = 0;
    let last = sentences.len().saturating_sub(1);
    for (s, sentence) in sentences.iter_mut().enumerate() {
        counts.fill(0);
        while let Some(hit) = hits.get(next_hit).filter(|hit| hit.sentence as usize == s) {
            if hit.lexicon as usize == pack {
                counts[hit.category as usize] += 1;
            }
            next_hit += 1;
        }
        let (n_words, n_quoted) = (f64::from(sentence.n_words), f64::from(sentence.n_quoted));
        sentence.loaded = ratio(n_quoted, n_words).map(|quoted| {
            let position = ratio(s as f64, last as f64).unwrap_or(0.0);
            let found: f64 = counts.iter().zip(&weights).map(|(&n, weight)| weight * ln(1.0 + f64::from(n))).sum();
            let z = CONSTANT + found + LENGTH * ln(1.0 + n_words) + POSITION * position + QUOTED * quoted;
            (1.0 / (1.0 + exp(-z))) as f32
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feature::measure;
    use crate::lexicon::{self, Matcher, Scanner};
    use crate::text::{TokenText, Tokenizer};

    fn scores(text: &str, pack: &str) -> Vec<Option<f32>> {
        let lexicons = vec![lexicon::load("sentiment-news").unwrap(), lexicon::load(pack).unwrap()];
        let mut tokenizer = Tokenizer::default();
        let matcher = Matcher::new(&lexicons, &tokenizer);
        let read = TokenText::new(text, &[], &mut tokenizer);
        let mut matches = Vec::new();
        Scanner::new(&matcher).find(&read, &tokenizer, &mut matches);
        measure(text, &read, &matches, &lexicons, &[]).sentences.iter().map(|sentence| sentence.loaded).collect()
    }

    fn check(text: &str, z: &[f64]) {
        let found = scores(text, PACK);
        assert_eq!(found.len(), z.len(), "{text}");
        for (found, z) in found.iter().zip(z) {
            let expected = 1.0 / (1.0 + exp(-z));
            assert!((f64::from(found.unwrap()) - expected).abs() < 1e-4, "{text}: {found:?} for {expected}");
        }
    }

    #[test]
    fn scores_follow_the_formula() {
        let length = |n: f64| -4.61 + 0.65 * ln(1.0 + n);
        check("She lambasted the mayor.", &[length(4.0) + 1.69 * ln(2.0)]);
        check("The mayor spoke. The mayor spoke.", &[length(3.0), length(3.0) - 1.2]);
        check("“The table stands here in the room.”", &[length(7.0) - 0.89]);
    }

    #[test]
    fn every_category_has_its_weight() {
        let pack = lexicon::load(PACK).unwrap();
        let named: Vec<_> = pack.categories.iter().map(|category| category.name.as_str()).collect();
        let mut weighed: Vec<_> = WEIGHTS.iter().map(|weight| weight.0).collect();
        weighed.retain(|name| named.contains(name));
        assert_eq!((weighed.len(), named.len()), (8, 8));
    }

    #[test]
    fn without_the_pack_there_is_no_score() {
        assert_eq!(scores("She lambasted the mayor.", "epistemic"), [None]);
    }
}
