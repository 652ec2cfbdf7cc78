//! Writing a lexicon as a pack: the texts of `NAME.toml` and `NAME.csv`.
//!
//! What is written reads back as the same lexicon: names, texts, roles, patterns, weights, axes and settings. Notes on
//! what the file it came from could not say here are written as comments; the files it was read from are not kept.

use toml::Value;

use crate::lexicon::Lexicon;

/// The text of a lexicon's `.toml` file.
pub fn to_toml(lexicon: &Lexicon) -> String {
    let mut text = String::new();
    for note in &lexicon.notes {
        let note = format!("line {}: {}", note.line, note.text);
        text.push_str(&format!("# {}\n", note.split_whitespace().collect::<Vec<_>>().join(" ")));
    }
    for (key, value) in [
        ("name", &lexicon.name),
        ("version", &lexicon.version),
        ("title", &lexicon.title),
        ("language", &lexicon.language),
        ("about", &lexicon.about),
        ("source", &lexicon.source),
        ("licence", &lexicon.licence),
        ("limits", &lexicon.limits),
    ] {
        text.push_str(&line(key, value));
    }
    text.push_str(&line("overlap", lexicon.overlap.name()));
    text.push_str(&format!("negation_window = {}\n", lexicon.negation_window));
    for category in &lexicon.categories {
        text.push_str("\n[[category]]\n");
        text.push_str(&line("name", &category.name));
        text.push_str(&line("title", &category.title));
        text.push_str(&line("role", category.role.name()));
        text.push_str(&line("about", &category.about));
    }
    for axis in &lexicon.axes {
        text.push_str("\n[[axis]]\n");
        text.push_str(&line("name", &axis.name));
        text.push_str(&line("title", &axis.title));
        for (key, pole) in [("positive", &axis.positive), ("negative", &axis.negative)] {
            let names = pole.iter().map(|at| Value::from(lexicon.categories[*at].name.as_str())).collect();
            text.push_str(&format!("{key} = {}\n", Value::Array(names)));
        }
        text.push_str(&line("about", &axis.about));
    }
    text
}

/// The text of a lexicon's `.csv` file.
pub fn to_csv(lexicon: &Lexicon) -> String {
    let mut writer = csv::WriterBuilder::new().comment(Some(b'#')).from_writer(Vec::new());
    let rows = lexicon.categories.iter().flat_map(|category| {
        category.patterns.iter().map(|pattern| {
            let weight = pattern.weight.map(|weight| weight.to_string()).unwrap_or_default();
            [category.name.clone(), pattern.text.clone(), weight]
        })
    });
    let header = ["category", "pattern", "weight"].map(str::to_owned);
    for row in std::iter::once(header).chain(rows) {
        writer.write_record(row).expect("memory takes all that is written");
    }
    let bytes = writer.into_inner().expect("memory takes all that is written");
    String::from_utf8(bytes).expect("what is written of texts is text")
}

fn line(key: &str, value: &str) -> String {
    format!("{key} = {}\n", Value::from(value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::source::Source;
    use crate::lexicon::{self, pack};

    /// Written and read again, all is as it was but the lines, the notes and the files.
    fn check(lexicon: &Lexicon) {
        let source = |file: &str, text: String| Source { file: file.to_owned(), bytes: text.into_bytes() };
        let read = pack::read(source("n.toml", to_toml(lexicon)), source("n.csv", to_csv(lexicon))).unwrap();
        let without_places = |lexicon: &Lexicon| {
            let mut lexicon = Lexicon { notes: Vec::new(), files: Vec::new(), ..lexicon.clone() };
            lexicon
                .categories
                .iter_mut()
                .flat_map(|category| &mut category.patterns)
                .for_each(|pattern| pattern.line = 0);
            lexicon
        };
        assert_eq!(without_places(&read), without_places(lexicon));
    }

    #[test]
    fn what_is_written_reads_back() {
        for name in lexicon::bundled() {
            check(&lexicon::load(&name).unwrap());
        }
        for (file, text) in [
            ("a.txt", "bad\t-2.5\ngood\t0.1\n:)\t2\n"),
            ("a.csv", "word;category\n\"a, \"\"b\"\"\";#x\n#no;#x\nc;\"y\nz\"\nd;\"q\"\"\\'\t'''\"\n"),
            ("a.dic", "%\n1\tÄ [b]\n%\ncafé*\t1\n=x\t1\n"),
        ] {
            check(&lexicon::parse(file, text.as_bytes()).unwrap());
        }
    }

    #[test]
    fn notes_are_comments() {
        let lexicon = lexicon::parse("a.txt", b"bad\t-2\n:)\t2\n").unwrap();
        let expected = "# line 2: left out: found no word in `:)`, expected a word or a phrase\nname = \"a\"\n";
        assert!(to_toml(&lexicon).starts_with(expected), "{}", to_toml(&lexicon));
        assert_eq!(to_csv(&lexicon), "category,pattern,weight\nnegative,bad,-2\n");
    }
}
