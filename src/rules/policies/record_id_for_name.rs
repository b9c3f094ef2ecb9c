use super::declare_rule;
use crate::project::Field;
use crate::project::facts::words;
use crate::rules::{Draft, FileContext, Findings};
use crate::schema::Kind;
use crate::text::Span;

declare_rule! {
    /// A list of permission sets or profiles holds record ids instead of names.
    ///
    /// ## Why
    /// Observed in live orgs: a deploy with ids fails because no permission set of that name is
    /// found, although a Salesforce page speaks of ids; besides, an id exists in one org only.
    ///
    /// ## Bad
    /// ```xml ecaOauthPlcy
    /// <commaSeparatedPermissionSet>0PS5g000001AbCdGAK</commaSeparatedPermissionSet>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaOauthPlcy
    /// <commaSeparatedPermissionSet>Billing_Access</commaSeparatedPermissionSet>
    /// ```
    "record-id-for-name",
    severity: Warning,
    sources: ["G-62955", "O-RETRIEVED", "M-OPLCY"],
    fix: None("the name that belongs to an id stands in the org only"),
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    for field in context.file.all_fields() {
        if field.schema.kind != Kind::NameList || field.is_unknown() {
            continue;
        }
        for (word, span) in ids(&field) {
            let name = &field.schema.name;
            findings.add(Draft::new(
                context.file.place(span),
                format!("`{name}` takes names, and `{word}` is a record id"),
                "write the name: the API name of a permission set, the label of a profile",
            ));
        }
    }
}

fn ids(field: &Field<'_>) -> Vec<(String, Span)> {
    let value = field.element.value();
    let text = value.text();
    let place = |word: &str| {
        let start = word.as_ptr() as usize - text.as_ptr() as usize;
        value.span_of(start..start + word.len())
    };
    words(text).filter(|word| is_id(word)).map(|word| (word.to_owned(), place(word))).collect()
}

/// Ids of permission sets begin with `0PS`, those of profiles with `00e`.
fn is_id(word: &str) -> bool {
    matches!(word.len(), 15 | 18)
        && (word.starts_with("0PS") || word.starts_with("00e"))
        && word.chars().all(|c| c.is_ascii_alphanumeric())
}
