//! The differences from Salesforce's packages that are meant (`tests/judges/known_differences.toml`).

use std::fs;
use std::path::Path;

use serde::Deserialize;

use super::compare::{Aspect, Difference};

/// One difference that is meant.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Known {
    /// Metadata type, or the enum `ConnectedAppOauthAccessScope`.
    #[serde(rename = "type")]
    metadata_type: String,
    /// Path of the element: `customAttributes.key`; none for an aspect of the type.
    #[serde(default)]
    element: String,
    /// What differs.
    aspect: Aspect,
    /// The enum value, for `value-missing` and `value-unknown`.
    #[serde(default)]
    value: String,
    /// Why the tables are right.
    reason: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default, rename = "difference")]
    differences: Vec<Known>,
}

impl Known {
    pub(crate) fn covers(&self, it: &Difference) -> bool {
        (&self.metadata_type, &self.element, self.aspect, &self.value)
            == (&it.metadata_type, &it.element, it.aspect, &it.value)
    }
}

/// The differences that are meant.
pub(crate) fn all() -> Vec<Known> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/judges/known_differences.toml");
    read(&fs::read_to_string(file).expect("known_differences.toml is there"))
}

/// Reads the file's text.
pub(crate) fn read(text: &str) -> Vec<Known> {
    let file: File = toml::from_str(text).expect("known_differences.toml is of its form");
    for it in &file.differences {
        assert!(!it.reason.trim().is_empty(), "a known difference needs a reason: {it:?}");
    }
    file.differences
}

/// What is wrong, a line each: differences that are not known, and known ones that are gone.
pub(crate) fn complaints(found: &[Difference], known: &[Known]) -> Vec<String> {
    let new = found.iter().filter(|it| !known.iter().any(|known| known.covers(it)));
    let stale = known.iter().filter(|known| !found.iter().any(|it| known.covers(it)));
    new.map(ToString::to_string)
        .chain(stale.map(|it| {
            let Known { metadata_type, element, aspect, value, .. } = it;
            let place = [metadata_type, element, value].map(String::as_str).join(" ");
            format!(
                "{}: {aspect}: no longer differs; remove it from known_differences.toml",
                place.trim_end()
            )
        }))
        .collect()
}
