//! The words and sentences of the data files, by which values of files are told from them.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use toml::{Table, Value};

/// Files whose words say nothing of metadata.
const SAYS_NOTHING: &[&str] = &["sources", "versions"];

/// The words and sentences as constants.
pub(crate) fn words(tables: &[&(String, Table)]) -> Result<String, Box<dyn std::error::Error>> {
    let (mut words, mut sentences) = (BTreeSet::new(), BTreeSet::new());
    for (name, table) in tables {
        let text = serde_json::to_string(table)?;
        let texts = text.split('"').filter(|text| !text.contains('\\'));
        sentences.extend(texts.map(str::to_owned));
        if !SAYS_NOTHING.contains(&name.as_str()) {
            let parts = text.split(|c: char| !c.is_alphanumeric() && c != '_');
            words.extend(parts.map(str::to_owned));
        }
    }
    let mut out = String::from("static WORDS: &[&str] = &[\n");
    for word in words {
        writeln!(out, "{word:?},")?;
    }
    writeln!(out, "];\nstatic PUBLIC: &[&str] = &[")?;
    for name in public_elements(tables) {
        writeln!(out, "{name:?},")?;
    }
    let sentences = sentences.into_iter().collect::<Vec<_>>().join("\n");
    writeln!(out, "];\nstatic SENTENCES: &str = {sentences:?};")?;
    Ok(out)
}

/// The names of the elements whose values are no credentials.
fn public_elements<'a>(tables: &[&'a (String, Table)]) -> BTreeSet<&'a str> {
    let mut names = BTreeSet::new();
    for (_, table) in tables {
        let structs = table.get("struct").and_then(Value::as_table);
        let structs = structs.into_iter().flat_map(Table::values).filter_map(Value::as_table);
        for owner in structs.chain([table]) {
            let elements = owner.get("element").and_then(Value::as_array);
            let public = elements.into_iter().flatten().filter(|element| {
                !element.get("secret").and_then(Value::as_bool).unwrap_or_default()
            });
            names.extend(public.filter_map(|element| element.get("name")?.as_str()));
        }
    }
    names
}
