//! Dates of mandates (`schemas/mandates.toml`).

#[cfg(test)]
use super::schema;
use super::{Basis, List, Text};

/// Something that Salesforce demands or ends from a date on.
#[derive(Clone, Debug)]
pub struct Mandate {
    /// Id: `username-password`.
    pub id: Text,
    /// What it is, as a heading.
    pub title: Text,
    /// The day, as `YYYY-MM-DD`; none where only the release is known.
    pub day: Option<Text>,
    /// The release, such as `Summer '27`, where no day is known.
    pub release: Option<Text>,
    /// A later day from which Salesforce acts on it, as reported; `YYYY-MM-DD`.
    pub enforced: Option<Text>,
    /// How the date is known.
    pub basis: Basis,
    /// What it demands or ends, in a sentence.
    pub meaning: Text,
    /// Whom or what it concerns, in a sentence.
    pub applies_to: Text,
    /// What it does not concern, a sentence each.
    pub exempt: List<Text>,
    /// What to do instead, in a sentence.
    pub instead: Option<Text>,
    /// Keys into `schemas/sources.toml`, the best first.
    pub source: List<Text>,
}

impl Mandate {
    /// Its date for a table: `2027-02-20`, or the release.
    #[must_use]
    pub fn date(&self) -> &str {
        self.day.as_deref().or(self.release.as_deref()).unwrap_or_default()
    }

    /// Its date within a sentence: `on 2027-02-20`, or `with Summer '27`.
    #[must_use]
    pub fn when(&self) -> String {
        let preposition = if self.day.is_some() { "on" } else { "with" };
        format!("{preposition} {}", self.date())
    }

    /// The address of its best source that has one.
    #[cfg(test)]
    pub(crate) fn url(&self) -> Option<&'static str> {
        let sources = &schema().sources;
        self.source.iter().find_map(|key| sources.get(key)?.url.as_deref())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn mandates_have_a_date_and_tables_quote_it() {
        let is_day = |text: &Text| {
            let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
            let lengths: Vec<usize> = text.split('-').map(str::len).collect();
            lengths == [4, 2, 2] && text.split('-').all(digits)
        };
        let ids: BTreeSet<&str> =
            schema().mandates.iter().map(|mandate| mandate.id.as_str()).collect();
        assert_eq!(ids.len(), schema().mandates.len());
        for mandate in &schema().mandates {
            assert_ne!(mandate.day.is_some(), mandate.release.is_some(), "{}", mandate.id);
            assert!(mandate.day.iter().chain(&mandate.enforced).all(is_day), "{}", mandate.id);
            assert!(
                mandate.enforced.is_none() || mandate.day <= mandate.enforced,
                "{}",
                mandate.id
            );
            let documented = mandate.basis == Basis::Documented;
            assert!(!documented || mandate.url().is_some(), "{} has no page", mandate.id);
        }
        let mandate = schema().mandate("username-password").unwrap();
        let refusal = schema().flow("username-password").unwrap().refusal.as_deref().unwrap();
        assert!(refusal.contains(&mandate.when()), "{refusal}");
        assert_eq!(mandate.when(), "on 2027-02-20");
        assert_eq!(schema().mandate("soap-login").unwrap().when(), "with Summer '27");
    }
}
