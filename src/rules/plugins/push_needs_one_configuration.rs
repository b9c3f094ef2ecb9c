use super::declare_rule;
use crate::project::Field;
use crate::rules::{Draft, FileContext, Findings};
use crate::schema::names;

declare_rule! {
    /// Push settings contain no push credentials, or several.
    ///
    /// ## Why
    /// A file is for one service. It needs exactly one of the Android configuration, the Apple
    /// configuration and a link to a configuration that an org stores.
    ///
    /// ## Bad
    /// ```xml ecaPush
    /// <pushServiceType>Apple</pushServiceType>
    /// ```
    ///
    /// ## Bad
    /// ```xml ecaPush
    /// <androidPushConfig>
    ///     <fcmProject>billing</fcmProject>
    ///     <serviceAccount>${FCM_SERVICE_ACCOUNT}</serviceAccount>
    /// </androidPushConfig>
    /// <pushConfigLink>00D5g000004SGtF:3Qj5g000000AbCd</pushConfigLink>
    /// <pushServiceType>Android</pushServiceType>
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
    fix: None("the file does not show which of the configurations is the right one"),
    check: File(check),
    types: [names::PUSH_SETTINGS],
}

const CONFIGURATIONS: &[&str] = &["androidPushConfig", "applePushConfig", "pushConfigLink"];

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let file = context.file;
    if file.root().is_none() || !file.document.faults.is_empty() {
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
            "the push settings contain none of `androidPushConfig`, `applePushConfig` and `pushConfigLink`",
            "add the one for your push service; a retrieve from an org gives `pushConfigLink`",
        )),
        [first, others @ ..] => {
            for other in others {
                let place = file.place(other.element.name.span);
                let message = format!(
                    "the push settings contain both `{}` and `{}`; only one is allowed",
                    first.schema.name, other.schema.name
                );
                let help = "keep one of them, and write a second file for another service";
                let first = file.place(first.element.name.span);
                findings.add(Draft::new(place, message, help).related(first, "the first one"));
            }
        }
    }
}
