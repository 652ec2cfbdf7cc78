//! Good files of every format, cut off and with bytes changed.

use std::fs;
use std::io::Write;
use std::path::Path;

use slantwise::lexicon;
use slantwise::read::Options;

use crate::check::{Tally, explained, survey};
use crate::support::{Dice, csv_of, demo};

/// Cuts, and changes of one to four bytes, made of each file.
const N_CUTS: usize = 64;
const N_FLIPS: usize = 160;

/// A good file: its name, its bytes, and how it is read.
struct Golden {
    name: &'static str,
    bytes: Vec<u8>,
    read: fn(&Path) -> Result<usize, String>,
}

/// Word lists in the formats of other programs.
const LISTS: &[(&str, &str)] = &[
    ("list.dicx", "DicTerm,calm,storm\nquiet*,X,\ngale,,X\nat sea,X,X\n"),
    ("list.lc3", "+calm\nquiet*\nat sea\n+storm\ngale\n  a high wind \n"),
    (
        "list.ykd",
        "<?xml version=\"1.0\"?>\n<dictionary><cnode name=\"calm\" desc=\"no &amp; wind\"><pnode name=\"quiet*\"/>\n\
         <cnode name=\"sea\"><pnode name=\"at sea\"></pnode></cnode></cnode></dictionary>\n",
    ),
    ("list.cat", "CALM\n\tQUIET* (1)\n\tSEA\n\t\tAT_SEA (1)\nSTORM\n\tGALE (1)\n"),
    (
        "list.tff",
        "type=weaksubj len=1 word1=quiet pos1=adj stemmed1=n priorpolarity=positive\n\
         type=strongsubj len=1 word1=gale pos1=noun stemmed1=y priorpolarity=negative\n",
    ),
    ("vader.txt", "quiet\t1.5\t0.6\t[1, 2, 1]\ngale\t-1.9\t0.5\t[-2, -2]\n:(\t-1.5\t0.8\t[-1, -2]\n"),
    ("afinn.txt", "quiet\t2\nat sea\t1\ngale\t-3\n"),
    ("nrc.txt", "quiet\ttrust\t1\nquiet\tfear\t0\ngale\tfear\t1\n"),
    ("list.tsv", "term\tlabel\tscore\nquiet*\tcalm\t1\ngale\tstorm\t-2\n"),
    (
        "gaps.csv",
        "category,pattern\na,record ~3 number*\na,border NEAR/5 crisis\na,\"cause NOT \"\"root cause\"\"\"\n\
         b,order NOT BEFORE/2 protection\nb,CASE Turkey\nb,rights NOT AFTER civil\n",
    ),
];

/// How many articles there are.
fn articles(path: &Path) -> Result<usize, String> {
    survey(path, &Options::default()).map(|it| it.drafts.len())
}

/// How many articles there are in the folder that the file lies in.
fn folder_of(path: &Path) -> Result<usize, String> {
    articles(path.parent().unwrap())
}

/// How many patterns the word list has; 0 when it is refused.
fn patterns(path: &Path) -> Result<usize, String> {
    match lexicon::load(path.to_str().unwrap()) {
        Ok(it) => Ok(it.categories.iter().map(|it| it.patterns.len()).sum()),
        Err(error) => explained(&error).map(|()| 0),
    }
}

fn goldens(folder: &Path) -> Vec<Golden> {
    let demo = &demo()[..6];
    let csv = csv_of(demo);
    let mut tsv = csv::WriterBuilder::new().delimiter(b'\t').from_writer(Vec::new());
    tsv.write_record(["id", "outlet", "text", "date"]).unwrap();
    demo.iter().for_each(|it| tsv.write_record([&it.id, &it.outlet, &it.text, &it.date]).unwrap());
    let objects: Vec<serde_json::Value> = demo
        .iter()
        .map(|it| {
            serde_json::json!({
                "authors": ["Ann Lee", "Bo Roe"], "date_publish": format!("{} 10:00:00", it.date), "description": null,
                "maintext": it.text, "source_domain": it.outlet, "title": it.title, "url": it.url, "language": "en",
            })
        })
        .collect();
    let lines: String = objects.iter().map(|it| format!("{it}\n")).collect();
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(&csv).unwrap();
    let texts = folder.join("texts");
    fs::create_dir(&texts).unwrap();
    (0..4).for_each(|it| fs::write(texts.join(format!("{it}.txt")), &demo[it].text).unwrap());
    let manifest = (0..4).map(|it| format!("{it}.txt,\"{}\",2022-07-1{it},event\n", demo[it].outlet));
    fs::write(folder.join("pack.csv"), "category,pattern,weight\ngood,calm,1.5\nbad,\"storm, fire\",-2\nnot,not,\n")
        .unwrap();
    let pack = "name = \"mood\"\nversion = \"1\"\nlanguage = \"en\"\nabout = \"a test\"\nnegation_window = 3\n\
        [[category]]\nname = \"good\"\nrole = \"valence\"\n[[category]]\nname = \"bad\"\nrole = \"valence\"\n\
        [[category]]\nname = \"not\"\nrole = \"negator\"\n";
    let golden = |name, bytes: &[u8], read| Golden { name, bytes: bytes.to_vec(), read };
    let mut goldens = vec![
        golden("a.csv", &csv, articles as fn(&Path) -> _),
        golden("a.tsv", &tsv.into_inner().unwrap(), articles),
        golden("a.jsonl", lines.as_bytes(), articles),
        golden("a.json", serde_json::to_string_pretty(&objects).unwrap().as_bytes(), articles),
        golden("a.csv.gz", &gzip.finish().unwrap(), articles),
        golden("a.csv.zst", &zstd::encode_all(&csv[..], 3).unwrap(), articles),
        golden("a.zip", &zipped(&csv), articles),
        golden(
            "texts/manifest.csv",
            format!("file,outlet,date,event\n{}", manifest.collect::<String>()).as_bytes(),
            folder_of,
        ),
        golden("texts/0.txt", demo[0].text.as_bytes(), folder_of),
        golden(
            "utf-16.csv",
            &"\u{feff}outlet,text\nNorth,“Talks” began.\nSouth,They ended.\n"
                .encode_utf16()
                .flat_map(u16::to_le_bytes)
                .collect::<Vec<_>>(),
            articles,
        ),
        golden("list.dic", b"%\n1\tgood\n2\tbad\n%\ncalm*\t1\nstorm\t2\nat sea\t1 2\ncaf\xc3\xa9\t1\n", patterns),
        golden(
            "list.yml",
            "good:\n  plain: [calm, \"quiet*\"]\n  __: ['at sea']\nbad:\n  - storm\n  - café\n".as_bytes(),
            patterns,
        ),
        golden("list.csv", b"category,pattern,weight\n# note\ngood,calm,1.5\nbad,\"storm, fire\",-2\n", patterns),
        golden("pack.toml", pack.as_bytes(), patterns),
    ];
    goldens.extend(LISTS.iter().map(|(name, text)| golden(name, text.as_bytes(), patterns)));
    #[cfg(feature = "parquet")]
    goldens.push(golden("a.parquet", &parquet(demo), articles));
    goldens
}

fn zipped(csv: &[u8]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for name in ["one.csv", "folder/two.csv"] {
        writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(csv).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[cfg(feature = "parquet")]
fn parquet(articles: &[crate::support::Article]) -> Vec<u8> {
    use parquet::data_type::{ByteArray, ByteArrayType};
    use parquet::file::writer::SerializedFileWriter;
    let schema = "message articles { required binary outlet (UTF8); required binary text (UTF8); }";
    let schema = std::sync::Arc::new(parquet::schema::parser::parse_message_type(schema).unwrap());
    let mut bytes = Vec::new();
    let mut writer = SerializedFileWriter::new(&mut bytes, schema, Default::default()).unwrap();
    let mut group = writer.next_row_group().unwrap();
    let columns: [Vec<ByteArray>; 2] = [
        articles.iter().map(|it| it.outlet.as_str().into()).collect(),
        articles.iter().map(|it| it.text.as_str().into()).collect(),
    ];
    for values in columns {
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<ByteArrayType>().write_batch(&values, None, None).unwrap();
        column.close().unwrap();
    }
    group.close().unwrap();
    writer.close().unwrap();
    bytes
}

pub fn run(tally: &mut Tally) {
    let folder = tally.folder().to_owned();
    for golden in goldens(&folder) {
        let path = folder.join(golden.name);
        fs::write(&path, &golden.bytes).unwrap();
        let n_whole = (golden.read)(&path).unwrap_or(0);
        let name = format!("{}/whole", golden.name);
        tally.record(&name, if n_whole > 0 { Ok(()) } else { Err("nothing was read".to_owned()) });
        let try_out = |tally: &mut Tally, name: &str, bytes: &[u8]| {
            tally.case(&format!("{}/{name}", golden.name), bytes, || {
                fs::write(&path, bytes).unwrap();
                (golden.read)(&path).map(drop)
            });
        };
        for cut in 0..N_CUTS {
            try_out(tally, "cut off", &golden.bytes[..golden.bytes.len() * cut / N_CUTS]);
        }
        for seed in 0..N_FLIPS {
            try_out(tally, "flipped", &flipped(&golden.bytes, seed as u64));
        }
        fs::write(&path, &golden.bytes).unwrap();
    }
}

/// A few bytes changed: to any other, to one that means something, taken out, doubled, or one bit turned.
fn flipped(bytes: &[u8], seed: u64) -> Vec<u8> {
    const MEANINGS: &[u8] = b"\"\n\r\t,;:{}[]\\\0\xff\x80\xc3%*<'";
    let mut dice = Dice::new(seed + 1);
    let mut bytes = bytes.to_vec();
    for _ in 0..1 + dice.below(4) {
        let at = dice.below(bytes.len());
        match dice.below(5) {
            0 => bytes[at] = dice.below(256) as u8,
            1 => bytes[at] = MEANINGS[dice.below(MEANINGS.len())],
            2 => drop(bytes.remove(at)),
            3 => bytes.insert(at, bytes[at]),
            _ => bytes[at] ^= 1 << dice.below(8),
        }
    }
    bytes
}
