use super::declare_rule;
use super::merge::{is_list, merged};
use super::support::{gravest, levels};
use crate::diagnostic::{Fix, Safety};
use crate::rules::{Draft, FileContext, Findings, fixes};

declare_rule! {
    /// An element that a file can have once is there again.
    ///
    /// ## Why
    /// The org refuses the file, or uses one of the two and ignores the other.
    ///
    /// ## Bad
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api</commaSeparatedOauthScopes>
    /// <commaSeparatedOauthScopes>RefreshToken</commaSeparatedOauthScopes>
    /// <label>Billing_oauth</label>
    /// <label>Billing_oauth</label>
    /// ```
    ///
    /// ## Bad
    /// Two values, of which one is right.
    /// ```xml ecaPlcy
    /// <isEnabled>true</isEnabled>
    /// <isEnabled>false</isEnabled>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api, RefreshToken</commaSeparatedOauthScopes>
    /// <label>Billing_oauth</label>
    /// ```
    "repeated-element",
    severity: Error,
    sources: ["D-TS"],
    fix: Sometimes,
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let file = context.file;
    let Some(gravest) = gravest(file) else { return };
    for level in levels(file) {
        for schema in level.known.iter().filter(|schema| !schema.repeated) {
            let mut all = level.element.children_named(&schema.name);
            let Some(first) = all.next() else { continue };
            for again in all {
                let same = again.value().trimmed() == first.value().trimmed()
                    && again.elements().next().is_none()
                    && first.elements().next().is_none();
                let fix = same.then(|| {
                    let edit = fixes::remove_element(file, again);
                    Fix::edit("remove the repetition", Safety::Safe, &file.path, edit)
                });
                let fix = fix.or_else(|| merged(file, &level, schema));
                let help = if same {
                    "remove this one; the first has the same value".to_owned()
                } else if is_list(schema) {
                    format!("write all entries in one `{}`", schema.name)
                } else {
                    "keep the right one and remove the other".to_owned()
                };
                let message =
                    format!("`{}` is in the file twice; only one is allowed", schema.name);
                let draft = Draft::new(file.place(again.name.span), message, help)
                    .related(file.place(first.name.span), "the first one");
                findings.add(draft.severity(gravest).maybe_fix(fix));
            }
        }
    }
}
