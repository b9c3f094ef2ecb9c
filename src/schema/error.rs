//! Messages of orgs and what they mean (`schemas/errors.toml`).

use serde::Deserialize;

/// One error that a deploy, a command or a request ends with.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct OrgError {
    /// Short name, kebab-case.
    pub id: String,
    /// Wordings of its message, the first as the page shows it.
    pub messages: Vec<String>,
    /// OAuth codes and error constants that it comes with; empty: any.
    #[serde(default)]
    pub codes: Vec<String>,
    /// Where it comes from.
    pub cause: String,
    /// What to do.
    pub remedy: String,
    /// Rules that find the fault before a deploy.
    #[serde(default)]
    pub rules: Vec<String>,
    /// How the cause is known.
    #[serde(default)]
    pub known_from: ErrorEvidence,
    /// Keys into `schemas/sources.toml`.
    pub source: Vec<String>,
}

/// How the cause of an error is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ErrorEvidence {
    /// A Salesforce page says so.
    Documented,
    /// Several reports from live orgs say so.
    #[default]
    Reports,
    /// One report from a live org says so.
    OneReport,
}

/// A code that comes with more than one error, so that it tells no cause by itself.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct OrgCode {
    /// As orgs write it: `invalid_grant`.
    pub name: String,
    /// What it says by itself.
    pub meaning: String,
    /// It comes with any message, so it neither tells an error nor excludes one.
    #[serde(default)]
    pub envelope: bool,
}
