//! What of a report is shown.

use clap::{Args, ValueEnum};

use crate::check::Report;
use crate::diagnostic::Severity;

/// What of the findings is shown, in every format.
#[derive(Clone, Copy, Debug, Default, Args)]
pub struct ViewArgs {
    /// Count the findings by rule. In the formats human and concise the counts take the place of the
    /// findings; in github, azure, markdown and json they are added
    #[arg(long)]
    pub statistics: bool,

    /// The mildest finding that is shown. It changes no exit status, fix or baseline: all findings
    /// count for these [default: hint]
    #[arg(long, value_enum, value_name = "SEVERITY")]
    pub min_severity: Option<Least>,
}

/// The mildest severity that is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Least {
    /// Errors only
    Error,
    /// Errors and warnings
    Warning,
    /// Every finding
    Hint,
}

impl ViewArgs {
    /// The part of a report that is to be shown.
    pub(super) fn of(self, report: Report) -> Report {
        report.at_least(self.least())
    }

    /// The mildest severity that is shown.
    pub(super) fn least(self) -> Severity {
        match self.min_severity {
            Some(Least::Error) => Severity::Error,
            Some(Least::Warning) => Severity::Warning,
            Some(Least::Hint) | None => Severity::Hint,
        }
    }
}
