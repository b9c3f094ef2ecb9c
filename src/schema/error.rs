//! Messages of orgs and what they mean (`schemas/errors.toml`).

use serde::Deserialize;

/// One message that a deploy or a token request ends with.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrgError {
    /// Short name, kebab-case.
    pub id: String,
    /// The telling words of the message.
    pub message: String,
    /// Where it comes from.
    pub cause: String,
    /// What to do.
    pub remedy: String,
    /// Rules that find the fault before a deploy.
    #[serde(default)]
    pub rules: Vec<String>,
    /// Keys into `schemas/sources.toml`.
    pub source: Vec<String>,
}
