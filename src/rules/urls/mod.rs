//! URLs: where browsers and tokens are sent.

mod host;

pub(super) use host::is_org_or_local;

use super::{declare_rule, rules_of_group};
use crate::change::Edit;
use crate::diagnostic::{Fix, Safety};
use crate::project::{CallbackList, Field, Item, MetadataFile, ParsedUrl};
use crate::schema::Kind;
use crate::text::Span;

rules_of_group!(
    invalid_callback,
    insecure_callback,
    dangerous_url_scheme,
    callback_wildcard,
    callback_fragment,
    callback_ip_literal,
    misleading_callback_host,
    test_callback,
    out_of_band_callback,
    repeated_callback,
    whitespace_around_callback,
    example_callback,
    callbacks_too_long,
    url_with_user_info,
    insecure_url,
    invalid_url,
);

/// One callback URL of a list.
pub(super) struct Callback<'a> {
    field: Field<'a>,
    pub(super) item: &'a Item,
    url: &'a ParsedUrl,
}

/// One URL of a file, in a list or alone.
struct Address<'a> {
    field: Field<'a>,
    span: Span,
    text: String,
    url: &'a ParsedUrl,
}

/// Whether a callback is the out-of-band address, in the long form or in the short one that older
/// apps have.
fn is_out_of_band(callback: &str) -> bool {
    let callback = callback.to_ascii_lowercase();
    callback == "oob" || callback.starts_with("urn:ietf:wg:oauth:2.0:oob")
}

/// The fields of a kind that have a value.
fn fields_of(file: &MetadataFile, kind: Kind) -> Vec<Field<'_>> {
    let mut fields = file.all_fields();
    fields.retain(|field| field.schema.kind == kind && !field.is_empty());
    fields
}

/// The callback lists of a file, each with its field.
fn callback_lists(file: &MetadataFile) -> Vec<(Field<'_>, &CallbackList)> {
    let fields = fields_of(file, Kind::CallbackList);
    fields.into_iter().map(|field| (field, field.callback_list())).collect()
}

/// The callback URLs of a file, one by one, without those that are filled in at deploy.
pub(super) fn callbacks(file: &MetadataFile) -> Vec<Callback<'_>> {
    let mut callbacks = Vec::new();
    for field in fields_of(file, Kind::CallbackList) {
        let known = field.callbacks().filter(|(item, _)| !file.placeholders.fill(&item.text));
        callbacks.extend(known.map(|(item, url)| Callback { field, item, url }));
    }
    callbacks
}

/// The single URLs of a file that are known here.
fn urls(file: &MetadataFile) -> Vec<(Field<'_>, &ParsedUrl)> {
    let known = |field: &Field<'_>| !field.is_empty() && !field.is_unknown();
    file.single_urls().filter(|(field, _)| known(field)).collect()
}

/// Every URL of a file that is known here, in the order of the kinds.
fn addresses(file: &MetadataFile) -> Vec<Address<'_>> {
    let callbacks = callbacks(file).into_iter();
    let callbacks = callbacks.map(|Callback { field, item, url }| Address {
        field,
        span: item.span,
        text: item.text.clone(),
        url,
    });
    let single = urls(file).into_iter().map(|(field, url)| Address {
        field,
        span: field.span(),
        text: field.text().into_owned(),
        url,
    });
    callbacks.chain(single).collect()
}

/// Takes a callback out of its list, with the line end before or after it; none for the only one.
fn removal(callback: &Callback<'_>, safety: Safety) -> Option<Fix> {
    let list = &callback.field.callback_list().items;
    let at = list.binary_search_by_key(&callback.item.span, |item| item.span).ok()?;
    let span = match (at.checked_sub(1).and_then(|before| list.get(before)), list.get(at + 1)) {
        (Some(before), _) => Span::new(before.span.end, callback.item.span.end),
        (None, Some(behind)) => Span::new(callback.item.span.start, behind.span.start),
        (None, None) => return None,
    };
    Some(Fix::edit(
        "remove this callback URL",
        safety,
        &callback.field.file.path,
        Edit::remove(span),
    ))
}

/// Writes `https` for the scheme of a URL at `span`.
fn with_https(file: &MetadataFile, span: Span) -> Option<Fix> {
    let scheme = span.of(&file.text).find(':')?;
    let edit = Edit::replace(Span::new(span.start, span.start + scheme), "https");
    Some(Fix::edit("use `https`", Safety::Unsafe, &file.path, edit))
}
