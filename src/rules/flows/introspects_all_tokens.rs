use super::declare_rule;
use crate::diagnostic::Safety;
use crate::rules::{Draft, FileContext, Findings, remedy};
use crate::schema::names;

declare_rule! {
    /// The app may introspect the tokens of every other app in the org.
    ///
    /// ## Why
    /// Whoever has the app's credentials can find out the user and the scopes of any token in the
    /// org. Few apps other than an API gateway need that.
    ///
    /// ## Bad
    /// ```xml ecaGlblOauth
    /// <isIntrospectAllTokens>true</isIntrospectAllTokens>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaGlblOauth
    /// <isIntrospectAllTokens>false</isIntrospectAllTokens>
    /// ```
    "introspects-all-tokens",
    severity: Warning,
    sources: ["M-GLB"],
    fix: Unsafe,
    check: File(check),
    types: [names::GLOBAL_OAUTH],
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let file = context.file;
    let Some(field) = file.field("isIntrospectAllTokens").filter(|f| f.boolean() == Some(true))
    else {
        return;
    };
    findings.add(
        Draft::new(
            field.place(),
            "the app may introspect the tokens of every other app in the org",
            "set `isIntrospectAllTokens` to `false`, unless this app is a gateway that checks tokens for other apps",
        )
        .maybe_fix(remedy::set(file, "isIntrospectAllTokens", "false", Safety::Unsafe)),
    );
}
