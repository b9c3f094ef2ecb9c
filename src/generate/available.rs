//! Which elements an API version has, and which are written though nobody asked for them.

use crate::schema::{ApiVersion, Element, Kind};
use crate::spec::{SpecFault, SpecPath};

/// Why the API version does not have an element that came with `since`; none where it has it.
pub(super) fn unavailable(
    element: &Element,
    since: ApiVersion,
    version: ApiVersion,
    at: &SpecPath,
) -> Option<SpecFault> {
    if since <= version && element.available_in(version) {
        return None;
    }
    Some(SpecFault::new(
        at.clone(),
        format!("`{}` is not in API version {version}", element.name),
        "The org refuses an element that the API version of the deploy does not have.",
        match element.until {
            Some(until) if until < version => format!("remove it after version {until}"),
            _ => format!("set the project's API version to {since} or newer"),
        },
    ))
}

/// Whether an element is written though nobody asked for a value.
pub(super) fn is_explicit(element: &Element, version: ApiVersion) -> bool {
    element.kind == Kind::Boolean
        && element.available_in(version)
        && element.deprecated.is_none()
        && !(element.undocumented
            || element.on_demand
            || element.internal && !element.required()
            || element.reserved
            || element.generated
            || element.secret)
}
