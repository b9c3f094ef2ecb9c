//! Lists that are in one element: items are added, those that are there stay as they are written.

use super::value::{filled_in, in_file};
use crate::change::Edit;
use crate::project::{Field, Item, callback_list, comma_list, scope_list};
use crate::rules::fixes::replace_value;
use crate::schema::Kind;
use crate::spec::UNKNOWN;
use crate::text::Span;
use crate::xml::escape_text;

/// Whether values of that kind are lists.
pub(super) fn is_list(kind: Kind) -> bool {
    separator(kind).is_some()
}

/// What orgs write between two items.
fn separator(kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::ScopeList => Some(", "),
        Kind::NameList => Some(","),
        Kind::CallbackList => Some("\n"),
        _ => None,
    }
}

/// Adds the items to a list that a plan has and the one before had not.
///
/// # Errors
/// If the whole list is filled in at deploy.
pub(super) fn edit(field: &Field<'_>, new: &str, old: &str) -> Result<Option<Edit>, String> {
    let kind = field.schema.kind;
    let usual = separator(kind).unwrap_or_default();
    let had: Vec<&str> = items(old, kind).collect();
    let present = present(field);
    let missing: Vec<&str> = items(new, kind)
        .filter(|item| *item != UNKNOWN && !had.contains(item))
        .filter(|item| !present.iter().any(|there| there.text == *item))
        .collect();
    if missing.is_empty() {
        return Ok(None);
    }
    let Some(last) = present.last() else {
        return Ok(Some(replace_value(field, &in_file(field.file, &missing.join(usual)))));
    };
    let alone = present.len() == 1 && field.file.placeholders.fill(&last.text);
    if alone && kind != Kind::CallbackList {
        return Err(filled_in(field, &format!("`{}` besides", missing.join("`, `"))));
    }
    if field.element.content().of(&field.file.text).contains("<![CDATA[") {
        let all = present.iter().map(|item| item.text.as_str()).chain(missing);
        let all = all.collect::<Vec<_>>().join(usual);
        return Ok(Some(replace_value(field, &in_file(field.file, &all))));
    }
    let between = match present.as_slice() {
        [.., before, last] => own_separator(field, before, last, kind),
        _ => None,
    };
    let between = between.unwrap_or_else(|| in_file(field.file, usual));
    let added: String = missing.iter().map(|item| between.clone() + &escape_text(item)).collect();
    Ok(Some(Edit::insert(last.span.end, added)))
}

/// Puts a whole list in the place of the one that is there, unless it has the same items.
///
/// # Errors
/// If the list is filled in at deploy.
pub(super) fn replaced(field: &Field<'_>, new: &str) -> Result<Option<Edit>, String> {
    let kind = field.schema.kind;
    let (present, wanted) = (present(field), items(new, kind).collect::<Vec<_>>());
    if wanted.contains(&UNKNOWN) {
        return edit(field, new, "");
    }
    let same = present.len() == wanted.len()
        && wanted.iter().all(|item| present.iter().any(|there| there.text == *item));
    if same {
        return Ok(None);
    }
    if let [alone] = present.as_slice()
        && field.file.placeholders.fill(&alone.text)
    {
        return Err(filled_in(field, &format!("`{}`", wanted.join("`, `"))));
    }
    Ok(Some(replace_value(field, &in_file(field.file, new))))
}

/// Whether a list contains the items of a planned one; `is_whole` says that it contains no others.
pub(super) fn has_all(field: &Field<'_>, planned: &str, is_whole: bool) -> bool {
    let kind = field.schema.kind;
    let wanted: Vec<&str> = items(planned, kind).filter(|item| *item != UNKNOWN).collect();
    let present = present(field);
    let is_open = items(planned, kind).any(|item| item == UNKNOWN);
    (!is_whole || is_open || present.len() == wanted.len())
        && wanted.iter().all(|item| present.iter().any(|there| there.text == *item))
}

/// What is between the last two items, where it is of the kind that orgs take.
fn own_separator(field: &Field<'_>, before: &Item, last: &Item, kind: Kind) -> Option<String> {
    let between = Span::new(before.span.end, last.span.start.max(before.span.end));
    let between = between.of(&field.file.text);
    let sound = match kind {
        Kind::CallbackList => between.contains('\n') && between.trim().is_empty(),
        _ => between.trim() == ",",
    };
    sound.then(|| between.to_owned())
}

fn present(field: &Field<'_>) -> Vec<Item> {
    let value = field.element.value();
    let items = match field.schema.kind {
        Kind::ScopeList => scope_list(&value).items,
        Kind::CallbackList => callback_list(&value).items,
        _ => comma_list(&value),
    };
    items.into_iter().filter(|item| !item.text.is_empty()).collect()
}

/// The items of a planned list.
fn items(value: &str, kind: Kind) -> impl Iterator<Item = &str> {
    let between = separator(kind).unwrap_or_default().trim_end_matches(' ').to_owned();
    let parts: Vec<&str> =
        if between.is_empty() { vec![value] } else { value.split(&between).collect() };
    parts.into_iter().map(str::trim).filter(|item| !item.is_empty())
}

/// A planned list without items that are not known, or not there; none where the value is no list.
pub(super) fn known_items(value: &str, kind: Kind, unknown: &[String]) -> Option<String> {
    let between = separator(kind)?;
    let known = |item: &&str| *item != UNKNOWN && !unknown.iter().any(|name| name == item);
    Some(items(value, kind).filter(known).collect::<Vec<_>>().join(between))
}
