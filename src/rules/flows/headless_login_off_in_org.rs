use super::declare_rule;
use crate::diagnostic::Severity;
use crate::project::facts::FlowFacts;
use crate::rules::{AppContext, Draft, Findings, remedy};
use crate::schema::{OrgSetting, schema};

declare_rule! {
    /// A flow of the app needs a setting of the org that the project does not switch on.
    ///
    /// ## Why
    /// Headless login is off in every org until the OAuth settings of the org allow it; the app
    /// deploys without, but its requests are refused.
    ///
    /// ## Bad
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaGlblOauth
    /// <isCodeCredFlowEnabled>true</isCodeCredFlowEnabled>
    /// ```
    /// ```xml OauthOidc
    /// <oAuthCdCrdtFlowEnable>false</oAuthCdCrdtFlowEnable>
    /// ```
    ///
    /// ## Bad
    /// The project does not hold the setting, so each org must be set up by hand.
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaGlblOauth
    /// <isCodeCredFlowEnabled>true</isCodeCredFlowEnabled>
    /// ```
    ///
    /// ## Good
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaGlblOauth
    /// <isCodeCredFlowEnabled>true</isCodeCredFlowEnabled>
    /// ```
    /// ```xml OauthOidc
    /// <oAuthCdCrdtFlowEnable>true</oAuthCdCrdtFlowEnable>
    /// ```
    "headless-login-off-in-org",
    formerly: ["headless-org-setting"],
    severity: Warning,
    sources: ["M-OIDC", "H-CODECRED"],
    fix: Sometimes,
    check: App(check),
}

fn check(context: &AppContext<'_>, findings: &mut Findings<'_>) {
    let mut told: Vec<&str> = Vec::new();
    for flow in context.facts().flows().filter(FlowFacts::is_on) {
        let Some(set) = flow.set_switches().next() else { continue };
        let Some(switch) = set.state.place() else { continue };
        for setting in &flow.flow.org_settings {
            let file = context.project.files_of(&setting.metadata_type).next();
            let state = file.map(|file| file.flag(&setting.element));
            let right = state.is_some_and(|state| state.is_none_or(|on| on == setting.value));
            if right || told.contains(&setting.element.as_str()) {
                continue;
            }
            told.push(&setting.element);
            let (id, element, value) = (&flow.flow.id, &setting.element, setting.value.to_string());
            match file {
                Some(file) => findings.add(
                    Draft::new(
                        file.field(element).map_or_else(|| file.head(), |field| field.place()),
                        format!("the {id} flow is on, but `{element}` of the org is not `{value}`"),
                        format!(
                            "set `{}` to `false` unless the app needs this flow; else set `{element}` \
                             to `{value}`",
                            set.demand.element
                        ),
                    )
                    .app(&context.app.name)
                    .related(switch.clone(), "the flow is switched on here")
                    .maybe_fix(remedy::switch_off(set)),
                ),
                None => findings.add(
                    Draft::new(
                        switch.clone(),
                        format!("the {id} flow needs `{element}` of the org, which is not here"),
                        format!(
                            "set `{}` to `false` unless the app needs this flow; logins in a browser \
                             do not. Else add `{}` with `{element}` set to `{value}`",
                            set.demand.element,
                            file_name(setting)
                        ),
                    )
                    .severity(Severity::Hint)
                    .maybe_fix(remedy::switch_off(set)),
                ),
            }
        }
    }
}

fn file_name(setting: &OrgSetting) -> String {
    let known = schema().types.get(&setting.metadata_type);
    known.map_or_else(|| setting.metadata_type.clone(), |t| t.file_name(""))
}
