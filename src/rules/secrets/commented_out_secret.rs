use std::sync::LazyLock;

use regex::Regex;

use super::{declare_rule, is_stand_in};
use crate::mask::named_values;
use crate::project::{names_credential, url_credentials};
use crate::rules::{Draft, FileContext, Findings};
use crate::text::Span;
use crate::text::sound::pattern;

declare_rule! {
    /// A comment contains a credential.
    ///
    /// ## Why
    /// A deploy ignores comments, but everyone who can read the file, or its history, can read the
    /// credential in it. Replace the credential even after you removed it.
    ///
    /// ## Bad
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://billing.acme.io/callback</callbackUrl>
    /// <!-- <consumerSecret>2A6F70C1D9E84B53A6F70C1D9E84B53A</consumerSecret> -->
    /// ```
    ///
    /// ## Bad
    /// ```xml ecaOauth
    /// <label>Billing</label>
    /// <!-- try https://svc:pass1@billing.acme.io/callback -->
    /// ```
    ///
    /// ## Bad
    /// ```xml ecaOauth
    /// <label>Billing</label>
    /// <!-- client_secret = 2A6F70C1D9E84B53A6F70C1D9E84B53A -->
    /// ```
    ///
    /// ## Good
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://billing.acme.io/callback</callbackUrl>
    /// <!-- <consumerSecret>${SECRET}</consumerSecret> is in the vault -->
    /// ```
    "commented-out-secret",
    severity: Error,
    sources: ["CWE-798", "M-GLB"],
    fix: None("the credential must be replaced, not only removed"),
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let file = context.file;
    for comment in &file.document.comments {
        let span = comment.span;
        let text = span.of(&file.text);
        let at = |start: usize, end: usize| Span::new(span.start + start, span.start + end);
        for (name, start, end) in elements(text) {
            let value = text[start..end].trim();
            let known = value.is_empty() || file.placeholders.fill(value) || is_stand_in(value);
            if !known && names_credential(name) {
                findings.add(Draft::new(
                    file.place(at(start, end)),
                    format!("a comment contains `{name}` with a credential"),
                    "remove the comment, and let Salesforce or the other service issue a new one",
                ));
            }
        }
        for (name, found) in named_values(text) {
            let value = &text[found.clone()];
            if file.placeholders.fill(value) || is_stand_in(value) {
                continue;
            }
            findings.add(Draft::new(
                file.place(at(found.start, found.end)),
                format!("a comment contains `{name}` with a credential"),
                "remove the comment, and let Salesforce or the other service issue a new one",
            ));
        }
        for found in url_credentials(text) {
            findings.add(Draft::new(
                file.place(at(found.start, found.end)),
                "a comment contains a URL with a password or token",
                "remove it from the comment, and replace the password or token",
            ));
        }
    }
}

/// The elements of a comment that have a text: name, start and end of the text.
fn elements(text: &str) -> Vec<(&str, usize, usize)> {
    static ELEMENT: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"<(?:[\w.-]+:)?([\w-]+)(?:\s[^<>]*)?>([^<]*)"));
    let found = ELEMENT.captures_iter(text);
    let parts = found.filter_map(|found| Some((found.get(1)?.as_str(), found.get(2)?.range())));
    parts.map(|(name, range)| (name, range.start, range.end)).collect()
}
