use super::declare_rule;
use super::json_edit::insert_first;
use super::scratch::{copies_an_org, sets, settings_of};
use crate::diagnostic::{Fix, Place, Safety};
use crate::project::JsonFile;
use crate::rules::{AppContext, Draft, Findings};
use crate::schema::OrgSetting;
use crate::text::Span;

declare_rule! {
    /// A scratch org definition lacks an org setting that a flow of the app needs.
    ///
    /// ## Why
    /// A new scratch org starts with the defaults, so it refuses the flow until someone turns the
    /// setting on in Setup.
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
    /// ## Bad
    /// The setting is there and off.
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaGlblOauth
    /// <isCodeCredFlowEnabled>true</isCodeCredFlowEnabled>
    /// ```
    /// ```json /config/project-scratch-def.json
    /// {"edition": "Developer",
    ///  "settings": {"OauthOidcSettings": {"oAuthCdCrdtFlowEnable": false}}}
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
    ///
    /// ## Good
    /// A scratch org made from a snapshot or an org shape has the settings of the other org.
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaGlblOauth
    /// <isCodeCredFlowEnabled>true</isCodeCredFlowEnabled>
    /// ```
    /// ```json /config/nightly-scratch-def.json
    /// {"snapshot": "Nightly"}
    /// ```
    /// ```json /config/shape-scratch-def.json
    /// {"edition": "Enterprise", "sourceOrg": "00D000000000062"}
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
    if copies_an_org(json) || sets(json, &setting.metadata_type, element, setting.value) {
        return;
    }
    let settings = json.get("settings");
    let member = format!("\"{key}\": {{\"{element}\": {}}}", setting.value);
    let own = settings_of(json, &setting.metadata_type);
    let edit = settings
        .filter(|_| own.is_empty())
        .and_then(|settings| insert_first(&file.text, settings, &member));
    let fix = edit.map(|edit| Fix::edit(format!("add `{key}`"), Safety::Unsafe, &file.path, edit));
    let at = own.first().copied().or(settings).unwrap_or(json).span.start;
    findings.add(
        Draft::new(
            Place { path: file.path.clone(), span: Span::new(at, at + 1) },
            format!(
                "scratch orgs of this definition refuse the {id} flow: `{element}` is not {}",
                setting.value
            ),
            if own.is_empty() {
                format!("add {member} to `settings`")
            } else {
                format!("set `{element}` to {} in these settings", setting.value)
            },
        )
        .maybe_fix(fix),
    );
}

/// The name of a settings type in a scratch org definition: its first letter is lowercase.
fn settings_key(type_name: &str) -> String {
    let mut characters = type_name.chars();
    characters
        .next()
        .map(|first| format!("{}{}", first.to_ascii_lowercase(), characters.as_str()))
        .unwrap_or_default()
}
