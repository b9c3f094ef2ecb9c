use super::declare_rule;
use crate::diagnostic::Severity;
use crate::rules::{AppContext, Draft, Findings};
use crate::schema::{Part, Role, names, schema};

declare_rule! {
    /// A plugin of an app is configured, and switched off in the app policies.
    ///
    /// ## Why
    /// While the switch is off, the files of that plugin have no effect: logins, SAML or
    /// notifications of the app do not work. For SAML policies, the guide demands the switch to be
    /// on, so that finding is an error.
    ///
    /// ## Bad
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaSamlPlcy
    /// <acsUrl>https://billing.corp.example/acs</acsUrl>
    /// <entityUrl>https://billing.corp.example</entityUrl>
    /// ```
    /// ```xml ecaPlcy
    /// <isEnabled>true</isEnabled>
    /// <isSamlPluginEnabled>false</isSamlPluginEnabled>
    /// ```
    ///
    /// ## Bad
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api</commaSeparatedOauthScopes>
    /// ```
    /// ```xml ecaPlcy
    /// <isEnabled>true</isEnabled>
    /// <isOauthPluginEnabled>false</isOauthPluginEnabled>
    /// ```
    ///
    /// ## Good
    /// The app has no push settings.
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaPlcy
    /// <isEnabled>true</isEnabled>
    /// <isPushPluginEnabled>false</isPushPluginEnabled>
    /// ```
    "plugin-off",
    severity: Warning,
    sources: ["M-PLCY", "M-SAML", "H-PLUGINS"],
    fix: None("whether people may use the app is for its administrator to decide"),
    check: App(check),
    types: [names::APP_POLICIES],
}

fn check(context: &AppContext<'_>, findings: &mut Findings<'_>) {
    let Some(policies) = context.file(names::APP_POLICIES) else { return };
    if policies.flag("isEnabled") == Some(false) {
        return;
    }
    for (part, switch) in schema().plugin_switches() {
        let switch = switch.name.as_str();
        let off = policies.field(switch).filter(|field| field.boolean() == Some(false));
        // OAuth policies come back from every org, used or not; settings are there on purpose.
        let configures = |role: Role| role == Role::Settings || part == Part::Saml;
        let file = context
            .app
            .files
            .iter()
            .filter_map(|&index| context.project.files.get(index))
            .find(|f| f.metadata_type.part == part && configures(f.metadata_type.role));
        let (Some(field), Some(file)) = (off, file) else { continue };
        let severity = if part == Part::Saml { Severity::Error } else { Severity::Warning };
        findings.add(
            Draft::new(
                field.place(),
                format!("`{switch}` is off, so the {} have no effect", file.metadata_type.title),
                format!("set `{switch}` to `true`, or remove the files that it switches off"),
            )
            .severity(severity)
            .related(file.head(), "configured here"),
        );
    }
}
