//! Keys: which of an object's keys hold what, and an object's values at their fields' places.

use std::borrow::Cow;
use std::fmt;

use rustc_hash::FxHashMap;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;

use super::sample::{MAX_KEYS, Sample, sample};
use super::value::{at_path, has_value};
use crate::error::Result;
use crate::read::column::{self, Plan};
use crate::read::field::{Field, N, TABLE_FIELDS};
use crate::read::input::Input;

/// What the file's keys hold.
pub(in crate::read) struct Keys {
    explicit: Vec<(Field, String)>, // as the user said, or as the first objects show
    fields: FxHashMap<String, Vec<(usize, Field)>>, // by key, with the rank
    seen: Vec<String>,              // in order, for messages
    ranks: [usize; N],              // of the surest key met so far
    paths: Vec<String>,             // to what stands in objects in the first objects
    plan: Plan,
}

impl Keys {
    /// What the user says, and what the first objects of the file show.
    pub fn new(explicit: &[(Field, String)], input: &Input) -> Self {
        let Sample { header, rows, paths } = sample(input.head(), explicit);
        let guess = column::plan(&header, &rows, explicit, &TABLE_FIELDS).unwrap_or_default(); // later objects may have the text
        let text = guess.name(Field::Text);
        let usual = header.iter().filter_map(|key| Some((column::rank(Field::Text, key, explicit)?, key))).min();
        let mut explicit = explicit.to_vec();
        if !text.is_empty() && usual.is_none_or(|(_, key)| key != text) {
            explicit.push((Field::Text, text.to_owned()));
        }
        let plan = Plan { order: guess.order, remarks: guess.remarks, ..Plan::default() };
        Self { explicit, fields: FxHashMap::default(), seen: Vec::new(), ranks: [usize::MAX; N], paths, plan }
    }

    /// Whether a key holds a text.
    pub(super) fn is_text(&self, key: &str) -> bool {
        column::rank(Field::Text, key, &self.explicit).is_some()
    }

    /// How cells are read, as far as the keys met show it.
    pub(super) fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The paths to what stands in the object that `key` holds in the first objects.
    pub(super) fn paths_in(&self, key: &str) -> Vec<String> {
        let is_inner = |path: &&String| path.strip_prefix(key).is_some_and(|rest| rest.starts_with('.'));
        self.paths.iter().filter(is_inner).cloned().collect()
    }

    fn fields(&mut self, key: &str) -> Cow<'_, [(usize, Field)]> {
        if self.fields.contains_key(key) {
            return Cow::Borrowed(&self.fields[key]);
        }
        let ranked: Vec<_> = TABLE_FIELDS
            .into_iter()
            .filter_map(|field| Some((column::rank(field, key, &self.explicit)?, field)))
            .collect();
        for &(rank, field) in &ranked {
            if rank < self.ranks[field as usize] {
                self.ranks[field as usize] = rank;
                self.plan.names[field as usize] = key.to_owned();
            }
        }
        if self.seen.len() < MAX_KEYS {
            self.seen.push(key.to_owned());
            self.fields.insert(key.to_owned(), ranked.clone());
        }
        Cow::Owned(ranked)
    }

    /// The fields that the user says stand deeper in what `key` holds, with the rest of their path.
    fn inner(&self, key: &str) -> Vec<(Field, String)> {
        let inner =
            |(field, path): &(Field, String)| Some((*field, path.strip_prefix(key)?.strip_prefix('.')?.to_owned()));
        self.explicit.iter().filter_map(inner).collect()
    }

    /// The keys, and the paths in place of those that hold objects.
    fn shown(&self) -> Vec<String> {
        let shown = |key: &String| match self.paths_in(key) {
            inner if inner.is_empty() => vec![key.clone()],
            inner => inner,
        };
        self.seen.iter().flat_map(shown).collect()
    }

    /// The surest key of each field.
    pub fn columns(&self) -> Vec<(Field, String)> {
        let used = TABLE_FIELDS.into_iter().filter(|field| !self.plan.name(*field).is_empty());
        used.map(|field| (field, self.plan.name(field).to_owned())).collect()
    }

    /// The keys that name no field.
    pub fn unused(&self) -> Vec<String> {
        let is_unused = |key: &&String| self.fields[*key].is_empty() && self.inner(key).is_empty();
        self.seen.iter().filter(is_unused).cloned().collect()
    }

    /// What was guessed from the first objects.
    pub fn remarks(&self) -> &[String] {
        &self.plan.remarks
    }

    /// That every column that the user named was met, and a text.
    ///
    /// # Errors
    /// When one was not.
    pub fn check(&self) -> Result<()> {
        for (field, name) in &self.explicit {
            if self.plan.name(*field).is_empty() && *field != Field::File {
                return Err(column::absent(*field, name, &self.shown()));
            }
        }
        // without one object, the rejects say more
        if self.plan.name(Field::Text).is_empty() && !self.seen.is_empty() {
            return Err(column::no_text(&self.shown()));
        }
        Ok(())
    }
}

/// Reads an object's values at their fields' places, with their ranks; all other values are skipped.
pub(super) struct Row<'a> {
    pub keys: &'a mut Keys,
}

pub(super) type Ranked = [Option<(usize, Value)>; N];

impl<'de> DeserializeSeed<'de> for Row<'_> {
    type Value = Ranked;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> std::result::Result<Ranked, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Row<'_> {
    type Value = Ranked;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<Ranked, A::Error> {
        let mut row: Ranked = [const { None }; N];
        while let Some(key) = map.next_key::<String>()? {
            let fields = self.keys.fields(&key);
            let is_surer =
                |(rank, field): &(usize, Field)| row[*field as usize].as_ref().is_none_or(|kept| *rank < kept.0);
            let wanted: Vec<_> = fields.iter().copied().filter(is_surer).collect();
            let inner = self.keys.inner(&key);
            if wanted.is_empty() && inner.is_empty() {
                map.next_value::<IgnoredAny>()?;
                continue;
            }
            let value = map.next_value::<Value>()?;
            for (field, path) in inner {
                if let Some(found) = at_path(&value, &path) {
                    self.keys.plan.names[field as usize] = format!("{key}.{path}");
                    row[field as usize] = Some((0, found)).filter(|(_, found)| has_value(found));
                }
            }
            let Some(((rank, field), others)) = wanted.split_last().filter(|_| has_value(&value)) else {
                continue; // a surer key without a value does not hide another that has one
            };
            for (rank, field) in others {
                row[*field as usize] = Some((*rank, value.clone()));
            }
            row[*field as usize] = Some((*rank, value));
        }
        Ok(row)
    }
}
