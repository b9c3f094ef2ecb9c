//! Passages of this program's own templates and tables, which are shown wherever they are.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use super::paint::Masked;
use crate::schema::sentences;
use crate::text::sound::pattern;

/// The fewest bytes of a passage. Shorter ones could be values too.
const SHORTEST: usize = 12;

/// What projects are made from, and the first lines of a spec.
const TEXTS: &[&str] = &[
    include_str!("../../templates/project/README.md.tera"),
    include_str!("../../templates/project/.gitignore.tera"),
    include_str!("../../templates/project/.forceignore.tera"),
    include_str!("../../templates/environment/.env.example.tera"),
    include_str!("../../templates/ci-github/.github/workflows/check.yml.tera"),
    include_str!("../../templates/ci-gitlab/.gitlab-ci.yml.tera"),
    include_str!("../../templates/ci-azure/azure-pipelines.yml.tera"),
    include_str!("../../templates/ci-bitbucket/bitbucket-pipelines.yml.tera"),
    include_str!("../../templates/ci-jenkins/Jenkinsfile.tera"),
    include_str!("../../templates/ci-pre-commit/.pre-commit-config.yaml.tera"),
    include_str!("../spec/header.txt"),
];

/// The passages by their first bytes; the longest first.
static PASSAGES: LazyLock<HashMap<&'static [u8], Vec<&'static str>>> = LazyLock::new(|| {
    let tags = pattern(r"\{[%{#].*?[%}#]\}");
    let lines = TEXTS.iter().flat_map(|text| text.lines());
    let between = lines.flat_map(|line| tags.split(line));
    let mut out: HashMap<&[u8], Vec<&str>> = HashMap::new();
    for passage in between.chain(sentences()).map(str::trim) {
        if let Some(start) = passage.as_bytes().get(..SHORTEST) {
            out.entry(start).or_default().push(passage);
        }
    }
    for same in out.values_mut() {
        same.sort_by_key(|passage| std::cmp::Reverse(passage.len()));
        same.dedup();
    }
    out
});

/// Where a text has passages of ours, each with its whole length.
fn passages(text: &str) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut at = 0;
    while at + SHORTEST <= text.len() {
        let found = PASSAGES.get(&text.as_bytes()[at..at + SHORTEST]);
        let found = found.and_then(|all| {
            all.iter().find(|passage| text.as_bytes()[at..].starts_with(passage.as_bytes()))
        });
        if let Some(passage) = found {
            out.push(at..at + passage.len());
        }
        at += found.map_or(1, |passage| passage.len());
    }
    out
}

/// `masked`, the shown form of `text`, with the passages of ours as they are.
#[must_use]
pub(crate) fn with_own(text: &str, mut masked: Masked) -> Masked {
    for range in passages(text) {
        if text.get(range.clone()).is_some() && masked.text.get(range.clone()).is_some() {
            masked.text.replace_range(range.clone(), &text[range]);
        }
    }
    masked
}

#[cfg(test)]
mod tests {
    use super::super::{Known, prose, toml};
    use super::*;

    #[test]
    fn own_lines_are_shown_and_values_in_them_are_not() {
        let known = Known::default();
        let shown = |text: &str| with_own(text, prose(text, &known)).text;
        for own in [
            "curl \"$HOST/services/oauth2/token\" --data grant_type=client_credentials --data \"client_id=$KEY\" --data \"client_secret=$SECRET\"",
            "SECRET=the-consumer-secret",
            "# Secrets: they belong into a vault, never into this repository",
        ] {
            assert_eq!(shown(own), own);
        }
        let text = "SECRET=hunter4x7y --data \"client_secret=hunter4x7y\"";
        assert!(!shown(text).contains("hunter"), "{}", shown(text));
        let text = include_str!("../spec/header.txt");
        assert_eq!(with_own(text, toml(text, &known)).text, text);
    }
}
