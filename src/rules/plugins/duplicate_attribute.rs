use super::declare_rule;
use crate::diagnostic::{Fix, Safety};
use crate::project::Field;
use crate::rules::{Draft, FileContext, Findings, remedy};
use crate::schema::names;
use crate::xml::Element;

declare_rule! {
    /// Two custom attributes have the same key.
    ///
    /// ## Why
    /// Each key is allowed once in a file. The org refuses the second one.
    ///
    /// ## Bad
    /// ```xml ecaOauth
    /// <customAttributes>
    ///     <formula>$User.Country</formula>
    ///     <key>country</key>
    /// </customAttributes>
    /// <customAttributes>
    ///     <formula>$Organization.Country</formula>
    ///     <key>country</key>
    /// </customAttributes>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaOauth
    /// <customAttributes>
    ///     <formula>$User.Country</formula>
    ///     <key>country</key>
    /// </customAttributes>
    /// <customAttributes>
    ///     <formula>$Organization.Country</formula>
    ///     <key>org_country</key>
    /// </customAttributes>
    /// ```
    "duplicate-attribute",
    severity: Error,
    sources: ["M-OAUTH", "M-OPLCY", "M-SAML"],
    fix: Unsafe,
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let file = context.file;
    if file.metadata_type.element(names::APP_REFERENCE).is_none() {
        return;
    }
    let mut seen: Vec<(String, Field<'_>)> = Vec::new();
    for field in file.fields("customAttributes") {
        let Some(key) = field.element.child("key").map(Element::value) else { continue };
        let name = key.trimmed().to_owned();
        if name.is_empty() || file.placeholders.fill(&name) {
            continue;
        }
        let Some((_, first)) = seen.iter().find(|(known, _)| *known == name) else {
            seen.push((name, field));
            continue;
        };
        let first_key =
            first.element.child("key").map_or(first.span(), |key| key.value().trimmed_span());
        findings.add(
            Draft::new(
                file.place(key.trimmed_span()),
                format!("two custom attributes have the key `{name}`"),
                "give one of them another key, or remove it",
            )
            .related(file.place(first_key), "the first one")
            .fix(Fix {
                title: "remove this attribute".to_owned(),
                ..remedy::remove(&field, Safety::Unsafe)
            }),
        );
    }
}
