//! The form of the file, for its JSON Schema. A test holds it together with the reader.
#![allow(dead_code, reason = "described for the JSON Schema; `read` reads the file by place")]

use std::collections::BTreeMap;

use schemars::JsonSchema;

use crate::rules::profiles;

/// Settings of `ecaforge check`. Other tables of the file are for `ecaforge new`.
#[derive(JsonSchema)]
#[schemars(title = "ecaforge.toml")]
struct File {
    /// Settings of the check.
    check: Option<Check>,
}

/// Settings of the check.
#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case", deny_unknown_fields)]
struct Check {
    /// A named choice of rules and severities.
    #[schemars(extend("enum" = profile_names()))]
    profile: Option<String>,
    /// The mildest severity that fails the run.
    fail_on: Option<FailOn>,
    /// API version to check for, in place of the project's own, such as "67.0".
    #[schemars(regex(pattern = r"^[0-9]+(\.0)?$"))]
    api_version: Option<String>,
    /// Severity by rule, or "off".
    rules: Option<BTreeMap<String, Level>>,
    /// Findings to omit.
    ignore: Option<Vec<Ignore>>,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
enum FailOn {
    Error,
    Warning,
    Hint,
    Never,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
enum Level {
    Off,
    Hint,
    Warning,
    Error,
}

/// Findings of one rule that are omitted, everywhere or in some files or for one app.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Ignore {
    /// Id of the rule.
    rule: String,
    /// Files, as a glob relative to this file; a directory stands for all files in it.
    path: Option<String>,
    /// API name of the app.
    app: Option<String>,
    /// Why: for those who come later.
    #[schemars(length(min = 1))]
    reason: String,
    /// Last day, as YYYY-MM-DD.
    until: Option<String>,
}

fn profile_names() -> Vec<&'static str> {
    profiles().iter().map(|profile| profile.id).collect()
}

/// The JSON Schema of the settings.
#[must_use]
pub fn schema() -> schemars::Schema {
    schemars::schema_for!(File)
}
