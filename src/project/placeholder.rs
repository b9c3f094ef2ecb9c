//! Values that are filled in at deploy: unknown here, never wrong.

use regex::Regex;

/// The texts that a project's `replacements` fill in for one file.
#[derive(Clone, Debug, Default)]
pub struct Placeholders {
    /// Texts to replace, as `sfdx-project.json` gives them.
    pub texts: Vec<String>,
    /// Regular expressions whose matches are replaced.
    pub patterns: Vec<Regex>,
}

impl Placeholders {
    /// Whether a value is, or holds, something that is filled in at deploy.
    #[must_use]
    pub fn fill(&self, value: &str) -> bool {
        self.texts.iter().any(|text| !text.is_empty() && value.contains(text.as_str()))
            || self.patterns.iter().any(|pattern| pattern.is_match(value))
            || holds_token(value)
    }
}

/// Whether the value holds a token of a usual template form: `${NAME}`, `__NAME__`, `{{NAME}}`.
fn holds_token(value: &str) -> bool {
    between(value, "${", "}").any(is_name)
        || between(value, "{{", "}}").any(|name| is_name(name.trim()))
        || between(value, "__", "__").any(is_upper_name)
}

fn between<'a>(value: &'a str, open: &'a str, close: &'a str) -> impl Iterator<Item = &'a str> {
    value
        .match_indices(open)
        .filter_map(move |(at, _)| value[at + open.len()..].split_once(close).map(|(name, _)| name))
}

fn is_name(name: &str) -> bool {
    !name.is_empty()
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-' | ':'))
}

fn is_upper_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_tokens_from_values() {
        let none = Placeholders::default();
        for token in ["${HOST}/x", "__RUN_AS_USER__", "https://{{ host }}/x", "${env.HOST}"] {
            assert!(none.fill(token), "{token}");
        }
        for value in ["https://x.example/cb", "ns__App", "My__App__c", "$User.Name", "${}"] {
            assert!(!none.fill(value), "{value}");
        }
        let own = Placeholders { texts: vec!["REPLACE-ME".into()], patterns: Vec::new() };
        assert!(own.fill("https://REPLACE-ME/cb"));
    }
}
