use super::declare_rule;
use crate::project::scope_list;
use crate::rules::{Draft, FileContext, Findings};
use crate::schema::Kind;

declare_rule! {
    /// The list of scopes is there but empty.
    ///
    /// ## Why
    /// An app without scopes may ask for nothing: users of a pre-authorized app get no token at
    /// all, and a login of any other app gives a token that opens nothing.
    ///
    /// ## Bad
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes></commaSeparatedOauthScopes>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api</commaSeparatedOauthScopes>
    /// ```
    "no-scope",
    severity: Warning,
    sources: ["H-OAUTHFILE", "G-61017"],
    fix: None("which scopes the app needs cannot be told from the files"),
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let fields = context.file.all_fields();
    for field in fields.iter().filter(|field| field.schema.kind == Kind::ScopeList) {
        if scope_list(&field.element.value()).items.is_empty() {
            let message = format!("`{}` lists no scope", field.schema.name);
            let help = "list the scopes that the app needs, such as `Api`";
            findings.add(Draft::new(field.place(), message, help));
        }
    }
}
