//! Layer 3: running rules over a workspace, in parallel, to a report whose order never varies.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use rayon::prelude::*;

use super::{Memory, Report, Timings, hide, mark, report, unread};
use crate::clock::Clock;
use crate::diagnostic::{Finding, Severity};
use crate::project::{App, Files, Project, Workspace};
use crate::rules::{
    AppContext, Check, FileContext, Findings, Group, Profile, ProjectContext, Rule, TeamPolicy,
    groups,
};

/// The groups of rules that judge files outside of the package directories.
const OUTSIDE: &[&str] = &["secrets", "urls"];

/// Which rules run, and what they may know of the world.
#[derive(Clone, Debug)]
pub struct Checker<'t> {
    rules: Vec<&'static Rule>,
    profile: &'static Profile,
    policy: Arc<TeamPolicy>,
    clock: Clock,
    timings: Option<&'t Timings>,
}

/// The rules by what they look at.
struct Order {
    /// Those of files, by metadata type.
    by_type: HashMap<&'static str, Vec<&'static Rule>>,
    of_apps: Vec<&'static Rule>,
    of_projects: Vec<&'static Rule>,
}

impl Order {
    fn of(rules: &[&'static Rule], project: &Project) -> Self {
        let those = |wanted: fn(&Check) -> bool| {
            rules.iter().copied().filter(move |rule| wanted(&rule.check))
        };
        let of_files: Vec<&Rule> = those(|check| matches!(check, Check::File(_))).collect();
        let types = project.files.iter().map(|file| file.metadata_type.name.as_str());
        let types: BTreeSet<&'static str> = types.collect();
        let looks_at = |rule: &Rule, name| rule.types.is_empty() || rule.types.contains(&name);
        let of_type = |name| of_files.iter().copied().filter(move |rule| looks_at(rule, name));
        Self {
            by_type: types.into_iter().map(|name| (name, of_type(name).collect())).collect(),
            of_apps: those(|check| matches!(check, Check::App(_))).collect(),
            of_projects: those(|check| matches!(check, Check::Project(_))).collect(),
        }
    }

    fn of_file(&self, name: &str) -> &[&'static Rule] {
        self.by_type.get(name).map(Vec::as_slice).unwrap_or_default()
    }

    fn of_app<'a>(&'a self, app: &'a App) -> impl Iterator<Item = &'a &'static Rule> {
        let has = |rule: &Rule| rule.types.iter().any(|name| app.has(name));
        self.of_apps.iter().filter(move |rule| rule.types.is_empty() || has(rule))
    }
}

impl<'t> Checker<'t> {
    /// A checker with the rules that hold unless a profile is asked for.
    #[must_use]
    pub fn new(clock: Clock) -> Self {
        Self::for_profile(Profile::default_profile(), clock)
    }

    /// A checker with the rules and severities of a profile.
    #[must_use]
    pub fn for_profile(profile: &'static Profile, clock: Clock) -> Self {
        let policy = Arc::default();
        Self { rules: profile.rules().collect(), profile, policy, clock, timings: None }
    }

    /// A checker with these rules alone.
    #[must_use]
    pub fn with_rules(rules: Vec<&'static Rule>, clock: Clock) -> Self {
        let profile = Profile::default_profile();
        Self { rules, profile, policy: Arc::default(), clock, timings: None }
    }

    /// The same under the policy of a team.
    #[must_use]
    pub fn under(self, policy: Arc<TeamPolicy>) -> Self {
        Self { policy, ..self }
    }

    /// The same, that notes how long each rule takes.
    #[must_use]
    pub(crate) fn timed(self, timings: Option<&'t Timings>) -> Self {
        Self { timings, ..self }
    }

    /// Judges a workspace.
    #[must_use]
    pub fn check(&self, workspace: &Workspace) -> Report {
        let projects: Vec<&Project> = workspace.projects.iter().collect();
        let mut findings = self.find(&projects, workspace, None);
        if self.rules.iter().any(|rule| rule.id == unread::RULE) {
            let files = Files::on_disk(&workspace.cwd);
            let mut unread = unread::find(&workspace.unread, &files);
            mark(&mut unread, workspace);
            findings.append(&mut unread);
        }
        Report::new(findings, workspace)
    }

    /// Judges some projects of a workspace, and gives the findings in the order of a report. With a
    /// memory, a project whose files are the same as before is not judged again.
    #[must_use]
    pub fn find(
        &self,
        projects: &[&Project],
        workspace: &Workspace,
        memory: Option<(&Memory, &Files)>,
    ) -> Vec<Finding> {
        let judge = |project: &Project| match memory {
            Some((memory, files)) => {
                let find = || self.project(project);
                memory.findings(project, (files, workspace), (&self.rules, &self.policy), find)
            }
            None => self.project(project),
        };
        let mut findings: Vec<Finding> = projects
            .iter()
            .flat_map(|project| judge(project))
            .filter(|finding| workspace.is_requested(&finding.place.path))
            .collect();
        for finding in &mut findings {
            finding.severity = self.profile.severity_of(finding);
        }
        findings = self.profile.without_covered(findings);
        findings.sort_by(report::order);
        findings.dedup();
        hide(&mut findings, workspace);
        mark(&mut findings, workspace);
        findings
    }

    fn project(&self, project: &Project) -> Vec<Finding> {
        if project.outside {
            return self.outside(project);
        }
        let order = Order::of(&self.rules, project);
        let by_file = project.files.par_iter().flat_map_iter(|file| {
            let context = FileContext { project, file, policy: &self.policy, clock: self.clock };
            self.run(
                order.of_file(&file.metadata_type.name),
                file.app_name().as_deref(),
                |check, findings| {
                    if let Check::File(check) = check {
                        check(&context, findings);
                    }
                },
            )
        });
        let apps: Vec<_> = project.apps.iter().collect();
        let by_app = apps.par_iter().flat_map_iter(|app| {
            let Some(header) = app.header(&project.files) else { return Vec::new() };
            let context =
                AppContext { project, app, header, policy: &self.policy, clock: self.clock };
            self.run(order.of_app(app), Some(&app.name), |check, findings| {
                if let Check::App(check) = check {
                    check(&context, findings);
                }
            })
        });
        let context = ProjectContext { project, clock: self.clock };
        let whole = self.run(&order.of_projects, None, |check, findings| {
            if let Check::Project(check) = check {
                check(&context, findings);
            }
        });
        by_file.chain(by_app).chain(whole).collect()
    }

    /// Judges files that the project does not deploy: whether a credential or a token leaks.
    fn outside(&self, project: &Project) -> Vec<Finding> {
        let of_group = |group: &&Group| OUTSIDE.contains(&group.id);
        let ids: BTreeSet<&str> = groups()
            .iter()
            .filter(of_group)
            .flat_map(|group| group.rules.iter().map(|rule| rule.id))
            .collect();
        let rules: Vec<&Rule> =
            self.rules.iter().copied().filter(|rule| ids.contains(rule.id)).collect();
        let order = Order::of(&rules, project);
        let mut findings: Vec<Finding> = Vec::new();
        for file in &project.files {
            let context = FileContext { project, file, policy: &self.policy, clock: self.clock };
            let rules = order.of_file(&file.metadata_type.name);
            findings.extend(self.run(rules, file.app_name().as_deref(), |check, findings| {
                if let Check::File(check) = check {
                    check(&context, findings);
                }
            }));
        }
        findings.retain(|finding| finding.severity == Severity::Error);
        findings
    }

    fn run<'r>(
        &self,
        rules: impl IntoIterator<Item = &'r &'static Rule>,
        app: Option<&str>,
        run: impl Fn(Check, &mut Findings<'_>),
    ) -> Vec<Finding> {
        let mut out = Vec::new();
        for rule in rules {
            let mut findings = Findings::new(rule, app, &mut out);
            match self.timings {
                Some(timings) => timings.of_rule(rule, || run(rule.check, &mut findings)),
                None => run(rule.check, &mut findings),
            }
        }
        out
    }
}
