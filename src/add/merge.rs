//! From the difference of two plans to edits of a file that was written by others.

use super::lists;
use super::value::{filled_in, in_file, shown};
use crate::change::Edit;
use crate::generate::PlannedField;
use crate::project::{Field, MetadataFile};
use crate::rules::fixes::{
    Layout, insert_element, insert_written, line_end, remove_element, replace_value,
};
use crate::schema::{Element as Known, Kind, Literal, find_element};
use crate::spec::UNKNOWN;
use crate::xml::Element;

/// The edits that bring what two plans differ in into a file.
///
/// # Errors
/// If a value would have to change that is filled in at deploy, or the file is not whole.
pub(super) fn edits(
    file: &MetadataFile,
    new: &[PlannedField],
    old: &[PlannedField],
) -> Result<Vec<Edit>, String> {
    let whole = file.fault.is_none() && file.document.faults.is_empty();
    let Some(root) = file.root().filter(|_| whole) else {
        return Err(format!(
            "{} is not well formed, and must change; run `ecaforge check` and fix it first",
            file.path
        ));
    };
    let mut edits = Vec::new();
    let top = Level { file, parent: root, known: &file.metadata_type.elements };
    top.merge(new, old, &mut edits)?;
    Ok(edits)
}

/// The elements at one level of a file.
struct Level<'a> {
    file: &'a MetadataFile,
    parent: &'a Element,
    known: &'static [Known],
}

impl<'a> Level<'a> {
    fn merge(
        &self,
        new: &[PlannedField],
        old: &[PlannedField],
        edits: &mut Vec<Edit>,
    ) -> Result<(), String> {
        let mut done: Vec<&str> = Vec::new();
        for name in new.iter().chain(old).map(|field| field.name.as_str()) {
            if done.contains(&name) {
                continue;
            }
            done.push(name);
            let of = |all: &'_ [PlannedField]| -> Vec<PlannedField> {
                all.iter().filter(|field| field.name == name).cloned().collect()
            };
            let (wanted, had) = (of(new), of(old));
            if wanted == had {
                continue;
            }
            if let Some(known) = find_element(self.known, name) {
                self.element(known, &wanted, &had, edits)?;
            }
        }
        Ok(())
    }

    fn element(
        &self,
        known: &'static Known,
        wanted: &[PlannedField],
        had: &[PlannedField],
        edits: &mut Vec<Edit>,
    ) -> Result<(), String> {
        let present = self.fields(known);
        match (wanted.first(), present.first()) {
            (None, _) => {
                edits.extend(present.iter().map(|field| remove_element(self.file, field.element)));
            }
            (Some(_), _) if known.repeated => {
                let missing = wanted.iter().filter(|field| !had.contains(field));
                let missing = missing.filter(|field| !present.iter().any(|p| is_same(p, field)));
                edits.extend(missing.map(|field| self.insert(field)));
            }
            // What the server takes in any case needs no line.
            (Some(first), None) if is_default(known, &first.value) => {}
            (Some(first), None) => edits.push(self.insert(&without_unknown(first, known))),
            (Some(first), Some(field)) if known.kind == Kind::Struct => {
                let structure = self.file.metadata_type.structure_of(known);
                let inner = structure.map(|s| &*s.elements).unwrap_or_default();
                let level = Level { file: self.file, parent: field.element, known: inner };
                let had = had.first().map(|had| had.fields.as_slice()).unwrap_or_default();
                level.merge(&first.fields, had, edits)?;
            }
            (Some(first), Some(field)) if lists::is_list(known.kind) => {
                let had = had.first().map(|had| had.value.as_str()).unwrap_or_default();
                edits.extend(lists::edit(field, &first.value, had)?);
            }
            (Some(first), Some(field)) => edits.extend(text(field, &first.value)?),
        }
        Ok(())
    }

    fn fields(&self, known: &'static Known) -> Vec<Field<'a>> {
        let named = self.parent.children_named(&known.name);
        named.map(|element| Field { file: self.file, element, schema: known }).collect()
    }

    fn insert(&self, field: &PlannedField) -> Edit {
        if field.fields.is_empty() {
            let value = in_file(self.file, &field.value);
            return insert_element(self.file, self.parent, &field.name, &value);
        }
        let end = line_end(&self.file.text);
        insert_written(self.file, self.parent, &field.name, |layout| written(layout, field, end))
    }
}

/// An element as its file writes it.
fn written(layout: &Layout, field: &PlannedField, end: &str) -> String {
    if field.fields.is_empty() {
        return layout.text(&field.name, &field.value.replace('\n', end));
    }
    let inner = |layout: &Layout| field.fields.iter().map(|f| written(layout, f, end)).collect();
    layout.structure(&field.name, inner)
}

/// The element without items of its list that stand for unknown ones.
fn without_unknown(field: &PlannedField, known: &Known) -> PlannedField {
    let value = lists::known_items(&field.value, known.kind, &[]).unwrap_or(field.value.clone());
    PlannedField { value, ..field.clone() }
}

fn is_default(known: &Known, value: &str) -> bool {
    known.default.as_ref().is_some_and(|default| match default {
        Literal::String(text) => text == value,
        other => other.to_string() == value,
    })
}

/// Puts a value in the place of another.
fn text(field: &Field<'_>, wanted: &str) -> Result<Option<Edit>, String> {
    if wanted == UNKNOWN || says(field, wanted) {
        return Ok(None);
    }
    if field.is_unknown() {
        return Err(filled_in(field, &format!("`{}`", shown(wanted))));
    }
    Ok(Some(replace_value(field, &in_file(field.file, wanted))))
}

/// Whether an element holds a value already, as the server takes it.
fn says(field: &Field<'_>, wanted: &str) -> bool {
    let text = field.text();
    match field.schema.kind {
        Kind::Boolean => field.boolean().is_some_and(|on| on.to_string() == wanted),
        Kind::Enum => field.schema.value(&text).is_some_and(|value| value.name == wanted),
        Kind::Certificate => body(&text) == body(wanted),
        _ => text == wanted,
    }
}

/// A certificate without its PEM lines and line ends.
fn body(certificate: &str) -> String {
    certificate.lines().map(str::trim).filter(|line| !line.starts_with("-----")).collect()
}

/// Whether an element of a list is the planned one: by its text, its key, or all that it holds.
fn is_same(present: &Field<'_>, planned: &PlannedField) -> bool {
    if planned.fields.is_empty() {
        return present.text() == planned.value;
    }
    let holds = |field: &PlannedField| {
        let child = present.element.child(&field.name);
        child.is_some_and(|child| child.value().trimmed() == field.value)
    };
    let key = planned.fields.iter().find(|f| matches!(f.name.as_str(), "key" | "notificationType"));
    key.map_or_else(|| planned.fields.iter().all(holds), holds)
}
