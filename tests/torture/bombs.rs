//! Small files that become large, or deep, when they are read.

use std::fs::{self, File};
use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::check::{Tally, survey_bytes};
use crate::structures::run_on;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zstandard(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 19).unwrap()
}

type Pack = fn(&[u8]) -> Vec<u8>;

const PACKERS: [(&str, Pack); 2] = [("gz", gzip), ("zst", zstandard)];

pub fn run(tally: &mut Tally) {
    let folder = tally.folder().to_owned();
    let table = b"outlet,text\nNorth,Talks began.\nSouth,They ended.\n";
    for (extension, pack) in PACKERS {
        let once = pack(table);
        let twice = pack(&once);
        let many = (0..60).fold(once.clone(), |it, _| pack(&it));
        let garbage = [once.clone(), b"not packed at all".to_vec()].concat();
        let two = [pack(b"outlet,text\nNorth,Talks "), pack(b"began.\n")].concat();
        let empties = [pack(b"").repeat(10_000), once.clone()].concat();
        let mut wrong_sum = once.clone();
        if let Some(last) = wrong_sum.len().checked_sub(6) {
            wrong_sum[last] ^= 0xff;
        }
        let inputs = [
            ("once", once),
            ("twice", twice),
            ("60 times", many),
            ("with garbage behind", garbage),
            ("in two members", two),
            ("10,000 empty members", empties),
            ("with a wrong sum", wrong_sum),
            ("8 MiB of zeros", pack(&vec![0; 8 << 20])),
        ];
        for (name, bytes) in inputs {
            for inner in ["csv", "jsonl"] {
                tally.case(&format!("{name}.{inner}.{extension}"), &bytes, || {
                    survey_bytes(&folder, &format!("a.{inner}.{extension}"), &bytes).map(drop)
                });
            }
        }
    }
    let deep = |open: &str, n: usize, close: &str| format!("{}{}", open.repeat(n), close.repeat(n));
    for n in [100, 127, 128, 129, 10_000, 1_000_000] {
        for (name, value) in [
            ("arrays", deep("[", n, "]")),
            ("objects", format!("{}1{}", "{\"a\":".repeat(n), "}".repeat(n))),
            ("arrays left open", "[".repeat(n)),
            ("objects left open", "{\"a\":".repeat(n)),
        ] {
            for key in ["text", "unused"] {
                let line = format!("{{\"text\": \"Talks began.\"}}\n{{\"{key}\": {value}}}\n");
                tally.case(&format!("{n} {name} in {key}"), line.as_bytes(), || {
                    let surveyed = survey_bytes(&folder, "deep.jsonl", line.as_bytes())?;
                    match surveyed.drafts.first() {
                        Some(_) => Ok(()),
                        None => Err(format!("the good line is lost: {:?}", surveyed.reading.as_ref().err())),
                    }
                });
            }
        }
    }
}

/// A name, the format, and a block of bytes.
type Block = (&'static str, &'static str, fn() -> Vec<u8>);

/// What 2 GiB are made of, a block at a time.
const BLOCKS: [Block; 5] = [
    ("zeros", "csv", || vec![0; 1 << 20]),
    ("lines of zeros", "csv", || [vec![0; 1023], vec![b'\n']].concat().repeat(1 << 10)),
    ("empty rows", "csv", || b",\n".repeat(1 << 19)),
    ("rows", "csv", || b"North,Talks began at the border on Monday and went on.\n".repeat(1 << 14)),
    ("objects", "jsonl", || {
        b"{\"outlet\": \"North\", \"text\": \"Talks began at the border on Monday.\"}\n".repeat(1 << 14)
    }),
];

/// 2 GiB in a few kilobytes, by repeating one packed block; the program must stop, or get through them.
pub fn large(tally: &mut Tally) {
    for (i, (what, inner, block)) in BLOCKS.into_iter().enumerate() {
        let block = block();
        for (extension, pack) in PACKERS {
            // the longest ones once, packed in turn
            if i >= 3 && (i % 2 == 0) != (extension == "gz") {
                continue;
            }
            let name = format!("2 GiB of {what}.{inner}.{extension}");
            let path = tally.folder().join(&name);
            let mut file = File::create(&path).unwrap();
            if inner == "csv" {
                file.write_all(&pack(b"outlet,text\nNorth,Talks began.\n")).unwrap();
            }
            let packed = pack(&block);
            (0..(2 << 30) / block.len()).for_each(|_| file.write_all(&packed).unwrap());
            drop(file);
            // without a bound, scoring two gigabytes of articles would only take its time
            run_on(tally, &name, &path, if i >= 3 { &["check"] } else { &["check", "score"] });
            fs::remove_file(path).unwrap();
        }
    }
}
