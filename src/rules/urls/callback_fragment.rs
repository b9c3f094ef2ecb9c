use super::{callbacks, declare_rule};
use crate::change::Edit;
use crate::diagnostic::{Fix, Safety};
use crate::rules::{Draft, FileContext, Findings};
use crate::text::Span;

declare_rule! {
    /// A callback contains a `#`.
    ///
    /// ## Why
    /// OAuth forbids it. The part after `#` never reaches the server, and it can hide the answer of
    /// the login. If the pages of your client use `#`, receive the login at a plain address first.
    ///
    /// ## Bad
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://billing.acme.io/#/callback</callbackUrl>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://billing.acme.io/callback</callbackUrl>
    /// ```
    "callback-fragment",
    severity: Warning,
    sources: ["RFC6749"],
    fix: Sometimes,
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let file = context.file;
    for callback in callbacks(file).iter().filter(|callback| callback.url.has_fragment) {
        let span = callback.item.span;
        // An entity such as `&#38;` holds a `#` too; such a URL is left to its owner.
        let written = span.of(&file.text);
        let fix = written.find('#').filter(|_| !written.contains("&#")).map(|at| {
            let edit = Edit::remove(Span::new(span.start + at, span.end));
            Fix::edit("cut off the `#` part", Safety::Unsafe, &file.path, edit)
        });
        findings.add(
            Draft::new(
                file.place(span),
                "this callback has a part after `#`",
                "use an address without `#`, and send the browser on from there",
            )
            .maybe_fix(fix),
        );
    }
}
