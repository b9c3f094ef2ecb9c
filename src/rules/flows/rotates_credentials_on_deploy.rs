use super::declare_rule;
use crate::diagnostic::Safety;
use crate::rules::{Draft, FileContext, Findings, remedy};
use crate::schema::names;

declare_rule! {
    /// Each deploy replaces the consumer key or secret.
    ///
    /// ## Why
    /// The file is deployed again and again, and each time every client is cut off until it has the
    /// new credentials; besides, such a deploy fails unless it is told to ignore warnings.
    ///
    /// ## Bad
    /// ```xml ecaGlblOauth
    /// <shouldRotateConsumerKey>false</shouldRotateConsumerKey>
    /// <shouldRotateConsumerSecret>true</shouldRotateConsumerSecret>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaGlblOauth
    /// <shouldRotateConsumerKey>false</shouldRotateConsumerKey>
    /// <shouldRotateConsumerSecret>false</shouldRotateConsumerSecret>
    /// ```
    "rotates-credentials-on-deploy",
    severity: Warning,
    sources: ["M-GLB"],
    fix: Unsafe,
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let file = context.file;
    if file.metadata_type.name != names::GLOBAL_OAUTH {
        return;
    }
    for (element, what) in
        [("shouldRotateConsumerKey", "key"), ("shouldRotateConsumerSecret", "secret")]
    {
        let Some(field) = file.field(element).filter(|f| f.boolean() == Some(true)) else { continue };
        findings.add(
            Draft::new(
                field.place(),
                format!("each deploy of this file replaces the consumer {what}"),
                "set it to `false`, and rotate credentials in Setup or over the Connect REST API, \
                 where old and new can overlap",
            )
            .maybe_fix(remedy::set(file, element, "false", Safety::Unsafe)),
        );
    }
}
