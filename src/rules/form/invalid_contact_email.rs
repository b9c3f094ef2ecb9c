use super::declare_rule;
use crate::rules::{Draft, FileContext, Findings};
use crate::schema::names;
use crate::values::{self, Flaw};

declare_rule! {
    /// The contact of an app is not an e-mail address.
    ///
    /// ## Why
    /// Salesforce writes to this address about the app, and administrators look for its owner
    /// there. An org may refuse a text that does not have the form of an address: one `@`, then a
    /// domain with a dot.
    ///
    /// ## Bad
    /// ```xml eca
    /// <contactEmail>Billing team</contactEmail>
    /// ```
    ///
    /// ## Bad
    /// ```xml eca
    /// <contactEmail>billing@localhost</contactEmail>
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
    fix: None("only the owner of the app knows who looks after it"),
    check: File(check),
    types: [names::HEADER, names::CONNECTED_APP],
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let file = context.file;
    let Some(field) = file.field("contactEmail").filter(|f| !f.is_empty() && !f.is_unknown())
    else {
        return;
    };
    let address = field.text();
    if let Some(Flaw::NotEmail) = values::flaw(field.schema, address.trim()) {
        findings.add(Draft::new(
            field.place(),
            format!("`{}` is not an e-mail address", address.trim()),
            "write one address that people read, such as `billing@corp.example`",
        ));
    }
}
