//! Joining a list that is spread over several elements.

use super::support::Level;
use crate::change::Edit;
use crate::diagnostic::{Fix, Safety};
use crate::project::MetadataFile;
use crate::rules::fixes;
use crate::schema::{Element as ElementSchema, Kind};
use crate::text::suggest::fold;
use crate::xml::Element;

/// What is between the entries of a list; none for an element that is no list.
fn separator(schema: &ElementSchema) -> Option<&'static str> {
    match schema.kind {
        Kind::ScopeList | Kind::NameList => Some(", "),
        Kind::CallbackList => Some("\n"),
        _ => None,
    }
}

/// Whether several elements of a level can be one list.
pub(super) fn is_list(schema: &ElementSchema) -> bool {
    separator(schema).is_some()
}

/// Puts the entries of every element of a level that stands for this list into the first one,
/// under its right name. None where there is only one, or a value is more than plain text.
pub(super) fn merged(
    file: &MetadataFile,
    level: &Level<'_>,
    schema: &'static ElementSchema,
) -> Option<Fix> {
    let between = separator(schema)?;
    let means = |element: &&Element| {
        let name = element.name.local();
        name == schema.name
            || level.schema(name).is_none()
                && level.meant_by(name).is_some_and(|meant| meant.name == schema.name)
    };
    let all: Vec<&Element> = level.element.elements().filter(means).collect();
    let [first, others @ ..] = all.as_slice() else { return None };
    if others.is_empty() {
        return None;
    }
    let mut entries: Vec<&str> = Vec::new();
    for element in &all {
        let written = element.value().trimmed_span().of(&file.text);
        // An element, a section or a comment in it would be lost. Of an element that closes itself,
        // the tag is the content.
        if element.content().of(&file.text).contains('<') {
            return None;
        }
        let items = written.split(between.trim_end_matches(' ')).map(str::trim);
        for item in items.filter(|item| !item.is_empty()) {
            if !entries.contains(&item) {
                entries.push(item);
            }
        }
    }
    let mut edits = vec![Edit::replace(first.value().trimmed_span(), entries.join(between))];
    if !first.name.is(&schema.name) {
        edits.extend(fixes::rename_element(first, &schema.name));
    }
    edits.extend(others.iter().map(|element| fixes::remove_element(file, element)));
    let is_known = |element: &&Element| {
        let name = fold(element.name.local());
        schema.wrong_names.iter().any(|wrong| fold(wrong) == name)
    };
    let safety = if all.iter().any(is_known) { Safety::Safe } else { Safety::Unsafe };
    Some(Fix::edits(format!("join them in one `{}`", schema.name), safety, &file.path, edits))
}
