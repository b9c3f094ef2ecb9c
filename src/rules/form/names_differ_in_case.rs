use std::collections::BTreeMap;

use super::declare_rule;
use crate::diagnostic::Severity;
use crate::project::MetadataFile;
use crate::rules::{Draft, Findings, ProjectContext};
use crate::schema::Cardinality;

declare_rule! {
    /// The names of two files of a type differ in case only.
    ///
    /// ## Why
    /// API names are not case-sensitive in an org, so both files mean one component and cannot be
    /// deployed together. Windows and macOS cannot even hold both in one folder. Files in different
    /// package directories may be meant for different orgs, so that is a warning.
    ///
    /// ## Bad
    /// ```xml externalClientApps/Billing.eca-meta.xml
    /// <ExternalClientApplication xmlns="http://soap.sforce.com/2006/04/metadata"/>
    /// ```
    /// ```xml externalClientApps/BILLING.eca-meta.xml
    /// <ExternalClientApplication xmlns="http://soap.sforce.com/2006/04/metadata"/>
    /// ```
    ///
    /// ## Bad
    /// ```json /sfdx-project.json
    /// {"packageDirectories": [{"path": "force-app", "default": true}, {"path": "other"}],
    ///  "sourceApiVersion": "67.0"}
    /// ```
    /// ```xml externalClientApps/Billing.eca-meta.xml
    /// <ExternalClientApplication xmlns="http://soap.sforce.com/2006/04/metadata"/>
    /// ```
    /// ```xml /other/externalClientApps/billing.eca-meta.xml
    /// <ExternalClientApplication xmlns="http://soap.sforce.com/2006/04/metadata"/>
    /// ```
    ///
    /// ## Good
    /// ```xml externalClientApps/Billing.eca-meta.xml
    /// <ExternalClientApplication xmlns="http://soap.sforce.com/2006/04/metadata"/>
    /// ```
    /// ```xml externalClientApps/Billing_2.eca-meta.xml
    /// <ExternalClientApplication xmlns="http://soap.sforce.com/2006/04/metadata"/>
    /// ```
    "names-differ-in-case",
    severity: Error,
    sources: ["M-ECA"],
    fix: None("which of the two names is right is known to the author only"),
    check: Project(check),
}

fn check(context: &ProjectContext<'_>, findings: &mut Findings<'_>) {
    let mut by_name: BTreeMap<(&str, String), &MetadataFile> = BTreeMap::new();
    for file in &context.project.files {
        if file.metadata_type.per_app == Cardinality::NotPerApp || file.is_misnamed() {
            continue;
        }
        let key = (file.metadata_type.name.as_str(), file.full_name.to_ascii_lowercase());
        let first = *by_name.entry(key).or_insert(file);
        if first.full_name == file.full_name {
            continue;
        }
        let apart = first.package_directory != file.package_directory;
        let severity = if apart { Severity::Warning } else { Severity::Error };
        let (name, other, title) = (&file.full_name, &first.full_name, &file.metadata_type.title);
        let draft = Draft::new(
            file.head(),
            format!("`{name}` and `{other}` ({title}) are one name to an org"),
            "give one of them another name, or delete it",
        );
        let draft = draft.related(first.head(), "the other file").severity(severity);
        findings.add(match file.app_name() {
            Some(app) => draft.app(app),
            None => draft,
        });
    }
}
