//! Messages of orgs and what they mean (`schemas/errors.toml`).

use super::{List, Text};

/// One error that a deploy, a command or a request ends with.
#[derive(Clone, Debug)]
pub struct OrgError {
    /// Short name, kebab-case.
    pub id: Text,
    /// Wordings of its message, the first as the page shows it.
    pub messages: List<Text>,
    /// OAuth codes and error constants that it comes with; empty: any.
    pub codes: List<Text>,
    /// Where it comes from.
    pub cause: Text,
    /// What to do.
    pub remedy: Text,
    /// Rules that find the fault before a deploy.
    pub rules: List<Text>,
    /// How the cause is known.
    pub known_from: ErrorEvidence,
    /// Keys into `schemas/sources.toml`.
    pub source: List<Text>,
}

/// How the cause of an error is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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
#[derive(Clone, Debug)]
pub struct OrgCode {
    /// As orgs write it: `invalid_grant`.
    pub name: Text,
    /// What it says by itself.
    pub meaning: Text,
    /// It comes with any message, so it neither tells an error nor excludes one.
    pub envelope: bool,
}
