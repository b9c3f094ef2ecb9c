//! Arguments of `new`.

use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Args, ValueEnum};

use super::set::SetArgument;
use crate::schema::{ApiVersion, schema};
use crate::spec::{Ci, Client, Distribution, PermittedUsers, Plugin, presets};

/// Headings of the help.
const APP: &str = "What the app is";
const OAUTH: &str = "OAuth";
const PLUGINS: &str = "Plugins";
const PROJECT: &str = "The project";
const WRITING: &str = "Writing";

/// Arguments of `new`.
#[derive(Debug, Args)]
pub struct NewArgs {
    /// Directory of the project
    pub dir: PathBuf,

    /// What it contains
    #[command(flatten)]
    pub flags: Flags,
}

/// Arguments of `add`.
#[derive(Debug, Args)]
#[command(mut_arg("spec", |arg| arg.hide(true)))]
pub struct AddArgs {
    /// A plugin (oauth, saml, mobile, push, notification, canvas), a flow, or `app`
    #[arg(value_name = "PLUGIN|FLOW|app")]
    pub what: String,

    /// API name of the app, where the project has several
    #[arg(long, value_name = "NAME")]
    pub app: Option<String>,

    /// Package directory of a new app, where the project has several
    #[arg(long, value_name = "DIR")]
    pub package_dir: Option<String>,

    /// What it is to be
    #[command(flatten)]
    pub flags: Flags,
}

/// What an app is to be, and how files are written: the flags of `new` and `add`.
#[derive(Clone, Debug, Args)]
#[allow(clippy::struct_excessive_bools, reason = "switches of the command line, each independent")]
pub struct Flags {
    /// Directory of the project, as each command finds it.
    #[arg(skip)]
    pub dir: PathBuf,

    /// What the app is for; fills in everything that the flags leave open
    #[arg(long, value_name = "PRESET", value_parser = preset_ids(), help_heading = APP)]
    pub preset: Option<String>,

    /// API name of the app; made from the directory's name where absent
    #[arg(long, value_name = "NAME", help_heading = APP)]
    pub name: Option<String>,

    /// Name of the app that people see
    #[arg(long, value_name = "TEXT", help_heading = APP)]
    pub label: Option<String>,

    /// What the app is for
    #[arg(long, value_name = "TEXT", help_heading = APP)]
    pub description: Option<String>,

    /// E-mail address of the app's owner
    #[arg(long, value_name = "EMAIL", help_heading = APP)]
    pub contact_email: Option<String>,

    /// Where the app may be used
    #[arg(long, value_enum, help_heading = APP)]
    pub distribution: Option<Distribution>,

    /// OAuth flow, such as authorization-code; can be repeated
    #[arg(long = "flow", value_name = "FLOW", value_delimiter = ',', help_heading = OAUTH, long_help = flows_help())]
    pub flows: Vec<String>,

    /// Whether the client can keep a secret
    #[arg(long, value_enum, help_heading = OAUTH)]
    pub client: Option<Client>,

    /// OAuth scope, such as Api; can be repeated
    #[arg(long = "scope", value_name = "SCOPE", value_delimiter = ',', help_heading = OAUTH)]
    pub scopes: Vec<String>,

    /// Address to which the browser returns after login; can be repeated
    #[arg(long = "callback", value_name = "URL", help_heading = OAUTH)]
    pub callbacks: Vec<String>,

    /// Who may use the app
    #[arg(long, value_enum, value_name = "WHO", help_heading = OAUTH)]
    pub permitted_users: Option<PermittedUsers>,

    /// Existing permission set whose holders may use the app, in place of a new one; can be given more
    /// than once
    #[arg(long = "permission-set", value_name = "NAME", value_delimiter = ',', help_heading = OAUTH)]
    pub permission_sets: Vec<String>,

    /// Profile whose users may use the app; can be repeated
    #[arg(long = "profile", value_name = "NAME", help_heading = OAUTH)]
    pub profiles: Vec<String>,

    /// Username of the user that the app acts as when nobody logs in
    #[arg(long, value_name = "USER", help_heading = OAUTH)]
    pub run_as: Option<String>,

    /// Certificate for the JWT bearer flow, in PEM form, or ${NAME} to fill it in at deploy
    #[arg(long, value_name = "FILE", help_heading = OAUTH)]
    pub certificate: Option<String>,

    /// Make a key pair and a certificate for the JWT bearer flow; the private key is written next to the
    /// project, never into it
    #[arg(long, conflicts_with = "certificate", help_heading = OAUTH)]
    pub generate_certificate: bool,

    /// File for the private key, outside the project
    #[arg(long, value_name = "FILE", requires = "generate_certificate", help_heading = OAUTH)]
    pub key_out: Option<PathBuf>,

    /// Issuer of the tokens that the token exchange flow takes
    #[arg(long, value_name = "ISSUER", help_heading = OAUTH)]
    pub token_issuer: Option<String>,

    /// Address of that issuer's public keys (JWKS)
    #[arg(long, value_name = "URL", help_heading = OAUTH)]
    pub token_keys: Option<String>,

    /// Audience that those tokens must name
    #[arg(long, value_name = "AUDIENCE", help_heading = OAUTH)]
    pub token_audience: Option<String>,

    /// Audience of asset tokens
    #[arg(long, value_name = "AUDIENCE", help_heading = OAUTH)]
    pub asset_audience: Option<String>,

    /// Record id of the certificate that signs asset tokens
    #[arg(long, value_name = "ID", help_heading = OAUTH)]
    pub asset_certificate: Option<String>,

    /// Seconds for which an asset token is good
    #[arg(long, value_name = "SECONDS", help_heading = OAUTH)]
    pub asset_validity: Option<u32>,

    /// Plugin that the app is to have; can be repeated
    #[arg(long = "plugin", value_enum, value_name = "PLUGIN", value_delimiter = ',', help_heading = PLUGINS)]
    pub plugins: Vec<Plugin>,

    /// SAML plugin: address of the other service that takes the login assertion
    #[arg(long, value_name = "URL", help_heading = PLUGINS)]
    pub acs_url: Option<String>,

    /// SAML plugin: unique name of the other service
    #[arg(long, value_name = "ID", help_heading = PLUGINS)]
    pub entity_id: Option<String>,

    /// Mobile plugin: minutes in words after which the screen locks, such as Ten
    #[arg(long, value_name = "MINUTES", help_heading = PLUGINS)]
    pub screen_lock: Option<String>,

    /// Notification plugin: API name of a custom notification type; can be repeated
    #[arg(long = "notification-type", value_name = "NAME", value_delimiter = ',', help_heading = PLUGINS)]
    pub notification_types: Vec<String>,

    /// Canvas plugin: address of the page that is shown inside Salesforce
    #[arg(long, value_name = "URL", help_heading = PLUGINS)]
    pub canvas_url: Option<String>,

    /// Push plugin: the Firebase project, for Android devices
    #[arg(long, value_name = "PROJECT", help_heading = PLUGINS)]
    pub firebase_project: Option<String>,

    /// Push plugin: the bundle of the mobile app, for Apple devices
    #[arg(long, value_name = "BUNDLE", help_heading = PLUGINS)]
    pub apple_bundle: Option<String>,

    /// Push plugin: Sandbox or Production
    #[arg(
        long,
        value_name = "ENVIRONMENT",
        default_value = "Production",
        requires = "apple_bundle", help_heading = PLUGINS)]
    pub apple_environment: String,

    /// Push plugin: id of the signing key at Apple; without it, a certificate is used
    #[arg(long, value_name = "ID", requires_all = ["apple_bundle", "apple_team_id"], help_heading = PLUGINS)]
    pub apple_key_id: Option<String>,

    /// Push plugin: id of the team at Apple
    #[arg(long, value_name = "ID", requires = "apple_key_id", help_heading = PLUGINS)]
    pub apple_team_id: Option<String>,

    /// Take the answers from a spec, TOML or JSON; flags are stronger
    #[arg(long, value_name = "FILE", help_heading = PROJECT)]
    pub spec: Option<PathBuf>,

    /// API version of the metadata, such as 67.0
    #[arg(long, value_name = "VERSION", help_heading = PROJECT)]
    pub api_version: Option<ApiVersion>,

    /// Namespace of the package, for packaged apps
    #[arg(long, value_name = "NAMESPACE", help_heading = PROJECT)]
    pub namespace: Option<String>,

    /// Directory of templates that replace the built-in ones, or are added to them
    #[arg(long, value_name = "DIR", help_heading = PROJECT)]
    pub template: Option<PathBuf>,

    /// Any key of the spec, such as oauth.session-timeout=30; can be repeated
    #[arg(long = "set", value_name = "KEY=VALUE", help_heading = PROJECT)]
    pub settings: Vec<SetArgument>,

    /// Files for checks on each change; can be repeated
    #[arg(long = "ci", value_enum, value_name = "WHERE", value_delimiter = ',', help_heading = PROJECT)]
    pub ci: Vec<Ci>,

    /// List the files and write nothing
    #[arg(long, help_heading = WRITING)]
    pub dry_run: bool,

    /// Show what would change and write nothing
    #[arg(long, help_heading = WRITING)]
    pub diff: bool,

    /// Replace files that differ, and write into a directory of other files
    #[arg(long, help_heading = WRITING)]
    pub force: bool,

    /// Ask nothing; take the default of everything that has one
    #[arg(long, short, help_heading = WRITING)]
    pub yes: bool,

    /// How to write the result
    #[arg(long, value_enum, default_value_t = NewFormat::Human, help_heading = WRITING)]
    pub format: NewFormat,
}

/// Formats of the result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum NewFormat {
    /// Text
    Human,
    /// JSON, version 1
    Json,
}

/// The flows that can be had.
fn flows_help() -> String {
    let flows = schema().flows.iter().filter(|flow| flow.supported);
    let lines =
        flows.map(|flow| format!("\n- {}: {}", flow.id, flow.meaning.trim_end_matches('.')));
    format!("OAuth flow; may stand more than once\n\nPossible values:{}", lines.collect::<String>())
}

fn preset_ids() -> PossibleValuesParser {
    let ids = presets().iter().map(|p| PossibleValue::new(p.id.as_str()).help(p.meaning.as_str()));
    PossibleValuesParser::new(ids)
}

/// The flag that gives a value of the spec, by the key of the value.
pub(super) fn flag_of(key: &str) -> Option<&'static str> {
    Some(match key {
        "preset" => "--preset",
        "name" => "--name",
        "label" => "--label",
        "description" => "--description",
        "contact-email" => "--contact-email",
        "distribution" => "--distribution",
        "flows" => "--flow",
        "client" => "--client",
        "scopes" => "--scope",
        "callbacks" => "--callback",
        "permitted-users" => "--permitted-users",
        "permission-sets" => "--permission-set",
        "profiles" => "--profile",
        "run-as" => "--run-as",
        "certificate" => "--certificate",
        "token-exchange" | "issuer" => "--token-issuer",
        "keys-url" => "--token-keys",
        "audience" => "--token-audience",
        "asset-token" | "audiences" => "--asset-audience",
        "signing-certificate" => "--asset-certificate",
        "validity" => "--asset-validity",
        "saml" | "acs-url" => "--acs-url",
        "entity-id" => "--entity-id",
        "screen-lock" => "--screen-lock",
        "types" => "--notification-type",
        "canvas" | "url" => "--canvas-url",
        "push" => "--plugin",
        "ci" => "--ci",
        "namespace" => "--namespace",
        "api-version" => "--api-version",
        "template" => "--template",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn flags_that_faults_name_exist() {
        let mut command = crate::cli::Cli::command();
        command.build();
        let new = command.find_subcommand("new").expect("the command");
        let source = include_str!("args.rs");
        let named = source.split("=> \"--").skip(1).filter_map(|rest| rest.split('"').next());
        for flag in named.filter(|flag| !flag.is_empty()) {
            assert!(new.get_arguments().any(|arg| arg.get_long() == Some(flag)), "--{flag}");
        }
        assert_eq!(flag_of("scopes"), Some("--scope"));
    }
}
