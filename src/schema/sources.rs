//! Where the facts come from.

use serde::Deserialize;

/// One page, package or observation that facts are taken from (`schemas/sources.toml`).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Citation {
    /// Short key that the other tables use, such as `M-GLB`.
    pub key: String,
    /// What it is, for a reader.
    pub title: String,
    /// Address of the page; none for an observation in a file of no recorded repository.
    #[serde(default)]
    pub url: Option<String>,
    /// How far it can be trusted.
    pub kind: SourceKind,
}

/// The nature of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SourceKind {
    /// A developer guide of Salesforce.
    Guide,
    /// A help page of Salesforce.
    Help,
    /// The `@salesforce/types` package.
    Types,
    /// The registry in `@salesforce/source-deploy-retrieve`.
    Registry,
    /// What a live org was seen to do, as reported in public.
    Observation,
    /// A published standard of the web.
    Standard,
    /// A conclusion of this project's authors from the others.
    Inference,
}
