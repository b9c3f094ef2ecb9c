//! Findings that were there when a project began to be checked.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::moved::Moved;
use super::{Suppressed, Suppressor};
use crate::check::Report;
use crate::diagnostic::{Finding, Severity};
use crate::mask;
use crate::project::{Files, Workspace};
use crate::rules::groups;
use crate::text::sound::serialized;

/// The group of rules about credentials.
const LEAKS: &str = "secrets";

fn is_of_group(rule: &str, group: &str) -> bool {
    let own = |known: &&crate::rules::Group| known.id == group;
    groups().iter().filter(own).any(|group| group.rules.iter().any(|known| known.id == rule))
}

/// Known findings, by fingerprint.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    /// The entries by fingerprint.
    entries: BTreeMap<String, Entry>,
}

/// Why a text is no baseline.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct BaselineFault(String);

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct BaselineFile {
    version: u32,
    findings: Vec<Entry>,
}

/// The fingerprint decides; the rest is for people who read a change of the file, and for files that
/// were moved.
#[derive(Clone, Debug, Serialize, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    pub(super) path: String,
    pub(super) rule: String,
    pub(super) fingerprint: String,
}

impl Baseline {
    /// Whether a finding says that a credential leaks. A baseline never leaves it out: a fingerprint
    /// has nothing of the value, so a new credential in the same place could not be told from the
    /// old one.
    #[must_use]
    pub fn leaves_in(finding: &Finding) -> bool {
        finding.severity == Severity::Error && is_of_group(finding.rule, LEAKS)
    }

    /// Reads a baseline.
    ///
    /// # Errors
    /// If the text is not what [`Baseline::write`] writes.
    pub fn read(text: &str) -> Result<Self, BaselineFault> {
        let file: BaselineFile = serde_json::from_str(text)
            .map_err(|fault| BaselineFault(mask::fault(&fault.to_string())))?;
        if file.version != 1 {
            let message = format!("version {} of baselines is not known", file.version);
            return Err(BaselineFault(message));
        }
        let entries = file.findings.into_iter().map(|entry| (entry.fingerprint.clone(), entry));
        Ok(Self { entries: entries.collect() })
    }

    /// The findings of a report as a baseline, with those that an earlier baseline held and that are
    /// still there.
    #[must_use]
    pub fn write(report: &Report) -> String {
        let known = report.suppressed.iter().filter(|s| s.by == Suppressor::Baseline);
        let findings = report.findings.iter().chain(known.map(|suppressed| &suppressed.finding));
        let findings = findings.filter(|finding| !Self::leaves_in(finding));
        let mut findings: Vec<Entry> = findings
            .map(|finding| Entry {
                path: finding.place.path.to_string(),
                rule: finding.rule.to_owned(),
                fingerprint: finding.fingerprint.clone(),
            })
            .collect();
        findings.sort();
        let file = BaselineFile { version: 1, findings };
        // Strings, numbers and lists always serialize.
        serialized(serde_json::to_string_pretty(&file)) + "\n"
    }

    /// The fingerprints that are listed here and not in another baseline.
    pub(in crate::check) fn beyond<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = &'a str> {
        self.entries.keys().map(String::as_str).filter(|it| !other.lists(it))
    }

    /// Whether a fingerprint is listed.
    pub(in crate::check) fn lists(&self, fingerprint: &str) -> bool {
        self.entries.contains_key(fingerprint)
    }

    /// Leaves out what is known, also where its file was moved.
    pub(in crate::check) fn sort(
        &self,
        findings: Vec<Finding>,
        suppressed: &mut Vec<Suppressed>,
        (workspace, files): (&Workspace, &Files),
    ) -> Vec<Finding> {
        let known = |finding: &Finding| self.lists(&finding.fingerprint);
        let used: BTreeSet<String> =
            findings.iter().filter(|f| known(f)).map(|f| f.fingerprint.clone()).collect();
        let unused = self.entries.values().filter(|entry| !used.contains(&entry.fingerprint));
        let mut moved = Moved::new(unused, workspace, files);
        let is_old = |finding: &Finding| {
            !Self::leaves_in(finding) && (known(finding) || moved.take(finding))
        };
        let (old, new): (Vec<_>, Vec<_>) = findings.into_iter().partition(is_old);
        let by = Suppressor::Baseline;
        suppressed.extend(old.into_iter().map(|finding| Suppressed { finding, by, reason: None }));
        new
    }
}
