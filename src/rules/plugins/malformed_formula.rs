use super::declare_rule;
use crate::rules::{Draft, FileContext, Findings};
use crate::schema::{Kind, names};
use crate::values::{self, Flaw};

declare_rule! {
    /// The formula of a custom attribute reads no field.
    ///
    /// ## Why
    /// A formula names an object and one of its fields, such as `$User.Country`; a bare word, an
    /// API name with braces or a URL gives the app an empty or constant attribute.
    ///
    /// ## Bad
    /// ```xml ecaOauth
    /// <customAttributes>
    ///     <formula>{!Country}</formula>
    ///     <key>country</key>
    /// </customAttributes>
    /// ```
    ///
    /// ## Good
    /// Salesforce pages write it with and without the dollar sign.
    /// ```xml ecaOauth
    /// <customAttributes>
    ///     <formula>$User.Country</formula>
    ///     <key>country</key>
    /// </customAttributes>
    /// <customAttributes>
    ///     <formula>Organization.Country</formula>
    ///     <key>org_country</key>
    /// </customAttributes>
    /// ```
    "malformed-formula",
    formerly: ["formula-form"],
    severity: Warning,
    sources: ["M-OAUTH", "H-OAUTHFILE", "M-SAML"],
    fix: None("which field was meant cannot be told"),
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let file = context.file;
    if file.metadata_type.element(names::APP_REFERENCE).is_none() {
        return;
    }
    for field in file.all_fields() {
        let text = field.text();
        if field.schema.kind != Kind::Formula || field.is_empty() || field.is_unknown() {
            continue;
        }
        if let Some(Flaw::ReadsNoField) = values::flaw(field.schema, &text) {
            findings.add(Draft::new(
                field.place(),
                format!("the formula `{}` reads no field of an object", text.shown()),
                "write the object and its field, such as `$User.Country`",
            ));
        }
    }
}
