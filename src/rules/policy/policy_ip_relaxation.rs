use super::{against, declare_rule, listed};
use crate::project::facts::effective;
use crate::rules::{FileContext, Findings};
use crate::schema::names;

declare_rule! {
    /// An app relaxes IP restrictions further than the team policy allows.
    ///
    /// ## Why
    /// IP restrictions keep a stolen token or secret from working outside of known networks. The
    /// policy lists how apps of the team may relax them.
    ///
    /// It finds nothing unless `allowed-ip-relaxation` is set.
    ///
    /// ## Bad
    /// ```toml /ecaforge.toml
    /// [policy]
    /// allowed-ip-relaxation = ["Enforce"]
    /// ```
    /// ```xml ecaOauthPlcy
    /// <ipRelaxationPolicyType>Bypass_2factor</ipRelaxationPolicyType>
    /// ```
    ///
    /// ## Good
    /// ```toml /ecaforge.toml
    /// [policy]
    /// allowed-ip-relaxation = ["Enforce", "Enforce_RelaxRefresh"]
    /// ```
    /// ```xml ecaOauthPlcy
    /// <ipRelaxationPolicyType>Enforce_RelaxRefresh</ipRelaxationPolicyType>
    /// ```
    "policy-ip-relaxation",
    severity: Warning,
    sources: ["TOOL"],
    fix: None("clients outside of the known networks stop working, so a person has to decide"),
    check: File(check),
    types: [names::OAUTH_POLICIES],
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let Some(key) = &context.policy.ip_relaxation else { return };
    let (file, element) = (context.file, names::IP_RELAXATION);
    if file.metadata_type.name != names::OAUTH_POLICIES {
        return;
    }
    let Some(found) = effective(file, element) else { return };
    if key.value.contains(&found.as_str()) {
        return;
    }
    let field = file.field(element).filter(|field| !field.is_empty());
    let place = field.map_or_else(|| file.head(), |field| field.place());
    let message = format!("`{element}` is `{found}`, which the team policy does not allow");
    let help = format!("set `{element}` to one of {}", listed(&key.value));
    findings.add(against(key, place, message, help));
}
