use super::{Scopes, declare_rule};
use crate::rules::{Draft, FileContext, Findings};

declare_rule! {
    /// A scope is newer than the API version of the project.
    ///
    /// ## Why
    /// An org that works with an older API version does not know the scope and may refuse the
    /// deploy. From which version on it is taken is not documented.
    ///
    /// ## Bad
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api, SemanticLayer</commaSeparatedOauthScopes>
    /// ```
    /// ```json /sfdx-project.json
    /// {"packageDirectories": [{"path": "force-app"}], "sourceApiVersion": "66.0"}
    /// ```
    ///
    /// ## Good
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api, SemanticLayer</commaSeparatedOauthScopes>
    /// ```
    /// ```json /sfdx-project.json
    /// {"packageDirectories": [{"path": "force-app"}], "sourceApiVersion": "68.0"}
    /// ```
    "unavailable-scope",
    severity: Warning,
    sources: ["D-TS"],
    fix: None("raising the API version changes other elements too"),
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let Some(version) = context.project.api_version else { return };
    let Some(scopes) = Scopes::of(context.file) else { return };
    for (item, scope) in scopes.known().filter(|(_, scope)| scope.since > version) {
        let message = format!(
            "scope `{}` is known from API version {} on; this project uses {version}",
            scope.token, scope.since
        );
        let help = format!("raise the API version to {} or remove the scope", scope.since);
        let mut draft = Draft::new(scopes.place(item), message, help);
        if let Some(place) = &context.project.api_version_place {
            draft = draft.related(place.clone(), "the API version stands here");
        }
        findings.add(draft);
    }
}
