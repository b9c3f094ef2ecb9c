//! `JUnit` XML, for servers that show test results: a suite for each file, a case for each finding.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::Places;
use crate::check::{Report, Suppressed};
use crate::diagnostic::Finding;
use crate::text::escape::xml as escape;

#[derive(Default)]
struct Suite {
    cases: String,
    tests: usize,
    failures: usize,
    skipped: usize,
}

/// Writes the findings that fail the run as failures, the others as passed cases with output, and what
/// was omitted on request as skipped ones.
#[must_use]
pub fn junit(report: &Report, places: &Places, fails: &dyn Fn(&Finding) -> bool) -> String {
    let mut suites: BTreeMap<&str, Suite> = BTreeMap::new();
    for finding in &report.findings {
        suites.entry(&finding.place.path).or_default().add(finding, places, fails(finding));
    }
    for suppressed in &report.suppressed {
        suites.entry(&suppressed.finding.place.path).or_default().skip(suppressed, places);
    }
    if suites.is_empty() {
        let cases = "    <testcase classname=\"ecaforge\" name=\"no findings\"/>\n".to_owned();
        suites.insert("ecaforge", Suite { cases, tests: 1, ..Suite::default() });
    }
    let total = |count: fn(&Suite) -> usize| suites.values().map(count).sum::<usize>();
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ = writeln!(
        out,
        "<testsuites name=\"ecaforge\" tests=\"{}\" failures=\"{}\" errors=\"0\">",
        total(|suite| suite.tests),
        total(|suite| suite.failures),
    );
    for (path, suite) in &suites {
        let Suite { cases, tests, failures, skipped } = suite;
        let _ = writeln!(
            out,
            "  <testsuite name=\"{}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\" \
             skipped=\"{skipped}\">\n{cases}  </testsuite>",
            escape(path),
        );
    }
    out + "</testsuites>\n"
}

impl Suite {
    fn add(&mut self, finding: &Finding, places: &Places, fails: bool) {
        self.tests += 1;
        let text = escape(&format!("{}\n{}\n{}", finding.message, finding.why, finding.help));
        let (severity, message) = (finding.severity.word(), escape(&finding.message));
        let inner = if fails {
            self.failures += 1;
            format!("<failure type=\"{severity}\" message=\"{message}\">{text}</failure>")
        } else {
            format!("<system-out>{severity}: {text}</system-out>")
        };
        self.case(finding, &inner, places);
    }

    fn skip(&mut self, suppressed: &Suppressed, places: &Places) {
        self.tests += 1;
        self.skipped += 1;
        let reason = suppressed.reason.as_deref().unwrap_or(suppressed.by.words());
        let inner = format!("<skipped message=\"{}\"/>", escape(reason));
        self.case(&suppressed.finding, &inner, places);
    }

    fn case(&mut self, finding: &Finding, inner: &str, places: &Places) {
        let (start, _) = places.range(&finding.place.path, finding.place.span);
        let _ = writeln!(
            self.cases,
            "    <testcase classname=\"ecaforge.{}\" name=\"{} at {}:{}\" file=\"{}\" \
             line=\"{}\">{inner}</testcase>",
            escape(finding.app.as_deref().unwrap_or("project")),
            finding.rule,
            start.line,
            start.column,
            escape(&places.in_repository(&finding.place.path)),
            start.line,
        );
    }
}
