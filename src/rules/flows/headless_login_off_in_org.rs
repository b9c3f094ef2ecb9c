use super::declare_rule;
use crate::diagnostic::{Safety, Severity};
use crate::project::facts::{DemandState, FlowFacts};
use crate::rules::{AppContext, Draft, Findings, remedy};
use crate::schema::{OrgSetting, schema};

declare_rule! {
    /// The app uses headless login, which the project does not enable in the org.
    ///
    /// ## Why
    /// The authorization code and credentials flow (headless login) is off in every org until the
    /// OAuth settings of the org allow it. The app deploys without it, but the org refuses its
    /// requests. A login in the browser does not need this flow.
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
    /// The project does not contain the setting, so each org must be set up by hand.
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
    ///
    /// ## Good
    /// These callbacks are those of a browser login, which is another finding.
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaGlblOauth
    /// <callbackUrl>http://localhost:8400/callback</callbackUrl>
    /// <isCodeCredFlowEnabled>true</isCodeCredFlowEnabled>
    /// ```
    "headless-login-off-in-org",
    formerly: ["headless-org-setting"],
    severity: Warning,
    sources: ["M-OIDC", "H-CODECRED"],
    fix: Unsafe,
    check: App(check),
}

fn check(context: &AppContext<'_>, findings: &mut Findings<'_>) {
    let facts = context.facts();
    if facts.has_only_local_callbacks() {
        return;
    }
    let mut told: Vec<&str> = Vec::new();
    for flow in facts.flows().filter(FlowFacts::is_on) {
        let Some(switch) = flow.set_switches().next() else { continue };
        let Some(switched) = switch.state.place() else { continue };
        for setting in &flow.flow.org_settings {
            let file = context.project.files_of(&setting.metadata_type).next();
            let state = file.map(|file| file.flag(&setting.element));
            let right = state.is_some_and(|state| state.is_none_or(|on| on == setting.value));
            if right || told.contains(&setting.element.as_str()) {
                continue;
            }
            told.push(&setting.element);
            let (name, own) = (flow.flow.spoken(), &switch.demand.element);
            let (element, value) = (&setting.element, setting.value.to_string());
            let first = format!(
                "set `{own}` to `false` unless your own pages collect the username and password; a login in \
                 the browser does not need it"
            );
            let closing = match &switch.state {
                DemandState::Met(file, _) => remedy::set(file, own, "false", Safety::Unsafe),
                _ => None,
            };
            match file {
                Some(file) => findings.add(
                    Draft::new(
                        file.field(element).map_or_else(|| file.head(), |field| field.place()),
                        format!("the {name} is on, but the org setting `{element}` is not `{value}`"),
                        format!("{first}. For headless login, set `{element}` to `{value}`"),
                    )
                    .app(&context.app.name)
                    .related(switched.clone(), "the flow is switched on here")
                    .maybe_fix(closing),
                ),
                None => findings.add(
                    Draft::new(
                        switched.clone(),
                        format!(
                            "`{own}` needs the org setting `{element}`; this project has no `{}` file that \
                             turns it on",
                            file_name(setting)
                        ),
                        format!(
                            "{first}. For headless login, add that file with `{element}` set to `{value}`, or \
                             enable the flow in Setup of each org"
                        ),
                    )
                    .severity(Severity::Hint)
                    .maybe_fix(closing),
                ),
            }
        }
    }
}

fn file_name(setting: &OrgSetting) -> String {
    let known = schema().types.get(&setting.metadata_type);
    known.map_or_else(|| setting.metadata_type.to_string(), |t| t.file_name(""))
}
