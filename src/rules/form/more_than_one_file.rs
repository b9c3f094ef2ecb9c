use std::collections::BTreeMap;

use super::declare_rule;
use crate::diagnostic::Severity;
use crate::project::{MetadataFile, Project};
use crate::rules::{Draft, Findings, ProjectContext};
use crate::schema::{Cardinality, Role, names};

declare_rule! {
    /// An app has two files of a type of which it can have one, or a component stands in two files.
    ///
    /// ## Why
    /// An app has one record of each of these types, whatever the file is called. Observed in live
    /// orgs: a second OAuth policy file fails with `DUPLICATE_VALUE`, also when only its name
    /// differs from that of the policy which the org made by itself. Of two files with the same
    /// name and type, the Salesforce CLI deploys one and says nothing about the other.
    ///
    /// ## Bad
    /// ```xml extlClntAppOauthPolicies/Billing_oauthPlcy.ecaOauthPlcy-meta.xml
    /// <?xml version="1.0" encoding="UTF-8"?>
    /// <ExtlClntAppOauthConfigurablePolicies xmlns="http://soap.sforce.com/2006/04/metadata">
    ///     <externalClientApplication>Billing</externalClientApplication>
    /// </ExtlClntAppOauthConfigurablePolicies>
    /// ```
    /// ```xml extlClntAppOauthPolicies/Billing_policy.ecaOauthPlcy-meta.xml
    /// <?xml version="1.0" encoding="UTF-8"?>
    /// <ExtlClntAppOauthConfigurablePolicies xmlns="http://soap.sforce.com/2006/04/metadata">
    ///     <externalClientApplication>Billing</externalClientApplication>
    /// </ExtlClntAppOauthConfigurablePolicies>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaOauthPlcy
    /// <label>Billing_oauthPlcy</label>
    /// ```
    "more-than-one-file",
    severity: Warning,
    sources: ["G-62955"],
    fix: None("which of the files is meant to stay is known to the author only"),
    check: Project(check),
}

fn check(context: &ProjectContext<'_>, findings: &mut Findings<'_>) {
    let mut by_name: BTreeMap<(&str, &str), Vec<&MetadataFile>> = BTreeMap::new();
    let mut by_app: BTreeMap<(&str, String), Vec<&MetadataFile>> = BTreeMap::new();
    for file in &context.project.files {
        let metadata_type = file.metadata_type;
        by_name.entry((&metadata_type.name, &file.full_name)).or_default().push(file);
        let is_single = metadata_type.per_app == Cardinality::One;
        if is_single
            && metadata_type.role != Role::Header
            && let Some(app) = file.app_name()
        {
            let files = by_app.entry((&metadata_type.name, app.into_owned())).or_default();
            // Files of one name are reported as such.
            if !files.iter().any(|other| other.full_name == file.full_name) {
                files.push(file);
            }
        }
    }
    for files in by_name.into_values() {
        report_copies(context.project, &files, findings);
    }
    for ((_, app), files) in by_app {
        report_rivals(&app, &files, findings);
    }
}

/// Files of one type and name.
fn report_copies(project: &Project, files: &[&MetadataFile], findings: &mut Findings<'_>) {
    let Some((first, rest)) = files.split_first() else { return };
    for copy in rest {
        let name = &copy.full_name;
        let apart = copy.package_directory != first.package_directory;
        let message = match project.package_directory(copy).filter(|_| apart) {
            Some(directory) => format!(
                "`{name}` stands in another package directory than `{}` too",
                directory.path
            ),
            None => format!("`{name}` stands in another file of the same type too"),
        };
        let draft = Draft::new(copy.head(), message, "keep one of the two files")
            .why("Of two files with one name and type, the CLI deploys one and drops the other.")
            .related(first.head(), "the other file");
        findings.add(match copy.app_name() {
            Some(app) => draft.app(app),
            None => draft,
        });
    }
}

/// Files of one type and app with different names.
fn report_rivals(app: &str, files: &[&MetadataFile], findings: &mut Findings<'_>) {
    let Some((first, rest)) = files.split_first() else { return };
    for rival in rest {
        // Refused by two orgs, each with the words of the fault; of the other types no org is known
        // to have been asked.
        let is_refused = rival.metadata_type.name == names::OAUTH_POLICIES
            && rival.package_directory == first.package_directory;
        let severity = if is_refused { Severity::Error } else { Severity::Warning };
        let title = &rival.metadata_type.title;
        let message = format!("`{app}` has a second file of {title}");
        let help = "keep the file whose name the org knows, and remove the other";
        let draft = Draft::new(rival.head(), message, help)
            .related(first.head(), "the first file")
            .severity(severity);
        findings.add(draft.app(app));
    }
}
