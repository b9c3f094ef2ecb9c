use super::declare_rule;
use crate::rules::{AppContext, Draft, Findings};
use crate::schema::names;

declare_rule! {
    /// An app that the Salesforce CLI seems to log in with gives out JWT access tokens.
    ///
    /// ## Why
    /// The SOAP Metadata API was seen to refuse access tokens in the JWT format; a `sf project
    /// deploy` or `retrieve` that goes through SOAP then fails although the login worked.
    ///
    /// ## Bad
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaGlblOauth
    /// <callbackUrl>http://localhost:1717/OauthRedirect</callbackUrl>
    /// <isNamedUserJwtEnabled>true</isNamedUserJwtEnabled>
    /// ```
    ///
    /// ## Good
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaGlblOauth
    /// <callbackUrl>http://localhost:1717/OauthRedirect</callbackUrl>
    /// <isNamedUserJwtEnabled>false</isNamedUserJwtEnabled>
    /// ```
    "cli-with-jwt-tokens",
    formerly: ["jwt-access-tokens-and-sf"],
    severity: Hint,
    sources: ["G-58096", "M-GLB"],
    fix: Sometimes,
    check: App(check),
}

fn check(context: &AppContext<'_>, findings: &mut Findings<'_>) {
    let facts = context.facts();
    let Some(field) = facts
        .field(names::GLOBAL_OAUTH, "isNamedUserJwtEnabled")
        .filter(|field| field.boolean() == Some(true))
    else {
        return;
    };
    if !facts.serves_cli() {
        return;
    }
    // Other clients of the app need such tokens.
    let needed = crate::rules::remedy::needs_jwt_tokens(&facts);
    let set = || {
        let safety = crate::diagnostic::Safety::Unsafe;
        crate::rules::remedy::set(field.file, "isNamedUserJwtEnabled", "false", safety)
    };
    let fix = (!needed).then(set).flatten();
    findings.add(
        Draft::new(
            field.place(),
            "deploys with the Salesforce CLI may fail: this app gives out JWT access tokens",
            "set `isNamedUserJwtEnabled` to `false` in the app that the CLI uses, or deploy through the REST API \
             (`org-metadata-rest-deploy`)",
        )
        .maybe_fix(fix),
    );
}
