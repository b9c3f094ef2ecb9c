//! Layer 3: the settings of the check in `ecaforge.toml`.
//!
//! The file is read with the places of its parts, so that each fault in it becomes a finding that
//! points at it. Other tables of the file belong to the generator and are left alone.

mod extend;
mod file;
mod ignore;
mod policy;
mod read;
mod starter;

pub use file::{CheckTable, Extends, PolicyTable, SPEC_TABLES};
pub(crate) use ignore::Ignore;
pub use policy::RULES as POLICY_RULES;
pub(crate) use starter::starter;
pub use starter::{SCHEMA_FILE, SCHEMA_LINE, table};

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::diagnostic::{Finding, Place, Severity};
use crate::project::Files;
use crate::rules::{Profile, TeamPolicy};
use crate::schema::ApiVersion;

/// Name of the file.
pub const FILE_NAME: &str = "ecaforge.toml";

/// What the configuration says, and what is wrong with it.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// The file, if there is one.
    pub file: Option<ConfigFile>,
    /// The files that it extends, in the order in which they were read.
    pub extended: Vec<ConfigFile>,
    /// The profile.
    pub profile: Option<&'static Profile>,
    /// The mildest severity that fails the run; the inner none stands for `never`.
    pub fail_on: Option<Option<Severity>>,
    /// API version in place of the project's own.
    pub api_version: Option<ApiVersion>,
    /// The file that lists known findings.
    pub baseline: Option<PathBuf>,
    /// Severity by rule; none for a rule that is off.
    pub rules: BTreeMap<&'static str, Option<Severity>>,
    /// Where the entries of these rules are.
    pub rule_places: BTreeMap<&'static str, Place>,
    /// Where the other settings are, by their keys.
    pub places: BTreeMap<&'static str, Place>,
    /// What the team allows.
    pub policy: Arc<TeamPolicy>,
    /// What is omitted.
    pub ignores: Vec<Ignore>,
    /// Whether the file speaks of the check, or cannot be read.
    pub is_of_check: bool,
    /// Faults of the file.
    pub findings: Vec<Finding>,
}

/// The file that a configuration was read from.
#[derive(Clone, Debug)]
pub struct ConfigFile {
    /// Path relative to the working directory, with `/`.
    pub path: Arc<str>,
    /// The directory that globs are relative to.
    pub directory: PathBuf,
    /// Its text.
    pub text: String,
}

impl Config {
    /// The file and those that it extends.
    pub fn files(&self) -> impl Iterator<Item = &ConfigFile> {
        self.file.iter().chain(&self.extended)
    }

    /// Reads the nearest file at or above `start` that speaks of the check; an empty configuration
    /// where there is none. What is above the repository does not count.
    #[must_use]
    pub(crate) fn nearest(files: &Files, start: &Path, now: i64) -> Self {
        let start = files.absolute(start);
        let mut is_above = false;
        let dirs = start.ancestors().take_while(|dir| {
            let is_in = !is_above;
            is_above |= files.is_there(&dir.join(".git"));
            is_in
        });
        let paths = dirs.map(|dir| dir.join(FILE_NAME)).filter(|path| files.is_there(path));
        let read = paths.map(|path| Self::read(files, &path, now));
        read.into_iter().find(|config| config.is_of_check).unwrap_or_default()
    }

    /// Reads that file. `now` is in seconds since 1970.
    #[must_use]
    pub fn read(files: &Files, path: &Path, now: i64) -> Self {
        extend::read(files, path, now)
    }
}

#[cfg(test)]
mod tests;
