//! Secrets: what must not be in files.

use super::{declare_rule, rules_of_group};
use crate::project::Field;

rules_of_group!(
    committed_secret,
    commented_out_secret,
    misnamed_secret,
    private_key,
    committed_consumer_key,
    empty_consumer_key,
    secret_readable_by_api,
    secret_in_script,
);

/// Whether a value is what people write in the place of a credential, such as `***`, `<secret>`
/// or `REPLACE_ME`.
fn is_stand_in(value: &str) -> bool {
    let folded: String =
        value.chars().filter(char::is_ascii_alphanumeric).flat_map(char::to_lowercase).collect();
    let words = ["redacted", "removed", "hidden", "masked", "placeholder", "changeme", "todo"];
    let starts =
        ["your", "replace", "insert", "enter", "sample", "dummy", "redacted", "placeholder"];
    let in_brackets = [('<', '>'), ('[', ']'), ('{', '}')]
        .into_iter()
        .any(|(open, close)| value.starts_with(open) && value.ends_with(close));
    in_brackets
        || folded.chars().all(|c| c == 'x')
        || words.contains(&folded.as_str())
        || starts.iter().any(|start| folded.starts_with(start))
}

/// Whether a field of this file contains a credential, as far as the text shows.
fn is_filled(field: &Field<'_>) -> bool {
    !field.is_empty() && !field.is_unknown() && !is_stand_in(&field.text())
}

/// Whether a field has the text that people write in the place of a credential.
fn is_redacted(field: &Field<'_>) -> bool {
    !field.is_empty() && !field.is_unknown() && is_stand_in(&field.text())
}

#[cfg(test)]
mod tests {
    use super::is_stand_in;

    #[test]
    fn tells_stand_ins_from_credentials() {
        for value in [
            "****",
            "xxxx-XXXX",
            "<secret>",
            "[REDACTED]",
            "REPLACE_ME",
            "your-secret",
            "REDACTED_SEE_ENV",
        ] {
            assert!(is_stand_in(value), "{value}");
        }
        for value in ["7A1F0C", "s3cr3t", "3MVG9xxxxxxxxx", "xyz", "<7A1F0C", "7A1F0C]"] {
            assert!(!is_stand_in(value), "{value}");
        }
    }
}
