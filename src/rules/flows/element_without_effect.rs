use super::declare_rule;
use crate::diagnostic::Severity;
use crate::project::Field;
use crate::project::facts::{DemandState, effective};
use crate::rules::{Draft, FileContext, Findings};
use crate::schema::{Kind, schema};

declare_rule! {
    /// An element has no effect, because another element that it depends on is off or missing.
    ///
    /// ## Why
    /// Whoever wrote the element expects it to do something. Either the other element is missing, or
    /// this one is left over and misleads readers.
    ///
    /// It is a warning where people most likely rely on the element, and a hint elsewhere.
    ///
    /// ## Bad
    /// ```xml ecaOauth
    /// <clientAssertionCertificate>Billing_App</clientAssertionCertificate>
    /// <isFirstPartyAppEnabled>false</isFirstPartyAppEnabled>
    /// ```
    ///
    /// ## Bad
    /// ```xml ecaGlblOauth
    /// <isCodeCredFlowEnabled>false</isCodeCredFlowEnabled>
    /// <isCodeCredPostOnly>true</isCodeCredPostOnly>
    /// ```
    ///
    /// ## Bad
    /// ```xml ecaGlblOauth
    /// <isClientCredentialsFlowEnabled>false</isClientCredentialsFlowEnabled>
    /// ```
    /// ```xml ecaOauthPlcy
    /// <clientCredentialsFlowUser>billing@corp.example</clientCredentialsFlowUser>
    /// <executeHandlerAs>bot@corp.example</executeHandlerAs>
    /// <isClientCredentialsFlowEnabled>false</isClientCredentialsFlowEnabled>
    /// ```
    ///
    /// ## Bad
    /// ```xml ecaPlcy
    /// <startPage>None</startPage>
    /// <startUrl>https://billing.corp.example</startUrl>
    /// ```
    ///
    /// ## Bad
    /// ```xml ecaOauth
    /// <areAttributesIncludedInAssetToken>true</areAttributesIncludedInAssetToken>
    /// <areCustomPermsIncludedInAssetToken>true</areCustomPermsIncludedInAssetToken>
    /// ```
    ///
    /// ## Bad
    /// ```xml ecaGlblOauth
    /// <isMtlsEnabled>false</isMtlsEnabled>
    /// ```
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api</commaSeparatedOauthScopes>
    /// ```
    /// ```xml ecaOauthSecurity
    /// <tlsClientAuthCertParamType>tls_client_auth_san_dns</tlsClientAuthCertParamType>
    /// <tlsClientAuthCertParamValue>client.corp.example</tlsClientAuthCertParamValue>
    /// <tokenIpRanges>
    ///     <endIpAddress>203.0.113.9</endIpAddress>
    ///     <startIpAddress>203.0.113.1</startIpAddress>
    /// </tokenIpRanges>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaOauth
    /// <clientAssertionCertificate>Billing_App</clientAssertionCertificate>
    /// <isFirstPartyAppEnabled>true</isFirstPartyAppEnabled>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaGlblOauth
    /// <isCodeCredFlowEnabled>true</isCodeCredFlowEnabled>
    /// <isCodeCredPostOnly>true</isCodeCredPostOnly>
    /// ```
    ///
    /// ## Good
    /// The flow is on in one of the two files, which is a finding of its own.
    /// ```xml ecaGlblOauth
    /// <isClientCredentialsFlowEnabled>true</isClientCredentialsFlowEnabled>
    /// ```
    /// ```xml ecaOauthPlcy
    /// <clientCredentialsFlowUser>billing@corp.example</clientCredentialsFlowUser>
    /// <isClientCredentialsFlowEnabled>false</isClientCredentialsFlowEnabled>
    /// ```
    "element-without-effect",
    formerly: ["post-only-without-flow", "unused-post-only"],
    severity: Warning,
    sources: ["M-OAUTH", "M-GLB", "M-OPLCY", "M-PLCY"],
    fix: None("whether the element or the one that it depends on is wrong is for its author to say"),
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let file = context.file;
    let effects = &schema().effects;
    for effect in effects.iter().filter(|e| e.metadata_type == file.metadata_type.name) {
        let is_given = |f: &Field<'_>| f.schema.kind == Kind::Struct || !f.is_empty();
        let Some(field) = file.field(&effect.element).filter(is_given) else {
            continue;
        };
        let written = effective(file, &effect.element);
        if effect.value.is_some() && effect.value.as_deref() != written.as_deref()
            || !file.document.faults.is_empty()
        {
            continue;
        }
        let Some(facts) = context.project.facts_of(file) else { continue };
        let missing = |need| matches!(facts.judge(need), DemandState::Unmet(..));
        let Some(need) = effect.needs.first().filter(|_| effect.needs.iter().all(missing)) else {
            continue;
        };
        let why = need.why.trim_end_matches('.');
        let why = why.chars().next().map_or_else(String::new, |c| c.to_lowercase().to_string())
            + why.chars().skip(1).collect::<String>().as_str();
        let mut draft = Draft::new(
            field.place(),
            format!("`{}` has no effect: {why}", effect.element),
            effect.instead.as_str(),
        )
        .why(effect.why.as_str());
        if !effect.misleads {
            draft = draft.severity(Severity::Hint);
        }
        if let DemandState::Unmet(_, Some(other)) = facts.judge(need) {
            draft = draft.related(other.place(), "this is what it depends on");
        }
        findings.add(draft);
    }
}
