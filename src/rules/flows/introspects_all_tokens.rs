use super::declare_rule;
use crate::diagnostic::Safety;
use crate::rules::{Draft, FileContext, Findings, remedy};
use crate::schema::names;

declare_rule! {
    /// The app may look into the tokens of every other app of the org.
    ///
    /// ## Why
    /// With this switch, whoever holds the app's credentials can ask of any token in the org whose
    /// it is and what it may do; few apps besides an API gateway need that.
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
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let file = context.file;
    if file.metadata_type.name != names::GLOBAL_OAUTH {
        return;
    }
    let Some(field) = file.field("isIntrospectAllTokens").filter(|f| f.boolean() == Some(true))
    else {
        return;
    };
    findings.add(
        Draft::new(
            field.place(),
            "the app may look into the tokens of every other app of the org",
            "set it to `false`, unless this app is the gateway that checks tokens for all others",
        )
        .maybe_fix(remedy::set(file, "isIntrospectAllTokens", "false", Safety::Unsafe)),
    );
}
