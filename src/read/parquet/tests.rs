use std::sync::Arc;

use parquet::basic::{Compression, Encoding, ZstdLevel};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int32Type, Int64Type};
use parquet::file::properties::{WriterProperties, WriterPropertiesBuilder};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{RngCore, SeedableRng};

use super::*;
use crate::error::Result;
use crate::read::{Options, Reading, testing};

/// The values of a column, with the levels that place them.
enum Values<'a> {
    Bytes(&'a [&'a [u8]]),
    Ints(&'a [i32]),
    Longs(&'a [i64]),
    Reals(&'a [f64]),
}

type Levels<'a> = (&'a [i16], &'a [i16]);

/// The bytes of a file with one row group for each of `groups`.
fn pack(schema: &str, properties: WriterPropertiesBuilder, groups: &[&[(Values, Levels)]]) -> Vec<u8> {
    let schema = Arc::new(parse_message_type(&format!("message table {{ {schema} }}")).unwrap());
    let mut bytes = Vec::new();
    let mut writer = SerializedFileWriter::new(&mut bytes, schema, Arc::new(properties.build())).unwrap();
    for columns in groups {
        let mut group = writer.next_row_group().unwrap();
        for (values, (definitions, repetitions)) in *columns {
            let [d, r] = [*definitions, *repetitions].map(|levels| Some(levels).filter(|levels| !levels.is_empty()));
            let mut column = group.next_column().unwrap().unwrap();
            match values {
                Values::Bytes(values) => {
                    let values: Vec<ByteArray> = values.iter().map(|bytes| bytes.to_vec().into()).collect();
                    column.typed::<ByteArrayType>().write_batch(&values, d, r)
                }
                Values::Ints(values) => column.typed::<Int32Type>().write_batch(values, d, r),
                Values::Longs(values) => column.typed::<Int64Type>().write_batch(values, d, r),
                Values::Reals(values) => column.typed::<DoubleType>().write_batch(values, d, r),
            }
            .unwrap();
            column.close().unwrap();
        }
        group.close().unwrap();
    }
    writer.close().unwrap();
    bytes
}

fn open(bytes: &[u8]) -> Result<Reading> {
    let reading = testing::file("articles", bytes, &Options::default()); // known by its first bytes, not by its name
    if let Ok(reading) = &reading {
        assert_eq!(reading.sources[0].rows as usize, reading.drafts.len() + reading.rejects.len());
        assert_eq!(reading.sources[0].blake3, blake3::hash(bytes).to_string());
    }
    reading
}

fn plain() -> WriterPropertiesBuilder {
    WriterProperties::builder()
}

const FLAT: Levels = (&[], &[]);

/// Two texts and their outlets, one of them absent, in two row groups.
fn small(properties: WriterPropertiesBuilder) -> Vec<u8> {
    let group = |texts| [(Values::Bytes(texts), FLAT), (Values::Bytes(&[b"North"]), (&[1, 0], &[][..]))];
    let schema = "required binary text (utf8); optional binary outlet (utf8);";
    pack(schema, properties, &[&group(&[b"Talks began.", b"They ended."]), &group(&[b"Three.", b"Four."])])
}

#[test]
fn rows_of_all_groups_are_read() {
    for compression in [Compression::UNCOMPRESSED, Compression::SNAPPY, Compression::ZSTD(ZstdLevel::default())] {
        let reading = open(&small(plain().set_compression(compression))).unwrap();
        let found: Vec<_> = reading.drafts.iter().map(|draft| (draft.text.as_str(), draft.outlet.as_deref())).collect();
        let north = Some("North");
        assert_eq!(found, [("Talks began.", north), ("They ended.", None), ("Three.", north), ("Four.", None)]);
        assert_eq!(reading.sources[0].format, Format::Parquet);
    }
    let packed = plain().set_dictionary_enabled(false).set_encoding(Encoding::DELTA_LENGTH_BYTE_ARRAY);
    assert_eq!(open(&small(packed)).unwrap().drafts.len(), 4);
    let packed = plain().set_dictionary_enabled(false).set_encoding(Encoding::DELTA_BYTE_ARRAY);
    assert!(open(&small(packed)).unwrap_err().to_string().contains("DELTA_BYTE_ARRAY"));
}

#[test]
fn values_of_all_kinds_become_cells() {
    let check = |schema: &str, values: Values| {
        let text: (Values, Levels) = (Values::Bytes(&[b"Talks began."]), FLAT);
        let bytes = pack(&format!("required binary text; {schema}"), plain(), &[&[text, (values, FLAT)]]);
        open(&bytes).unwrap().drafts.remove(0)
    };
    let day = Some(jiff::civil::date(2022, 7, 13));
    assert_eq!(check("required int32 date (date);", Values::Ints(&[19_186])).date, day);
    assert_eq!(check("required int64 date (timestamp(millis,true));", Values::Longs(&[1_657_700_000_000])).date, day);
    assert_eq!(check("required int64 date (timestamp_micros);", Values::Longs(&[1_657_700_000_000_000])).date, day);
    let nanos = Values::Longs(&[1_657_700_000_000_000_000]);
    assert_eq!(check("required int64 date (timestamp(nanos,false));", nanos).date, day);
    assert_eq!(check("required int64 date;", Values::Longs(&[1_657_700_000])).date, day);
    assert_eq!(check("required int64 id;", Values::Longs(&[7])).id.as_deref(), Some("7"));
    assert_eq!(check("required double id;", Values::Reals(&[7.0])).id.as_deref(), Some("7"));
    assert_eq!(check("required int64 date (timestamp_micros);", Values::Longs(&[i64::MIN])).date, None);
}

#[test]
fn a_list_of_texts_is_joined() {
    let schema = "required binary text (utf8); required group authors (list) { repeated group list { required binary element (utf8); } }";
    let names = (Values::Bytes(&[b"Ann Lee", b"Bo Roe"]), (&[1, 1, 0][..], &[0, 1, 0][..]));
    let bytes = pack(schema, plain(), &[&[(Values::Bytes(&[b"One.", b"Two."]), FLAT), names]]);
    let reading = open(&bytes).unwrap();
    assert_eq!(reading.drafts.iter().map(|draft| draft.author.as_str()).collect::<Vec<_>>(), ["Ann Lee, Bo Roe", ""]);
}

#[test]
fn an_unusable_row_is_a_reject_and_another_text_stands_in() {
    let texts = (Values::Bytes(&[b"One.", b"caf\xe9", b"", b" "]), FLAT);
    let bodies = (Values::Bytes(&[b"Not this.", b"Nor this.", b"Two.", b""]), FLAT);
    let reading = open(&pack("required binary text; required binary body;", plain(), &[&[texts, bodies]])).unwrap();
    assert_eq!(reading.drafts.iter().map(|draft| draft.text.as_str()).collect::<Vec<_>>(), ["One.", "Two."]);
    let found: Vec<_> =
        reading.rejects.iter().map(|reject| (reject.row, &*reject.column, reject.reason.name())).collect();
    assert_eq!(found, [(2, "text", "bad_utf8"), (4, "text", "empty_text")]);
}

#[test]
fn files_without_use_are_errors() {
    let error = |bytes: &[u8]| {
        let error = open(bytes).unwrap_err();
        assert!(error.help().is_some(), "{error}");
        error.to_string()
    };
    assert!(error(&pack("required binary text;", plain(), &[])).contains("without rows"));
    assert!(error(&pack("required int32 n;", plain(), &[&[(Values::Ints(&[1]), FLAT)]])).contains("no column of text"));
    assert!(error(b"PAR1PAR1").contains("too short"));
    assert!(error(b"PAR1\0\0\0\0\0\0\x01\0\0PAR1").contains("its end is missing"));
}

#[test]
fn a_cut_off_file_is_an_error() {
    let bytes = small(plain());
    for n in 4..bytes.len() {
        assert!(open(&bytes[..n]).is_err(), "{n}");
    }
}

#[test]
fn damage_does_no_harm() {
    let mut random = Xoshiro256PlusPlus::seed_from_u64(42);
    for properties in [
        plain(),
        plain().set_compression(Compression::SNAPPY),
        plain().set_compression(Compression::GZIP(Default::default())),
        plain().set_dictionary_enabled(false).set_encoding(Encoding::DELTA_LENGTH_BYTE_ARRAY),
    ] {
        let bytes = small(properties);
        for _ in 0..600 {
            let mut damaged = bytes.clone();
            for _ in 0..=random.next_u32() % 3 {
                let at = 4 + random.next_u64() as usize % (bytes.len() - 8);
                damaged[at] =
                    if random.next_u32() % 4 == 0 { 0xff } else { damaged[at] ^ 1 << (random.next_u32() % 8) };
            }
            let _ = open(&damaged); // an error, or rows conserved
        }
    }
}

#[test]
fn a_file_that_unpacks_without_end_is_refused() {
    let long = vec![b'a'; 1 << 20];
    let texts = vec![long.as_slice(); 200];
    let zstd = || plain().set_compression(Compression::ZSTD(ZstdLevel::default()));
    let bytes = pack("required binary text;", zstd(), &[&[(Values::Bytes(&texts), FLAT)]]);
    assert!(open(&bytes).unwrap_err().to_string().contains("a thousand times"), "{} bytes", bytes.len());
    let huge = vec![b'a'; 130 << 20];
    let bytes = pack("required binary text;", zstd(), &[&[(Values::Bytes(&[&huge]), FLAT)]]);
    assert!(open(&bytes).unwrap_err().to_string().contains("128 MiB"));
}
