use super::{Scopes, declare_rule};
use crate::rules::{Draft, FileContext, Findings};
use crate::schema::schema;

declare_rule! {
    /// A scope is newer than the API version of the project.
    ///
    /// ## Why
    /// The list of scopes at an older API version does not contain the scope, and an org may refuse
    /// the deploy. External Client Apps have no such list of their own in the type definitions, so
    /// this is a warning.
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
    sources: ["WSDL"],
    fix: None("raising the API version changes other elements too"),
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let Some(version) = context.project.api_version else { return };
    // Another rule reports a version that is older than External Client Apps.
    if version < schema().versions.oldest {
        return;
    }
    let Some(scopes) = Scopes::of(context.file) else { return };
    let mut newer = scopes.known().filter(|(_, scope)| scope.since > version).peekable();
    // Orgs write newer scopes at older API versions too: the element is a text.
    let is_retrieved =
        || context.project.facts_of(context.file).is_some_and(|facts| facts.is_retrieved());
    if newer.peek().is_none() || is_retrieved() {
        return;
    }
    for (item, scope) in newer {
        let message = format!(
            "scope `{}` needs API version {}; this project deploys at {version}",
            scope.token, scope.since
        );
        let help = format!("raise the API version to {} or remove the scope", scope.since);
        let mut draft = Draft::new(scopes.place(item), message, help);
        if let Some(place) = &context.project.api_version_place {
            draft = draft.related(place.clone(), "the API version is set here");
        }
        findings.add(draft);
    }
}
