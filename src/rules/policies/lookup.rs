//! Components that policies name and a project may contain.

use crate::diagnostic::Severity;
use crate::project::{Item, Project, split_namespace};
use crate::rules::{Draft, FileContext};
use crate::schema::{api_name_from, schema};
use crate::text::suggest::{fold, nearest};

/// The type of Apex classes.
pub(super) const APEX_CLASS: &str = "ApexClass";

/// What to say of a component that the project does not contain; none where it does, or where the
/// component comes with a package of another namespace. Unless `always`, a name that resembles none is
/// told only of Apex classes, in a project that has some: custom scopes may come from elsewhere.
pub(super) fn missing(
    context: &FileContext<'_>,
    type_name: &str,
    called: &str,
    item: &Item,
    always: bool,
) -> Option<Draft> {
    let name = &item.text;
    let known = known(context.project, type_name);
    if name.is_empty() || split_namespace(name).0.is_some() || known.contains(&name.as_str()) {
        return None;
    }
    let near = nearest(name, known.iter().copied());
    let place = context.file.place(item.span);
    let article = if called.starts_with('A') { "an" } else { "a" };
    if name.contains(' ') {
        let same = near.filter(|near| fold(near) == fold(name));
        let api_name = same.map(str::to_owned).or_else(|| api_name_from(name));
        let message = format!("`{name}` is a label, not the API name of {article} {called}");
        let help = api_name.map_or_else(
            || format!("write the API name of the {called}"),
            |api_name| format!("write the API name `{api_name}`"),
        );
        return Some(Draft::new(place, message, help).severity(Severity::Warning));
    }
    Some(match near {
        Some(near) => Draft::new(
            place,
            format!("the project has no {called} `{name}`, but {article} {called} `{near}`"),
            format!("write `{near}` if that is meant; otherwise add `{name}` to the project"),
        )
        .severity(Severity::Warning),
        None if !(always || type_name == APEX_CLASS && !known.is_empty()) => return None,
        None => Draft::new(
            place,
            format!("the {called} `{name}` is not in the project"),
            format!("add `{name}` to the project, or make sure that every target org has it"),
        ),
    })
}

/// The names of all components of a type in the project.
fn known<'a>(project: &'a Project, type_name: &'a str) -> Vec<&'a str> {
    if schema().types.contains_key(type_name) {
        project.files_of(type_name).map(|file| file.full_name.as_str()).collect()
    } else {
        project.names.of(type_name).collect()
    }
}
