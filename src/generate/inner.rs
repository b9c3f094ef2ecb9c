//! The keys of the spec that give the elements of structures.

/// Keys of the spec that give the elements of structures.
pub(super) const KEYS: &[(&str, &str)] = &[
    ("applicationBundle", "bundle"),
    ("description", "description"),
    ("endIpAddress", "end"),
    ("environment", "environment"),
    ("fcmProject", "project"),
    ("formula", "formula"),
    ("idTokenAudience", "audience"),
    ("idTokenIncludeAttributes", "attributes"),
    ("idTokenIncludeCustomPermissions", "custom-permissions"),
    ("idTokenIncludeStandardClaims", "standard-claims"),
    ("idTokenValidityInMinutes", "minutes"),
    ("key", "key"),
    ("keyIdentifier", "key-id"),
    ("startIpAddress", "start"),
    ("teamIdentifier", "team-id"),
];

/// The key of the spec that gives an element of a structure.
#[must_use]
pub(crate) fn key_of_inner(element: &str) -> Option<&'static str> {
    KEYS.iter().find(|(name, _)| *name == element).map(|(_, key)| *key)
}
