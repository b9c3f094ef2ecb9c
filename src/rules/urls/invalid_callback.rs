use super::{callback_lists, callbacks, declare_rule, is_out_of_band};
use crate::change::Edit;
use crate::diagnostic::{Fix, Safety, Severity};
use crate::project::{CallbackList, Field};
use crate::rules::fixes::line_end;
use crate::rules::{Draft, FileContext, Findings};
use crate::schema::names;
use crate::values::{self, UrlFlaw};

declare_rule! {
    /// A callback is not a whole URL, or several are on one line.
    ///
    /// ## Why
    /// The browser returns only to an address that equals one line of the list, character by
    /// character. No client can send a partial address or a list, so its login always fails.
    ///
    /// ## Bad
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://billing.acme.io/callback, http://localhost:3000/callback</callbackUrl>
    /// ```
    ///
    /// ## Bad
    /// ```xml ecaGlblOauth
    /// <callbackUrl>billing.acme.io/callback</callbackUrl>
    /// ```
    ///
    /// ## Bad
    /// ```xml ecaGlblOauth
    /// <callbackUrl>/callback</callbackUrl>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://billing.acme.io/callback?next=a,b
    /// http://localhost:3000/callback
    /// acme-billing://callback</callbackUrl>
    /// ```
    "invalid-callback",
    severity: Error,
    sources: ["H-OAUTHUI", "RFC3986"],
    fix: Sometimes,
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let file = context.file;
    for (field, list) in callback_lists(file) {
        if let Some(draft) = joined(&field, list) {
            findings.add(draft);
        }
    }
    // Orgs keep the out-of-band address of older apps; another rule speaks of it.
    for callback in callbacks(file).into_iter().filter(|c| !is_out_of_band(&c.item.text)) {
        let (reason, help) = match values::callback_flaw(callback.url) {
            Some(UrlFlaw::Invalid(reason)) => {
                (reason, "write the whole address, such as `https://host/callback`")
            }
            Some(UrlFlaw::PathOnly) => (
                "it is only a path".to_owned(),
                "write the whole address with scheme and host, such as `https://host/callback`",
            ),
            _ => continue,
        };
        let message = format!("this callback is not a URL: {reason}");
        let draft = Draft::new(file.place(callback.item.span), message, help);
        // Orgs wrote such lists for connected apps.
        let is_old = file.metadata_type.name == names::CONNECTED_APP;
        findings.add(if is_old { draft.severity(Severity::Warning) } else { draft });
    }
}

/// What to say of URLs that share a line.
fn joined(field: &Field<'_>, list: &CallbackList) -> Option<Draft> {
    let first = list.wrong_separators.iter().chain(&list.stray_commas).min()?;
    let message = if list.wrong_separators.is_empty() {
        "a line of the callback list ends in a comma or semicolon"
    } else {
        "several callback URLs are on one line"
    };
    let between =
        list.wrong_separators.iter().map(|span| Edit::replace(*span, line_end(&field.file.text)));
    let stray = list.stray_commas.iter().map(|span| Edit::remove(*span));
    let changes = between.chain(stray);
    let help = "write one callback URL a line, with nothing else between them";
    let fix = Fix::edits(
        "put each callback on a line of its own",
        Safety::Safe,
        &field.file.path,
        changes,
    );
    Some(Draft::new(field.file.place(*first), message, help).fix(fix))
}
