use super::declare_rule;
use crate::diagnostic::Safety;
use crate::project::facts::effective;
use crate::rules::{Draft, FileContext, Findings, remedy};
use crate::schema::names;

declare_rule! {
    /// The push credentials are for another service than the one that the file names.
    ///
    /// ## Why
    /// Salesforce uses the service in `pushServiceType`. Without credentials for that service it sends
    /// no notification.
    ///
    /// ## Bad
    /// ```xml ecaPush
    /// <androidPushConfig>
    ///     <fcmProject>billing</fcmProject>
    ///     <serviceAccount>e30=</serviceAccount>
    /// </androidPushConfig>
    /// <pushServiceType>Apple</pushServiceType>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaPush
    /// <androidPushConfig>
    ///     <fcmProject>billing</fcmProject>
    ///     <serviceAccount>e30=</serviceAccount>
    /// </androidPushConfig>
    /// <pushServiceType>Android</pushServiceType>
    /// ```
    "push-service-mismatch",
    severity: Error,
    sources: ["M-PUSH"],
    fix: Unsafe,
    check: File(check),
    types: [names::PUSH_SETTINGS],
}

const ELEMENT: &str = "pushServiceType";

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let file = context.file;
    let (android, apple) = (file.field("androidPushConfig"), file.field("applePushConfig"));
    let (held, service) = match (android, apple) {
        (Some(config), None) => (config, "Android"),
        (None, Some(config)) => (config, "Apple"),
        _ => return,
    };
    let named = effective(file, ELEMENT);
    let Some(named) = named.filter(|named| named != service) else { return };
    let Some(field) = file.field(ELEMENT) else { return };
    findings.add(
        Draft::new(
            field.place(),
            format!("the service is `{named}`, but the credentials are for {service}"),
            format!("set `{ELEMENT}` to `{service}`, or give the credentials of the other service"),
        )
        .related(file.place(held.element.name.span), format!("credentials for {service}"))
        .maybe_fix(remedy::set(file, ELEMENT, service, Safety::Unsafe)),
    );
}
