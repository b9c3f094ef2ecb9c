use super::declare_rule;
use crate::diagnostic::Safety;
use crate::rules::{Draft, Findings, ProjectContext, remedy};
use crate::schema::names;

declare_rule! {
    /// The org still takes the username-password flow.
    ///
    /// ## Why
    /// External Client Apps do not offer this flow, so these apps lose nothing when the org blocks
    /// it; left open, it lets other apps log in with a stored password and no second factor.
    ///
    /// ## Bad
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml OauthOidc
    /// <blockOAuthUnPwFlow>false</blockOAuthUnPwFlow>
    /// ```
    ///
    /// ## Good
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml OauthOidc
    /// <blockOAuthUnPwFlow>true</blockOAuthUnPwFlow>
    /// ```
    "username-password-open",
    severity: Hint,
    sources: ["M-OIDC", "H-MIG", "G-70839"],
    fix: Unsafe,
    check: Project(check),
}

fn check(context: &ProjectContext<'_>, findings: &mut Findings<'_>) {
    if context.project.apps.iter().next().is_none() {
        return;
    }
    for file in context.project.files_of(names::OAUTH_ORG_SETTINGS) {
        let open = file.field("blockOAuthUnPwFlow").filter(|f| f.boolean() == Some(false));
        let Some(field) = open else { continue };
        findings.add(
            Draft::new(
                field.place(),
                "the org still takes the username-password flow, which no app here can use",
                "set `blockOAuthUnPwFlow` to `true` when no connected app of the org needs it",
            )
            .maybe_fix(remedy::set(file, "blockOAuthUnPwFlow", "true", Safety::Unsafe)),
        );
    }
}
