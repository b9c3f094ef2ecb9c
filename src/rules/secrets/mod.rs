//! Secrets: what must not stand in files.

use super::{declare_rule, rules_of_group};
use crate::project::Field;

rules_of_group!(committed_secret, private_key, committed_consumer_key, empty_consumer_key);

/// Whether a value is what people write where a credential will stand, such as `***`, `<secret>`
/// or `REPLACE_ME`.
fn is_stand_in(value: &str) -> bool {
    let folded: String =
        value.chars().filter(char::is_ascii_alphanumeric).flat_map(char::to_lowercase).collect();
    let words = ["redacted", "removed", "hidden", "masked", "placeholder", "changeme", "todo"];
    let starts = ["your", "replace", "insert", "enter", "sample", "dummy"];
    let in_brackets = [('<', '>'), ('[', ']'), ('{', '}')]
        .into_iter()
        .any(|(open, close)| value.starts_with(open) && value.ends_with(close));
    in_brackets
        || folded.chars().all(|c| c == 'x')
        || words.contains(&folded.as_str())
        || starts.iter().any(|start| folded.starts_with(start))
}

/// Whether a field of this file holds a credential, as far as can be told.
fn is_filled(field: &Field<'_>) -> bool {
    !field.is_empty() && !field.is_unknown() && !is_stand_in(&field.text())
}

#[cfg(test)]
mod tests {
    use super::is_stand_in;

    #[test]
    fn tells_stand_ins_from_credentials() {
        for value in ["****", "xxxx-XXXX", "<secret>", "[REDACTED]", "REPLACE_ME", "your-secret"] {
            assert!(is_stand_in(value), "{value}");
        }
        for value in ["7A1F0C", "s3cr3t", "3MVG9xxxxxxxxx", "xyz"] {
            assert!(!is_stand_in(value), "{value}");
        }
    }
}
