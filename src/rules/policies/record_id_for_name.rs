use super::declare_rule;
use crate::project::comma_list;
use crate::rules::{Draft, FileContext, Findings};
use crate::schema::Kind;

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
        let items = comma_list(&field.element.value());
        for item in items.iter().filter(|item| is_id(&item.text)) {
            let name = &field.schema.name;
            findings.add(Draft::new(
                context.file.place(item.span),
                format!("`{name}` takes names, and `{}` is a record id", item.text),
                "write the name: the API name of a permission set, the label of a profile",
            ));
        }
    }
}

/// Ids of permission sets begin with `0PS`, those of profiles with `00e`.
fn is_id(word: &str) -> bool {
    matches!(word.len(), 15 | 18)
        && (word.starts_with("0PS") || word.starts_with("00e"))
        && word.chars().all(|c| c.is_ascii_alphanumeric())
}
