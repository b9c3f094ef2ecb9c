use super::declare_rule;
use crate::diagnostic::{Fix, Safety};
use crate::rules::fixes::remove_element;
use crate::rules::{Draft, FileContext, Findings};

declare_rule! {
    /// The element of the consumer key is there, but empty.
    ///
    /// ## Why
    /// Salesforce makes a consumer key when a deploy creates the app and the file has no such
    /// element. With the element, the deploy asks for the key that it contains, and an empty one is
    /// none.
    ///
    /// ## Bad
    /// ```xml connectedApps/Billing.connectedApp-meta.xml
    /// <ConnectedApp xmlns="http://soap.sforce.com/2006/04/metadata">
    ///     <contactEmail>team@corp.example</contactEmail>
    ///     <label>Billing</label>
    ///     <oauthConfig>
    ///         <callbackUrl>https://billing.acme.io/callback</callbackUrl>
    ///         <consumerKey><!-- comes from the org --></consumerKey>
    ///         <scopes>Api</scopes>
    ///     </oauthConfig>
    /// </ConnectedApp>
    /// ```
    ///
    /// ## Good
    /// ```xml connectedApps/Billing.connectedApp-meta.xml
    /// <ConnectedApp xmlns="http://soap.sforce.com/2006/04/metadata">
    ///     <contactEmail>team@corp.example</contactEmail>
    ///     <label>Billing</label>
    ///     <oauthConfig>
    ///         <callbackUrl>https://billing.acme.io/callback</callbackUrl>
    ///         <scopes>Api</scopes>
    ///     </oauthConfig>
    /// </ConnectedApp>
    /// ```
    "empty-consumer-key",
    severity: Warning,
    sources: ["M-CA", "M-GLB"],
    fix: Safe,
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let file = context.file;
    let is_key = |name: &str| name == "consumerKey";
    let keys = file.all_fields().into_iter().filter(|field| is_key(&field.schema.name));
    for field in keys.filter(|field| field.schema.generated && field.is_empty()) {
        let edit = remove_element(file, field.element);
        findings.add(
            Draft::new(
                file.place(field.element.name.span),
                "`consumerKey` is empty",
                "remove the element, so that Salesforce makes the key",
            )
            .fix(Fix::edit("remove `consumerKey`", Safety::Safe, &file.path, edit)),
        );
    }
}
