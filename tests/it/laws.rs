//! Laws that hold for every table, on the bundled corpus and on a generated one.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::support::{
    Article, Dice, Sheet, assert_same, bytes_under, call, csv_of, demo, folder_with, generated, json_lines_of, root,
    run, slantwise, tables,
};

pub(crate) fn corpora() -> [(&'static str, Vec<Article>); 3] {
    [("demo", demo()), ("generated", generated(40, 1)), ("repeated", repeated())]
}

/// Generated articles, some of them copied whole or with a word changed, and one outlet's with a line of furniture.
fn repeated() -> Vec<Article> {
    let mut articles = generated(30, 4);
    let mut dice = Dice::new(5);
    for i in (0..articles.len()).step_by(3) {
        let mut copy = articles[i].clone();
        copy.id = format!("{}-again", copy.id);
        copy.outlet = dice.pick(&["North", "Wést"]).to_owned();
        if dice.below(2) == 0 {
            copy.text = copy.text.replacen("They", "We all", 1);
        }
        articles.push(copy);
    }
    for it in articles.iter_mut().filter(|it| it.outlet == "North") {
        it.text.push_str("You can’t read on -- sign in “now” or never.\n");
    }
    articles
}

/// For laws that hold for the table of targets too.
pub(crate) const TARGETS: &[&str] = &["--target", "refugees", "--target", "Josefina Peña|Peña|U.S.|Mexico"];

fn bytes_of(articles: &[Article], more: &[&str]) -> BTreeMap<String, Vec<u8>> {
    bytes_under(&run(articles, &[TARGETS, more].concat()).0.path().join("out/tables"))
}

fn assert_same_bytes(found: &BTreeMap<String, Vec<u8>>, expected: &BTreeMap<String, Vec<u8>>, what: &str) {
    assert_eq!(found.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>(), "{what}");
    for (name, bytes) in found {
        if bytes != &expected[name] {
            assert_same(name, &Sheet::parse(bytes), &Sheet::parse(&expected[name]), what);
            panic!("{name}: {what}: equal cells, different bytes");
        }
    }
}

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    for (name, articles) in corpora() {
        let one = bytes_of(&articles, &["-j", "1"]);
        for threads in ["2", "5"] {
            assert_same_bytes(&bytes_of(&articles, &["-j", threads]), &one, &format!("{name}, -j {threads}"));
        }
    }
}

#[test]
fn any_number_of_threads_and_order_of_rows_gives_the_same_clusters_by_every_method() {
    let mut articles = generated(40, 1);
    articles.retain(|it| !it.outlet.is_empty()); // rejects names the rows of the file
    let backwards: Vec<Article> = articles.iter().rev().cloned().collect();
    for method in ["gaussian", "dbscan", "agglomerative"] {
        let settings = ["--cluster-method", method, "--resamples", "20", "--permutations", "0"];
        let one = bytes_of(&articles, &[&settings[..], &["-j", "1"]].concat());
        assert_same_bytes(&bytes_of(&backwards, &[&settings[..], &["-j", "3"]].concat()), &one, method);
        assert!(one["cluster_fit.csv"].windows(method.len()).any(|it| it == method.as_bytes()));
    }
}

#[test]
fn any_order_of_rows_gives_the_same_bytes() {
    for (name, mut articles) in corpora() {
        // rejects names the rows of the file, and so depends on their order: let every row be free of problems
        articles.retain(|it| !it.outlet.is_empty());
        for with_events in [true, false] {
            if !with_events {
                articles.iter_mut().for_each(|it| it.event.clear());
            }
            let expected = bytes_of(&articles, &[]);
            for seed in 0..2 {
                let mut shuffled = articles.clone();
                Dice::new(seed).shuffle(&mut shuffled);
                assert_ne!(shuffled, articles);
                assert_same_bytes(&bytes_of(&shuffled, &[]), &expected, &format!("{name}, shuffle {seed}"));
            }
            let reversed: Vec<Article> = articles.iter().rev().cloned().collect();
            assert_same_bytes(&bytes_of(&reversed, &[]), &expected, &format!("{name}, reversed"));
        }
    }
}

#[test]
fn rows_with_one_id_and_one_text_may_stand_in_any_order_too() {
    let vary: [fn(&mut Article); 5] = [
        |it| it.url = "https://north.example/again".to_owned(),
        |it| it.title.push_str(", again"),
        |it| it.date = "2023-12-31".to_owned(),
        |it| it.outlet = "North".to_owned(),
        |it| it.event = "event 001".to_owned(),
    ];
    let mut articles = demo();
    for (i, vary) in vary.into_iter().enumerate() {
        let mut again = articles[i].clone();
        vary(&mut again);
        assert_ne!(again, articles[i]);
        articles.push(again);
    }
    let reversed: Vec<Article> = articles.iter().rev().cloned().collect();
    assert_same_bytes(&bytes_of(&reversed, &[]), &bytes_of(&articles, &[]), "reversed, ids repeated");
}

#[test]
fn any_order_of_rows_gives_the_same_bytes_without_ids() {
    let (_, articles) = corpora()[0].clone();
    let nameless = |articles: &[Article]| -> Vec<Article> {
        articles.iter().cloned().map(|it| Article { id: String::new(), ..it }).collect()
    };
    let reversed: Vec<Article> = articles.iter().rev().cloned().collect();
    assert_same_bytes(&bytes_of(&nameless(&reversed), &[]), &bytes_of(&nameless(&articles), &[]), "reversed, no ids");
}

/// Columns that name the input an article came from.
const NAMES_THE_INPUT: &[(&str, &[&str])] = &[("articles", &["source_file"])];

/// The page without its table of inputs, which says what each was read as.
fn without_inputs(page: &str) -> String {
    let (before, rest) = page.split_once("<th scope=\"col\">input</th>").expect("a table of inputs");
    let (_, behind) = rest.split_once("</table>").expect("its end");
    [before, behind].concat()
}

/// The articles in `n` files, dealt out in turn; every second file is JSON Lines.
fn split(folder: &Path, articles: &[Article], n: usize) -> Vec<String> {
    (0..n)
        .map(|part| {
            let dealt: Vec<Article> = articles.iter().skip(part).step_by(n).cloned().collect();
            let is_json = part % 2 == 1;
            let name = format!("part-{part}.{}", if is_json { "jsonl" } else { "csv" });
            fs::write(folder.join(&name), if is_json { json_lines_of(&dealt) } else { csv_of(&dealt) }).unwrap();
            name
        })
        .collect()
}

#[test]
fn threads_order_and_split_change_no_byte() {
    let mut articles = generated(14, 5);
    articles.retain(|it| !it.outlet.is_empty()); // rejects names the rows of the file
    let mut shuffled = articles.clone();
    Dice::new(9).shuffle(&mut shuffled);
    let orders = [articles.clone(), articles.iter().rev().cloned().collect(), shuffled];
    let mut expected: Option<BTreeMap<String, Vec<u8>>> = None;
    let mut n_combinations = 0;
    for threads in ["1", "2", "8"] {
        for (order, articles) in orders.iter().enumerate() {
            for n_parts in [1, 2, 3, 7] {
                let what = format!("-j {threads}, order {order}, {n_parts} files");
                let folder = tempfile::tempdir().unwrap();
                let parts = split(folder.path(), articles, n_parts);
                let mut arguments =
                    vec!["run", "-o", "out", "-q", "--resamples", "50", "--permutations", "50", "-j", threads];
                arguments.extend(parts.iter().map(String::as_str));
                let ended = call(folder.path(), &arguments);
                assert_eq!(ended.code, Some(0), "{what}: {}", ended.err);
                let out = folder.path().join("out");
                let mut files = bytes_under(&out.join("tables"));
                for (table, columns) in NAMES_THE_INPUT {
                    let bytes = files.get_mut(&format!("{table}.csv")).unwrap();
                    *bytes = format!("{:?}", Sheet::parse(bytes).without(columns)).into_bytes();
                }
                for name in ["codebook.csv", "README.txt"] {
                    files.insert(name.to_owned(), fs::read(out.join(name)).unwrap());
                }
                let page = fs::read_to_string(out.join("index.html")).unwrap();
                files.insert("index.html".to_owned(), without_inputs(&page).into_bytes());
                let expected = expected.get_or_insert_with(|| files.clone());
                let names = |it: &BTreeMap<String, Vec<u8>>| it.keys().cloned().collect::<Vec<_>>();
                assert_eq!(names(&files), names(expected), "{what}");
                files.iter().for_each(|(name, bytes)| assert!(bytes == &expected[name], "{name}: {what}"));
                n_combinations += 1;
            }
        }
    }
    assert_eq!(n_combinations, 36);
}

#[test]
fn the_environment_changes_no_byte() {
    let folder = folder_with(&generated(10, 6));
    // the program in a shell, so that standard input can be closed
    let bytes = |closed: &str, set: &[(&str, &str)], unset: &[&str]| {
        let program = slantwise(folder.path()).get_program().to_owned();
        let mut command = std::process::Command::new("sh");
        command.current_dir(folder.path()).args(["-c", &format!("exec \"$0\" \"$@\" {closed}")]).arg(program);
        command.args(["run", "articles.csv", "-o", "out", "-q", "--resamples", "50", "--permutations", "50"]);
        command.envs(set.iter().copied());
        for name in unset {
            command.env_remove(name);
        }
        let output = command.output().unwrap();
        assert!(output.status.success(), "{closed} {set:?}: {}", String::from_utf8_lossy(&output.stderr));
        let mut files = bytes_under(&folder.path().join("out"));
        files.remove("run.json"); // it holds the time taken
        files
    };
    let expected = bytes("", &[], &[]);
    for locale in ["C", "C.UTF-8", "de_DE.UTF-8", "tr_TR.UTF-8", "ja_JP.eucJP", "no such locale"] {
        let set = [("LC_ALL", locale), ("LANG", locale), ("LANGUAGE", locale)];
        assert!(bytes("", &set, &[]) == expected, "LC_ALL={locale}");
    }
    for zone in ["UTC", "Asia/Kathmandu", "Pacific/Kiritimati", "no such zone", ""] {
        assert!(bytes("", &[("TZ", zone)], &[]) == expected, "TZ={zone}");
    }
    for terminal in ["dumb", "xterm-256color", ""] {
        assert!(
            bytes("", &[("TERM", terminal), ("COLUMNS", "20"), ("CLICOLOR_FORCE", "1")], &[]) == expected,
            "{terminal}"
        );
    }
    assert!(bytes("", &[], &["HOME", "USER", "PATH", "TMPDIR"]) == expected, "HOME unset");
    for closed in ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"] {
        assert!(bytes(closed, &[], &[]) == expected, "{closed}");
    }
}

#[test]
fn every_value_lies_in_the_range_of_its_unit() {
    for (name, articles) in corpora() {
        let (folder, tables) = run(&articles, TARGETS);
        assert!(!tables["targets"].rows.is_empty());
        let codebook = Sheet::parse(&fs::read(folder.path().join("out/codebook.csv")).unwrap());
        let ranges: BTreeMap<(String, String), (String, String)> = (0..codebook.rows.len())
            .map(|row| {
                let cell = |name: &str| codebook.cell(row, name).to_owned();
                ((cell("table"), cell("column")), (cell("unit"), cell("range")))
            })
            .collect();
        let n_columns: usize = tables.values().map(|it| it.header.len()).sum();
        assert_eq!(ranges.len(), n_columns, "the codebook has every column, and each once");
        for (table, sheet) in &tables {
            for (column, head) in sheet.header.iter().enumerate() {
                let (unit, range) = &ranges[&(table.clone(), head.clone())];
                for (row, cells) in sheet.rows.iter().enumerate() {
                    let cell = cells[column].as_str();
                    let place = format!("{name}: {table} row {row} column {head}: {cell:?} is no {unit}, {range}");
                    assert!(is_in_range(cell, unit, range), "{place}");
                }
            }
        }
    }
}

fn is_in_range(cell: &str, unit: &str, range: &str) -> bool {
    let within = |least: f64, most: f64| {
        let is_small = unit == "probability" && cell.contains("e-"); // 2.859e-7: never rounded to 0
        let is_plain = is_small || cell.bytes().all(|it| it.is_ascii_digit() || it == b'.' || it == b'-');
        is_plain && cell.parse::<f64>().is_ok_and(|it| it.is_finite() && it >= least && it <= most)
    };
    let is_whole = || cell.bytes().all(|it| it.is_ascii_digit());
    match (unit, range) {
        (_, _) if cell.is_empty() => true,
        ("count" | "Unicode characters" | "bytes", "0 and up") => is_whole(),
        ("rank", "1 and up") => is_whole() && within(1.0, f64::MAX),
        ("per 1,000 words", "0 and up") => within(0.0, 1000.0),
        ("share" | "probability", "0 to 1") => within(0.0, 1.0),
        ("from -1 to 1", "-1 to 1") => within(-1.0, 1.0),
        ("score", "") => within(f64::MIN, f64::MAX),
        ("flag", _) => cell == "true" || cell == "false",
        ("date", _) => cell.len() == 10 && cell.split('-').map(str::len).eq([4, 2, 2]),
        ("category", "") => cell.chars().all(|it| it.is_ascii_lowercase() || it == '_' || it.is_ascii_digit()),
        ("identifier" | "text", "") => !matches!(cell, "NaN" | "inf" | "-inf" | "None"),
        _ => panic!("a unit that this test does not know: {unit}, {range}"),
    }
}

#[test]
fn an_interval_holds_its_estimate_and_ranks_have_no_gaps() {
    for (name, articles) in corpora() {
        let (_, tables) = run(&articles, TARGETS);
        let mut n_intervals = 0;
        for (table, value, low, high) in [
            ("outlet_frames", "mean", "ci_low", "ci_high"),
            ("axes", "mean", "ci_low", "ci_high"),
            ("axes", "log_ratio", "log_ratio_ci_low", "log_ratio_ci_high"),
            ("axes", "diff", "diff_ci_low", "diff_ci_high"),
            ("outlet_frames", "diff", "diff_ci_low", "diff_ci_high"),
            ("articles", "sent_mean", "sent_ci_low", "sent_ci_high"),
            ("targets", "sentiment", "ci_low", "ci_high"),
        ] {
            let sheet = &tables[table];
            for row in 0..sheet.rows.len() {
                let cells = [low, value, high].map(|it| sheet.cell(row, it));
                assert_eq!(cells[0].is_empty(), cells[2].is_empty(), "{name} {table} {row}");
                if !cells[0].is_empty() {
                    let [low, value, high] = cells.map(|it| it.parse::<f64>().unwrap());
                    assert!(low <= value && value <= high, "{name} {table} {row}: {low} {value} {high}");
                    n_intervals += 1;
                }
            }
        }
        assert!(n_intervals > 100, "{name}: {n_intervals} intervals");
        let keywords = &tables["keywords"];
        let mut ranks = BTreeMap::<(&str, &str), Vec<usize>>::new();
        for row in 0..keywords.rows.len() {
            let group = (keywords.cell(row, "scope"), keywords.cell(row, "id"));
            ranks.entry(group).or_default().push(keywords.cell(row, "rank").parse().unwrap());
        }
        assert!(ranks.values().all(|it| it.iter().copied().eq(1..=it.len())), "{name}");
    }
}

#[test]
fn a_hit_stands_where_it_says() {
    for (name, articles) in corpora() {
        let texts: BTreeMap<&str, &str> = articles.iter().map(|it| (it.id.as_str(), it.text.as_str())).collect();
        let (_, tables) = run(&articles, &["--csv-raw"]);
        let (hits, sentences) = (&tables["hits"], &tables["sentences"]);
        let of_sentence: BTreeMap<(&str, &str), [usize; 2]> = (0..sentences.rows.len())
            .map(|row| {
                let cell = |it: &str| sentences.cell(row, it);
                ((cell("article_id"), cell("sentence")), ["start", "end"].map(|it| cell(it).parse().unwrap()))
            })
            .collect();
        assert!(hits.rows.len() > 500, "{name}: {} hits", hits.rows.len());
        for row in 0..hits.rows.len() {
            let cell = |it: &str| hits.cell(row, it);
            let number = |it: &str| cell(it).parse::<usize>().unwrap();
            if cell("segment") != "body" {
                continue;
            }
            let text = texts[cell("article_id")];
            let surface = cell("surface");
            assert_eq!(text.get(number("byte_start")..number("byte_end")), Some(surface), "{name} row {row}");
            let (start, end) = (number("start"), number("end"));
            assert_eq!(text.chars().skip(start).take(end - start).collect::<String>(), surface, "{name} row {row}");
            let [from, to] = of_sentence[&(cell("article_id"), cell("sentence"))];
            assert!(from <= start && end <= to, "{name} row {row}: the hit is not in its sentence");
        }
    }
}

#[test]
fn counts_agree_between_tables() {
    for (name, articles) in corpora() {
        let (_, tables) = run(&articles, &[]);
        let (hits, frames) = (&tables["hits"], &tables["article_frames"]);
        let mut counted = BTreeMap::<[&str; 3], usize>::new();
        for row in hits.where_(&[("segment", "body")]) {
            *counted.entry(["article_id", "lexicon", "frame"].map(|it| hits.cell(row, it))).or_default() += 1;
        }
        let number = |row: usize, column: &str| frames.cell(row, column).parse::<f64>().unwrap();
        for voices in (0..frames.rows.len()).collect::<Vec<_>>().chunks(3) {
            let key = ["article_id", "lexicon", "frame"].map(|it| frames.cell(voices[0], it));
            assert_eq!(number(voices[0], "n"), counted.get(&key).copied().unwrap_or(0) as f64, "{name} {key:?}");
            for column in ["n", "n_words"] {
                let [all, author, quoted] = [0, 1, 2].map(|it| number(voices[it], column));
                assert_eq!(all, author + quoted, "{name} {key:?} {column}");
            }
            let rate = 1000.0 * number(voices[0], "n") / number(voices[0], "n_words");
            assert!((number(voices[0], "per1k") - rate).abs() < 1e-4, "{name} {key:?}");
        }
    }
}

#[test]
fn rows_in_are_articles_and_rejects_out() {
    let mut rows = vec!["id,outlet,text".to_owned()];
    let mut dice = Dice::new(3);
    for i in 0..200 {
        rows.push(match dice.below(5) {
            0 => format!("{i},North,"),
            1 => format!("{i}"),
            2 => format!("{i},North,Talks began.,too,many"),
            _ => format!("{i},North,Talks {i} began at the border."),
        });
    }
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("articles.csv"), rows.join("\n")).unwrap();
    let ended = call(folder.path(), &["run", "articles.csv", "-o", "out", "-q"]);
    assert_eq!(ended.code, Some(1), "{}", ended.err);
    let tables = tables(&folder.path().join("out"));
    let n_rejects = tables["rejects"].where_(&[("outcome", "rejected")]).len();
    assert!(n_rejects > 50);
    assert_eq!(tables["articles"].rows.len() + n_rejects, 200);
}

#[test]
fn a_second_run_into_the_same_folder_gives_the_same_bytes() {
    let folder = folder_with(&generated(12, 7));
    let files = || {
        let ended = call(folder.path(), &["run", "articles.csv", "-o", "out", "-q"]);
        assert_eq!(ended.code, Some(0), "{}", ended.err);
        let mut files = bytes_under(&folder.path().join("out"));
        let mut run: serde_json::Value = serde_json::from_slice(&files["run.json"]).unwrap();
        assert!(run.as_object_mut().unwrap().remove("timing").is_some());
        files.insert("run.json".to_owned(), run.to_string().into_bytes());
        files
    };
    let (first, second) = (files(), files());
    assert_eq!(first.keys().collect::<Vec<_>>(), second.keys().collect::<Vec<_>>());
    first.iter().for_each(|(name, bytes)| assert!(bytes == &second[name], "{name} differs"));
}

#[test]
fn the_seed_changes_intervals_and_nothing_observed() {
    let articles = generated(30, 2);
    let (_, first) = run(&articles, &["--seed", "1"]);
    let (_, second) = run(&articles, &["--seed", "2"]);
    for name in ["articles", "hits", "sentences", "article_frames", "terms", "outlets"] {
        let strip = |it: &Sheet| it.without(&["cluster"]);
        assert_same(name, &strip(&first[name]), &strip(&second[name]), "another seed");
    }
    assert_eq!(first["outlet_frames"].values("mean"), second["outlet_frames"].values("mean"));
    assert_ne!(first["outlet_frames"].values("ci_low"), second["outlet_frames"].values("ci_low"));
}

#[test]
fn a_text_repeated_keeps_its_means_and_rates() {
    for (name, articles) in corpora() {
        let repeated: Vec<Article> = articles
            .iter()
            .cloned()
            .map(|it| Article { text: vec![it.text.trim_end(); 20].join("\n\n"), ..it })
            .collect();
        let score = |articles: &[Article]| {
            let folder = folder_with(articles);
            let ended = call(folder.path(), &["score", "articles.csv", "--clean", "none", "-q"]);
            assert_eq!(ended.code, Some(0), "{}", ended.err);
            Sheet::parse(ended.out.as_bytes())
        };
        let (once, often) = (score(&articles), score(&repeated));
        assert_eq!(once.rows.len(), often.rows.len());
        let mut n_compared = 0;
        for row in 0..once.rows.len() {
            let feature = once.cell(row, "feature");
            if !feature.contains('.') && !["sent_mean", "sent_author", "sent_quoted", "share_quoted"].contains(&feature)
            {
                continue;
            }
            let what = format!("{name} {:?}", once.rows[row]);
            match (once.cell(row, "value"), often.cell(row, "value")) {
                ("", other) => assert_eq!(other, "", "{what}"),
                (a, b) => {
                    let (a, b): (f64, f64) = (a.parse().unwrap(), b.parse().expect(&what));
                    assert!((a - b).abs() < 1e-4, "{what}: {a} became {b}");
                    n_compared += 1;
                }
            }
        }
        assert!(n_compared > 1000, "{name}: {n_compared} compared");
    }
}

#[test]
fn the_demo_equals_a_run_on_its_articles() {
    let folder = tempfile::tempdir().unwrap();
    let ended = call(folder.path(), &["demo", "-q"]);
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    let demo = tables(&folder.path().join("slantwise-demo/out"));
    let other = tempfile::tempdir().unwrap();
    let seeds = root().join("seeds");
    let ended = slantwise(other.path()).arg("run").arg(&seeds).args(["-o", "out", "-q"]).output().unwrap();
    assert!(ended.status.success());
    for (name, sheet) in tables(&other.path().join("out")) {
        let strip = |it: &Sheet| it.without(&["source_file"]);
        assert_same(&name, &strip(&sheet), &strip(&demo[&name]), "demo and run");
    }
    assert_eq!((demo["articles"].rows.len(), demo["events"].rows.len(), demo["outlets"].rows.len()), (32, 8, 4));
}
