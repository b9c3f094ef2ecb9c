use super::{Scopes, declare_rule};
use crate::change::Edit;
use crate::diagnostic::{Fix, Safety};
use crate::project::Item;
use crate::rules::{Draft, FileContext, Findings};
use crate::schema::{Scope, schema};
use crate::text::Span;

declare_rule! {
    /// The list names the scope of a product next to its parts, or all of the parts.
    ///
    /// ## Why
    /// Live orgs refused logins with such a list: `too many scopes requested`. `CDP` alone works, and
    /// so do a few of the parts.
    ///
    /// ## Bad
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api, CDP, CDPIngest, CDPQuery, RefreshToken</commaSeparatedOauthScopes>
    /// ```
    ///
    /// ## Bad
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>CDPQuery, CDPIngest, CDPProfile, CDPSegment, CDPIdentityResolution, CDPCalculatedInsight</commaSeparatedOauthScopes>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api, CDP, RefreshToken</commaSeparatedOauthScopes>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api, CDPIngest, CDPQuery</commaSeparatedOauthScopes>
    /// ```
    "too-many-scopes",
    severity: Warning,
    sources: ["O-MESSAGES", "M-OAUTH"],
    fix: Sometimes,
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let Some(scopes) = Scopes::of(context.file) else { return };
    for wide in schema().scopes.iter().filter(|scope| !scope.narrower.is_empty()) {
        let parts: Vec<&Item> = scopes.items.iter().copied().filter(|i| is_part(wide, i)).collect();
        let Some(first) = parts.first() else { continue };
        let (token, names) = (&wide.token, listed(&parts));
        if let Some(item) = scopes.item(token) {
            findings.add(
                Draft::new(
                    scopes.place(item),
                    format!(
                        "scope `{token}` already contains {names}, and orgs refuse so many scopes"
                    ),
                    format!("keep `{token}` and remove {names}"),
                )
                .maybe_fix(removal(&scopes, &parts, context)),
            );
        } else if wide.narrower.iter().all(|part| scopes.item(part).is_some()) {
            findings.add(Draft::new(
                scopes.place(first),
                "all scopes of Data 360 are listed, and orgs refuse so many scopes",
                format!(
                    "keep the few that the app needs, or write `{token}` instead of all of them"
                ),
            ));
        }
    }
}

fn is_part(wide: &Scope, item: &Item) -> bool {
    wide.narrower.has(&item.text)
}

fn listed(parts: &[&Item]) -> String {
    let names: Vec<String> = parts.iter().map(|part| format!("`{}`", part.text)).collect();
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => names.join(""),
    }
}

/// Writes the list without the parts.
fn removal(scopes: &Scopes<'_>, parts: &[&Item], context: &FileContext<'_>) -> Option<Fix> {
    let items = &scopes.field.scope_list().items;
    let span = Span::new(items.first()?.span.start, items.last()?.span.end);
    let kept = items.iter().filter(|item| !parts.iter().any(|part| part.span == item.span));
    let text = kept.map(|item| item.text.as_str()).collect::<Vec<_>>().join(", ");
    let title = format!("remove {}", listed(parts));
    Some(Fix::edit(title, Safety::Unsafe, &context.file.path, Edit::replace(span, text)))
}
