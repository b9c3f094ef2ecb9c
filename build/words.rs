//! The words and sentences of the data files, by which values of files are told from them.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use toml::Table;

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
    let sentences = sentences.into_iter().collect::<Vec<_>>().join("\n");
    writeln!(out, "];\nstatic SENTENCES: &str = {sentences:?};")?;
    Ok(out)
}
