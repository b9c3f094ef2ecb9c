use super::declare_rule;
use crate::diagnostic::Safety;
use crate::rules::{AppContext, Draft, Findings, remedy};
use crate::schema::names;

declare_rule! {
    /// An app that logs in through the browser also allows headless login.
    ///
    /// ## Why
    /// `isCodeCredFlowEnabled` lets a site send usernames and passwords from its own pages (headless
    /// login). A client with a callback on the user's own computer logs in through the browser, which
    /// needs no switch at all, so the app only accepts passwords that it has no use for.
    ///
    /// ## Bad
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaGlblOauth
    /// <callbackUrl>http://localhost:8400/callback</callbackUrl>
    /// <isCodeCredFlowEnabled>true</isCodeCredFlowEnabled>
    /// ```
    ///
    /// ## Good
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaGlblOauth
    /// <callbackUrl>http://localhost:8400/callback</callbackUrl>
    /// <isCodeCredFlowEnabled>false</isCodeCredFlowEnabled>
    /// ```
    ///
    /// ## Good
    /// A site has a callback of its own.
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://shop.acme.io/services/oauth2/echo</callbackUrl>
    /// <isCodeCredFlowEnabled>true</isCodeCredFlowEnabled>
    /// ```
    "headless-login-for-browser-app",
    severity: Hint,
    sources: ["G-68892", "M-GLB", "H-CODECRED"],
    fix: Unsafe,
    check: App(check),
}

fn check(context: &AppContext<'_>, findings: &mut Findings<'_>) {
    let facts = context.facts();
    let element = "isCodeCredFlowEnabled";
    let field = facts.field(names::GLOBAL_OAUTH, element);
    let Some(field) = field.filter(|field| field.boolean() == Some(true)) else { return };
    if !facts.has_only_local_callbacks() {
        return;
    }
    let mut draft = Draft::new(
        field.place(),
        "`isCodeCredFlowEnabled` is for headless login only, and the callbacks of this app are those of a login \
         in the browser",
        "set `isCodeCredFlowEnabled` to `false`; a login in the browser needs no switch",
    )
    .maybe_fix(remedy::set(field.file, element, "false", Safety::Unsafe));
    if let Some(callback) = facts.field(names::GLOBAL_OAUTH, "callbackUrl") {
        draft = draft.related(callback.place(), "all callbacks are on the user's own computer");
    }
    findings.add(draft);
}
