//! Places in a text in Unicode characters, from places in bytes: kept for every 256th byte, counted from there.

use super::Span;
use serde::{Deserialize, Serialize};

/// What it takes to say quickly at which character of a text a byte stands: a number for every 256 bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Characters {
    /// Bytes before each block that begin no character.
    inner: Box<[u32]>,
}

const BLOCK: usize = 256;

impl Characters {
    /// The characters of `text`.
    pub fn new(text: &str) -> Self {
        let mut n = 0;
        let blocks = text.as_bytes().chunks(BLOCK).map(|block| {
            let before = n;
            n += n_inner(block);
            before
        });
        let inner: Vec<u32> = blocks.collect();
        // a text of plain letters needs none
        Self { inner: if n == 0 { Box::default() } else { inner.into_boxed_slice() } }
    }

    /// The span in characters of a span in bytes of `text`, the text that this was made for.
    ///
    /// ```
    /// use slantwise::text::{Characters, Span};
    /// let text = "“López” left";
    /// let left = Span::new(text.find("left").unwrap(), text.len());
    /// assert_eq!(Characters::new(text).span(text, left), Span { start: 8, end: 12 });
    /// ```
    pub fn span(&self, text: &str, bytes: Span) -> Span {
        Span { start: self.at(text, bytes.start), end: self.at(text, bytes.end) }
    }

    fn at(&self, text: &str, byte: u32) -> u32 {
        let start = byte as usize / BLOCK * BLOCK;
        match self.inner.get(byte as usize / BLOCK) {
            Some(before) => byte - before - n_inner(&text.as_bytes()[start..byte as usize]),
            // the end of a text whose last block is full
            None if !self.inner.is_empty() => text.chars().count() as u32,
            None => byte,
        }
    }
}

/// Bytes that begin no character.
fn n_inner(bytes: &[u8]) -> u32 {
    bytes.iter().filter(|byte| **byte & 0xC0 == 0x80).count() as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn characters_are_those_before_a_byte(text in "[aé“😀 ]{0,400}") {
            let characters = Characters::new(&text);
            for (n, (at, _)) in text.char_indices().chain([(text.len(), ' ')]).enumerate() {
                prop_assert_eq!(characters.span(&text, Span::new(at, text.len())).start, n as u32);
            }
        }
    }

    #[test]
    fn a_full_last_block_has_an_end() {
        for text in ["é".repeat(128), "é".repeat(256), "a".repeat(256), String::new()] {
            let found = Characters::new(&text).span(&text, Span::new(0, text.len()));
            assert_eq!(found, Span::new(0, text.chars().count()));
        }
    }
}
