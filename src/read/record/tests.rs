use super::*;
use crate::read::dialect::{Hints, sniff};
use crate::read::source::Blob;

/// The records as `line:cells`, a broken one as `line:!`.
fn check(text: &str, expected: &[&str]) {
    let input = Input::open("a.csv", &Blob::Bytes(text.as_bytes().into()), None).unwrap();
    let layout = sniff(input.head(), Hints { own: b',', delimiter: None, columns: &[] });
    let mut records = Records::open(input, layout).unwrap();
    let mut found = Vec::new();
    loop {
        let cells = match records.next().unwrap() {
            Found::End => break,
            Found::Broken => "!".to_owned(),
            Found::Record => records.record.iter().map(String::from_utf8_lossy).collect::<Vec<_>>().join("|"),
        };
        records.n_columns = 3;
        let byte = records.byte as usize;
        assert_eq!(records.line as usize, 1 + text[..byte].matches('\n').count());
        found.push(format!("{}:{cells}", records.line));
    }
    assert_eq!(found, expected);
}

#[test]
fn a_text_of_several_lines_with_commas_is_one_record() {
    check(
        "id,outlet,text\n1,N,\"One,\n2,two,\nthree, four\"\n2,S,End\n",
        &["1:id|outlet|text", "2:1|N|One,\n2,two,\nthree, four", "5:2|S|End"],
    );
}

#[test]
fn a_mark_that_the_next_row_closes_is_seen() {
    check(
        "id,outlet,text\n1,N,\"One\n2,S,\"Two\"\n3,N,Three\n",
        &["1:id|outlet|text", "2:!", "3:2|S|Two", "4:3|N|Three"],
    );
    check(
        "id,outlet,text\n0,N,\"Nought\"\n1,N,\"One\n2,S,Two\n3,\"N\",Three\n",
        &["1:id|outlet|text", "2:0|N|Nought", "3:!", "4:2|S|Two", "5:3|N|Three"],
    );
}

#[test]
fn without_a_whole_row_behind_it_the_rest_is_one_record() {
    check("id,outlet,text\n1,N,\"One\ntwo\nthree", &["1:id|outlet|text", "2:!"]);
}
