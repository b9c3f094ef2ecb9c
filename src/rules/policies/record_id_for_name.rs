use super::declare_rule;
use crate::project::comma_list;
use crate::rules::{Draft, FileContext, Findings};
use crate::schema::Kind;

declare_rule! {
    /// A list of permission sets or profiles contains record ids instead of names.
    ///
    /// ## Why
    /// Observed in live orgs: a deploy with ids fails because there is no permission set of that
    /// name, although a Salesforce page mentions ids. An id also exists in one org only.
    ///
    /// ## Bad
    /// ```xml ecaOauthPlcy
    /// <commaSeparatedPermissionSet>0PS5g000001AbCdGAK</commaSeparatedPermissionSet>
    /// ```
    ///
    /// ## Bad
    /// ```xml ecaOauthPlcy
    /// <commaSeparatedProfile>00e5g000001AbCd</commaSeparatedProfile>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaOauthPlcy
    /// <commaSeparatedPermissionSet>Billing_Access</commaSeparatedPermissionSet>
    /// ```
    "record-id-for-name",
    severity: Warning,
    sources: ["G-62955", "O-RETRIEVED", "M-OPLCY"],
    fix: None("only the org knows the name that belongs to an id"),
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
                format!("`{}` is a record id, and `{name}` takes names", item.text),
                "write the API name of the permission set, or the name of the profile",
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
