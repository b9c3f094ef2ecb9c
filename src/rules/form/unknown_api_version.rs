use super::declare_rule;
use super::support::is_newer_than_tables;
use super::versions::version_place;
use crate::rules::{Draft, Findings, ProjectContext};
use crate::schema::schema;

declare_rule! {
    /// The API version of the project is newer than any that ecaforge knows.
    ///
    /// ## Why
    /// Each release adds elements, values and types. What the newer version added is not known here,
    /// so it is not checked, and an unknown name is a warning at most.
    ///
    /// ## Bad
    /// ```json /sfdx-project.json
    /// {"packageDirectories": [{"path": "force-app", "default": true}], "sourceApiVersion": "99.0"}
    /// ```
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    ///
    /// ## Good
    /// ```json /sfdx-project.json
    /// {"packageDirectories": [{"path": "force-app", "default": true}], "sourceApiVersion": "68.0"}
    /// ```
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    "unknown-api-version",
    severity: Hint,
    sources: ["WSDL", "TOOL"],
    fix: None("the project may need that version"),
    check: Project(check),
}

fn check(context: &ProjectContext<'_>, findings: &mut Findings<'_>) {
    let project = context.project;
    if !is_newer_than_tables(project) {
        return;
    }
    let (Some(version), Some(file)) = (project.api_version, project.files.first()) else { return };
    let newest = schema().versions.newest;
    findings.add(Draft::new(
        version_place(project, file),
        format!("API version {version} is newer than {newest}, the newest that ecaforge knows"),
        "look for a newer ecaforge; until then, check new elements against the Salesforce guide",
    ));
}
