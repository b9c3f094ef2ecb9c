//! Arguments.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

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
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check External Client App metadata and say what is wrong, where, why, and what to write
    Check(CheckArgs),
}

/// Arguments of `check`.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Files and directories to check; findings elsewhere are not reported
    #[arg(default_value = ".")]
    pub paths: Vec<PathBuf>,

    /// How to write the report
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub format: Format,

    /// The mildest finding that makes the exit status 1
    #[arg(long, value_enum, default_value_t = FailOn::Error, value_name = "SEVERITY")]
    pub fail_on: FailOn,

    /// API version to check for, in place of the project's own, such as 67.0
    #[arg(long, value_name = "VERSION")]
    pub api_version: Option<ApiVersion>,

    /// Rules and severities: default, strict or isv
    #[arg(long, value_parser = profile_called, default_value = "default", value_name = "PROFILE")]
    pub profile: &'static Profile,
}

fn profile_called(id: &str) -> Result<&'static Profile, String> {
    profile(id).ok_or_else(|| {
        let ids: Vec<&str> = profiles().iter().map(|profile| profile.id).collect();
        format!("the profiles are {}", ids.join(", "))
    })
}

/// Report formats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Source excerpts with explanations
    Human,
    /// One line a finding
    Concise,
    /// JSON, version 1
    Json,
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
