use std::collections::BTreeMap;

use super::declare_rule;
use super::org_link::OrgLink;
use crate::project::{App, AppFacts, Field, Project};
use crate::rules::{Draft, Findings, ProjectContext};
use crate::schema::{Distribution, names};

declare_rule! {
    /// A package directory has local apps of two orgs.
    ///
    /// ## Why
    /// The link of a local app to its credentials works in one org only. With links to two orgs, no
    /// org can take all of the apps: the deploy of the others fails.
    ///
    /// ## Bad
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// <orgScopedExternalApp>00D5g000004SGtF:Billing</orgScopedExternalApp>
    /// ```
    /// ```xml externalClientApps/Ledger.eca-meta.xml
    /// <ExternalClientApplication xmlns="http://soap.sforce.com/2006/04/metadata">
    ///     <distributionState>Local</distributionState>
    ///     <orgScopedExternalApp>00D8G0000004YQ6:Ledger</orgScopedExternalApp>
    /// </ExternalClientApplication>
    /// ```
    ///
    /// ## Good
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// <orgScopedExternalApp>00D5g000004SGtF:Billing</orgScopedExternalApp>
    /// ```
    /// ```xml externalClientApps/Ledger.eca-meta.xml
    /// <ExternalClientApplication xmlns="http://soap.sforce.com/2006/04/metadata">
    ///     <distributionState>Local</distributionState>
    ///     <orgScopedExternalApp>00D5g000004SGtFUAW:Ledger</orgScopedExternalApp>
    /// </ExternalClientApplication>
    /// ```
    "local-apps-of-two-orgs",
    severity: Warning,
    sources: ["M-ECA", "H-DEPLOYNEW", "G-59106"],
    fix: None("which of the orgs the project is for is known to the author only"),
    check: Project(check),
}

fn check(context: &ProjectContext<'_>, findings: &mut Findings<'_>) {
    let project = context.project;
    let mut by_directory: BTreeMap<Option<usize>, Vec<(String, &App, Field<'_>)>> = BTreeMap::new();
    for app in project.apps.iter() {
        let Some((org, link)) = owner(project, app) else { continue };
        by_directory.entry(link.file.package_directory).or_default().push((org, app, link));
    }
    for apps in by_directory.into_values() {
        let mut apps = apps.into_iter();
        let Some((first_org, first_app, first)) = apps.next() else { continue };
        let mut told = vec![first_org.clone()];
        for (org, app, link) in apps {
            if told.contains(&org) {
                continue;
            }
            let message = format!(
                "`{}` is linked to the org `{org}`, but `{}` to `{first_org}`",
                app.name, first_app.name
            );
            let help = "retrieve the apps of one org, or remove the links so that each org makes its \
                        own";
            let draft = Draft::new(link.place(), message, help);
            findings.add(draft.related(first.place(), "the other org").app(&app.name));
            told.push(org);
        }
    }
}

/// The org of a local app, and the link that names it.
fn owner<'a>(project: &'a Project, app: &'a App) -> Option<(String, Field<'a>)> {
    let facts = AppFacts::of(project, app);
    if facts.distribution() != Some(Distribution::Local) {
        return None;
    }
    let header = facts.field(names::HEADER, "orgScopedExternalApp");
    let link = header.or_else(|| facts.field(names::OAUTH_SETTINGS, "oauthLink"))?;
    match OrgLink::of(&link.text()) {
        OrgLink::Whole { org, .. } if !link.is_unknown() => Some((org, link)),
        _ => None,
    }
}
