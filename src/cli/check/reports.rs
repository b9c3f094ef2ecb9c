//! The reports of a check, each in its format.

use std::time::Instant;

use super::fails;
use crate::check::{CheckOutcome, Report};
use crate::cli::args::CheckArgs;
use crate::cli::clock::time_of_report;
use crate::cli::outputs::{Ready, ReportFormat};
use crate::cli::{Failure, forge, terminal};
use crate::diagnostic::Finding;
use crate::emit::{self, EvidenceTable, Extras, HumanOptions, Places, Statistics};
use crate::git;
use crate::project::Workspace;
use crate::rules::Profile;
use crate::rules::isv;

/// How many findings end with their counts.
const LONG: usize = 40;

/// The reports that were asked for.
pub(super) fn ready(
    args: &CheckArgs,
    checked: CheckOutcome,
    started: Instant,
) -> Result<Ready, Failure> {
    let CheckOutcome { report, workspace, settings, profiles } = checked;
    let report = args.view.of(report);
    let statistics = Statistics::of(&report);
    let mut report = report.capped();
    let checkout = forge::checkout(&workspace.cwd);
    let mut places = Places::of(&report, &workspace).of_checkout(checkout);
    let table = evidence_table(&profiles, &workspace, &mut places);
    let wants_table =
        args.outputs.all().iter().any(|output| output.format == ReportFormat::EvidenceCsv);
    if wants_table && table.is_none() {
        return Err(Failure::new(
            "`--format evidence-csv` needs the profile `isv`: add `--profile isv`",
        ));
    }
    let mut suppressed = std::mem::take(&mut report.suppressed);
    if args.show_suppressed {
        std::mem::swap(&mut report.suppressed, &mut suppressed);
    }
    let fails = |finding: &Finding| fails(args, &settings, &workspace, finding);
    let drawing = Drawing {
        places: &places,
        table: table.as_ref(),
        statistics: &statistics,
        counts_only: args.view.statistics,
        fails: &fails,
        started,
    };
    let mut done = Ready::default();
    for output in args.outputs.all() {
        // Readers of SARIF expect to see what is suppressed, as such.
        let shows_all = output.format == ReportFormat::Sarif && !args.show_suppressed;
        if shows_all {
            std::mem::swap(&mut report.suppressed, &mut suppressed);
        }
        let options = match output.file {
            Some(_) => HumanOptions::default(),
            None => terminal::options(),
        };
        let text = drawing.text(output.format, &report, options);
        if shows_all {
            std::mem::swap(&mut report.suppressed, &mut suppressed);
        }
        match output.file {
            Some(path) => done.files.push((path, text.into_bytes())),
            None => done.shown = Some(text),
        }
    }
    Ok(done)
}

/// What the files show for each control, in the profile that is about these controls.
fn evidence_table(
    profiles: &[&Profile],
    workspace: &Workspace,
    places: &mut Places,
) -> Option<EvidenceTable> {
    if profiles.iter().all(|profile| profile.id != isv::PROFILE) {
        return None;
    }
    let projects = workspace.projects.iter().zip(profiles);
    let judged =
        projects.filter(|(project, profile)| profile.id == isv::PROFILE && !project.outside);
    let rows: Vec<isv::Evidence> = judged.flat_map(|(project, _)| isv::evidence(project)).collect();
    for place in rows.iter().filter_map(|line| line.place.as_ref()) {
        if let Some(text) = workspace.text_of(&place.path) {
            *places = std::mem::take(places).with(&place.path, text);
        }
    }
    let commit = git::head(&workspace.cwd);
    Some(EvidenceTable { rows, time: time_of_report(), commit })
}

/// What the reports of a run have in common.
struct Drawing<'a> {
    places: &'a Places<'a>,
    table: Option<&'a EvidenceTable>,
    statistics: &'a Statistics,
    /// Whether `--statistics` asks for the counts.
    counts_only: bool,
    /// Whether a finding fails the run.
    fails: &'a dyn Fn(&Finding) -> bool,
    started: Instant,
}

impl Drawing<'_> {
    fn text(&self, format: ReportFormat, report: &Report, options: HumanOptions) -> String {
        let places = self.places;
        let extras = Extras {
            statistics: Some(self.statistics).filter(|_| self.counts_only),
            evidence: self.table,
        };
        // What servers show of a log is capped, so that the counts follow as lines of the log.
        let counts = extras.statistics.map(Statistics::table).unwrap_or_default();
        match format {
            ReportFormat::Human => self.human(report, options),
            ReportFormat::Concise if self.counts_only => counts,
            ReportFormat::Concise => emit::concise(report, places),
            ReportFormat::Json => emit::json_with(report, places, extras),
            ReportFormat::EvidenceCsv => {
                self.table.map(|table| emit::evidence_csv(table, places)).unwrap_or_default()
            }
            ReportFormat::Sarif => emit::sarif(report, places),
            ReportFormat::Github => emit::github(report, places) + &counts,
            ReportFormat::Gitlab => emit::gitlab(report, places),
            ReportFormat::Azure => emit::azure(report, places) + &counts,
            ReportFormat::Junit => emit::junit(report, places, self.fails),
            ReportFormat::Checkstyle => emit::checkstyle(report, places),
            ReportFormat::Rdjson => emit::rdjson(report, places),
            ReportFormat::Markdown => emit::markdown_with(report, places, extras),
        }
    }

    /// The findings and their counts, each where it is wanted: a long list ends with its counts.
    fn human(&self, report: &Report, options: HumanOptions) -> String {
        let is_long = report.findings.len() > LONG;
        let findings = if self.counts_only {
            String::new()
        } else {
            emit::human(report, self.places, options)
        };
        let mut counts =
            if is_long || self.counts_only { self.statistics.table() } else { String::new() };
        if !counts.is_empty() {
            counts.insert_str(0, "Findings by rule:\n");
            counts.push('\n');
        }
        if is_long && !self.counts_only {
            counts.push_str(
                "`--statistics` shows these counts alone, `--min-severity error` the errors alone, \
                 and\n`ecaforge explain RULE` the page of a rule.\n\n",
            );
        }
        let table = self.table.map(|table| emit::evidence(table, self.places));
        let last = emit::summary_line(report.summary, Some(self.started.elapsed()));
        format!("{findings}{counts}{}{last}\n", table.unwrap_or_default())
    }
}
