use super::declare_rule;
use crate::diagnostic::Severity;
use crate::project::{split_namespace, without_org_id};
use crate::rules::{Draft, FileContext, Findings};
use crate::schema::{Cardinality, LONGEST_API_NAME, LONGEST_SURE_API_NAME, Role};

declare_rule! {
    /// An API name is longer than Salesforce allows.
    ///
    /// ## Why
    /// Salesforce's object reference allows 40 characters in the API name of an app, and its project
    /// generator 80. A longer name than 40 is a warning for an app; above 80, no page allows it.
    ///
    /// ## Bad
    /// ```xml externalClientApps/Billing_Export_For_The_Ledger_Of_The_North.eca-meta.xml
    /// <ExternalClientApplication xmlns="http://soap.sforce.com/2006/04/metadata"/>
    /// ```
    ///
    /// ## Bad
    /// ```xml externalClientApps/Billing_Export_For_The_Ledger_Of_The_Northern_Branch_And_For_The_Ledger_Of_The_South.eca-meta.xml
    /// <ExternalClientApplication xmlns="http://soap.sforce.com/2006/04/metadata"/>
    /// ```
    ///
    /// ## Bad
    /// Nothing refers to the name of a policies file: a warning.
    /// ```xml extlClntAppPolicies/Billing_Export_For_The_Ledger_Of_The_Northern_Branch_And_For_The_Ledger_Of_The_South.ecaPlcy-meta.xml
    /// <ExtlClntAppConfigurablePolicies xmlns="http://soap.sforce.com/2006/04/metadata"/>
    /// ```
    ///
    /// ## Good
    /// ```xml externalClientApps/Billing_Export.eca-meta.xml
    /// <ExternalClientApplication xmlns="http://soap.sforce.com/2006/04/metadata"/>
    /// ```
    "long-api-name",
    severity: Warning,
    sources: ["M-ECA", "D-REG"],
    fix: None("a shorter name is for the author to choose"),
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let file = context.file;
    let name = file.full_name.as_str();
    let of_app = file.metadata_type.per_app != Cardinality::NotPerApp;
    // A name with the id of an org before it is another finding.
    let length = split_namespace(without_org_id(name).unwrap_or(name)).1.chars().count();
    let is_header = file.metadata_type.role == Role::Header;
    let is_sure = length > LONGEST_API_NAME;
    let is_long = is_sure || is_header && length > LONGEST_SURE_API_NAME;
    if !of_app || !is_long || file.placeholders.fill(name) {
        return;
    }
    let message = if is_sure {
        format!("`{name}` has {length} characters; an API name has at most {LONGEST_API_NAME}")
    } else {
        format!("`{name}` has {length} characters; an org may take at most {LONGEST_SURE_API_NAME}")
    };
    let severity = if is_sure && is_header { Severity::Error } else { Severity::Warning };
    let help = format!("choose a name of at most {LONGEST_SURE_API_NAME} characters");
    findings.add(Draft::new(file.head(), message, help).severity(severity));
}
