//! Groups of rules, and the list of all rules.

use super::{
    Rule, certificates, distribution, flows, form, hardening, isv, plugins, policies, project, run,
    scopes, secrets, urls,
};

/// Rules that look at the same side of a project.
#[derive(Debug)]
pub struct Group {
    /// Short name, as the folder has it.
    pub id: &'static str,
    /// What the rules of the group have in common.
    pub title: &'static str,
    /// Its rules.
    pub rules: &'static [&'static Rule],
}

const GROUPS: &[Group] = &[
    Group { id: "form", title: "Form: names, XML, elements and values", rules: form::RULES },
    Group { id: "scopes", title: "Scopes: what the app may ask for", rules: scopes::RULES },
    Group { id: "urls", title: "URLs: where browsers and tokens are sent", rules: urls::RULES },
    Group { id: "secrets", title: "Secrets: what must not be in files", rules: secrets::RULES },
    Group {
        id: "certificates",
        title: "Certificates: what checks signatures",
        rules: certificates::RULES,
    },
    Group { id: "flows", title: "Flows: what OAuth flows demand of files", rules: flows::RULES },
    Group { id: "policies", title: "Policies: who, from where, how long", rules: policies::RULES },
    Group {
        id: "distribution",
        title: "Distribution: packages, owner orgs and links",
        rules: distribution::RULES,
    },
    Group { id: "plugins", title: "Plugins: SAML, push, mobile, networks", rules: plugins::RULES },
    Group { id: "project", title: "Project: manifests and org definitions", rules: project::RULES },
    Group {
        id: "hardening",
        title: "Hardening: what Salesforce asks beyond what works",
        rules: hardening::RULES,
    },
    Group { id: "isv", title: "Partners: what packaged apps must meet", rules: isv::RULES },
    Group {
        id: "run",
        title: "Run: configuration, ignored findings, removed certificates",
        rules: run::RULES,
    },
];

/// All groups, in the order in which they are listed.
#[must_use]
pub fn groups() -> &'static [Group] {
    GROUPS
}

/// All rules, group by group.
pub fn all_rules() -> impl Iterator<Item = &'static Rule> {
    GROUPS.iter().flat_map(|group| group.rules.iter().copied())
}

/// The rule that has that id, or had it before.
#[must_use]
pub fn rule(id: &str) -> Option<&'static Rule> {
    all_rules().find(|rule| rule.id == id || rule.formerly.contains(&id))
}
