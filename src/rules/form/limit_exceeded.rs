use super::declare_rule;
use super::support::{gravest, levels};
use crate::rules::{Draft, FileContext, Findings};
use crate::schema::Kind;
use crate::values::{self, Flaw};

declare_rule! {
    /// A value is longer than Salesforce allows, or an element is in the file too often.
    ///
    /// ## Why
    /// The guides give these limits, and an org refuses a file that exceeds them.
    ///
    /// ## Bad
    /// ```xml oauthcustomscopes/Billing_Read.oauthcustomscope-meta.xml
    /// <?xml version="1.0" encoding="UTF-8"?>
    /// <OauthCustomScope xmlns="http://soap.sforce.com/2006/04/metadata">
    ///     <description>Reads the invoices and the payments of all customers of this company</description>
    ///     <developerName>Billing_Read</developerName>
    ///     <isProtected>false</isProtected>
    ///     <masterLabel>Billing_Read</masterLabel>
    /// </OauthCustomScope>
    /// ```
    ///
    /// ## Good
    /// ```xml oauthcustomscopes/Billing_Read.oauthcustomscope-meta.xml
    /// <?xml version="1.0" encoding="UTF-8"?>
    /// <OauthCustomScope xmlns="http://soap.sforce.com/2006/04/metadata">
    ///     <description>Reads invoices and payments</description>
    ///     <developerName>Billing_Read</developerName>
    ///     <isProtected>false</isProtected>
    ///     <masterLabel>Billing_Read</masterLabel>
    /// </OauthCustomScope>
    /// ```
    "limit-exceeded",
    severity: Error,
    sources: ["M-CSCOPE", "M-OAUTH", "M-OPLCY", "M-PUSH"],
    fix: None("what can be removed is known to the author only"),
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let Some(gravest) = gravest(context.file) else { return };
    check_lengths(context, |draft| findings.add(draft.severity(gravest)));
    check_counts(context, |draft| findings.add(draft.severity(gravest)));
}

fn check_lengths(context: &FileContext<'_>, mut add: impl FnMut(Draft)) {
    for field in context.file.all_fields() {
        // Callback URLs and certificates have rules of their own.
        if matches!(field.schema.kind, Kind::CallbackList | Kind::Certificate) || field.is_unknown()
        {
            continue;
        }
        if let Some(Flaw::TooLong { length, most }) = values::flaw(field.schema, &field.text()) {
            let name = &field.schema.name;
            let message = format!("`{name}` has {length} characters; {most} are allowed");
            add(Draft::new(field.place(), message, "shorten the value"));
        }
    }
}

fn check_counts(context: &FileContext<'_>, mut add: impl FnMut(Draft)) {
    let file = context.file;
    for level in levels(file) {
        for schema in level.known {
            let Some(most) = schema.max_items else { continue };
            let Some(first_over) = level.element.children_named(&schema.name).nth(most) else {
                continue;
            };
            let count = level.element.children_named(&schema.name).count();
            let message =
                format!("`{}` is in the file {count} times; {most} are allowed", schema.name);
            let help = format!("remove {} of them", count - most);
            add(Draft::new(file.place(first_over.name.span), message, help));
        }
    }
}
