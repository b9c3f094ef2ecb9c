use super::{declare_rule, lookup};
use crate::project::{Item, ProjectKind, comma_list};
use crate::rules::{FileContext, Findings};
use crate::schema::{Kind, names};

declare_rule! {
    /// A custom scope, an Apex class or a notification type that the app uses is not in the project.
    ///
    /// ## Why
    /// The deploy fails in an org that does not have it, such as a new scratch org or sandbox.
    ///
    /// It is a warning if the name is a label, or close to that of one in the project. A name that
    /// resembles none is a hint for Apex classes, in a project that has some.
    ///
    /// ## Bad
    /// ```xml ecaOauth
    /// <commaSeparatedCustomScopes>Orders_Raed</commaSeparatedCustomScopes>
    /// ```
    /// ```xml oauthcustomscopes/Orders_Read.oauthcustomscope-meta.xml
    /// <OauthCustomScope xmlns="http://soap.sforce.com/2006/04/metadata">
    ///     <developerName>Orders_Read</developerName>
    /// </OauthCustomScope>
    /// ```
    ///
    /// ## Bad
    /// ```xml ecaOauthPlcy
    /// <commaSeparatedCustomScopes>Orders Read</commaSeparatedCustomScopes>
    /// ```
    ///
    /// ## Bad
    /// ```xml ecaOauthPlcy
    /// <apexHandler>BillingLoginHandler</apexHandler>
    /// ```
    /// ```apex classes/Ledger.cls
    /// public class Ledger {}
    /// ```
    ///
    /// ## Good
    /// A project without Apex classes may be only a part of the metadata.
    /// ```xml ecaOauthPlcy
    /// <apexHandler>BillingLoginHandler</apexHandler>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaOauthPlcy
    /// <apexHandler>BillingLoginHandler</apexHandler>
    /// ```
    /// ```apex classes/BillingLoginHandler.cls
    /// public class BillingLoginHandler extends Auth.ExternalClientAppOauthHandler {}
    /// ```
    "component-not-in-project",
    severity: Hint,
    sources: ["M-OPLCY", "M-TXH", "H-CUSTOMSCOPES"],
    fix: None("the missing component is for its owner to write"),
    check: File(check),
}

/// Types whose components the project knows, and what to call one.
const TYPES: [(&str, &str); 3] = [
    (names::CUSTOM_SCOPE, "custom scope"),
    (lookup::APEX_CLASS, "Apex class"),
    ("CustomNotificationType", "notification type"),
];

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let is_connected_app = context.file.metadata_type.name == names::CONNECTED_APP;
    if context.project.kind != ProjectKind::Sfdx || is_connected_app {
        return;
    }
    for field in context.file.all_fields() {
        let refers = field.schema.refers_to.as_deref();
        let known = TYPES.iter().find(|(name, _)| refers == Some(name));
        let Some((type_name, called)) = known.filter(|_| !field.is_empty() && !field.is_unknown())
        else {
            continue;
        };
        let items = match field.schema.kind {
            Kind::NameList => comma_list(&field.element.value()),
            _ => vec![Item { text: field.text().into_owned(), span: field.span() }],
        };
        for item in &items {
            let draft = lookup::missing(context, type_name, called, item, false);
            if let Some(draft) = draft {
                findings.add(draft);
            }
        }
    }
}
