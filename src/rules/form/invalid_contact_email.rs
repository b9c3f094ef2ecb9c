use super::declare_rule;
use crate::rules::{Draft, FileContext, Findings};
use crate::schema::names;

declare_rule! {
    /// The contact of an app is not an e-mail address.
    ///
    /// ## Why
    /// Salesforce writes to this address about the app, and administrators look for its owner
    /// there. An org may refuse a text that has not the form of an address.
    ///
    /// ## Bad
    /// ```xml eca
    /// <contactEmail>Billing team</contactEmail>
    /// ```
    ///
    /// ## Good
    /// ```xml eca
    /// <contactEmail>billing@corp.example</contactEmail>
    /// ```
    ///
    /// ## Good
    /// ```xml eca
    /// <contactEmail>${CONTACT_EMAIL}</contactEmail>
    /// ```
    "invalid-contact-email",
    severity: Warning,
    sources: ["M-ECA"],
    fix: None("who looks after the app is known to its owner only"),
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let file = context.file;
    if file.metadata_type.name != names::HEADER {
        return;
    }
    let Some(field) = file.field("contactEmail").filter(|f| !f.is_empty() && !f.is_unknown())
    else {
        return;
    };
    let address = field.text();
    if !is_address(address.trim()) {
        findings.add(Draft::new(
            field.place(),
            format!("`{}` is not an e-mail address", address.trim()),
            "write one address that people read, such as `billing@corp.example`",
        ));
    }
}

/// Whether a text has the form of one address; more only its mail server can say.
fn is_address(text: &str) -> bool {
    let mut parts = text.rsplitn(2, '@');
    let (host, name) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let is_host = !host.starts_with('.') && !host.ends_with('.') && !host.is_empty();
    is_host && !name.is_empty() && !text.contains([' ', '\t', '\n', ',', ';', '<', '>'])
}
