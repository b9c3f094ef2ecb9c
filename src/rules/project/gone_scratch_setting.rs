use super::declare_rule;
use super::json_edit::remove_member;
use super::scratch::settings_of;
use crate::diagnostic::{Fix, Place, Safety};
use crate::json::Json;
use crate::project::{JsonFile, Project};
use crate::rules::{Draft, Findings, ProjectContext};
use crate::schema::{ApiVersion, MetadataType, Part, schema};

declare_rule! {
    /// A scratch org definition uses a setting that newer API versions no longer have.
    ///
    /// ## Why
    /// The setting was removed from the Metadata API, and External Client Apps need no switch any
    /// more. Older help pages still show it. An org may refuse the definition or ignore the setting.
    ///
    /// ## Bad
    /// ```json /config/project-scratch-def.json
    /// {"edition": "Developer",
    ///  "settings": {"externalClientAppSettings": {"enableExternalClientApps": true}}}
    /// ```
    ///
    /// ## Bad
    /// Settings are found whatever the case of their first letter.
    /// ```json /config/project-scratch-def.json
    /// {"edition": "Developer",
    ///  "settings": {"ExternalClientAppSettings": {"enableExternalClientApps": true}}}
    /// ```
    ///
    /// ## Good
    /// ```json /config/project-scratch-def.json
    /// {"edition": "Developer",
    ///  "settings": {"externalClientAppSettings": {"enableClientSecretInRestApiAccess": false}}}
    /// ```
    "gone-scratch-setting",
    severity: Warning,
    sources: ["M-SET", "H-LOCAL", "D-TS"],
    fix: Unsafe,
    check: Project(check),
}

fn check(context: &ProjectContext<'_>, findings: &mut Findings<'_>) {
    for file in &context.project.scratch_definitions {
        check_definition(context.project, file, findings);
    }
}

fn check_definition(project: &Project, file: &JsonFile, findings: &mut Findings<'_>) {
    let Ok(json) = &file.json else { return };
    let version = project.api_version.unwrap_or(schema().versions.default);
    for settings in schema().types.values().filter(|t| t.part == Part::Org) {
        for object in settings_of(json, &settings.name) {
            check_settings(file, settings, object, version, findings);
        }
    }
}

fn check_settings(
    file: &JsonFile,
    settings: &MetadataType,
    object: &Json,
    version: ApiVersion,
    findings: &mut Findings<'_>,
) {
    for member in object.members() {
        let until = settings.element(&member.name).and_then(|element| element.until);
        let Some(until) = until.filter(|until| version > *until) else { continue };
        let name = &member.name;
        let edit = remove_member(&file.text, object, name);
        let fix = edit
            .map(|edit| Fix::edit(format!("remove `{name}`"), Safety::Unsafe, &file.path, edit));
        findings.add(
            Draft::new(
                Place { path: file.path.clone(), span: member.name_span },
                format!("`{name}` was removed from the Metadata API after version {until}"),
                format!("remove `{name}`: External Client Apps need no switch"),
            )
            .maybe_fix(fix),
        );
    }
}
