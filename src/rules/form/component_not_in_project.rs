use super::declare_rule;
use crate::diagnostic::{Fix, Safety, Severity};
use crate::project::{Field, ProjectKind, is_slip, split_namespace};
use crate::rules::{Draft, FileContext, Findings, fixes};
use crate::schema::{Kind, names, schema};

declare_rule! {
    /// An Apex class or a notification type that a file names is not in the project.
    ///
    /// ## Why
    /// The deploy fails in an org that does not have the component yet, such as a new scratch org or
    /// sandbox. Where the project has one with almost the same name, this is a warning, since the
    /// name is most likely misspelled. A project without any component of the kind is not judged.
    ///
    /// ## Bad
    /// ```xml ecaOauthPlcy
    /// <apexHandler>BillingTokens</apexHandler>
    /// ```
    /// ```apex classes/Invoices.cls
    /// public class Invoices {}
    /// ```
    ///
    /// ## Bad
    /// ```xml ecaCanvas
    /// <lifeCycleHandler>BilingCanvas</lifeCycleHandler>
    /// ```
    /// ```apex classes/BillingCanvas.cls
    /// public class BillingCanvas {}
    /// ```
    ///
    /// ## Bad
    /// The project has notification types, but not this one.
    /// ```xml ecaNotifications
    /// <notificationTypes>
    ///     <notificationType>Order_Shipped</notificationType>
    ///     <pushByDefault>true</pushByDefault>
    /// </notificationTypes>
    /// ```
    /// ```xml notificationtypes/Invoice_Due.notiftype-meta.xml
    /// <CustomNotificationType xmlns="http://soap.sforce.com/2006/04/metadata"/>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaOauthPlcy
    /// <apexHandler>BillingTokens</apexHandler>
    /// ```
    /// ```apex classes/BillingTokens.cls
    /// public class BillingTokens {}
    /// ```
    ///
    /// ## Good
    /// The class comes with an installed package.
    /// ```xml ecaOauthPlcy
    /// <apexHandler>vendor__BillingTokens</apexHandler>
    /// ```
    /// ```apex classes/Invoices.cls
    /// public class Invoices {}
    /// ```
    "component-not-in-project",
    severity: Hint,
    sources: ["M-OPLCY", "M-TXH", "M-CANVAS", "M-NOTIF"],
    fix: Sometimes,
    check: File(check),
}

const APEX_CLASS: &str = "ApexClass";

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let (project, file) = (context.project, context.file);
    if project.kind != ProjectKind::Sfdx || file.metadata_type.name == names::CONNECTED_APP {
        return;
    }
    for field in file.all_fields() {
        let Some(kind) = field.schema.refers_to.as_deref() else { continue };
        let is_named = schema().named.iter().any(|named| named.name == kind);
        let is_judged = field.schema.kind == Kind::Reference && is_named;
        if !is_judged || field.is_empty() || field.is_unknown() {
            continue;
        }
        let name = field.text();
        // API names are not case-sensitive, and a class of a package has its namespace before it.
        let is_there = project.names.of(kind).any(|known| known.eq_ignore_ascii_case(&name));
        if is_there || split_namespace(&name).0.is_some() || name.contains('.') {
            continue;
        }
        // A project without any component of the kind leaves them to the org or to another project.
        if project.names.of(kind).next().is_none() {
            continue;
        }
        let near = project.names.of(kind).find(|known| is_slip(known, &name));
        findings.add(draft(&field, &name, kind, near));
    }
}

fn draft(field: &Field<'_>, name: &str, kind: &str, near: Option<&str>) -> Draft {
    let what = match kind {
        APEX_CLASS => "Apex class",
        "CustomNotificationType" => "custom notification type",
        other => other,
    };
    let message = format!("the {what} `{name}` is not in the project");
    let Some(near) = near else {
        let help = format!("add `{name}` to the project, or make sure that every target org has it");
        return Draft::new(field.place(), message, help);
    };
    let edit = fixes::replace_value(field, near);
    let fix = Fix::edit(format!("write `{near}`"), Safety::Unsafe, &field.file.path, edit);
    let help = format!("write `{near}` if that is the one you mean; otherwise add `{name}`");
    Draft::new(field.place(), message, help).severity(Severity::Warning).fix(fix)
}
