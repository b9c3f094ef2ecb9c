use super::{declare_rule, facts, has_custom_scopes};
use crate::project::Item;
use crate::rules::{Draft, FileContext, Findings};
use crate::schema::{Kind, schema};

declare_rule! {
    /// The scopes of the app give access to nothing.
    ///
    /// ## Why
    /// Without a scope, users of a pre-authorized app get no token, and in any other app they get one
    /// that gives access to nothing. Observed in live orgs.
    ///
    /// ## Bad
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes></commaSeparatedOauthScopes>
    /// ```
    ///
    /// ## Bad
    /// A refresh token alone gives access to nothing.
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>RefreshToken, OfflineAccess</commaSeparatedOauthScopes>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api</commaSeparatedOauthScopes>
    /// ```
    ///
    /// ## Good
    /// Custom scopes are for other services.
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>RefreshToken</commaSeparatedOauthScopes>
    /// ```
    /// ```xml ecaOauthPlcy
    /// <commaSeparatedCustomScopes>Orders_Read</commaSeparatedCustomScopes>
    /// ```
    "no-scope",
    severity: Warning,
    sources: ["H-OAUTHFILE", "G-61017"],
    fix: None("the files do not say which scopes the app needs"),
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let file = context.file;
    let has_custom_scopes = has_custom_scopes(facts(context).as_ref());
    let fields = file.all_fields();
    for field in fields.iter().filter(|field| field.schema.kind == Kind::ScopeList) {
        let items = &field.scope_list().items;
        let only_refreshes =
            |item: &Item| schema().scope(&item.text).is_some_and(|scope| scope.refresh);
        let message = if items.is_empty() {
            format!("`{}` lists no scope", field.schema.name)
        } else if !has_custom_scopes && items.iter().all(only_refreshes) {
            format!(
                "`{}` lists only refresh scopes, which give access to nothing",
                field.schema.name
            )
        } else {
            continue;
        };
        let help = "list the scopes that the app needs, such as `Api`";
        findings.add(Draft::new(field.place(), message, help));
    }
}
