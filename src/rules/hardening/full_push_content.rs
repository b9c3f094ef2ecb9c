use super::declare_rule;
use crate::diagnostic::Safety;
use crate::rules::{Draft, FileContext, Findings, remedy};
use crate::schema::names;

declare_rule! {
    /// Push notifications contain the whole message.
    ///
    /// ## Why
    /// The message passes through Apple or Google and is shown on locked screens. Salesforce's
    /// hardening page asks for notifications that only say that there is a message.
    ///
    /// Runs in the profile `strict` only.
    ///
    /// ## Bad
    /// ```xml ecaPushPlcy
    /// <isFullContent>true</isFullContent>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaPushPlcy
    /// <isFullContent>false</isFullContent>
    /// ```
    "full-push-content",
    severity: Warning,
    sources: ["H-HARDEN", "M-PUSHP"],
    fix: Unsafe,
    check: File(check),
    types: [names::PUSH_POLICIES],
    only_in: ["strict"],
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let (file, element) = (context.file, "isFullContent");
    let Some(field) = file.field(element).filter(|field| field.boolean() == Some(true)) else {
        return;
    };
    findings.add(
        Draft::new(
            field.place(),
            "push notifications contain the whole message (`isFullContent`)",
            "set `isFullContent` to `false`; the app then fetches the message itself",
        )
        .maybe_fix(remedy::set(file, element, "false", Safety::Unsafe)),
    );
}
