use super::declare_rule;
use super::json_edit::insert_first;
use crate::diagnostic::{Fix, Place, Safety};
use crate::json::Json;
use crate::project::JsonFile;
use crate::rules::{AppContext, Draft, Findings};
use crate::schema::OrgSetting;

declare_rule! {
    /// A scratch org definition lacks an org setting that a flow of the app needs.
    ///
    /// ## Why
    /// A new scratch org starts with the defaults, so the flow is refused there until someone sets
    /// the switch by hand.
    ///
    /// ## Bad
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaGlblOauth
    /// <isCodeCredFlowEnabled>true</isCodeCredFlowEnabled>
    /// ```
    /// ```json /config/project-scratch-def.json
    /// {"edition": "Developer", "settings": {"mobileSettings": {}}}
    /// ```
    ///
    /// ## Good
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaGlblOauth
    /// <isCodeCredFlowEnabled>true</isCodeCredFlowEnabled>
    /// ```
    /// ```json /config/project-scratch-def.json
    /// {"edition": "Developer",
    ///  "settings": {"oauthOidcSettings": {"oAuthCdCrdtFlowEnable": true}}}
    /// ```
    "scratch-org-lacks-setting",
    severity: Hint,
    sources: ["M-OIDC", "H-CODECRED"],
    fix: Sometimes,
    check: App(check),
}

fn check(context: &AppContext<'_>, findings: &mut Findings<'_>) {
    for flow in context.facts().flows().filter(crate::project::facts::FlowFacts::is_on) {
        // The guest flow asks for the same setting as the flow that it is a part of.
        if flow.flow.id == "guest" {
            continue;
        }
        for setting in &flow.flow.org_settings {
            // Settings in the project are deployed to the scratch org with the rest.
            if context.project.files_of(&setting.metadata_type).next().is_some() {
                continue;
            }
            for file in &context.project.scratch_definitions {
                check_definition(file, setting, &flow.flow.id, findings);
            }
        }
    }
}

fn check_definition(file: &JsonFile, setting: &OrgSetting, id: &str, findings: &mut Findings<'_>) {
    let Ok(json) = &file.json else { return };
    let key = settings_key(&setting.metadata_type);
    let element = setting.element.as_str();
    if json.at(&["settings", &key, element]).and_then(Json::as_bool) == Some(setting.value) {
        return;
    }
    let settings = json.get("settings");
    let member = format!("\"{key}\": {{\"{element}\": {}}}", setting.value);
    let edit = settings
        .filter(|settings| settings.get(&key).is_none())
        .and_then(|settings| insert_first(&file.text, settings, &member));
    let fix = edit.map(|edit| Fix::edit(format!("add `{key}`"), Safety::Unsafe, &file.path, edit));
    let span = settings.map_or(json.span, |settings| settings.span);
    let span = crate::text::Span::new(span.start, span.start + 1);
    findings.add(
        Draft::new(
            Place { path: file.path.clone(), span },
            format!("scratch orgs of this definition refuse the {id} flow: `{element}` is not set"),
            format!("add {member} to `settings`"),
        )
        .maybe_fix(fix),
    );
}

/// The name of a settings type in a scratch org definition: its first letter is small.
pub(super) fn settings_key(type_name: &str) -> String {
    let mut characters = type_name.chars();
    characters
        .next()
        .map(|first| format!("{}{}", first.to_ascii_lowercase(), characters.as_str()))
        .unwrap_or_default()
}
