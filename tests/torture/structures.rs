//! Files that are broken, odd or not what their names say; and large ones, on which the program itself is run.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use slantwise::read::{Format, Options};

use crate::check::{Tally, child, peak_of_children, survey, survey_bytes};
use crate::support::slantwise;

/// A file's name, its bytes, and how many articles must be read from it; `None` where that is not fixed.
type Odd = (&'static str, &'static [u8], Option<usize>);

const ODD: &[Odd] = &[
    ("empty.csv", b"", Some(0)),
    ("empty.jsonl", b"", Some(0)),
    ("empty.tsv", b"", Some(0)),
    ("one-byte.csv", b"x", Some(0)),
    ("newline.csv", b"\n", Some(0)),
    ("carriage-return.csv", b"\r", Some(0)),
    ("blank.csv", b"   \n  \n", Some(0)),
    ("mark-only.csv", b"\xef\xbb\xbf", Some(0)),
    ("header-only.csv", b"outlet,text", Some(0)),
    ("header-only.tsv", b"outlet\ttext\n", Some(0)),
    ("no-newline.csv", b"outlet,text\nNorth,Talks began.", Some(1)),
    ("no-newline.jsonl", b"{\"outlet\":\"North\",\"text\":\"Talks began.\"}", Some(1)),
    ("cr.csv", b"outlet,text\rNorth,Talks began.\rSouth,They ended.\r", Some(2)),
    ("crlf.csv", b"outlet,text\r\nNorth,Talks began.\r\nSouth,They ended.\r\n", Some(2)),
    ("mixed-ends.csv", b"outlet,text\r\nNorth,Talks began.\nSouth,They ended.\rEast,More.\r\n", Some(3)),
    ("nul.csv", b"outlet,text\nNorth,Talks\0 began.\nSouth,They ended.\n", Some(2)),
    ("nul-only.csv", b"\0\0\0\0\0\0\0\0", None),
    ("nul.jsonl", b"{\"text\":\"Talks\0 began.\"}\n{\"text\":\"Talks\\u0000 began.\"}\n", Some(1)),
    ("controls.csv", b"outlet,text\nNorth,\x01\x02\x03\x1e\x03\x1eTalks began.\x7f\n", Some(1)),
    ("end-mark.csv", b"outlet,text\nNorth,Talks began.\n\x1e\x03\x1e\nSouth,They ended.\n", None),
    ("end-mark.jsonl", b"{\"text\":\"One.\"}\n\x1e\x03\x1e\n{\"text\":\"Two.\"}\n", None),
    ("end-mark-last.csv", b"outlet,text\nNorth,Talks began.\nSouth,\"They ended.\n\x1e\x03\x1e\n", None),
    ("same-headers.csv", b"text,text,text\nTalks began.,They ended.,More.\n", Some(1)),
    ("same-headers-other-case.csv", b"Text,TEXT,text\nTalks began.,They ended.,More.\n", Some(1)),
    ("nameless-headers.csv", b",,text\na,b,Talks began.\n", Some(1)),
    ("blank-headers.csv", b" , \t,\" text \"\na,b,Talks began.\n", Some(1)),
    ("quoted-headers.csv", b"\"outlet\",\"text\"\n\"North\",\"Talks began.\"\n", Some(1)),
    ("semicolons.csv", b"outlet;text\nNorth;Talks, and more.\n", Some(1)),
    ("tabs.csv", b"outlet\ttext\nNorth\tTalks, and more.\n", Some(1)),
    ("bars.csv", b"outlet|text\nNorth|Talks, and more.\n", Some(1)),
    ("commas.tsv", b"outlet,text\nNorth,Talks began.\n", None),
    ("only-delimiters.csv", b",,,\n,,,\n,,,\n", Some(0)),
    ("only-quotes.csv", b"\"\"\"\"\"\"\"\"\"\"\"\"\n", Some(0)),
    ("open-header.csv", b"outlet,\"text\nNorth,Talks began.\n", None),
    ("stray-quotes.csv", b"outlet,text\nNorth,Talks \"began\" today.\nSouth,5\" of rain fell.\n", Some(2)),
    ("backslash-quotes.csv", b"outlet,text\nNorth,\"Talks \\\"began\\\" today.\"\nSouth,They ended.\n", None),
    ("single-quotes.csv", b"outlet,text\n'North','Talks, today.'\nSouth,They ended.\n", None),
    ("quote-behind-space.csv", b"outlet, text\nNorth, \"Talks, today.\"\nSouth, \"They ended.\"\n", None),
    ("preamble.csv", b"Export of 2024-01-01\n\noutlet,text\nNorth,Talks began.\n", None),
    ("comment.csv", b"# made by hand\noutlet,text\nNorth,Talks began.\n", None),
    ("separator-line.csv", b"sep=;\noutlet;text\nNorth;Talks began.\n", None),
    ("ragged.csv", b"a,b,text\n1\n1,2\n1,2,Talks began.\n1,2,3,4\n,,\n1,2,They ended.,,,\n", Some(2)),
    ("short-and-long.csv", b"text\nTalks began.\nTalks, ended.\n", None),
    ("page.csv", b"<!DOCTYPE html>\n<html><body><p>Not found</p></body></html>", Some(0)),
    ("page-behind-space.csv", b"\n  <html><body>text</body></html>\n", None),
    ("xml.csv", b"<?xml version=\"1.0\"?>\n<rss><item>text</item></rss>\n", None),
    ("script.csv", b"#!/bin/sh\necho text\n", None),
    ("zip.csv", b"PK\x03\x04\x14\0\0\0\x08\0rest of a workbook", None),
    ("empty-zip.csv", b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", None),
    ("office.csv", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", None),
    ("parquet.csv", b"PAR1\x15\x04\x15", None),
    ("pdf.csv", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", None),
    ("png.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", None),
    ("program.csv", b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0", None),
    ("gzip-of-nothing.csv", b"\x1f\x8b\x08\0\0\0\0\0\0\x03\x03\0\0\0\0\0\0\0\0\0", Some(0)),
    ("gzip-magic.csv", b"\x1f\x8b", None),
    ("gzip-head.csv.gz", b"\x1f\x8b\x08\x1f\0\0\0\0\0\x03\xff\xff", None),
    ("zstd-magic.csv.zst", b"\x28\xb5\x2f\xfd", None),
    ("zstd-skippable.csv.zst", b"\x50\x2a\x4d\x18\x04\0\0\0abcd", None),
    ("not-packed.csv.gz", b"outlet,text\nNorth,Talks began.\n", Some(1)),
    ("array.json", b"[{\"text\":\"Talks began.\"},{\"text\":\"They ended.\"}]", None),
    ("array.jsonl", b"[{\"text\":\"Talks began.\"}]\n", None),
    ("empty-array.json", b"[]", Some(0)),
    ("array-cut-off.json", b"[{\"text\":\"Talks began.\"},{\"text\":\"They", None),
    ("array-of-numbers.json", b"[1,2,3]", Some(0)),
    ("array-trailing-comma.json", b"[{\"text\":\"Talks began.\"},]", None),
    ("array-then-more.json", b"[{\"text\":\"Talks began.\"}] x", None),
    ("arrays.json", b"[{\"text\":\"a b\"}][{\"text\":\"c d\"}]", None),
    ("pretty.json", b"{\n  \"text\": \"Talks began.\",\n  \"outlet\": \"North\"\n}\n", None),
    ("string.json", b"\"text\"", Some(0)),
    ("number.json", b"12", Some(0)),
    ("null.jsonl", b"null\nnull\n", Some(0)),
    ("same-keys.jsonl", b"{\"text\":\"Talks began.\",\"text\":\"They ended.\"}\n", Some(1)),
    (
        "huge-number.jsonl",
        b"{\"text\":\"Talks began.\",\"id\":1e99999}\n{\"text\":\"More.\",\"id\":12345678901234567890123}\n",
        None,
    ),
    ("not-a-number.jsonl", b"{\"text\":\"Talks began.\",\"id\":NaN}\n", Some(0)),
    ("comments.jsonl", b"// made by hand\n{\"text\":\"Talks began.\"}\n", Some(1)),
    ("two-a-line.jsonl", b"{\"text\":\"One.\"}{\"text\":\"Two.\"}\n", None),
    ("half-surrogate.jsonl", b"{\"text\":\"\\ud83d began\"}\n{\"text\":\"One.\"}\n", Some(1)),
    ("surrogate-swapped.jsonl", b"{\"text\":\"\\udc4d\\ud83d\"}\n{\"text\":\"One.\"}\n", Some(1)),
    ("overlong.csv", b"text\n\xc0\xafTalks\nTalks began.\n", None),
    ("surrogate-bytes.csv", b"text\n\xed\xa0\x80Talks\nTalks began.\n", None),
    ("beyond-unicode.csv", b"text\n\xf4\x90\x80\x80Talks\nTalks began.\n", None),
    ("lone-continuation.csv", b"text\n\x80\x80\x80\nTalks began.\n", None),
    ("utf7.csv", b"text\n+AGE-Talks began.\n", Some(1)),
    ("no-extension", b"outlet,text\nNorth,Talks began.\n", Some(1)),
    ("wrong-extension.xlsx", b"outlet,text\nNorth,Talks began.\n", Some(1)),
    ("text.txt", b"Talks began.", Some(0)),
];

pub fn run(tally: &mut Tally) {
    let folder = tally.folder().to_owned();
    for &(name, bytes, n_articles) in ODD {
        for from in [None, Some(Format::Csv), Some(Format::Tsv), Some(Format::JsonLines)] {
            tally.case(&format!("{name} as {}", from.map_or("guessed", Format::name)), bytes, || {
                let path = folder.join(name);
                fs::write(&path, bytes).unwrap();
                let surveyed = survey(&path, &Options { from, ..Options::default() })?;
                match n_articles {
                    Some(expected) if from.is_none() && expected != surveyed.drafts.len() => Err(format!(
                        "{expected} articles expected: {:?} {:?}",
                        surveyed.texts(),
                        surveyed.reading.as_ref().err()
                    )),
                    _ => Ok(()),
                }
            });
        }
    }
    unclosed(tally);
    folders(tally);
    paths(tally);
    devices(tally);
}

/// A quotation mark opened in row `k` of 20 and never closed, alone or with quoted rows around it: one row may be lost.
fn unclosed(tally: &mut Tally) {
    let folder = tally.folder().to_owned();
    for quoted in ["unquoted", "quoted"] {
        for k in 1..=20 {
            let mut file = "outlet,text,url\n".to_owned();
            for row in 1..=20 {
                let text = format!("Talks {row} began at the border on Monday.");
                let quote = if quoted == "quoted" { "\"" } else { "" };
                match row == k {
                    true => file.push_str(&format!("North,\"{text},https://north.example/{row}\n")),
                    false => file.push_str(&format!("North,{quote}{text}{quote},https://north.example/{row}\n")),
                }
            }
            tally.case(&format!("unclosed/{quoted} row {k}"), file.as_bytes(), || {
                let surveyed = survey_bytes(&folder, "unclosed.csv", file.as_bytes())?;
                match surveyed.drafts.len() {
                    19 | 20 => Ok(()),
                    n => Err(format!("{n} of 20 articles are left")),
                }
            });
        }
    }
}

fn folders(tally: &mut Tally) {
    let top = tally.folder().join("folders");
    fs::create_dir(&top).unwrap();
    let make = |name: &str, files: &[(&str, &[u8])]| {
        let folder = top.join(name);
        fs::create_dir(&folder).unwrap();
        for (file, bytes) in files {
            fs::create_dir_all(folder.join(file).parent().unwrap()).unwrap();
            fs::write(folder.join(file), bytes).unwrap();
        }
        folder
    };
    let article: (&str, &[u8]) = ("North/a.txt", b"Talks began.");
    let empty = make("empty", &[]);
    let looping = make("loop", &[article]);
    let outward = make("outward", &[article]);
    let dead = make("dead", &[article]);
    let folder_as_file = make("a.csv", &[article]);
    let text_is_folder = make("text", &[article, ("b.txt/c.txt", b"They ended.")]);
    let manifest_is_folder = make("manifest", &[article, ("manifest.csv/x.txt", b"They ended.")]);
    let binary = make("binary", &[article, ("North/b.txt", b"\x89PNG\r\n\x1a\n\0\xff"), ("North/c.txt", b"")]);
    let deep = make("deep", &[article, ("a/b/c/d/e.txt", b"They ended.")]);
    let listed = make(
        "listed",
        &[
            article,
            (
                "manifest.csv",
                b"file,outlet\nNorth/a.txt,N\n/etc/hostname,N\n../../x.txt,N\n\
        North/../North/a.txt,N\n.,N\n,N\nNorth,N\n\0,N\nNorth/a.txt/,N\n",
            ),
        ],
    );
    let unlisted = make("unlisted", &[article, ("manifest.csv", b"")]);
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStrExt;
        use std::os::unix::fs::symlink;
        symlink(".", looping.join("again")).unwrap();
        symlink("..", looping.join("North/up")).unwrap();
        symlink("/etc/hostname", outward.join("out.txt")).unwrap();
        symlink("/", outward.join("root")).unwrap();
        symlink("nowhere.txt", dead.join("dead.txt")).unwrap();
        symlink("self.txt", dead.join("self.txt")).unwrap();
        let no_utf_8 = std::ffi::OsStr::from_bytes(b"caf\xe9.txt");
        fs::write(dead.join(no_utf_8), "They ended.").unwrap();
    }
    let all = [
        empty,
        looping,
        outward,
        dead,
        folder_as_file,
        text_is_folder,
        manifest_is_folder,
        binary,
        deep,
        listed,
        unlisted,
    ];
    for folder in all {
        for from in [None, Some(Format::Folder), Some(Format::Csv)] {
            let name =
                format!("folder {} as {}", folder.file_name().unwrap().display(), from.map_or("guessed", Format::name));
            tally.case(&name, b"", || survey(&folder, &Options { from, ..Options::default() }).map(drop));
        }
    }
}

fn paths(tally: &mut Tally) {
    let folder = tally.folder().to_owned();
    let long = "a".repeat(20_000);
    let deep = "a/".repeat(10_000);
    for path in ["", " ", "\0", "a\0b.csv", "\n", "no such file", "./", "--", "nul", "a.csv/b.csv", &long, &deep] {
        let shown: String = path.chars().take(20).collect();
        tally.case(&format!("path {shown:?}"), path.as_bytes(), || {
            let surveyed = survey(&folder.join("nowhere").join(path), &Options::default())?;
            surveyed.reading.map_or(Ok(()), |_| Err("something was read".to_owned()))
        });
    }
}

/// What is no file on a disk; through the program.
fn devices(tally: &mut Tally) {
    let folder = tally.folder().to_owned();
    let article = "outlet,text\nNorth,Talks began.\n";
    fs::write(folder.join("good.csv"), article).unwrap();
    let code = |found: Option<i32>, expected: i32| match found {
        Some(code) if code == expected => Ok(()),
        other => Err(format!("exit code {other:?}, expected {expected}")),
    };
    if cfg!(not(target_os = "linux")) {
        return;
    }
    for command in ["check", "score"] {
        let path = folder.join(format!("{command}.fifo"));
        assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
        let writer = {
            let path = path.clone();
            std::thread::spawn(move || fs::write(path, article).unwrap())
        };
        let ended = child(&folder, &[command, path.to_str().unwrap()]);
        tally.record(&format!("named pipe to {command}"), ended.and_then(|it| code(it.code, 0)));
        writer.join().unwrap();

        let full = File::options().write(true).open("/dev/full").unwrap();
        let ended = slantwise(&folder).args([command, "good.csv"]).stdout(full).stderr(Stdio::null()).status();
        tally.record(&format!("{command} to a full device"), code(ended.unwrap().code(), 2));
        for device in ["/dev/null", "/dev/zero", "/proc/self/mem", "/dev/full"] {
            let ended = child(&folder, &[command, device]);
            tally.record(&format!("{command} of {device}"), ended.and_then(|it| code(it.code, 2)));
        }
    }
    for output in ["/dev/full", "/dev/null/out", "good.csv", "good.csv/out", "/proc/out"] {
        let ended = child(&folder, &["run", "good.csv", "-o", output, "-q"]);
        tally.record(&format!("output to {output}"), ended.and_then(|it| code(it.code, 2)));
    }
}

type Fill = fn(&mut dyn Write) -> std::io::Result<()>;

const MEBIBYTE: usize = 1 << 20;

fn repeat(file: &mut dyn Write, bytes: &[u8], n_bytes: usize) -> std::io::Result<()> {
    let block = bytes.repeat((MEBIBYTE / bytes.len()).max(1));
    (0..n_bytes.div_ceil(block.len())).try_for_each(|_| file.write_all(&block))
}

fn quoted_field(file: &mut dyn Write, n_bytes: usize) -> std::io::Result<()> {
    file.write_all(b"outlet,text\nNorth,\"")?;
    repeat(file, b"Talks began \"\"at last\"\".\n", n_bytes)?; // no line is a row
    file.write_all(b"\"\nSouth,They ended.\n")
}

/// Large files, made as they are written.
const LARGE: &[(&str, Fill)] = &[
    ("a line of 70 MiB.csv", |it| repeat(it, b"Talks began, ", 70 * MEBIBYTE)),
    ("a line of 70 MiB.jsonl", |it| repeat(it, b"{\"text\":", 70 * MEBIBYTE)),
    ("a line of 70 MiB.tsv", |it| repeat(it, b"text\t", 70 * MEBIBYTE)),
    ("a field of 15 MiB.csv", |it| quoted_field(it, 15 * MEBIBYTE)),
    ("a field of 17 MiB.csv", |it| quoted_field(it, 17 * MEBIBYTE)),
    ("a field of 70 MiB.csv", |it| quoted_field(it, 70 * MEBIBYTE)),
    ("an open field of 8 MiB.csv", |it| {
        it.write_all(b"outlet,text\nNorth,\"Talks began.\n")?;
        repeat(it, b"South,They ended at noon.\n", 8 * MEBIBYTE)
    }),
    ("1,000,001 columns.csv", |it| {
        it.write_all(b"text")?;
        (0..1_000_000).try_for_each(|i| write!(it, ",c{i}"))?;
        it.write_all(b"\nTalks began.")?;
        repeat(it, b",x", 2_000_000)?;
        it.write_all(b"\n")
    }),
    ("1,000,001 cells under one header.csv", |it| {
        it.write_all(b"text\nTalks began.")?;
        repeat(it, b",x", 2_000_000)?;
        it.write_all(b"\nThey ended.\n")
    }),
    ("1,000,000 empty lines.csv", |it| {
        it.write_all(b"outlet,text\n")?;
        repeat(it, b"\n", 1_000_000)?;
        it.write_all(b"North,Talks began.\n")
    }),
    ("1,000,000 empty rows.csv", |it| {
        it.write_all(b"outlet,text\nNorth,Talks began.\n")?;
        repeat(it, b",\n", 2_000_000)
    }),
    ("1,000,000 empty objects.jsonl", |it| {
        it.write_all(b"{\"text\":\"Talks began.\"}\n")?;
        repeat(it, b"{}\n", 3_000_000)
    }),
    ("1,000,000 bad lines.jsonl", |it| {
        it.write_all(b"{\"text\":\"Talks began.\"}\n")?;
        repeat(it, b"{x\n", 3_000_000)
    }),
    ("a string of 100 MiB.jsonl", |it| {
        it.write_all(b"{\"text\":\"")?;
        repeat(it, b"Talks began. ", 100 * MEBIBYTE)?;
        it.write_all(b"\"}\n")
    }),
    ("1,000,000 keys.jsonl", |it| {
        it.write_all(b"{\"text\":\"Talks began.\"")?;
        (0..1_000_000).try_for_each(|i| write!(it, ",\"k{i}\":{i}"))?;
        it.write_all(b"}\n")
    }),
    ("1,000,000 nested arrays.jsonl", |it| {
        it.write_all(b"{\"text\":\"Talks began.\"}\n{\"text\":")?;
        repeat(it, b"[", 1_000_000)?;
        it.write_all(b"\n")
    }),
    ("an array of 1,000,000 strings.jsonl", |it| {
        it.write_all(b"{\"text\":[\"Talks began.\"")?;
        repeat(it, b",\"x\"", 4_000_000)?;
        it.write_all(b"]}\n")
    }),
    ("one word of 15 MiB.csv", |it| {
        it.write_all(b"text\n")?;
        repeat(it, b"abcdefgh", 15 * MEBIBYTE)?;
        it.write_all(b"\n")
    }),
    ("15 MiB of quotation marks.csv", |it| {
        it.write_all(b"text\n\"a")?;
        repeat(it, b"\"\" b ", 15 * MEBIBYTE)?;
        it.write_all(b"\"\n")
    }),
    ("15 MiB of accents.csv", |it| {
        it.write_all("text\na".as_bytes())?;
        repeat(it, "\u{301}".as_bytes(), 15 * MEBIBYTE)?;
        it.write_all(b"\n")
    }),
    ("15 MiB of open brackets.csv", |it| {
        it.write_all(b"text\nTalks began ")?;
        repeat(it, b"(RELATED: ", 15 * MEBIBYTE)?;
        it.write_all(b"\n")
    }),
    ("15 MiB of short lines.csv", |it| {
        it.write_all(b"text\n\"Talks began.\n")?;
        repeat(it, b"By Ann Lee\nAdvertisement\n", 15 * MEBIBYTE)?;
        it.write_all(b"\"\n")
    }),
];

pub fn large(tally: &mut Tally) {
    for (name, fill) in LARGE {
        let path = tally.folder().join(name);
        let mut file = BufWriter::with_capacity(MEBIBYTE, File::create(&path).unwrap());
        fill(&mut file).and_then(|()| file.flush()).unwrap();
        drop(file);
        // of long texts, measuring is what costs; of odd structures, keeping all articles is, too
        run_on(tally, name, &path, if name.contains("15 MiB") { &["score"] } else { &["check", "score"] });
        fs::remove_file(path).unwrap();
    }
    tally.note(format!("peak of the program's memory so far: {} MiB", peak_of_children()));
}

/// The commands on the file.
pub fn run_on(tally: &mut Tally, name: &str, path: &Path, commands: &[&str]) {
    for command in commands {
        let start = std::time::Instant::now();
        let ended = child(tally.folder(), &[command, path.to_str().unwrap()]);
        if start.elapsed().as_secs() >= 2 {
            tally.note(format!("{command} {name}: {:.1} s", start.elapsed().as_secs_f64()));
        }
        tally.record(&format!("{command} {name}"), ended.map(drop));
    }
}
