//! Writing a spec as the project keeps it.

use toml_edit::DocumentMut;

use super::Spec;
use crate::config::SCHEMA_LINE;
use crate::text::sound::serialized;

const HEAD: &str = include_str!("header.txt");

/// The spec as TOML.
#[must_use]
pub fn write(spec: &Spec) -> String {
    // Tables of strings, numbers and lists always serialize.
    format!("{SCHEMA_LINE}{HEAD}{}", serialized(toml::to_string_pretty(spec)))
}

/// A new spec file with what belongs to `check` in the old one; none where that has nothing of it.
#[must_use]
pub(crate) fn with_settings_of_check(new: &str, old: &str) -> Option<String> {
    let tables = check_tables(old);
    let extends = old.parse::<DocumentMut>().ok().and_then(|document| {
        let item = document.get("extends")?.as_value()?.clone().decorated("", "");
        Some(format!("extends = {item}\n\n"))
    });
    if tables.is_empty() && extends.is_none() {
        return None;
    }
    // What is no table stands before the first of them.
    let lines = new.split_inclusive('\n').take_while(|line| !line.starts_with('['));
    let (head, rest) = new.split_at(lines.map(str::len).sum());
    let gap = if tables.is_empty() { "" } else { "\n" };
    Some(format!("{head}{}{rest}{gap}{tables}", extends.unwrap_or_default()))
}

/// The tables of a spec file that belong to `check`, as they are written, comments included.
fn check_tables(text: &str) -> String {
    let mut kept = String::new();
    let mut inside = false;
    let is_own = |name: &str| {
        ["check", "policy"].iter().any(|table| {
            let rest = name.strip_prefix(table);
            rest.is_some_and(|rest| rest.trim_start().starts_with(['.', ']']))
        })
    };
    for line in text.split_inclusive('\n') {
        if let Some(header) = line.trim_start().strip_prefix('[') {
            let name = header.trim_start_matches('[').trim_start();
            inside = is_own(name);
        }
        if inside {
            kept.push_str(line);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_of_check_are_told_from_those_of_the_spec() {
        let text = "[project]\nname = \"x\"\n[check]\n# why\nprofile = \"strict\"\n[[app]]\n[checks]\n\
                    [check.rules]\na = \"off\"\n[[check.ignore]]\nb = 1\n[policy]\nc = 1\n[policyx]\n";
        let kept = "[check]\n# why\nprofile = \"strict\"\n[check.rules]\na = \"off\"\n[[check.ignore]]\nb = 1\n\
                    [policy]\nc = 1\n";
        assert_eq!(check_tables(text), kept);
    }

    #[test]
    fn a_new_spec_keeps_the_settings_of_check() {
        let new = write(&Spec::default());
        assert_eq!(with_settings_of_check(&new, "[project]\nname = \"x\"\n"), None);
        let old =
            "extends = [\n  \"a.toml\", # ours\n]\n[project]\n[policy]\nseverity = \"hint\"\n";
        let text = with_settings_of_check(&new, old).unwrap();
        assert!(
            text.starts_with("#:schema ") && text.ends_with("\n[policy]\nseverity = \"hint\"\n")
        );
        let table: toml::Table = text.parse().unwrap();
        assert_eq!(table["extends"].as_array().unwrap()[0].as_str(), Some("a.toml"));
    }
}
