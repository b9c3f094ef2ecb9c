//! Checkstyle XML, which many servers and review tools read.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::Places;
use crate::check::Report;
use crate::diagnostic::{Finding, Severity};
use crate::text::escape::xml as escape;

/// Writes an entry for each finding, by file.
#[must_use]
pub fn checkstyle(report: &Report, places: &Places) -> String {
    let mut files: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in &report.findings {
        files.entry(&finding.place.path).or_default().push(finding);
    }
    // Readers look for the version of the form, which is that of Checkstyle itself.
    let mut out =
        String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<checkstyle version=\"4.3\">\n");
    for (path, findings) in files {
        let _ = writeln!(out, "  <file name=\"{}\">", escape(path));
        for finding in findings {
            let (start, _) = places.range(&finding.place.path, finding.place.span);
            let _ = writeln!(
                out,
                "    <error line=\"{}\" column=\"{}\" severity=\"{}\" message=\"{}\" \
                 source=\"ecaforge.{}\"/>",
                start.line,
                start.column,
                match finding.severity {
                    Severity::Error => "error",
                    Severity::Warning => "warning",
                    Severity::Hint => "info",
                },
                escape(&format!("{}. Fix: {}", finding.message, finding.help)),
                finding.rule,
            );
        }
        out.push_str("  </file>\n");
    }
    out + "</checkstyle>\n"
}
