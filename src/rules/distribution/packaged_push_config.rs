use super::declare_rule;
use crate::diagnostic::Safety;
use crate::rules::{Draft, FileContext, Findings, remedy};
use crate::schema::names;

declare_rule! {
    /// Push settings in a package hold the push credentials themselves.
    ///
    /// ## Why
    /// A package is handed to others; it may hold only a link to the push credentials that the
    /// owner org keeps.
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
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let file = context.file;
    if file.metadata_type.name != names::PUSH_SETTINGS || !context.project.builds_package(file) {
        return;
    }
    for name in ["androidPushConfig", "applePushConfig"] {
        let Some(field) = file.field(name) else { continue };
        findings.add(
            Draft::new(
                file.place(field.element.name.span),
                format!("`{name}` holds push credentials, which must not be in a package"),
                format!(
                    "remove `{name}` and keep the `pushConfigLink` that a retrieve from the owner org \
                     brings"
                ),
            )
            .fix(remedy::remove(&field, Safety::Unsafe)),
        );
    }
}
