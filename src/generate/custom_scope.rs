//! Custom scopes: files of their own, which apps name.

use super::sheet::Sheet;
use super::value::holds_placeholder;
use super::{CUSTOM_SCOPES_DIRECTORY, Component, distribution};
use crate::schema::{ApiVersion, api_name_fault, names, schema};
use crate::spec::{CustomScope, Distribution, Spec, SpecFault, SpecPath};

const TYPE: &str = names::CUSTOM_SCOPE;

/// Plans the scopes of a spec, and gives what is wrong with them.
pub(super) fn plan(
    spec: &Spec,
    version: ApiVersion,
    packaged: bool,
) -> (Vec<Component>, Vec<SpecFault>) {
    let (mut components, mut faults) = (Vec::new(), Vec::new());
    let Some(metadata_type) = schema().types.get(TYPE) else { return (components, faults) };
    for (index, scope) in spec.custom_scopes.iter().enumerate() {
        let at = SpecPath::default().key("custom-scope").item(index);
        let mut sheet = Sheet::new(version, at.clone());
        let earlier = spec.custom_scopes.get(..index).unwrap_or_default();
        unique(&mut sheet, scope, earlier);
        sound(&mut sheet, scope);
        let label = scope.label.as_ref().unwrap_or(&scope.name);
        sheet.want(TYPE, "description", &scope.description, at.key("description"));
        sheet.want(TYPE, "developerName", &scope.name, at.key("name"));
        sheet.want(TYPE, "masterLabel", label, at.key("label"));
        sheet.want(TYPE, "isProtected", scope.protected.to_string(), at.key("protected"));
        sheet.want(TYPE, "isPublic", scope.public.to_string(), at.key("public"));
        let mut component = sheet.component(metadata_type, scope.name.clone());
        component.directory = if travels(spec, &scope.name) {
            CUSTOM_SCOPES_DIRECTORY
        } else {
            distribution::side_directory(packaged)
        };
        components.push(component);
        faults.extend(sheet.faults);
    }
    (components, faults)
}

/// Whether an app takes the scope along into other orgs.
fn travels(spec: &Spec, name: &str) -> bool {
    spec.apps.iter().any(|app| {
        let named = app.oauth.iter().flat_map(|oauth| &oauth.developer_custom_scopes);
        app.distribution == Distribution::Packaged && named.into_iter().any(|other| other == name)
    })
}

fn unique(sheet: &mut Sheet, scope: &CustomScope, earlier: &[CustomScope]) {
    let at = sheet.at.clone();
    let label = |scope: &CustomScope| scope.label.clone().unwrap_or_else(|| scope.name.clone());
    let same = |key: &str, of: &dyn Fn(&CustomScope) -> String| {
        let own = of(scope);
        let twin = earlier.iter().any(|other| of(other).eq_ignore_ascii_case(&own));
        twin.then(|| format!("there are two custom scopes with the {key} `{own}`"))
    };
    let all = [
        (same("name", &|scope| scope.name.clone()), "name"),
        (same("description", &|scope| scope.description.clone()), "description"),
        (same("label", &label), "label"),
    ];
    // Scopes with one name have one label too, which needs no word of its own.
    let first = all.into_iter().find_map(|(message, key)| Some((message?, key)));
    if let Some((message, key)) = first {
        let why = "The name, the label and the description of a custom scope must each be unique in the org.";
        let help = format!("give one of them another {key}");
        sheet.fault(SpecFault::new(at.key(key), message, why, help));
    }
}

fn sound(sheet: &mut Sheet, scope: &CustomScope) {
    let at = sheet.at.clone();
    if let Some(what) = api_name_fault(&scope.name) {
        sheet.fault(SpecFault::new(
            at.key("name"),
            format!("custom scope `{}` {what}", scope.name.escape_debug()),
            "Clients ask for the scope by this name.",
            "use letters, digits and single underscores, such as `order_status`",
        ));
    }
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let label = scope.label.as_deref().unwrap_or("Label");
    if !label.starts_with(|c: char| c.is_ascii_alphabetic()) || !label.chars().all(plain) {
        sheet.fault(SpecFault::new(
            at.key("label"),
            format!("`{}` is not a label that a custom scope can have", label.escape_debug()),
            "The org accepts labels that begin with a letter and contain no spaces.",
            "use letters, digits and underscores",
        ));
    }
    let text = &scope.description;
    // A custom label may stand for the text.
    let free = holds_placeholder(text) || text.contains("$Label.");
    if !free && text.contains(|c: char| !c.is_alphanumeric() && c != ' ') {
        sheet.fault(SpecFault::new(
            at.key("description"),
            "the description of a custom scope contains more than letters, digits and spaces",
            "The org refuses punctuation in it.",
            "write a few plain words, such as `Read orders and their status`",
        ));
    }
}
