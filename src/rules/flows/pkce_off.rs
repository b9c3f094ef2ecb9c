use super::declare_rule;
use crate::diagnostic::{Safety, Severity};
use crate::rules::{Draft, FileContext, Findings, remedy};
use crate::schema::names;

declare_rule! {
    /// PKCE is not required.
    ///
    /// ## Why
    /// PKCE ties an authorization code to the client that asked for it. Without it, whoever finds a
    /// code in a redirect, a log or a browser history can use it.
    ///
    /// In apps that only programs log in with, no code is ever issued, so it is a hint there. New
    /// apps require PKCE in any case: reports say that a deploy of `false` succeeds and the org sets
    /// it back.
    ///
    /// ## Bad
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://billing.acme.io/callback</callbackUrl>
    /// <isPkceRequired>false</isPkceRequired>
    /// ```
    ///
    /// ## Bad
    /// Only a program logs in with this app.
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://login.salesforce.com/services/oauth2/callback</callbackUrl>
    /// <isClientCredentialsFlowEnabled>true</isClientCredentialsFlowEnabled>
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
    types: [names::GLOBAL_OAUTH],
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let file = context.file;
    // For a client without a secret it is worse, and a rule of its own says so.
    if file.flag("isConsumerSecretOptional") == Some(true) {
        return;
    }
    let in_org = |org: &crate::project::MetadataFile| org.flag("isPkceRequired") == Some(true);
    if context.project.files_of(names::OAUTH_ORG_SETTINGS).any(in_org) {
        return;
    }
    let Some(pkce) = file.field("isPkceRequired").filter(|f| f.boolean() == Some(false)) else {
        return;
    };
    let facts = context.project.facts_of(file);
    let draft = if facts.is_some_and(|facts| facts.is_machine_only()) {
        Draft::new(
            pkce.place(),
            "PKCE is off, so whoever finds an authorization code can use it",
            "set `isPkceRequired` to `true`; the flows of this app have no login page and are not affected",
        )
        .severity(Severity::Hint)
    } else {
        Draft::new(
            pkce.place(),
            "PKCE is off, so whoever finds an authorization code can use it",
            "set `isPkceRequired` to `true` once each client that logs users in sends a code challenge; new \
             apps require it in any case, and flows without a login page are not affected",
        )
    };
    findings.add(draft.maybe_fix(remedy::set(file, "isPkceRequired", "true", Safety::Unsafe)));
}
