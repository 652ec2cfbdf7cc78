//! The stages that take the time of a run, on a corpus made here: `cargo bench`.
//!
//! 2,000 articles of 800 words: Zipf's law over 30,000 made-up words, sentences of 8 to 30 words, a quote in every
//! sixth sentence, one word in fifteen from [`CHARGED`] (the made-up ones are in no word list); the same for every
//! run. A further stage is one more `#[divan::bench]` that takes what it needs from [`Prepared`].

use std::sync::LazyLock;

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use slantwise::clean::{self, Level};
use slantwise::corpus::{Article, Draft};
use slantwise::lexicon::{self, Lexicon, Matcher, Scanner};
use slantwise::num::{Random, exp};
use slantwise::study::{Config, Study};
use slantwise::terms::{Counter, Counts, LocalCounts, Weighing, Weights, keywords, project, weigh};
use slantwise::text::{TokenText, Tokenizer, Voice};

fn main() {
    divan::main();
}

const N_ARTICLES: usize = 2_000;
const N_WORDS: usize = 800;
const VOCABULARY: usize = 30_000;

/// What the bundled word lists find, in part: words, phrases, and phrases that are only begun.
const CHARGED: [&str; 16] = [
    "surge",
    "record numbers",
    "crisis",
    "overwhelmed",
    "illegal crossings",
    "asylum seekers",
    "root causes",
    "dignity",
    "said",
    "reportedly",
    "about 20",
    "according to",
    "praised",
    "not good",
    "record",
    "root",
];

/// The corpus after each stage, so that a stage is timed alone.
struct Prepared {
    texts: Vec<String>,
    tokenizer: Tokenizer,
    matcher: Matcher,
    read: Vec<TokenText>,
    rows: Vec<Vec<(u32, u32)>>,
    counts: Counts,
    weights: Weights,
}

static PREPARED: LazyLock<Prepared> = LazyLock::new(|| {
    let mut random = Random::new(42, 0);
    let texts: Vec<String> = (0..N_ARTICLES).map(|_| article(&mut random)).collect();
    let mut tokenizer = Tokenizer::default();
    let matcher = Matcher::new(&bundled(), &tokenizer);
    let read: Vec<TokenText> = texts.iter().map(|it| TokenText::new(it, &[], &mut tokenizer)).collect();
    let rows = count_all(&read);
    let counts = Counts::merge(&local(&rows), std::slice::from_ref(&tokenizer));
    let weights = weigh(&counts, &Weighing::default());
    Prepared { texts, tokenizer, matcher, read, rows, counts, weights }
});

impl Prepared {
    fn n_bytes(&self) -> BytesCount {
        BytesCount::new(self.texts.iter().map(String::len).sum::<usize>())
    }
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn tokenise(bencher: Bencher) {
    bencher.counter(PREPARED.n_bytes()).bench(|| {
        let mut tokenizer = Tokenizer::default();
        PREPARED.texts.iter().map(|it| TokenText::new(it, &[], &mut tokenizer).tokens.len()).sum::<usize>()
    });
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn count(bencher: Bencher) {
    bencher.counter(PREPARED.n_bytes()).bench(|| count_all(&PREPARED.read));
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn matching(bencher: Bencher) {
    bencher.counter(PREPARED.n_bytes()).bench(|| {
        let mut scanner = Scanner::new(&PREPARED.matcher);
        let mut matches = Vec::new();
        for read in &PREPARED.read {
            scanner.find(read, &PREPARED.tokenizer, &mut matches);
        }
        matches.len()
    });
}

/// Patterns on which a matcher that goes back and forth takes time without end; here, twice the text takes twice the
/// time.
#[divan::bench(args = [10_000, 20_000, 40_000], sample_count = 3, sample_size = 1)]
fn matching_hostile_patterns(bencher: Bencher, n_words: usize) {
    let mut rows = String::from("category,pattern\n");
    for stars in 2..40 {
        rows.push_str(&format!("x,{}b\nx,{}?b\n", "a*".repeat(stars), "*a".repeat(stars)));
    }
    rows.push_str("x,a ~10 a ~10 a\nx,a NEAR/10 a\nx,a NOT BEFORE/10 a\n");
    let list = lexicon::parse("hostile.csv", rows.as_bytes()).expect("a list of few patterns is read");
    let text: String = (0..n_words).map(|it| "a".repeat(1 + it % 200) + " a ").collect();
    let mut tokenizer = Tokenizer::default();
    let matcher = Matcher::new(&[list], &tokenizer);
    let read = TokenText::new(&text, &[], &mut tokenizer);
    bencher.counter(BytesCount::new(text.len())).bench(|| {
        let mut matches = Vec::new();
        Scanner::new(&matcher).find(&read, &tokenizer, &mut matches);
        matches.len()
    });
}

/// As many patterns as are read at all, from a file's bytes to the matcher.
#[divan::bench(sample_count = 3, sample_size = 1)]
fn compile_100_000_patterns(bencher: Bencher) {
    let rows: String = (0..100_000).map(|it| format!("x,word{it} of w{}*\n", it % 977)).collect();
    let file = format!("category,pattern\n{rows}");
    bencher.bench(|| {
        let list = lexicon::parse("large.csv", file.as_bytes()).expect("a list of 100,000 patterns is read");
        Matcher::new(&[list], &Tokenizer::default())
    });
}

/// What `score` does with each text, but for reading, cleaning and writing.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn tokenise_match_count(bencher: Bencher) {
    bencher.counter(PREPARED.n_bytes()).bench(|| {
        let mut tokenizer = Tokenizer::default();
        let mut scanner = Scanner::new(&PREPARED.matcher);
        let mut counter = Counter::default();
        let mut matches = Vec::new();
        let count = |text: &String| {
            let read = TokenText::new(text, &[], &mut tokenizer);
            matches.clear();
            scanner.find(&read, &tokenizer, &mut matches);
            matches.len() + counter.count(&read.tokens).len()
        };
        PREPARED.texts.iter().map(count).sum::<usize>()
    });
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn merge_counts(bencher: Bencher) {
    let tokenizers = std::slice::from_ref(&PREPARED.tokenizer);
    bencher
        .counter(ItemsCount::new(PREPARED.counts.n_stored()))
        .bench(|| Counts::merge(&local(&PREPARED.rows), tokenizers));
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn tf_idf(bencher: Bencher) {
    let n_stored = ItemsCount::new(PREPARED.counts.n_stored());
    bencher.counter(n_stored).bench(|| weigh(&PREPARED.counts, &Weighing::default()));
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn keywords_of_each_article(bencher: Bencher) {
    bencher.counter(ItemsCount::new(N_ARTICLES)).bench(|| {
        (0..N_ARTICLES).map(|row| keywords(&PREPARED.counts, &PREPARED.weights, &[row], 20).len()).sum::<usize>()
    });
}

#[divan::bench(args = [50, 100], sample_count = 3, sample_size = 1)]
fn svd(bencher: Bencher, k: usize) {
    let n_stored = ItemsCount::new(PREPARED.weights.rows().n_stored());
    bencher.counter(n_stored).bench(|| project(&PREPARED.weights, k, 42));
}

fn bundled() -> Vec<Lexicon> {
    lexicon::bundled().iter().map(|it| lexicon::load(it).expect("bundled word lists are well formed")).collect()
}

fn count_all(read: &[TokenText]) -> Vec<Vec<(u32, u32)>> {
    let mut counter = Counter::default();
    read.iter().map(|it| counter.count(&it.tokens)).collect()
}

fn local(rows: &[Vec<(u32, u32)>]) -> Vec<LocalCounts<'_>> {
    rows.iter().map(|it| LocalCounts { worker: 0, counts: it }).collect()
}

fn article(random: &mut Random) -> String {
    let mut text = String::new();
    let mut n_words = 0;
    while n_words < N_WORDS {
        let length = 8 + random.below(23);
        let is_quote = random.below(6) == 0;
        text.push_str(if is_quote { "“" } else { "" });
        for at in 0..length {
            let word = if random.below(15) == 0 {
                CHARGED[random.below(CHARGED.len())].to_owned()
            } else {
                word(zipf(random))
            };
            if at == 0 {
                text.push_str(&word[..1].to_uppercase());
                text.push_str(&word[1..]);
            } else {
                text.push_str(if random.below(12) == 0 { ", " } else { " " });
                text.push_str(&word);
            }
        }
        text.push_str(if is_quote { ",” he said." } else { "." });
        text.push_str(if random.below(4) == 0 { "\n\n" } else { " " });
        n_words += length;
    }
    text
}

/// A rank from 0, the rank `r` with a probability near `1 / (r + 1)`.
fn zipf(random: &mut Random) -> usize {
    const STEPS: usize = 1 << 20;
    let u = random.below(STEPS) as f64 / STEPS as f64;
    (exp(u * slantwise::num::ln(VOCABULARY as f64 + 1.0)) - 1.0) as usize
}

/// The made-up word of a rank: frequent ones are short.
fn word(rank: usize) -> String {
    const SYLLABLES: [&str; 20] = [
        "ta", "re", "mi", "so", "lu", "ka", "ne", "vi", "do", "pu", "ban", "der", "tin", "mor", "sul", "gar", "fen",
        "lis", "con", "rum",
    ];
    let (mut word, mut rest) = (String::new(), rank + 1);
    while rest > 0 {
        word.push_str(SYLLABLES[rest % SYLLABLES.len()]);
        rest /= SYLLABLES.len();
    }
    word
}

/// The texts that are scored one by one and in a batch.
const N_SCORED: usize = 1_000;

fn study() -> Study {
    Config::default().check().unwrap()
}

/// The scorer of the default word lists.
#[divan::bench]
fn build_scorer(bencher: Bencher<'_, '_>) {
    let study = study();
    bencher.bench_local(|| study.scorer());
}

/// One text per call, by a scorer that has met others before.
#[divan::bench]
fn score_one_by_one(bencher: Bencher<'_, '_>) {
    let scorer = study().scorer();
    let texts = &PREPARED.texts[..N_SCORED];
    let score_all = || texts.iter().map(|text| scorer.score(text).n_words(Voice::All)).sum::<u32>();
    bencher.counter(ItemsCount::new(N_SCORED)).bench_local(score_all);
}

/// The same texts in one batch on one thread, cleaned before, with the scorer built for it.
#[divan::bench]
fn score_in_a_batch(bencher: Bencher<'_, '_>) {
    let study = study();
    let texts = &PREPARED.texts[..N_SCORED];
    let batch = || {
        let articles: Vec<Article> = texts.iter().zip(0..).map(|(text, i)| article_of(text, i)).collect();
        study.measure(&articles, 1).unwrap().len()
    };
    bencher.counter(ItemsCount::new(N_SCORED)).bench_local(batch);
}

fn article_of(text: &str, i: usize) -> Article {
    let mut draft = Draft { id: Some(i.to_string()), text: text.to_owned(), ..Draft::default() };
    clean::clean(&mut draft, Level::News);
    Article::from(draft)
}
