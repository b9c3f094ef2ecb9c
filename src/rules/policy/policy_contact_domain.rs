use super::{against, declare_rule, listed};
use crate::rules::{FileContext, Findings};
use crate::schema::names;

declare_rule! {
    /// The contact of an app is outside of the domains that the team policy allows.
    ///
    /// ## Why
    /// Salesforce and administrators write to the contact when something is wrong with the app. An
    /// address of the company is still read when people leave, a private one or a vendor's may not be.
    ///
    /// `*.` at the start of an entry stands for every subdomain. The rule finds nothing unless
    /// `contact-domains` is set.
    ///
    /// ## Bad
    /// ```toml /ecaforge.toml
    /// [policy]
    /// contact-domains = ["acme.com"]
    /// ```
    /// ```xml eca
    /// <contactEmail>owner@mail.io</contactEmail>
    /// ```
    ///
    /// ## Good
    /// ```toml /ecaforge.toml
    /// [policy]
    /// contact-domains = ["acme.com"]
    /// ```
    /// ```xml eca
    /// <contactEmail>owner@acme.com</contactEmail>
    /// ```
    "policy-contact-domain",
    severity: Warning,
    sources: ["TOOL"],
    fix: None("only the team knows who answers for the app"),
    check: File(check),
    types: [names::HEADER, names::CONNECTED_APP],
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let Some(key) = &context.policy.contact_domains else { return };
    let file = context.file;
    if ![names::HEADER, names::CONNECTED_APP].contains(&file.metadata_type.name.as_str()) {
        return;
    }
    let Some(field) = file.field("contactEmail") else { return };
    if field.is_empty() || field.is_unknown() {
        return;
    }
    let text = field.text();
    // What is no address is the finding of another rule.
    let Some((_, domain)) = text.rsplit_once('@') else { return };
    let domain = domain.trim_end_matches('.').to_lowercase();
    if !key.value.iter().any(|pattern| pattern.is_host(&domain)) {
        let message = format!("the contact is at `{domain}`, which the team policy does not allow");
        let help = format!("use an address at {}", listed(&key.value));
        findings.add(against(key, field.place(), message, help));
    }
}
