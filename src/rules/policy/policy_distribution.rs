use super::{against, declare_rule};
use crate::rules::{AppContext, Findings};

declare_rule! {
    /// An app has another distribution state than the team policy asks for.
    ///
    /// ## Why
    /// A packaged app is there for other orgs, a local one for its own org only. The policy says which
    /// of them the team makes.
    ///
    /// It finds nothing unless `distribution` is set.
    ///
    /// ## Bad
    /// ```toml /ecaforge.toml
    /// [policy]
    /// distribution = "local"
    /// ```
    /// ```xml eca
    /// <distributionState>Packaged</distributionState>
    /// ```
    ///
    /// ## Good
    /// ```toml /ecaforge.toml
    /// [policy]
    /// distribution = "local"
    /// ```
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    "policy-distribution",
    severity: Warning,
    sources: ["TOOL"],
    fix: None("the distribution state of an app that an org has cannot always be changed"),
    check: App(check),
}

fn check(context: &AppContext<'_>, findings: &mut Findings<'_>) {
    let Some(key) = &context.policy.distribution else { return };
    let Some(found) = context.facts().distribution().filter(|found| *found != key.value) else {
        return;
    };
    let wanted = key.value.token();
    let field = context.header.field("distributionState").filter(|field| !field.is_empty());
    let place = field.map_or_else(|| context.header.head(), |field| field.place());
    let message =
        format!("the app is `{}`, and the team policy asks for `{wanted}`", found.token());
    let help = format!("set `distributionState` to `{wanted}`");
    findings.add(against(key, place, message, help));
}
