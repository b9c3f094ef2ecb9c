use super::declare_rule;
use crate::project::Field;
use crate::rules::{Draft, FileContext, Findings};
use crate::schema::names;

declare_rule! {
    /// Push settings hold no push credentials, or several.
    ///
    /// ## Why
    /// One file is for one service: it needs exactly one of the Android configuration, the Apple
    /// configuration and a link to a configuration that an org keeps.
    ///
    /// ## Bad
    /// ```xml ecaPush
    /// <pushServiceType>Apple</pushServiceType>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaPush
    /// <pushConfigLink>00D5g000004SGtF:3Qj5g000000AbCd</pushConfigLink>
    /// <pushServiceType>Apple</pushServiceType>
    /// ```
    "push-needs-one-configuration",
    formerly: ["push-configuration-count"],
    severity: Error,
    sources: ["M-PUSH"],
    fix: None("which of the configurations is the right one cannot be told from the file"),
    check: File(check),
}

const CONFIGURATIONS: &[&str] = &["androidPushConfig", "applePushConfig", "pushConfigLink"];

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let file = context.file;
    if file.metadata_type.name != names::PUSH_SETTINGS
        || file.root().is_none()
        || !file.document.faults.is_empty()
    {
        return;
    }
    let given: Vec<Field<'_>> = CONFIGURATIONS
        .iter()
        .filter_map(|name| file.field(name))
        .filter(|field| !field.element.is_blank())
        .collect();
    match given.as_slice() {
        [_] => {}
        [] => findings.add(Draft::new(
            file.head(),
            "the push settings hold no credentials and no link to them",
            "add one of `androidPushConfig`, `applePushConfig` and `pushConfigLink`",
        )),
        [first, others @ ..] => {
            for other in others {
                let place = file.place(other.element.name.span);
                let message = format!(
                    "the push settings hold `{}` beside `{}`",
                    other.schema.name, first.schema.name
                );
                let help = "keep one of them, and write a second file for another service";
                let first = file.place(first.element.name.span);
                findings.add(Draft::new(place, message, help).related(first, "the first one"));
            }
        }
    }
}
