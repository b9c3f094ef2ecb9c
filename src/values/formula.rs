//! Formulas of custom attributes.

/// Whether the formula reads a field: it contains `Object.Field`.
#[must_use]
pub(crate) fn reads_field(formula: &str) -> bool {
    let name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    formula.match_indices('.').any(|(at, _)| {
        let before = formula[..at].chars().next_back();
        let after = formula[at + 1..].chars().next();
        before.is_some_and(name) && after.is_some_and(|c| c.is_ascii_alphabetic())
    }) && !formula.contains("://")
}
