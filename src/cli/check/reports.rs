//! The reports of a check, each in its format.

use std::time::Instant;

use crate::check::{CheckOutcome, Report};
use crate::cli::args::CheckArgs;
use crate::cli::clock::time_of_report;
use crate::cli::outputs::{Ready, ReportFormat};
use crate::cli::{Failure, terminal};
use crate::emit::{self, EvidenceTable, HumanOptions, Places};
use crate::git;
use crate::project::Workspace;
use crate::rules::Profile;
use crate::rules::isv;

/// The reports that were asked for.
pub(super) fn ready(
    args: &CheckArgs,
    checked: CheckOutcome,
    started: Instant,
) -> Result<Ready, Failure> {
    let mut report = checked.report.capped();
    let mut places = Places::of(&report, &checked.workspace);
    let table = evidence_table(&checked.profiles, &checked.workspace, &mut places);
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
        let text = render(output.format, &report, &places, table.as_ref(), options, started);
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

fn render(
    format: ReportFormat,
    report: &Report,
    places: &Places,
    table: Option<&EvidenceTable>,
    options: HumanOptions,
    started: Instant,
) -> String {
    match format {
        ReportFormat::Human => {
            let findings = emit::human(report, places, options);
            let table = table.map(|table| emit::evidence(table, places)).unwrap_or_default();
            let last = emit::summary_line(report.summary, Some(started.elapsed()));
            format!("{findings}{table}{last}\n")
        }
        ReportFormat::Concise => emit::concise(report, places),
        ReportFormat::Json => emit::json_with_evidence(report, places, table),
        ReportFormat::EvidenceCsv => {
            table.map(|table| emit::evidence_csv(table, places)).unwrap_or_default()
        }
        ReportFormat::Sarif => emit::sarif(report, places),
        ReportFormat::Github => emit::github(report, places),
        ReportFormat::Gitlab => emit::gitlab(report, places),
        ReportFormat::Junit => emit::junit(report, places),
        ReportFormat::Markdown => {
            let mut text = emit::markdown(report, places);
            if let Some(table) = table {
                emit::add_evidence_markdown(&mut text, table, places);
            }
            text
        }
    }
}
