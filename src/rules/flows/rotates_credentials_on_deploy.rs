use super::declare_rule;
use crate::diagnostic::Safety;
use crate::rules::{Draft, FileContext, Findings, remedy};
use crate::schema::names;

declare_rule! {
    /// Each deploy replaces the consumer key or secret.
    ///
    /// ## Why
    /// Each deploy of this file cuts off every client until it has the new credentials. Such a deploy
    /// also fails unless it is told to ignore warnings.
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
    types: [names::GLOBAL_OAUTH],
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let file = context.file;
    for (element, what) in
        [("shouldRotateConsumerKey", "key"), ("shouldRotateConsumerSecret", "secret")]
    {
        let Some(field) = file.field(element).filter(|f| f.boolean() == Some(true)) else {
            continue;
        };
        findings.add(
            Draft::new(
                field.place(),
                format!("each deploy of this file replaces the consumer {what}"),
                "set the element to `false`, and rotate credentials in Setup or with the Connect REST API, \
                 where the old and the new ones can overlap",
            )
            .maybe_fix(remedy::set(file, element, "false", Safety::Unsafe)),
        );
    }
}
