//! Findings as people read them: app by app, what is worst first.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};

use super::Places;
use crate::check::Report;
use crate::diagnostic::{Finding, Severity};
use crate::rules::{Rule, rule};

/// The findings about one app, or about a project as a whole.
#[derive(Debug)]
pub(super) struct Group<'a> {
    /// API name of the app; none for what concerns no single app.
    pub(super) app: Option<&'a str>,
    /// Root of the project, where there are several.
    pub(super) project: Option<&'a str>,
    /// The findings, errors first, else in the order of the report.
    pub(super) findings: Vec<&'a Finding>,
}

impl Group<'_> {
    /// What the group is about.
    pub(super) fn title(&self) -> String {
        match (self.app, self.project) {
            (Some(app), None) => app.to_owned(),
            (Some(app), Some(project)) => format!("{app} ({project})"),
            (None, None) => "Project".to_owned(),
            (None, Some(project)) => format!("Project {project}"),
        }
    }

    /// How many findings of each severity there are: `2 errors, 1 hint`.
    pub(super) fn counts(&self) -> String {
        let severities = [Severity::Error, Severity::Warning, Severity::Hint];
        let count = |severity| self.findings.iter().filter(|f| f.severity == severity).count();
        counts(severities.map(|severity| (count(severity), severity.word())))
    }
}

/// The findings of a report in groups: those with errors first, then by project and name.
pub(super) fn by_app<'a>(report: &'a Report, places: &'a Places) -> Vec<Group<'a>> {
    let roots: HashSet<&str> = places.projects().collect();
    let mut groups: BTreeMap<(Option<&str>, Option<&str>), Vec<&Finding>> = BTreeMap::new();
    for finding in &report.findings {
        let project = if roots.len() > 1 { root(&finding.place.path, &roots) } else { None };
        groups.entry((project, finding.app.as_deref())).or_default().push(finding);
    }
    let group = |((project, app), mut findings): (_, Vec<&'a Finding>)| {
        findings.sort_by_key(|finding| Reverse(finding.severity));
        Group { app, project, findings }
    };
    let mut groups: Vec<Group<'a>> = groups.into_iter().map(group).collect();
    groups.sort_by_key(|group| Reverse(group.findings.first().map(|worst| worst.severity)));
    groups
}

/// The root of the innermost project around a path.
fn root<'a>(path: &'a str, roots: &HashSet<&'a str>) -> Option<&'a str> {
    let folders = path.rmatch_indices('/').map(|(at, _)| &path[..at]);
    folders.chain(std::iter::once(".")).find_map(|folder| roots.get(folder).copied())
}

/// As many findings as a server shows, in the order of the report: of as many rules as there are, those
/// about leaks first.
pub(super) fn picked(findings: Vec<&Finding>, most: usize) -> Vec<&Finding> {
    if findings.len() <= most {
        return findings;
    }
    let mut seen: HashMap<&str, usize> = HashMap::new();
    let mut ranked: Vec<(usize, bool, usize)> = Vec::new();
    for (at, finding) in findings.iter().enumerate() {
        let of_rule = seen.entry(finding.rule).or_default();
        let is_leak = rule(finding.rule).map(Rule::rank).is_some_and(|rank| rank.is_leak);
        ranked.push((*of_rule, !is_leak, at));
        *of_rule += 1;
    }
    ranked.sort_unstable();
    ranked.truncate(most);
    let mut chosen: Vec<usize> = ranked.into_iter().map(|(.., at)| at).collect();
    chosen.sort_unstable();
    chosen.into_iter().filter_map(|at| findings.get(at).copied()).collect()
}

/// `1 error, 2 warnings`: only what there is.
pub(super) fn counts(counted: [(usize, &str); 3]) -> String {
    let there = counted.into_iter().filter(|(count, _)| *count > 0);
    there.map(|(count, word)| plural(count, word)).collect::<Vec<_>>().join(", ")
}

/// `1 error`, `2 errors`.
pub(super) fn plural(count: usize, word: &str) -> String {
    format!("{count} {word}{}", if count == 1 { "" } else { "s" })
}
