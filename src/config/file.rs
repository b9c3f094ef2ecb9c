//! The form of the file, for its JSON Schema. A test holds it together with the reader.
#![allow(dead_code, reason = "described for the JSON Schema; `read` reads the file by place")]

use std::collections::BTreeMap;

use schemars::JsonSchema;

use super::policy::ip_relaxations;
use crate::rules::profiles;
use crate::schema::{Distribution, schema};

/// The tables and keys of the file that `check` reads.
pub(super) const TABLES: &[&str] = &["check", "policy", "extends"];
/// The tables of the file that `new` reads. A test holds them together with the spec.
pub const SPEC_TABLES: &[&str] = &["project", "app", "custom-scope"];

/// Files of the repository whose settings of `check` and `policy` hold here too: paths from this file,
/// with `/`. What this file says comes first, then the last file of the list.
#[derive(JsonSchema)]
#[schemars(untagged)]
pub enum Extends {
    /// One file.
    One(String),
    /// Several files.
    Several(Vec<String>),
}

/// Settings of `ecaforge check`.
#[derive(JsonSchema)]
#[schemars(rename = "Check", rename_all = "kebab-case", deny_unknown_fields)]
pub struct CheckTable {
    /// A named choice of rules and severities.
    #[schemars(extend("enum" = profile_names()))]
    profile: Option<String>,
    /// The mildest severity that fails the run.
    fail_on: Option<FailOn>,
    /// API version to check for, in place of the project's own, such as "67.0".
    #[schemars(regex(pattern = r"^[0-9]+(\.0)?$"))]
    api_version: Option<String>,
    /// Baseline: a file of the repository that lists findings to leave out, as a path from this file.
    #[schemars(regex(pattern = r"\.json$"))]
    baseline: Option<String>,
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

/// What the team allows. Each key has a rule, which finds nothing where the key is not set.
#[derive(JsonSchema)]
#[schemars(rename = "Policy", rename_all = "kebab-case", deny_unknown_fields)]
pub struct PolicyTable {
    /// Severity of findings against the policy; "warning" where absent.
    severity: Option<PolicySeverity>,
    /// Hosts that callback URLs may lead to. `*.` at the start stands for every subdomain; an entry
    /// such as `com.acme.app:` allows a scheme.
    allowed_callback_hosts: Option<Vec<String>>,
    /// The only scopes that apps may have.
    allowed_scopes: Option<Vec<ScopeToken>>,
    /// Scopes that no app may have.
    forbidden_scopes: Option<Vec<ScopeToken>>,
    /// Where apps may be used.
    distribution: Option<Distribution>,
    /// Regular expression for the whole API name of an app, without the namespace.
    name_pattern: Option<String>,
    /// After how many days refresh tokens expire at the latest.
    #[schemars(range(min = 1))]
    max_refresh_token_days: Option<u32>,
    /// After how many minutes sessions and JWT access tokens expire at the latest.
    #[schemars(range(min = 1))]
    max_session_minutes: Option<u32>,
    /// The ways to relax IP restrictions that apps may use.
    allowed_ip_relaxation: Option<Vec<IpRelaxation>>,
    /// The fewest bits of RSA keys in certificates.
    #[schemars(range(min = 1))]
    min_key_bits: Option<u32>,
    /// Whether each app needs a description.
    require_description: Option<bool>,
    /// Domains of contact e-mail addresses. `*.` at the start stands for every subdomain.
    contact_domains: Option<Vec<String>>,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
enum PolicySeverity {
    Hint,
    Warning,
    Error,
}

/// A scope as metadata names it.
#[derive(JsonSchema)]
#[schemars(extend("enum" = scope_tokens()))]
struct ScopeToken(String);

/// A value of `ipRelaxationPolicyType`.
#[derive(JsonSchema)]
#[schemars(extend("enum" = ip_relaxations()))]
struct IpRelaxation(String);

fn scope_tokens() -> Vec<&'static str> {
    schema().scopes.iter().map(|scope| scope.token.as_str()).collect()
}

fn profile_names() -> Vec<&'static str> {
    profiles().iter().map(|profile| profile.id).collect()
}
