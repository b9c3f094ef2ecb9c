use super::declare_rule;
use crate::rules::{AppContext, Draft, Findings};
use crate::schema::{names, schema};

declare_rule! {
    /// An app has push notifications, but its scopes do not let a device register for them.
    ///
    /// ## Why
    /// A device registers over the API, and its refresh token keeps it registered. So push needs at
    /// least `Api` and `RefreshToken`.
    ///
    /// ## Bad
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api</commaSeparatedOauthScopes>
    /// ```
    /// ```xml ecaPush
    /// <pushConfigLink>00D5g000004SGtF:3px000000000001</pushConfigLink>
    /// ```
    ///
    /// ## Good
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api, RefreshToken</commaSeparatedOauthScopes>
    /// ```
    /// ```xml ecaPush
    /// <pushConfigLink>00D5g000004SGtF:3px000000000001</pushConfigLink>
    /// ```
    "push-without-scopes",
    severity: Hint,
    sources: ["PUSH-GUIDE"],
    fix: None("the app's users must agree to the new scopes, which is for its owner to plan"),
    check: App(check),
    types: [names::PUSH_SETTINGS],
}

fn check(context: &AppContext<'_>, findings: &mut Findings<'_>) {
    let facts = context.facts();
    let Some(push) = context.file(names::PUSH_SETTINGS) else { return };
    let Some(field) = facts.field(names::OAUTH_SETTINGS, "commaSeparatedOauthScopes") else {
        return;
    };
    let Some(scopes) = facts.scopes() else { return };
    let gives = |wanted: &str| {
        let includes = |token: &&str| {
            schema().scope(token).is_some_and(|scope| scope.includes.iter().any(|i| i == wanted))
        };
        scopes.iter().any(|token| *token == wanted || includes(token))
    };
    let refresh = facts.has_refresh_scope() == Some(true);
    let missing: Vec<&str> = [("`Api`", gives("Api")), ("`RefreshToken`", refresh)]
        .into_iter()
        .filter_map(|(scope, there)| (!there).then_some(scope))
        .collect();
    // A list in which no word is a scope is a fault of its own.
    if missing.is_empty() || scopes.iter().all(|token| schema().scope(token).is_none()) {
        return;
    }
    let missing = missing.join(" and ");
    findings.add(
        Draft::new(
            field.place(),
            format!("push notifications need {missing}, which is not in the scopes of the app"),
            format!("add {missing} to the scopes"),
        )
        .related(push.head(), "the push settings of the app"),
    );
}
