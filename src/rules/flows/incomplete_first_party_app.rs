use super::declare_rule;
use crate::diagnostic::Safety;
use crate::project::facts::{DemandState, effective};
use crate::rules::{AppContext, Draft, Findings, remedy};
use crate::schema::{Expect, schema};

declare_rule! {
    /// A first-party app lacks a protection that Salesforce requires of it.
    ///
    /// ## Why
    /// A first-party app collects usernames, passwords and codes on its own pages. Salesforce Help
    /// requires that it sends its secret, uses PKCE, and is for pre-authorized users only.
    ///
    /// ## Bad
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaOauth
    /// <isFirstPartyAppEnabled>true</isFirstPartyAppEnabled>
    /// ```
    /// ```xml ecaGlblOauth
    /// <isConsumerSecretOptional>true</isConsumerSecretOptional>
    /// <isPkceRequired>false</isPkceRequired>
    /// ```
    /// ```xml ecaOauthPlcy
    /// <permittedUsersPolicyType>AllSelfAuthorized</permittedUsersPolicyType>
    /// ```
    ///
    /// ## Good
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaOauth
    /// <isFirstPartyAppEnabled>true</isFirstPartyAppEnabled>
    /// ```
    /// ```xml ecaGlblOauth
    /// <isConsumerSecretOptional>false</isConsumerSecretOptional>
    /// <isPkceRequired>true</isPkceRequired>
    /// ```
    /// ```xml ecaOauthPlcy
    /// <commaSeparatedPermissionSet>Billing_Access</commaSeparatedPermissionSet>
    /// <permittedUsersPolicyType>AdminApprovedPreAuthorized</permittedUsersPolicyType>
    /// ```
    "incomplete-first-party-app",
    severity: Warning,
    sources: ["H-AUTHCHALLENGE", "M-OAUTH"],
    fix: Unsafe,
    check: App(check),
}

fn check(context: &AppContext<'_>, findings: &mut Findings<'_>) {
    let facts = context.facts();
    for requirement in &schema().requirements {
        let Some(file) = facts.file(&requirement.metadata_type) else { continue };
        let Some(field) = file.field(&requirement.element) else { continue };
        if effective(file, &requirement.element).as_deref() != Some(requirement.value.as_str()) {
            continue;
        }
        for need in &requirement.needs {
            let (DemandState::Unmet(other, at), Expect::Is(wanted)) =
                (facts.judge(need), &need.expect)
            else {
                continue;
            };
            let (element, called) = (&need.element, &requirement.called);
            findings.add(
                Draft::new(
                    at.map_or_else(|| other.head(), |at| at.place()),
                    format!("the app is a {called}, but `{element}` is not `{wanted}`"),
                    format!(
                        "set `{element}` to `{wanted}`, or set `{}` to `false`",
                        requirement.element
                    ),
                )
                .why(need.why.as_str())
                .related(field.place(), format!("it is a {called} by this element"))
                .maybe_fix(remedy::set(other, element, wanted, Safety::Unsafe)),
            );
        }
    }
}
