//! Groups of rules, and the list of all rules.

use super::{
    Rule, certificates, distribution, flows, form, hardening, isv, plugins, policies, policy,
    project, run, scopes, secrets, urls,
};
use crate::diagnostic::Severity;

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
        id: policy::GROUP,
        title: "Team policy: what the `[policy]` table of ecaforge.toml allows",
        rules: policy::RULES,
    },
    Group {
        id: "run",
        title: "Run: configuration, ignored findings, removed certificates",
        rules: run::RULES,
    },
];

/// The group of rules about credentials.
const SECRETS: &str = "secrets";

impl Rule {
    /// The group that the rule belongs to.
    #[must_use]
    pub fn group(&'static self) -> Option<&'static Group> {
        GROUPS.iter().find(|group| group.rules.iter().any(|rule| rule.id == self.id))
    }

    /// Whether the rule finds leaked credentials. A baseline does not list its errors, and the
    /// command line cannot switch it off.
    #[must_use]
    pub(crate) fn finds_leaks(&'static self) -> bool {
        self.severity == Severity::Error && self.group().is_some_and(|group| group.id == SECRETS)
    }
}

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
