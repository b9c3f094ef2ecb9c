//! From the difference of two plans to edits of a file that was written by others.

use super::explicit::Explicit;
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
    explicit: &[Explicit],
) -> Result<Vec<Edit>, String> {
    let whole = file.fault.is_none() && file.document.faults.is_empty();
    let Some(root) = file.root().filter(|_| whole) else {
        return Err(format!(
            "{} is not well formed, and must change; run `ecaforge check` and fix it first",
            file.path
        ));
    };
    let mut edits = Vec::new();
    let top = Level { file, parent: root, known: &file.metadata_type.elements, explicit };
    top.merge(new, old, &mut edits)?;
    Ok(edits)
}

/// The elements at one level of a file.
struct Level<'a> {
    file: &'a MetadataFile,
    parent: &'a Element,
    known: &'static [Known],
    /// The elements that the command line gives.
    explicit: &'a [Explicit],
}

impl<'a> Level<'a> {
    fn merge(
        &self,
        new: &[PlannedField],
        old: &[PlannedField],
        edits: &mut Vec<Edit>,
    ) -> Result<(), String> {
        let mut done: Vec<&str> = Vec::new();
        let planned = new.iter().chain(old).map(|field| field.name.as_str());
        for name in planned.chain(self.explicit.iter().map(|it| it.name.as_str())) {
            if done.contains(&name) {
                continue;
            }
            done.push(name);
            let of = |all: &'_ [PlannedField]| -> Vec<PlannedField> {
                all.iter().filter(|field| field.name == name).cloned().collect()
            };
            let (wanted, had) = (of(new), of(old));
            if wanted == had && !self.is_given(name) {
                continue;
            }
            if let Some(known) = find_element(self.known, name) {
                self.element(known, &wanted, &had, edits)?;
            }
        }
        Ok(())
    }

    fn is_given(&self, name: &str) -> bool {
        self.explicit.iter().any(|it| it.name == name)
    }

    /// Whether a list that is given is to contain nothing else.
    fn is_whole(&self, name: &str) -> bool {
        self.explicit.iter().any(|it| it.name == name && it.is_whole)
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
            // What an API version does not have is off in it.
            (None, Some(field)) if known.kind == Kind::Boolean && self.is_given(&known.name) => {
                edits.extend(text(field, "false")?);
            }
            (None, _) => {
                edits.extend(present.iter().map(|field| remove_element(self.file, field.element)));
            }
            (Some(_), _) if known.repeated && self.is_given(&known.name) => {
                self.repeated(known, wanted, &present, edits)?;
            }
            (Some(_), _) if known.repeated => {
                let missing = wanted.iter().filter(|field| !had.contains(field));
                let missing = missing.filter(|field| !present.iter().any(|p| is_same(p, field)));
                edits.extend(missing.map(|field| self.insert(field)));
            }
            // What the server takes in any case needs no line.
            (Some(first), None)
                if is_default(known, &first.value) && !self.is_given(&known.name) => {}
            (Some(first), None) => edits.push(self.insert(&without_unknown(first, known))),
            (Some(first), Some(field)) if known.kind == Kind::Struct => {
                let structure = self.file.metadata_type.structure_of(known);
                let inner = structure.map(|s| &*s.elements).unwrap_or_default();
                let level =
                    Level { file: self.file, parent: field.element, known: inner, explicit: &[] };
                let had = had.first().map(|had| had.fields.as_slice()).unwrap_or_default();
                level.merge(&first.fields, had, edits)?;
                let given = self.explicit.iter().filter(|it| it.name == *known.name);
                for element in given.flat_map(|it| it.left_out(inner, first)) {
                    for field in level.fields(element) {
                        edits.extend(text(&field, "false")?);
                    }
                }
            }
            (Some(first), Some(field))
                if lists::is_list(known.kind) && self.is_whole(&known.name) =>
            {
                edits.extend(lists::replaced(field, &first.value)?);
            }
            (Some(first), Some(field)) if lists::is_list(known.kind) => {
                let had = had.first().map(|had| had.value.as_str()).unwrap_or_default();
                edits.extend(lists::edit(field, &first.value, had)?);
            }
            (Some(first), Some(field)) => edits.extend(text(field, &first.value)?),
        }
        Ok(())
    }

    /// Elements of a list that the command line gives: those of the same key change, others take the
    /// places of what a whole list is not to contain.
    fn repeated(
        &self,
        known: &'static Known,
        wanted: &[PlannedField],
        present: &[Field<'a>],
        edits: &mut Vec<Edit>,
    ) -> Result<(), String> {
        let is_wanted = |field: &Field<'_>| wanted.iter().any(|it| is_same(field, it));
        let others = present.iter().filter(|field| self.is_whole(&known.name) && !is_wanted(field));
        let mut others = others.collect::<Vec<_>>().into_iter();
        for planned in wanted {
            if let Some(there) = present.iter().find(|field| is_same(field, planned)) {
                // What is only added to stays as it is.
                if self.is_whole(&known.name) {
                    self.structure(known, planned, there, edits)?;
                }
            } else if let Some(other) = others.next() {
                if planned.fields.is_empty() {
                    edits.extend(text(other, &planned.value)?);
                } else {
                    self.structure(known, planned, other, edits)?;
                }
            } else {
                edits.push(self.insert(planned));
            }
        }
        edits.extend(others.map(|field| remove_element(self.file, field.element)));
        Ok(())
    }

    /// Brings the whole of a structure into an element.
    fn structure(
        &self,
        known: &'static Known,
        planned: &PlannedField,
        there: &Field<'a>,
        edits: &mut Vec<Edit>,
    ) -> Result<(), String> {
        let structure = self.file.metadata_type.structure_of(known);
        let Some(structure) = structure.filter(|_| !planned.fields.is_empty()) else {
            return Ok(());
        };
        let level = Level {
            file: self.file,
            parent: there.element,
            known: &structure.elements,
            explicit: &[],
        };
        level.merge(&planned.fields, &[], edits)
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

pub(super) fn is_default(known: &Known, value: &str) -> bool {
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
pub(super) fn says(field: &Field<'_>, wanted: &str) -> bool {
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

/// Whether an element of a list is all that is planned.
pub(super) fn is_equal(present: &Field<'_>, planned: &PlannedField) -> bool {
    if planned.fields.is_empty() {
        return present.text() == planned.value;
    }
    planned.fields.iter().all(|field| {
        let child = present.element.child(&field.name);
        child.is_some_and(|child| child.value().trimmed() == field.value)
    })
}

/// Whether an element of a list is the planned one: by its text, its key, or all that it holds.
pub(super) fn is_same(present: &Field<'_>, planned: &PlannedField) -> bool {
    if planned.fields.is_empty() {
        return is_equal(present, planned);
    }
    let holds = |field: &PlannedField| {
        let child = present.element.child(&field.name);
        child.is_some_and(|child| child.value().trimmed() == field.value)
    };
    let key = planned.fields.iter().find(|f| matches!(f.name.as_str(), "key" | "notificationType"));
    key.map_or_else(|| planned.fields.iter().all(holds), holds)
}
