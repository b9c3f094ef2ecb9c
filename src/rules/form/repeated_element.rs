use super::declare_rule;
use super::support::{gravest, levels};
use crate::diagnostic::{Fix, Safety};
use crate::rules::{Draft, FileContext, Findings, fixes};

declare_rule! {
    /// An element that may stand once stands again.
    ///
    /// ## Why
    /// The org refuses the second one, or takes one of the two without saying which.
    ///
    /// ## Bad
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api</commaSeparatedOauthScopes>
    /// <commaSeparatedOauthScopes>RefreshToken</commaSeparatedOauthScopes>
    /// <label>Billing_oauth</label>
    /// <label>Billing_oauth</label>
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
                let is_list = super::merge::is_list(schema);
                let fix = fix.or_else(|| super::merge::merged(file, &level, schema));
                let merge = format!("write all entries in one `{}`", schema.name);
                let help = if !same && is_list {
                    merge.as_str()
                } else if same {
                    "remove this one; the first says the same"
                } else {
                    "keep the one that is right and remove the other"
                };
                let message =
                    format!("`{}` is here more than once, and may be only once", schema.name);
                let draft = Draft::new(file.place(again.name.span), message, help)
                    .related(file.place(first.name.span), "first stands here");
                findings.add(draft.severity(gravest).maybe_fix(fix));
            }
        }
    }
}
