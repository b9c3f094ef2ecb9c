//! Dates of mandates, which other tables quote as `{date:ID}`.

use toml::{Table, Value};

/// Replaces each `{date:ID}` in a table with the date of that mandate.
pub(crate) fn fill(table: &mut Table, mandates: &Table) -> Result<(), String> {
    table.iter_mut().try_for_each(|(_, value)| fill_value(value, mandates))
}

fn fill_value(value: &mut Value, mandates: &Table) -> Result<(), String> {
    match value {
        Value::String(text) => *text = filled(text, mandates)?,
        Value::Array(values) => {
            values.iter_mut().try_for_each(|value| fill_value(value, mandates))?;
        }
        Value::Table(table) => fill(table, mandates)?,
        _ => {}
    }
    Ok(())
}

fn filled(text: &str, mandates: &Table) -> Result<String, String> {
    let mut parts = text.split("{date:");
    let mut filled = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (id, rest) = part.split_once('}').ok_or("`{date:` is not closed")?;
        filled += &when(id, mandates).ok_or_else(|| format!("no mandate has the id `{id}`"))?;
        filled += rest;
    }
    Ok(filled)
}

/// `on 2027-02-20`, or `with Summer '27`.
fn when(id: &str, mandates: &Table) -> Option<String> {
    let mut mandates = mandates.get("mandate")?.as_array()?.iter();
    let mandate = mandates.find(|mandate| mandate.get("id").and_then(Value::as_str) == Some(id))?;
    let part = |key: &str| mandate.get(key)?.as_str();
    let day = part("day").map(|day| format!("on {day}"));
    day.or_else(|| part("release").map(|release| format!("with {release}")))
}
