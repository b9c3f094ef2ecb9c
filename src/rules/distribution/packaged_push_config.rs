use super::declare_rule;
use crate::diagnostic::Safety;
use crate::rules::{Draft, FileContext, Findings, remedy};
use crate::schema::names;

declare_rule! {
    /// Push settings in a package contain push credentials.
    ///
    /// ## Why
    /// Whoever installs a package gets its content. A package may contain only a link to the push
    /// credentials in the owner org.
    ///
    /// ## Bad
    /// ```json /sfdx-project.json
    /// {"packageDirectories": [{"path": "force-app", "package": "Billing", "default": true}],
    ///  "sourceApiVersion": "67.0"}
    /// ```
    /// ```xml ecaPush
    /// <androidPushConfig>
    ///     <fcmProject>billing</fcmProject>
    ///     <serviceAccount>e30=</serviceAccount>
    /// </androidPushConfig>
    /// <pushServiceType>Android</pushServiceType>
    /// ```
    ///
    /// ## Good
    /// ```json /sfdx-project.json
    /// {"packageDirectories": [{"path": "force-app", "package": "Billing", "default": true}],
    ///  "sourceApiVersion": "67.0"}
    /// ```
    /// ```xml ecaPush
    /// <pushConfigLink>00D5g000004SGtF:3Qj5g000000AbCd</pushConfigLink>
    /// <pushServiceType>Android</pushServiceType>
    /// ```
    "packaged-push-config",
    severity: Error,
    sources: ["M-PUSH", "PKG2"],
    fix: Unsafe,
    check: File(check),
    types: [names::PUSH_SETTINGS],
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let file = context.file;
    if !context.project.builds_package(file) {
        return;
    }
    for name in ["androidPushConfig", "applePushConfig"] {
        let Some(field) = file.field(name) else { continue };
        findings.add(
            Draft::new(
                file.place(field.element.name.span),
                format!("`{name}` contains push credentials, which must not be in a package"),
                format!(
                    "remove `{name}`, retrieve the file from the owner org, and keep its \
                     `pushConfigLink`"
                ),
            )
            .fix(remedy::remove(&field, Safety::Unsafe)),
        );
    }
}
