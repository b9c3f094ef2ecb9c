//! Fixes that several rules offer.

use super::fixes::{insert_element, remove_element, replace_value};
use crate::diagnostic::{Fix, Safety};
use crate::project::{Field, MetadataFile};

/// Makes an element at the top of a file hold a value: replaces what stands there, or inserts it.
/// None where the file has no root to insert into, or a placeholder fills the value in.
#[must_use]
pub(super) fn set(file: &MetadataFile, name: &str, value: &str, safety: Safety) -> Option<Fix> {
    let (title, edit) = match file.field(name) {
        Some(field) if field.is_unknown() => return None,
        Some(field) => (format!("set `{name}` to `{value}`"), replace_value(&field, value)),
        None => (
            format!("add `{name}` with `{value}`"),
            insert_element(file, file.root()?, name, value),
        ),
    };
    Some(Fix::edit(title, safety, &file.path, edit))
}

/// Removes an element.
#[must_use]
pub(super) fn remove(field: &Field<'_>, safety: Safety) -> Fix {
    let title = format!("remove `{}`", field.schema.name);
    Fix::edit(title, safety, &field.file.path, remove_element(field.file, field.element))
}
