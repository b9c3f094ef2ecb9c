use super::declare_rule;
use crate::rules::{Draft, FileContext, Findings};

declare_rule! {
    /// A metadata file is not well-formed XML.
    ///
    /// ## Why
    /// The Salesforce CLI copies a broken file as it is. Only the deploy to an org fails, and its
    /// message names the first fault only.
    ///
    /// ## Bad
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api, RefreshToken</commaSeparatedOauthScope>
    /// <label>Billing & more</label>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api, RefreshToken</commaSeparatedOauthScopes>
    /// <label>Billing &amp; more</label>
    /// ```
    "malformed-xml",
    severity: Error,
    sources: ["XML"],
    fix: None("what was meant cannot be told from broken XML"),
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let file = context.file;
    if let Some(fault) = &file.fault {
        // Of a file that cannot be read at all, another rule speaks.
        if fault.is_unread {
            return;
        }
        findings.add(Draft::new(file.place(fault.span), fault.message.clone(), fault.help.clone()));
        return;
    }
    for fault in &file.document.faults {
        let mut draft =
            Draft::new(file.place(fault.span), fault.message.clone(), fault.help.clone());
        if let Some((span, message)) = &fault.related {
            draft = draft.related(file.place(*span), message);
        }
        findings.add(draft);
    }
}
