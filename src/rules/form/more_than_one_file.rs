use std::collections::BTreeMap;

use super::declare_rule;
use crate::diagnostic::Severity;
use crate::project::{MetadataFile, Project};
use crate::rules::{Draft, Findings, ProjectContext};
use crate::schema::{Cardinality, Role, names};

declare_rule! {
    /// An app has two files of a type of which it can have one, or a component is defined twice.
    ///
    /// ## Why
    /// An app has one record of each of these types, whatever the name of the file is. Live orgs
    /// refused a second OAuth policies file with `DUPLICATE_VALUE`, so that is an error. Of two files
    /// with the same name and type, the Salesforce CLI deploys one and ignores the other.
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
    /// ## Bad
    /// No org is known to have refused a second file of another type: a warning.
    /// ```xml extlClntAppPolicies/Billing_plcy.ecaPlcy-meta.xml
    /// <ExtlClntAppConfigurablePolicies xmlns="http://soap.sforce.com/2006/04/metadata">
    ///     <externalClientApplication>Billing</externalClientApplication>
    /// </ExtlClntAppConfigurablePolicies>
    /// ```
    /// ```xml extlClntAppPolicies/Ledger_plcy.ecaPlcy-meta.xml
    /// <ExtlClntAppConfigurablePolicies xmlns="http://soap.sforce.com/2006/04/metadata">
    ///     <externalClientApplication>Billing</externalClientApplication>
    /// </ExtlClntAppConfigurablePolicies>
    /// ```
    /// ```xml externalClientApps/Ledger.eca-meta.xml
    /// <ExternalClientApplication xmlns="http://soap.sforce.com/2006/04/metadata"/>
    /// ```
    ///
    /// ## Bad
    /// ```xml externalClientApps/Billing.eca-meta.xml
    /// <ExternalClientApplication xmlns="http://soap.sforce.com/2006/04/metadata"/>
    /// ```
    /// ```xml externalClientApps/old/Billing.eca-meta.xml
    /// <ExternalClientApplication xmlns="http://soap.sforce.com/2006/04/metadata"/>
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
    for file in context.project.files.iter().filter(|file| !file.is_misnamed()) {
        let metadata_type = file.metadata_type;
        by_name.entry((&metadata_type.name, &file.full_name)).or_default().push(file);
        let is_single = metadata_type.per_app == Cardinality::One;
        if is_single
            && metadata_type.role != Role::Header
            && let Some(app) = context.project.apps.of_file(file)
        {
            let files = by_app.entry((&metadata_type.name, app.name.clone())).or_default();
            // Files of one name are reported as such.
            if !files.iter().any(|other| other.full_name == file.full_name) {
                files.push(file);
            }
        }
    }
    for files in by_name.into_values() {
        report_copies(&files, findings);
    }
    for ((_, app), files) in by_app {
        report_rivals(context.project, &app, &files, findings);
    }
}

/// Files of one type and name.
fn report_copies(files: &[&MetadataFile], findings: &mut Findings<'_>) {
    let Some((first, rest)) = files.split_first() else { return };
    for copy in rest {
        let (name, title, path) = (&copy.full_name, &copy.metadata_type.title, &first.path);
        let twice = format!("`{name}` ({title}) is defined twice: here and in `{path}`");
        let message = format!("{twice}; the CLI deploys only one of them");
        let draft = Draft::new(copy.head(), message, "keep one of the two files")
            .why("Of two files with one name and type, the CLI deploys one and ignores the other.")
            .related(first.head(), "the other file");
        findings.add(match copy.app_name() {
            Some(app) => draft.app(app),
            None => draft,
        });
    }
}

/// Files of one type and app with different names.
fn report_rivals(
    project: &Project,
    app: &str,
    files: &[&MetadataFile],
    findings: &mut Findings<'_>,
) {
    let Some((first, rest)) = files.split_first() else { return };
    for rival in rest {
        // Two orgs refused that; nobody is known to have asked an org about the other types.
        let is_refused = rival.metadata_type.name == names::OAUTH_POLICIES
            && rival.package_directory == first.package_directory;
        let severity = if is_refused { Severity::Error } else { Severity::Warning };
        let title = &rival.metadata_type.title;
        let message = format!("two files of {title} name `{app}`; an app has one");
        let keep = "keep the one that your org returns on retrieve and delete the other";
        let help = match named_after(project, &[first, rival], app) {
            Some((file, other)) => format!(
                "if `{}` is meant for `{other}`, write `{other}` in it; else {keep}",
                file.full_name
            ),
            None => keep.to_owned(),
        };
        let draft = Draft::new(rival.head(), message, help)
            .related(first.head(), "the first file")
            .severity(severity);
        findings.add(draft.app(app));
    }
}

/// The file that is named after another app of the project, and that app.
fn named_after<'a>(
    project: &'a Project,
    files: &[&'a MetadataFile],
    app: &str,
) -> Option<(&'a MetadataFile, &'a str)> {
    let other = |file: &&'a MetadataFile| {
        let named = project.app_by_file_name(&file.full_name)?;
        (named.name != app).then_some((*file, named.name.as_str()))
    };
    files.iter().find_map(other)
}
