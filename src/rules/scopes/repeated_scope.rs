use std::collections::HashMap;

use super::{Scopes, declare_rule};
use crate::diagnostic::Safety;
use crate::project::Item;
use crate::rules::{Draft, FileContext, Findings};

declare_rule! {
    /// A scope is listed twice.
    ///
    /// ## Why
    /// The second one has no effect, and whoever removes the scope later may miss one of the two.
    ///
    /// ## Bad
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api, RefreshToken, Api</commaSeparatedOauthScopes>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api, RefreshToken</commaSeparatedOauthScopes>
    /// ```
    "repeated-scope",
    severity: Hint,
    sources: ["M-OAUTH"],
    fix: Safe,
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let Some(scopes) = Scopes::of(context.file) else { return };
    let mut firsts: HashMap<&str, &Item> = HashMap::new();
    for &item in &scopes.items {
        let first = *firsts.entry(&item.text).or_insert(item);
        if first.span == item.span {
            continue;
        }
        let message = format!("scope `{}` is listed twice", item.text);
        findings.add(
            Draft::new(scopes.place(item), message, "remove the second one")
                .related(scopes.place(first), "the first one")
                .maybe_fix(scopes.removal(item, Safety::Safe)),
        );
    }
}
