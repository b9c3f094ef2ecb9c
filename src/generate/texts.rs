//! Characters that no value of a spec takes, whatever it is for.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde_json::Value;

use crate::spec::{self, Spec, SpecFault, SpecPath};
use crate::text::escape::is_reordering;
use crate::text::sound::serialized;

/// Keys of texts that may have several lines.
const OF_LINES: &[&str] = &["description", "certificate", "encryption-certificate", "formula"];

/// Keys of texts that are in strings of Apex, which have an escape for a tab.
const OF_STRINGS: &[&str] = &["issuer", "audience"];

/// A fault for each value with such a character.
pub(super) fn faults(spec: &Spec) -> Vec<SpecFault> {
    let mut faults = Vec::new();
    walk(&serialized(serde_json::to_value(spec)), &SpecPath::default(), &mut faults);
    faults
}

fn walk(value: &Value, at: &SpecPath, faults: &mut Vec<SpecFault>) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                walk(value, &KEYS.get(key).map_or_else(|| at.clone(), |key| at.key(key)), faults);
            }
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, item)| walk(item, &at.item(index), faults));
        }
        Value::String(text) => faults.extend(fault(text, at)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn fault(text: &str, at: &SpecPath) -> Option<SpecFault> {
    let key = at.last_key().unwrap_or_default();
    let lines = OF_LINES.contains(&key);
    let odd = |c: char| {
        let ends_line = matches!(c, '\n' | '\r');
        // Texts that run from right to left need these.
        let of_script = matches!(c, '\u{200e}' | '\u{200f}' | '\u{061c}');
        let in_string = c == '\t' && OF_STRINGS.contains(&key);
        (c.is_control() && !(lines && ends_line) && !in_string) || (is_reordering(c) && !of_script)
    };
    let found = text.chars().find(|&c| odd(c))?;
    let what = if matches!(found, '\n' | '\r') { "a line break" } else { "a control character" };
    Some(SpecFault::new(
        at.clone(),
        format!("`{key}` contains {what}"),
        "The value goes into files and commands, where such a character hides or ends something.",
        "write the text on one line, with letters, digits and signs",
    ))
}

/// Every key of a spec.
static KEYS: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let mut keys = BTreeSet::new();
    collect(spec::schema().as_value(), &mut keys);
    keys
});

fn collect(value: &Value, keys: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            if let Some(Value::Object(properties)) = map.get("properties") {
                keys.extend(properties.keys().cloned());
            }
            map.values().for_each(|value| collect(value, keys));
        }
        Value::Array(all) => all.iter().for_each(|value| collect(value, keys)),
        _ => {}
    }
}
