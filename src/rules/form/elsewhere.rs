//! The right place for an element that is in the wrong file.

use super::support::Level;
use crate::change::Edit;
use crate::diagnostic::{FileEdit, Fix, Safety};
use crate::project::{MetadataFile, secret_ranges};
use crate::rules::{FileContext, fixes};
use crate::schema::{Element as ElementSchema, Kind, MetadataType, schema};
use crate::text::suggest::fold;
use crate::xml::Element;

/// An element of more types than this does not tell where it belongs.
const MAX_OWNERS: usize = 3;

/// A type and its element.
type Owner = (&'static MetadataType, &'static ElementSchema);

/// What to do with an element of another type of the app, and the change that does it.
pub(super) fn elsewhere(
    context: &FileContext<'_>,
    level: &Level<'_>,
    element: &Element,
) -> Option<(String, Option<Fix>)> {
    let (own, name) = (context.file.metadata_type, element.name.local());
    if !level.is_root {
        let around = level.element.name.local();
        return own.element(name).map(|_| (format!("move it out of `{around}`"), None));
    }
    match owners(own, name).as_slice() {
        [] => {}
        [(owner, schema)] => {
            let target = file_of(context, owner);
            let path = target.map(|t| format!(", `{}`", t.project_path)).unwrap_or_default();
            let what = if schema.name == name {
                "move it to".to_owned()
            } else {
                format!("use `{}` of", schema.name)
            };
            let help = format!("{what} the {} (`.{}`){path}", owner.title, owner.suffix);
            let fix = target.and_then(|target| move_to(context.file, element, schema, target));
            return Some((help, fix));
        }
        several => {
            let places: Vec<String> =
                several.iter().map(|(t, _)| format!("the {} (`.{}`)", t.title, t.suffix)).collect();
            return Some((format!("move it to {}", places.join(" or ")), None));
        }
    }
    let meant = file_for(name)?;
    let path = meant.file_name(context.file.app_name().as_deref().unwrap_or("App"));
    Some((format!("write a file for that, `{}/{path}`", meant.folder), None))
}

/// The other types of an app that have this element: under this name, else known to be called so
/// by mistake. None where the own type has an element that is called so by mistake.
fn owners(own: &MetadataType, name: &str) -> Vec<Owner> {
    let folded = fold(name);
    let is_wrong = |e: &ElementSchema| e.wrong_names.iter().any(|wrong| fold(wrong) == folded);
    if own.elements.iter().any(is_wrong) {
        return Vec::new();
    }
    let exact = owners_by(own, |element| element.name == name);
    match exact.len() {
        0 => owners_by(own, is_wrong),
        1..=MAX_OWNERS => exact,
        _ => Vec::new(),
    }
}

fn owners_by(own: &MetadataType, fits: impl Fn(&ElementSchema) -> bool) -> Vec<Owner> {
    schema()
        .app_types()
        .filter(|other| other.name != own.name)
        .filter_map(|other| Some((other, other.elements.iter().find(|element| fits(element))?)))
        .collect()
}

/// The type whose file people replace by this element.
fn file_for(name: &str) -> Option<&'static MetadataType> {
    let folded = fold(name);
    schema().app_types().find(|t| t.wrong_elements.iter().any(|wrong| fold(wrong) == folded))
}

/// The file of that type which the app has.
fn file_of<'a>(context: &FileContext<'a>, owner: &MetadataType) -> Option<&'a MetadataFile> {
    context.project.apps.of_file(context.file)?.file(&context.project.files, &owner.name)
}

/// Moves an element with a plain value into another file that does not have it.
fn move_to(
    file: &MetadataFile,
    element: &Element,
    schema: &ElementSchema,
    target: &MetadataFile,
) -> Option<Fix> {
    let root = target.root()?;
    let is_plain = element.elements().next().is_none() && schema.kind != Kind::Struct;
    let is_secret = !secret_ranges(element.span.of(&file.text)).is_empty();
    if !is_plain
        || schema.secret
        || is_secret
        || root.child(&schema.name).is_some()
        || !fits(schema, element)
    {
        return None;
    }
    let value = element.value();
    let insert = fixes::insert_element(target, root, &schema.name, value.trimmed());
    let edit = |file: &MetadataFile, edit: Edit| FileEdit { path: file.path.clone(), edit };
    Some(Fix {
        title: format!("move it to `{}`", target.project_path),
        safety: Safety::Unsafe,
        edits: vec![edit(file, fixes::remove_element(file, element)), edit(target, insert)],
        moves: Vec::new(),
    })
}

/// Whether the value of an element could be one of `schema`.
pub(super) fn fits(schema: &ElementSchema, element: &Element) -> bool {
    let value = element.value();
    let is_boolean = matches!(value.trimmed(), "true" | "false");
    match schema.kind {
        Kind::Struct => element.elements().next().is_some(),
        Kind::Enum => schema.value(value.trimmed()).is_some(),
        kind => (kind == Kind::Boolean) == is_boolean,
    }
}
