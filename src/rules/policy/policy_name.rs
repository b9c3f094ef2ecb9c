use super::{against, declare_rule};
use crate::project::split_namespace;
use crate::rules::{AppContext, Findings};

declare_rule! {
    /// The API name of an app does not have the form that the team policy asks for.
    ///
    /// ## Why
    /// Names of one form tell in Setup, in logs and in code whose app it is. An API name is hard to
    /// change later: an app with another name is another app, with another key and secret.
    ///
    /// `name-pattern` is a regular expression for the whole name, without the namespace. The rule
    /// finds nothing unless it is set.
    ///
    /// ## Bad
    /// ```toml /ecaforge.toml
    /// [policy]
    /// name-pattern = "Acme_[A-Z][A-Za-z0-9]*"
    /// ```
    /// ```xml eca
    /// <label>Billing</label>
    /// ```
    ///
    /// ## Good
    /// ```toml /ecaforge.toml
    /// [policy]
    /// name-pattern = "[A-Z][A-Za-z0-9]*"
    /// ```
    /// ```xml eca
    /// <label>Billing</label>
    /// ```
    "policy-name",
    severity: Warning,
    sources: ["TOOL"],
    fix: None("another API name makes another app, with another key and secret"),
    check: App(check),
}

fn check(context: &AppContext<'_>, findings: &mut Findings<'_>) {
    let Some(key) = &context.policy.name_pattern else { return };
    let name = split_namespace(&context.app.name).1;
    if key.value.is_match(name) {
        return;
    }
    let message = format!("the API name `{name}` does not match the pattern of the team policy");
    let help = format!(
        "before the app is in an org, rename its files and the references to it so that the name \
         matches `{}`; later, have the policy changed",
        key.name
    );
    findings.add(against(key, context.header.head(), message, help));
}
