use super::declare_rule;
use crate::diagnostic::Safety;
use crate::rules::{Draft, FileContext, Findings, remedy};
use crate::schema::names;

declare_rule! {
    /// Passwords are taken from request bodies only, but the flow that takes passwords is off.
    ///
    /// ## Why
    /// `isCodeCredPostOnly` limits the code and credentials flow; while that flow is off, it does
    /// nothing, and whoever set it probably meant to have headless login.
    ///
    /// ## Bad
    /// ```xml ecaGlblOauth
    /// <isCodeCredFlowEnabled>false</isCodeCredFlowEnabled>
    /// <isCodeCredPostOnly>true</isCodeCredPostOnly>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaGlblOauth
    /// <isCodeCredFlowEnabled>true</isCodeCredFlowEnabled>
    /// <isCodeCredPostOnly>true</isCodeCredPostOnly>
    /// ```
    "unused-post-only",
    formerly: ["post-only-without-flow"],
    severity: Warning,
    sources: ["M-GLB"],
    fix: Unsafe,
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let file = context.file;
    if file.metadata_type.name != names::GLOBAL_OAUTH
        || file.flag("isCodeCredFlowEnabled") != Some(false)
    {
        return;
    }
    let Some(field) = file.field("isCodeCredPostOnly").filter(|f| f.boolean() == Some(true)) else {
        return;
    };
    findings.add(
        Draft::new(
            field.place(),
            "`isCodeCredPostOnly` has no effect while `isCodeCredFlowEnabled` is off",
            "set `isCodeCredFlowEnabled` to `true` for headless login, or set this to `false`",
        )
        .maybe_fix(remedy::set(file, "isCodeCredPostOnly", "false", Safety::Unsafe)),
    );
}
