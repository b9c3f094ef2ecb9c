//! Placeholders: texts that stand for a value of the org. What fills them at deploy is known from
//! the `replacements` of the project; others go to the org as they are.

use std::ops::Range;
use std::sync::LazyLock;

use crate::text::sound::pattern;
use regex::Regex;

/// The texts that a project's `replacements` fill in for one file.
#[derive(Clone, Debug, Default)]
pub struct Placeholders {
    /// Texts to replace, as `sfdx-project.json` gives them.
    pub texts: Vec<String>,
    /// Regular expressions whose matches are replaced.
    pub patterns: Vec<Regex>,
    /// Whether an entry's regular expression is of JavaScript only, so that it may match anything.
    pub any: bool,
}

impl Placeholders {
    /// Whether a value is not known here: something fills it at deploy, or it contains a placeholder
    /// without which nothing can be said of it. The address of a URL says enough, whatever follows.
    #[must_use]
    pub fn fill(&self, value: &str) -> bool {
        self.replace(value) || tokens(value).iter().any(|token| token.start < known_length(value))
    }

    /// Whether the value has a text that the `replacements` fill in.
    #[must_use]
    pub fn replace(&self, value: &str) -> bool {
        self.replaced(value).next().is_some() || (self.any && !tokens(value).is_empty())
    }

    /// The placeholders of a value that the `replacements` do not fill.
    #[must_use]
    pub(crate) fn unfilled(&self, value: &str) -> Vec<Range<usize>> {
        if self.any {
            return Vec::new();
        }
        let replaced: Vec<Range<usize>> = self.replaced(value).collect();
        let mut left = tokens(value);
        left.retain(|token| {
            !replaced.iter().any(|range| range.start < token.end && token.start < range.end)
        });
        left
    }

    fn replaced<'a>(&'a self, value: &'a str) -> impl Iterator<Item = Range<usize>> + 'a {
        let texts = self.texts.iter().filter(|text| !text.is_empty());
        let texts = texts.flat_map(|text| {
            value.match_indices(text.as_str()).map(|(at, found)| at..at + found.len())
        });
        let patterns = self.patterns.iter().flat_map(|pattern| pattern.find_iter(value));
        texts.chain(patterns.map(|found| found.range()))
    }
}

/// The placeholders of a value, of the forms that tools use: `${NAME}`, `{{NAME}}`, `__NAME__`,
/// `@@NAME@@`, `#{NAME}#` and `%%%NAME%%%`.
#[must_use]
pub fn tokens(value: &str) -> Vec<Range<usize>> {
    static FORMS: LazyLock<Regex> = LazyLock::new(|| {
        let forms = [
            r"\$\{[A-Za-z0-9_.:-]+\}",
            r"\{\{\s*[A-Za-z0-9_.:-]+\s*\}\}",
            r"__[A-Z](?:[A-Z0-9_]*[A-Z0-9])?__",
            r"@@[A-Za-z][A-Za-z0-9_.-]*@@",
            r"#\{[A-Za-z0-9_.:-]+\}#?",
            r"%%%[A-Z][A-Z0-9_]*%%%",
        ];
        pattern(&forms.join("|"))
    });
    // Most values have none, and need no search.
    let may_start = |byte: &u8| matches!(byte, b'$' | b'{' | b'_' | b'@' | b'#' | b'%');
    if !value.as_bytes().iter().any(may_start)
        || !["${", "{{", "__", "@@", "#{", "%%%"].iter().any(|start| value.contains(start))
    {
        return Vec::new();
    }
    let found = FORMS.find_iter(value);
    found.map(|token| token.range()).collect()
}

/// How much of a value has to be known: of a URL all up to its path, of anything else all.
fn known_length(value: &str) -> usize {
    let Some((scheme, rest)) = value.split_once("://") else { return value.len() };
    let is_scheme = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '.' | '-');
    if scheme.is_empty() || !scheme.chars().all(is_scheme) {
        return value.len();
    }
    let authority = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    // `#{` starts a placeholder, not a fragment.
    if rest[authority..].starts_with("#{") {
        return value.len();
    }
    scheme.len() + "://".len() + authority
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_placeholders_from_values() {
        let none = Placeholders::default();
        for token in [
            "${HOST}/x",
            "__RUN_AS_USER__",
            "https://{{ host }}/x",
            "${env.HOST}",
            "@@USER@@",
            "#{User.Name}#",
            "https://#{Host}#/x",
            "%%%NAMESPACE%%%",
        ] {
            assert!(none.fill(token), "{token}");
            assert_eq!(none.unfilled(token).len(), 1, "{token}");
        }
        for value in [
            "https://x.example/cb",
            "https://x.example/%E2%80%99",
            "ns__App",
            "My__App__c",
            "$User.Name",
            "${}",
            "a@@b",
        ] {
            assert!(!none.fill(value), "{value}");
            assert!(none.unfilled(value).is_empty(), "{value}");
        }
        let own = Placeholders { texts: vec!["REPLACE-ME".into()], ..Placeholders::default() };
        assert!(own.fill("https://REPLACE-ME/cb"));
    }

    #[test]
    fn a_url_is_judged_by_its_address() {
        let none = Placeholders::default();
        for value in ["http://x.example/${PATH}", "http://x.example?a=${X}", "app://cb/__X__"] {
            assert!(!none.fill(value), "{value}");
            assert_eq!(none.unfilled(value).len(), 1, "{value}");
        }
    }

    #[test]
    fn what_an_entry_fills_is_not_left() {
        let own = Placeholders {
            texts: vec!["HOST".into()],
            patterns: vec![Regex::new("__[A-Z]+__").unwrap()],
            any: false,
        };
        let value = "https://${HOST}/__PATH__/${OTHER}";
        let left: Vec<&str> = own.unfilled(value).into_iter().map(|token| &value[token]).collect();
        assert_eq!(left, ["${OTHER}"]);
        let any = Placeholders { any: true, ..Placeholders::default() };
        assert!(any.fill("${HOST}") && any.unfilled("${HOST}").is_empty());
        assert!(!any.fill("https://x.example"));
    }
}
