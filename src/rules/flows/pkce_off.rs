use super::declare_rule;
use crate::diagnostic::Safety;
use crate::rules::{Draft, FileContext, Findings, remedy};
use crate::schema::names;

declare_rule! {
    /// PKCE is not required.
    ///
    /// ## Why
    /// PKCE ties a login code to the client that asked for it; without it, a code that leaks from a
    /// redirect, a log or a browser history can be used by others. People report that orgs of
    /// Summer '26 demand it of new apps, where it cannot be switched off.
    ///
    /// ## Bad
    /// ```xml ecaGlblOauth
    /// <isPkceRequired>false</isPkceRequired>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaGlblOauth
    /// <isPkceRequired>true</isPkceRequired>
    /// ```
    ///
    /// ## Good
    /// The org requires it of every app.
    /// ```xml ecaGlblOauth
    /// <isPkceRequired>false</isPkceRequired>
    /// ```
    /// ```xml OauthOidc
    /// <isPkceRequired>true</isPkceRequired>
    /// ```
    "pkce-off",
    severity: Warning,
    sources: ["M-GLB", "SECURE", "O-PKCE"],
    fix: Unsafe,
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let file = context.file;
    // A client without a secret is the graver case, which has a rule of its own.
    if file.metadata_type.name != names::GLOBAL_OAUTH
        || file.flag("isConsumerSecretOptional") == Some(true)
    {
        return;
    }
    let in_org = |org: &crate::project::MetadataFile| org.flag("isPkceRequired") == Some(true);
    if context.project.files_of(names::OAUTH_ORG_SETTINGS).any(in_org) {
        return;
    }
    let Some(pkce) = file.field("isPkceRequired").filter(|f| f.boolean() == Some(false)) else {
        return;
    };
    findings.add(
        Draft::new(
            pkce.place(),
            "logins work without PKCE, so a leaked login code can be used by others",
            "set `isPkceRequired` to `true` once each client that logs users in sends a code \
             challenge; flows without a browser are not affected",
        )
        .maybe_fix(remedy::set(file, "isPkceRequired", "true", Safety::Unsafe)),
    );
}
