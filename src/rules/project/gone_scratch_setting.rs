use super::declare_rule;
use super::json_edit::remove_member;
use super::scratch_org_lacks_setting::settings_key;
use crate::diagnostic::{Fix, Place, Safety};
use crate::project::{JsonFile, Project};
use crate::rules::{Draft, Findings, ProjectContext};
use crate::schema::{Part, schema};

declare_rule! {
    /// A scratch org definition uses a setting that newer API versions no longer have.
    ///
    /// ## Why
    /// The setting is gone from the types and from the guide, and External Client Apps need no
    /// switch any more; older help pages still show it, so an org may refuse or ignore it.
    ///
    /// ## Bad
    /// ```json /config/project-scratch-def.json
    /// {"edition": "Developer",
    ///  "settings": {"externalClientAppSettings": {"enableExternalClientApps": true}}}
    /// ```
    ///
    /// ## Good
    /// ```json /config/project-scratch-def.json
    /// {"edition": "Developer",
    ///  "settings": {"externalClientAppSettings": {"enableClientSecretInRestApiAccess": true}}}
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
        let Some(object) = json.at(&["settings", &settings_key(&settings.name)]) else { continue };
        for member in object.members() {
            let element = settings.element(&member.name);
            if element.and_then(|e| e.until).is_none_or(|until| version <= until) {
                continue;
            }
            let name = &member.name;
            let edit = remove_member(&file.text, object, name);
            let fix = edit.map(|edit| {
                Fix::edit(format!("remove `{name}`"), Safety::Unsafe, &file.path, edit)
            });
            findings.add(
                Draft::new(
                    Place { path: file.path.clone(), span: member.name_span },
                    format!("`{name}` is no setting of API {version} any more"),
                    format!("remove `{name}`: External Client Apps need no switch"),
                )
                .maybe_fix(fix),
            );
        }
    }
}
