//! Where the facts come from.

use super::Text;

/// One page, package or observation that facts are taken from (`schemas/sources.toml`).
#[derive(Clone, Debug)]
pub struct Citation {
    /// Short key that the other tables use, such as `M-GLB`.
    pub key: Text,
    /// What it is, for a reader.
    pub title: Text,
    /// Address of the page; none for an observation in a file of no recorded repository.
    pub url: Option<Text>,
    /// How far it can be trusted.
    pub kind: SourceKind,
}

/// The nature of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
