//! Fixes that several rules offer.

use super::FileContext;
use super::fixes::{insert_element, remove_element, replace_value};
use crate::diagnostic::{Fix, Safety};
use crate::project::{AppFacts, Field, MetadataFile};
use crate::schema::{Wider, schema};

/// Makes an element at the top of a file hold a value: replaces what is there, or inserts it.
/// None where the file has no root to insert into, or a placeholder fills the value in.
#[must_use]
pub(super) fn set(file: &MetadataFile, name: &str, value: &str, safety: Safety) -> Option<Fix> {
    let (title, edit) = match file.field(name) {
        Some(field) if field.is_unknown() => return None,
        Some(field) => (format!("set `{name}` to `{value}`"), replace_value(&field, value)),
        None => (
            format!("add `{name}` with `{value}`"),
            insert_element(file, file.root()?, name, value),
        ),
    };
    Some(Fix::edit(title, safety, &file.path, edit))
}

/// Whether clients of the app need access tokens in the JWT format.
#[must_use]
pub(super) fn needs_jwt_tokens(facts: &AppFacts<'_>) -> bool {
    let scopes = facts.scopes().unwrap_or_default();
    let guests = facts.flow("guest").is_some_and(|flow| flow.is_meant());
    guests || scopes.iter().any(|scope| matches!(*scope, "MCP" | "Chatbot"))
}

/// Whether another rule objects to the default of a switch of the global OAuth settings.
#[must_use]
pub(super) fn is_default_objected(context: &FileContext<'_>, name: &str) -> bool {
    let public = context.file.flag("isConsumerSecretOptional") == Some(true);
    let facts = || context.project.facts_of(context.file);
    match name {
        "isNamedUserJwtEnabled" => facts().is_some_and(|facts| needs_jwt_tokens(&facts)),
        "isSecretRequiredForRefreshToken" | "isRefreshTokenRotationEnabled" => public,
        _ => false,
    }
}

/// Whether the element is a safeguard that is on, so that to remove it would weaken the app.
#[must_use]
pub(super) fn is_safeguard(field: &Field<'_>) -> bool {
    let owner = &field.file.metadata_type.name;
    let name = &field.schema.name;
    let table = &schema().access.elements;
    let of_access = table.iter().find(|e| e.metadata_type == *owner && e.element == *name);
    of_access.is_some_and(|element| match element.wider {
        Wider::Off => field.boolean() == Some(true),
        Wider::On => field.boolean() == Some(false),
        Wider::Longer | Wider::Later => true,
        Wider::Added => false,
    })
}

/// Removes an element.
#[must_use]
pub(super) fn remove(field: &Field<'_>, safety: Safety) -> Fix {
    let title = format!("remove `{}`", field.schema.name);
    Fix::edit(title, safety, &field.file.path, remove_element(field.file, field.element))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::{Files, LoadOptions, Scope, load};
    use crate::schema::NAMESPACE;

    /// An element, its value, and whether it is a safeguard that is on.
    type Row = (&'static str, &'static str, bool);

    /// Elements by type.
    const TABLE: &[(&str, &[Row])] = &[
        (
            "ExtlClntAppGlobalOauthSettings",
            &[
                ("callbackUrl", "https://billing.acme.com/callback", false),
                ("isConsumerSecretOptional", "false", true),
                ("isIntrospectAllTokens", "true", false),
                ("isPkceRequired", "true", true),
                ("isRefreshTokenRotationEnabled", "false", false),
                ("label", "Billing", false),
            ],
        ),
        (
            "ExtlClntAppOauthConfigurablePolicies",
            &[
                ("commaSeparatedPermissionSet", "Billing", false),
                ("ipRelaxationPolicyType", "Enforce", true),
                ("sessionTimeoutInMinutes", "30", true),
            ],
        ),
        // The element of this name is a switch of another type.
        (
            "OauthOidcSettings",
            &[("isPkceRequired", "false", false), ("oAuthCdCrdtFlowEnable", "false", true)],
        ),
    ];

    #[test]
    fn a_safeguard_is_what_admits_less_than_its_absence() {
        for (name, elements) in TABLE {
            let written =
                elements.iter().map(|(name, value, _)| format!("<{name}>{value}</{name}>"));
            let body = written.collect::<Vec<_>>().concat();
            let known = &schema().types[*name];
            let path = format!("{}/{}", known.folder, known.file_name("Billing"));
            let text = format!("<{name} xmlns=\"{NAMESPACE}\">{body}</{name}>");
            let files = Files::in_memory([(path, text)]);
            let scope = Scope { paths: vec![".".into()] };
            let workspace = load(&files, &scope, &LoadOptions::default()).expect("it loads");
            let file = workspace.projects.iter().flat_map(|project| &project.files).next();
            let file = file.expect("the file");
            for (element, value, expected) in *elements {
                let field = file.field(element).expect("the element");
                assert_eq!(is_safeguard(&field), *expected, "{name}: {element} = {value}");
            }
        }
    }
}
