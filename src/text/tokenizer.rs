//! Normalised forms: what a token counts as.
//!
//! Each distinct surface form goes once through a `tokenizers` pipeline and is remembered. By default that is:
//! zero-width characters and soft hyphens dropped, NFKC, apostrophes and hyphens straight, lower case. With a
//! user's `tokenizer.json` that file's own pipeline cuts and normalises the whole text instead (slower).

use std::hash::Hasher;
use std::path::Path;

use hashbrown::HashTable;
use rustc_hash::FxHasher;
use serde::{Deserialize, Serialize};
use tokenizers::models::ModelWrapper;
use tokenizers::normalizers::{Lowercase, NFKC, Replace, Sequence};
use tokenizers::{NormalizedString, Normalizer, NormalizerWrapper};

use super::lexer::{self, is_invisible};
use super::{Case, Span, Token, TokenKind, TokenText};
use crate::error::{Error, Kind, Result};

/// Cuts texts into tokens and gives each normalised form (term) a number, in order of first sight.
///
/// ```
/// let mut tokenizer = slantwise::text::Tokenizer::default();
/// assert_eq!(tokenizer.forms("The U.S. can\u{2019}t, López said."), ["the", "u.s.", "can't", "lópez", "said"]);
/// ```
#[derive(Debug, Clone)]
pub struct Tokenizer {
    normalizer: NormalizerWrapper,
    own: Option<Box<tokenizers::Tokenizer>>,
    surfaces: Interned,
    /// The term and the case of each surface form.
    of_surface: Vec<(u32, Case)>,
    terms: Interned,
}

/// Normalised forms by number, to be kept or sent without the tokenizer that numbered them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    text: String,
    ends: Vec<u32>,
}

impl Terms {
    /// The forms, in the order of their numbers.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &str> {
        (0..self.ends.len() as u32).map(|id| slice(&self.text, &self.ends, id))
    }
}

impl Default for Tokenizer {
    fn default() -> Self {
        let mut terms = Interned::default();
        terms.intern(""); // term 0: punctuation and symbols
        Self {
            normalizer: default_normalizer(),
            own: None,
            surfaces: Interned::default(),
            of_surface: Vec::new(),
            terms,
        }
    }
}

impl Tokenizer {
    /// A tokenizer that cuts and normalises as the user's `tokenizer.json` says.
    ///
    /// # Errors
    /// When the file cannot be read or is not a tokenizer.
    pub fn from_file(path: &Path) -> Result<Self> {
        let failed = |message: String| {
            Error::new(Kind::Config, message)
                .in_file(path.display())
                .with_help("give a tokenizer.json as the tokenizers library saves it, or leave out --tokenizer")
        };
        if path.exists() && !path.is_file() {
            return Err(failed("a folder or a device, expected a tokenizer.json".to_owned())); // it may have no end
        }
        let mut own =
            tokenizers::Tokenizer::from_file(path).map_err(|cause| failed(format!("not a tokenizer: {cause}")))?;
        // a saved length limit would cut every article short without a word
        let _ = own.with_truncation(None);
        own.with_padding(None);
        Ok(Self { own: Some(Box::new(own)), ..Self::default() })
    }

    /// The normalised form number `term`.
    pub fn term(&self, term: u32) -> &str {
        self.terms.get(term)
    }

    /// How many normalised forms there are; their numbers are `0..n_terms()`.
    pub fn n_terms(&self) -> usize {
        self.terms.len()
    }

    /// The normalised forms of a short text, as a lexicon's pattern is cut: words, numbers and clitics only.
    pub fn forms(&mut self, text: &str) -> Vec<String> {
        self.cased_forms(text).into_iter().map(|cased| cased.0).collect()
    }

    /// The same, each with its case in the text.
    pub(crate) fn cased_forms(&mut self, text: &str) -> Vec<(String, Case)> {
        let read = TokenText::new(text, &[], self);
        let kept = |token: &&Token| token.is_word() || token.kind == TokenKind::Clitic;
        read.tokens.iter().filter(kept).map(|token| (self.term(token.term).to_owned(), token.case)).collect()
    }

    /// How many forms of words were met, as they were written.
    pub(crate) fn n_forms(&self) -> usize {
        self.surfaces.len().max(self.terms.len())
    }

    /// Whether texts are cut as a user's `tokenizer.json` says.
    pub(crate) fn is_own(&self) -> bool {
        self.own.is_some()
    }

    /// The number of a normalised form, which is added where it is new.
    pub(crate) fn intern(&mut self, form: &str) -> u32 {
        self.terms.intern(form)
    }

    /// The normalised forms by number, the rest of the tokenizer given up.
    pub(crate) fn into_terms(self) -> Terms {
        Terms { text: self.terms.text, ends: self.terms.ends }
    }

    /// Gives the tokens of a text that was cut by the built-in rules their terms; a user's own pipeline cuts it anew.
    pub(crate) fn assign_terms(&mut self, text: &str, removed: &[Span], read: &mut TokenText) {
        match self.own.take() {
            Some(own) => {
                self.recut(&own, text, removed, read);
                self.own = Some(own);
            }
            None => self.assign_built_in(text, read),
        }
    }

    fn assign_built_in(&mut self, text: &str, read: &mut TokenText) {
        for token in read.tokens.iter_mut().filter(|token| token.is_word() || token.kind == TokenKind::Clitic) {
            (token.term, token.case) = self.intern_surface(token.span.of(text));
        }
    }

    /// Replaces the tokens by those of the user's own pipeline; sentences and quotes keep their places.
    fn recut(&mut self, own: &tokenizers::Tokenizer, text: &str, removed: &[Span], read: &mut TokenText) {
        let Ok(encoding) = own.encode(text, false) else { return self.assign_built_in(text, read) };
        let unknown = unknown_name(own);
        let mut tokens = Vec::with_capacity(encoding.len());
        for ((start, end), form) in encoding.get_offsets().iter().copied().zip(encoding.get_tokens()) {
            let span = Span::new(start, end);
            let is_removed = || removed.iter().any(|range| range.start < span.end && span.start < range.end);
            if start == end || text.get(span.range()).is_none() || is_removed() {
                continue;
            }
            let kind = lexer::kind(span.of(text));
            let known = unknown.as_ref() != Some(form);
            let term = match kind {
                TokenKind::Word | TokenKind::Number | TokenKind::Clitic if known => self.terms.intern(form),
                TokenKind::Word | TokenKind::Number | TokenKind::Clitic => self.intern_surface(span.of(text)).0,
                _ => 0,
            };
            tokens.push(Token { span, term, kind, case: Case::of(span.of(text)) });
        }
        let place = |span: Span| {
            let start = tokens.partition_point(|token| token.span.end <= span.start);
            start..tokens.partition_point(|token| token.span.start < span.end).max(start)
        };
        let mut next = 0;
        for sentence in &mut read.sentences {
            sentence.tokens = next..place(sentence.span).end.max(next);
            next = sentence.tokens.end;
        }
        read.sentences.retain(|sentence| !sentence.tokens.is_empty());
        if let Some(last) = read.sentences.last_mut() {
            last.tokens.end = tokens.len();
        }
        for quote in &mut read.quotes {
            quote.tokens = place(quote.span);
        }
        read.tokens = tokens;
    }

    fn intern_surface(&mut self, surface: &str) -> (u32, Case) {
        let known = self.surfaces.len();
        let id = self.surfaces.intern(surface) as usize;
        if id == known {
            let term = self.normal_form(surface);
            self.of_surface.push((self.terms.intern(&term), Case::of(surface)));
        }
        self.of_surface[id]
    }

    /// The pipeline, or its shortcut: on ASCII letters all its steps but the last change nothing.
    fn normal_form(&self, surface: &str) -> String {
        const LONGEST: usize = 1 << 10; // in bytes; what is longer is no word, and the pipeline would take much memory for it
        if surface.bytes().all(|byte| byte.is_ascii_graphic()) {
            surface.to_ascii_lowercase()
        } else if surface.len() > LONGEST {
            fold(surface).to_lowercase()
        } else {
            run(&self.normalizer, surface)
        }
    }
}

/// The name that the model gives to words it does not know, if it has one.
fn unknown_name(own: &tokenizers::Tokenizer) -> Option<String> {
    match own.get_model() {
        ModelWrapper::WordLevel(model) => Some(model.unk_token.clone()),
        ModelWrapper::WordPiece(model) => Some(model.unk_token.clone()),
        ModelWrapper::BPE(model) => model.unk_token.clone(),
        ModelWrapper::Unigram(_) => None,
    }
}

/// A text as it is compared: the default pipeline's normal form, in lower case.
pub fn normalize(text: &str) -> String {
    run(&default_normalizer(), text)
}

/// A text with its typography folded and its case kept: for hashing and for comparing lines.
pub fn fold(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    let folded = text.nfkc().filter(|c| !is_invisible(*c)).map(|c| match c {
        '\u{2018}' | '\u{2019}' | '\u{2bc}' => '\'',
        '\u{201c}' | '\u{201d}' => '"',
        '\u{2010}' | '\u{2011}' => '-',
        _ => c,
    });
    folded.collect::<String>().replace("--", "—")
}

fn run(normalizer: &NormalizerWrapper, text: &str) -> String {
    let mut normalized = NormalizedString::from(text);
    match normalizer.normalize(&mut normalized) {
        Ok(()) => normalized.get().to_owned(),
        Err(_) => text.to_lowercase(), // none of the steps below can fail
    }
}

/// [`is_invisible`] as a pattern.
const INVISIBLE: &str = r"[\x00-\x08\x0E-\x1F\x7F-\u0084\u0086-\u009F\u00AD\u061C\u180E\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u206F\uFE00-\uFE0F\uFEFF]";

fn default_normalizer() -> NormalizerWrapper {
    let replace = |pattern: &str, with: &str| {
        Replace::new(tokenizers::normalizers::replace::ReplacePattern::Regex(pattern.to_owned()), with)
            .ok()
            .map(NormalizerWrapper::from)
    };
    let steps = [
        replace(INVISIBLE, ""),
        Some(NFKC.into()),
        replace(r"[\u2018\u2019\u201B\u02BC\uFF07]", "'"),
        replace(r"[\u2010\u2011]", "-"),
        Some(Lowercase.into()),
    ];
    Sequence::new(steps.into_iter().flatten().collect()).into()
}

/// Strings by number, in order of first sight, kept in one block.
#[derive(Debug, Clone, Default)]
struct Interned {
    table: HashTable<u32>,
    text: String,
    ends: Vec<u32>,
}

impl Interned {
    fn intern(&mut self, form: &str) -> u32 {
        let hash = hash(form);
        let (text, ends) = (&self.text, &self.ends);
        if let Some(&id) = self.table.find(hash, |&id| slice(text, ends, id) == form) {
            return id;
        }
        let id = self.ends.len() as u32;
        self.text.push_str(form);
        self.ends.push(self.text.len() as u32);
        let (text, ends) = (&self.text, &self.ends);
        self.table.insert_unique(hash, id, |&id| self::hash(slice(text, ends, id)));
        id
    }

    fn get(&self, id: u32) -> &str {
        slice(&self.text, &self.ends, id)
    }

    fn len(&self) -> usize {
        self.ends.len()
    }
}

fn slice<'a>(text: &'a str, ends: &[u32], id: u32) -> &'a str {
    let start = if id == 0 { 0 } else { ends[id as usize - 1] as usize };
    &text[start..ends[id as usize] as usize]
}

fn hash(form: &str) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(form.as_bytes());
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn folds_typography() {
        for (form, normal) in [
            ("Can’t", "can't"),
            ("CAFE\u{301}", "café"),
            ("mi\u{ad}grate", "migrate"),
            ("H‑2B", "h-2b"),
            ("ﬁre", "fire"),
        ] {
            assert_eq!(normalize(form), normal);
        }
    }

    #[test]
    fn the_case_of_a_word_is_that_of_its_letters() {
        use Case::{Capitalized, Lower, Mixed, None, Upper};
        for (word, case) in [
            ("turkey", Lower),
            ("Turkey", Capitalized),
            ("López’s", Capitalized),
            ("US", Upper),
            ("U.S.", Upper),
            ("I", Upper),
            ("H-2B", Upper),
            ("McCain", Mixed),
            ("iPhone", Mixed),
            ("1,000", None),
        ] {
            assert_eq!(Case::of(word), case, "{word}");
            let mut tokenizer = Tokenizer::default();
            assert_eq!(TokenText::new(word, &[], &mut tokenizer).tokens[0].case, case, "{word}");
        }
    }

    #[test]
    fn a_users_pipeline_cuts_the_text_and_keeps_sentences_and_quotes() {
        use tokenizers::models::wordlevel::WordLevel;
        use tokenizers::pre_tokenizers::bert::BertPreTokenizer;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tokenizer.json");
        let vocabulary = [("[UNK]".to_owned(), 0), ("border".to_owned(), 1)];
        let model =
            WordLevel::builder().vocab(vocabulary.into_iter().collect()).unk_token("[UNK]".into()).build().unwrap();
        let mut saved = tokenizers::Tokenizer::new(model);
        saved.with_normalizer(Some(Lowercase)).unwrap().with_pre_tokenizer(Some(BertPreTokenizer));
        let truncation = tokenizers::TruncationParams { max_length: 3, ..Default::default() };
        saved.with_truncation(Some(truncation)).unwrap();
        saved.save(&path, false).unwrap();

        let mut tokenizer = Tokenizer::from_file(&path).unwrap();
        let text = "“The Border is open to all,” he said. They left.";
        let read = TokenText::new(text, &[], &mut tokenizer);
        let terms: Vec<_> =
            read.tokens.iter().filter(|token| token.is_word()).map(|token| tokenizer.term(token.term)).collect();
        assert_eq!(terms, ["the", "border", "is", "open", "to", "all", "he", "said", "they", "left"]);
        assert_eq!(read.sentences.len(), 2);
        assert_eq!(read.quoted().iter().filter(|is_quoted| **is_quoted).count(), 9); // six words, a comma, two marks
        assert!(Tokenizer::from_file(Path::new("no such file")).is_err());
    }

    proptest! {
        #[test]
        fn the_shortcut_equals_the_pipeline(form in "[ -~]{1,12}") {
            let tokenizer = Tokenizer::default();
            prop_assert_eq!(tokenizer.normal_form(&form), normalize(&form));
        }
    }
}
