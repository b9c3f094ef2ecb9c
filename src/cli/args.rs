//! Arguments.

use std::path::PathBuf;

use clap::{ArgGroup, Args, Parser, Subcommand, ValueEnum};

use super::color::Color;
use super::new::{AddArgs, NewArgs};
use super::outputs::Outputs;
use super::view::ViewArgs;
use crate::check::Choice;
use crate::diagnostic::Severity;
use crate::rules::{Profile, profile, profiles};
use crate::schema::ApiVersion;

/// Generate and check Salesforce External Client App metadata, offline.
#[derive(Debug, Parser)]
#[command(name = "ecaforge", version, about, propagate_version = true)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,

    /// When to use colours. Files that are written have none
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value_t = Color::Auto)]
    pub color: Color,
}

/// What to do.
#[derive(Debug, Subcommand)]
#[command(defer = true)]
pub enum Command {
    /// Check External Client App metadata and say what is wrong, where, why, and what to write
    Check(CheckArgs),
    /// Write a project with an External Client App, ready to deploy
    New(Box<NewArgs>),
    /// Add a plugin, a flow or another app to a project
    Add(Box<AddArgs>),
    /// Write a commented ecaforge.toml with settings of `check`
    Init(InitArgs),
    /// List the rules
    Rules(RulesArgs),
    /// Explain a rule, a metadata type, an element, a flow, a scope, a preset or a message of an org
    Explain(ExplainArgs),
    /// Print a JSON Schema: for editors, and for programs that read reports
    Schema(SchemaArgs),
    /// Print a completion script for a shell
    Completions {
        /// The shell
        #[arg(value_enum)]
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    Man,
}

/// Write a commented ecaforge.toml with settings of `check`.
#[derive(Debug, Args)]
pub struct InitArgs {
    /// Directory for ecaforge.toml
    #[arg(default_value = ".", value_name = "DIR")]
    pub directory: PathBuf,

    /// Show the file as a unified diff, and write nothing
    #[arg(long, conflicts_with = "stdout")]
    pub diff: bool,

    /// Print the file, and write nothing
    #[arg(long)]
    pub stdout: bool,
}

/// List the rules.
#[derive(Debug, Args)]
pub struct RulesArgs {
    /// How to write the list
    #[arg(long, value_enum, default_value_t = PageFormat::Human)]
    pub format: PageFormat,
}

/// Explain a rule, a group of rules, a key of a team's policy, a metadata type, an element, a flow, a
/// scope, a preset or a message of an org.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// Rule id, type name or suffix, element (`isPkceRequired`, `TYPE.ELEMENT`), flow, scope,
    /// preset, or the message of an error
    #[arg(required = true, value_name = "RULE|TYPE|ELEMENT|FLOW|SCOPE|PRESET|MESSAGE")]
    pub subject: Vec<String>,
}

/// Forms of the list of rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum PageFormat {
    /// A table for a terminal
    Human,
    /// JSON
    Json,
    /// Markdown, with the page of each rule
    Markdown,
}

/// Print a JSON Schema: for editors, and for programs that read reports.
#[derive(Debug, Args)]
pub struct SchemaArgs {
    /// Which schema
    #[arg(value_enum)]
    pub which: SchemaKind,
}

/// The schemas that can be printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SchemaKind {
    /// The report of `check --format json`
    Report,
    /// `ecaforge.toml`: settings of `check`, the policy of the team, and the spec of a project
    Config,
    /// The same: `new` keeps the spec of a project in ecaforge.toml
    Spec,
}

/// Check External Client App metadata and say what is wrong, where, why, and what to write.
#[derive(Debug, Args)]
#[allow(clippy::struct_excessive_bools, reason = "switches of the command line")]
#[command(group = ArgGroup::new("fixing").args(["fix", "diff"]).multiple(true))]
pub struct CheckArgs {
    /// Files, directories and patterns such as 'packages/**/*.eca-meta.xml' to check; `-` for standard
    /// input. Findings elsewhere are not reported
    #[arg(default_value = ".")]
    pub paths: Vec<PathBuf>,

    /// Where the report goes, and in which forms
    #[command(flatten)]
    pub outputs: Outputs,

    /// What of it is shown
    #[command(flatten)]
    pub view: ViewArgs,

    /// List the findings that are ignored on request
    #[arg(long)]
    pub show_suppressed: bool,

    /// Say nothing beyond the report
    #[arg(long, short, conflicts_with = "verbose")]
    pub quiet: bool,

    /// Say what is looked at
    #[arg(long, short)]
    pub verbose: bool,

    /// Say how long reading, the rules and each rule took
    #[arg(long)]
    pub timings: bool,

    /// The mildest finding that makes the exit status 1 [default: error]
    #[arg(long, value_enum, value_name = "SEVERITY")]
    pub fail_on: Option<FailOn>,

    /// Rules and severities: default, strict or isv
    #[arg(long, value_parser = profile_called, value_name = "PROFILE")]
    pub profile: Option<&'static Profile>,

    /// Run only these rules: ids, groups such as `scopes`, starts such as `policy-*`, or `all`; they run
    /// whatever profile and configuration say
    #[arg(long, value_name = "RULE", value_parser = Choice::parse, value_delimiter = ',')]
    pub select: Vec<Choice>,

    /// Run all but these rules; those that find leaked credentials always run
    #[arg(long, value_name = "RULE", value_parser = Choice::parse, value_delimiter = ',')]
    pub ignore: Vec<Choice>,

    /// Configuration, in place of the nearest `ecaforge.toml`
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,

    /// Use no `ecaforge.toml`: only what the command line says counts
    #[arg(long, conflicts_with = "config")]
    pub isolated: bool,

    /// Leave out the findings that this file lists, in place of `baseline` in ecaforge.toml
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,

    /// Write what is found now to the baseline: the file that `--baseline` or ecaforge.toml names, else
    /// `ecaforge-baseline.json`
    #[arg(long, conflicts_with_all = ["fixing", "since"])]
    pub write_baseline: bool,

    /// Report only what the change since this git revision brought: findings that were there before,
    /// also in files that were moved, are left out
    #[arg(long, value_name = "REV")]
    pub since: Option<String>,

    /// Check standard input as the content of this file
    #[arg(long, value_name = "PATH", conflicts_with_all = ["fix", "write_baseline"])]
    pub stdin_path: Option<PathBuf>,

    /// List the files that would be read, and check nothing
    #[arg(long, conflicts_with_all = ["fixing", "write_baseline", "since"])]
    pub show_files: bool,

    /// Show which configuration holds, and for each rule its severity and who decided it; check
    /// nothing. With `--format json` as JSON
    #[arg(long, conflicts_with_all = ["fixing", "write_baseline", "since", "show_files"])]
    pub show_config: bool,

    /// Apply the fixes that are safe
    #[arg(long)]
    pub fix: bool,

    /// With `--fix` or `--diff`: apply fixes that need a look too
    #[arg(long, requires = "fixing")]
    pub unsafe_fixes: bool,

    /// Show what `--fix` would change, as a unified diff, and write nothing
    #[arg(long)]
    pub diff: bool,

    /// API version to check for, in place of the project's own, such as 67.0
    #[arg(long, value_name = "VERSION")]
    pub api_version: Option<ApiVersion>,
}

fn profile_called(id: &str) -> Result<&'static Profile, String> {
    profile(id).ok_or_else(|| {
        let ids: Vec<&str> = profiles().iter().map(|profile| profile.id).collect();
        format!("the profiles are {}", ids.join(", "))
    })
}

/// The mildest finding that makes the exit status 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    /// Errors only
    Error,
    /// Errors and warnings
    Warning,
    /// Any finding
    Hint,
    /// No finding
    Never,
}

impl FailOn {
    /// Whether findings up to `worst` make the exit status 1.
    #[must_use]
    pub fn fails(self, worst: Option<Severity>) -> bool {
        let least = match self {
            Self::Error => Severity::Error,
            Self::Warning => Severity::Warning,
            Self::Hint => Severity::Hint,
            Self::Never => return false,
        };
        worst.is_some_and(|worst| worst >= least)
    }
}
