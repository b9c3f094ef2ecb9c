use super::declare_rule;
use crate::diagnostic::Safety;
use crate::rules::{AppContext, Draft, Findings, remedy};
use crate::schema::{Distribution, names};

declare_rule! {
    /// A local app carries the link to its credentials in one org.
    ///
    /// ## Why
    /// Orgs write this link when they are retrieved from, and it does no harm in that org; a deploy
    /// to any other org, such as a sandbox or scratch org, was seen to fail because of it.
    ///
    /// ## Bad
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaOauth
    /// <oauthLink>00D5g000004SGtF:888J1000000XkiL</oauthLink>
    /// ```
    ///
    /// ## Good
    /// ```xml eca
    /// <distributionState>Packaged</distributionState>
    /// ```
    /// ```xml ecaOauth
    /// <oauthLink>00D5g000004SGtF:888J1000000XkiL</oauthLink>
    /// ```
    "local-oauth-link",
    severity: Hint,
    sources: ["H-DEPLOYNEW", "G-59106"],
    fix: Unsafe,
    check: App(check),
}

fn check(context: &AppContext<'_>, findings: &mut Findings<'_>) {
    let facts = context.facts();
    if facts.distribution() != Some(Distribution::Local) {
        return;
    }
    let Some(link) = facts.field(names::OAUTH_SETTINGS, "oauthLink") else { return };
    let malformed = super::org_link::OrgLink::of(&link.text());
    if link.is_unknown() || matches!(malformed, super::org_link::OrgLink::Malformed(_)) {
        return;
    }
    findings.add(
        Draft::new(
            link.place(),
            "`oauthLink` makes this local app deploy to one org only",
            "remove it if the app goes to several orgs: each makes its own; keep it if the files are \
             only ever deployed to the org they came from",
        )
        .fix(remedy::remove(&link, Safety::Unsafe)),
    );
}
