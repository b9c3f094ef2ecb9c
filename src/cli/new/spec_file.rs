//! The spec file that a run begins with.

use std::path::Path;

use super::{Flags, faults};
use crate::check::Report;
use crate::cli::{Failure, terminal};
use crate::diagnostic::{Finding, Severity};
use crate::disk::Compared;
use crate::generate::Plan;
use crate::input::{self, MAX_TEXT_BYTES};
use crate::project::Files;
use crate::spec::{self, SPEC_FILE, Spec, SpecFault, SpecText};
use crate::{apply, generate};

/// A spec file with what it says before any flag.
#[derive(Debug)]
pub(super) struct SpecFile {
    text: SpecText,
    pub(super) spec: Spec,
}

impl SpecFile {
    /// Reads the file that was named, or the one that the project keeps.
    pub(super) fn read(args: &Flags) -> Result<Option<Self>, Failure> {
        let kept = args.dir.join(SPEC_FILE);
        let (path, text) = match &args.spec {
            Some(path) => (path, input::named_text(path)),
            None if input::is_there(&kept) => {
                (&kept, input::text(&kept, &args.dir, MAX_TEXT_BYTES))
            }
            None => return Ok(None),
        };
        let shown = Files::on_disk(std::env::current_dir()?).display(path);
        let text = text.map_err(|fault| {
            Failure::caused(format!("cannot read the spec {shown}: {fault}"), fault)
        })?;
        let text = SpecText::new(&shown, text);
        let spec = spec::read(&text).map_err(|all| faults::in_text(&text, &all))?;
        Ok(Some(Self { text, spec }))
    }

    /// The path as it is shown.
    pub(super) fn path(&self) -> &str {
        &self.text.path
    }

    /// Tells what no project can be made from: what the file asks for by itself is shown in its text,
    /// what came with flags and answers by flag.
    pub(super) fn refusal(&self, root: &Path, faults: &[SpecFault]) -> Failure {
        let own = match generate::plan(&self.spec) {
            Ok(plan) => apply::template_fault(&plan, root).into_iter().collect(),
            Err(own) => own,
        };
        let (own, others): (Vec<SpecFault>, Vec<SpecFault>) =
            faults.iter().cloned().partition(|fault| own.contains(fault));
        self.tell(&own, &others)
    }

    fn tell(&self, own: &[SpecFault], others: &[SpecFault]) -> Failure {
        if own.is_empty() {
            return faults::by_flag(others);
        }
        let findings: Vec<Finding> = own.iter().map(|fault| self.text.locate(fault)).collect();
        let shown = faults::in_text(&self.text, &findings);
        if others.is_empty() {
            return shown;
        }
        let error = terminal::error_word();
        Failure::drawn(format!("{shown}\n{error}{}", faults::by_flag(others)))
    }
}

/// Tells errors in files that would be written where their values come from: in the spec file, or by
/// flag. Nothing where one of them is not of a value that a spec gives.
pub(super) fn of_check(
    file: Option<&SpecFile>,
    plan: &Plan,
    root: &Path,
    compared: &[Compared],
    report: &Report,
) -> Result<Option<Failure>, Failure> {
    let files = Files::on_disk(std::env::current_dir()?);
    let alone = file.and_then(|file| generate::plan(&file.spec).ok());
    let (mut own, mut others) = (Vec::new(), Vec::new());
    for error in report.findings.iter().filter(|it| it.severity == Severity::Error) {
        let is_there = |one: &&Compared| files.display(&root.join(&one.path)) == *error.place.path;
        let given = compared.iter().find(is_there).and_then(|one| {
            let text = std::str::from_utf8(&one.new).ok()?;
            plan.given(&one.path, text, error.place.span.start)
        });
        let Some(given) = given else { return Ok(None) };
        let Finding { message, why, help, .. } = error.clone();
        let fault = SpecFault::new(given.at.clone(), message, why, help);
        let is_own = alone.as_ref().is_some_and(|alone| given.is_in(alone));
        if is_own { &mut own } else { &mut others }.push(fault);
    }
    Ok(Some(match file {
        Some(file) => file.tell(&own, &others),
        None => faults::by_flag(&others),
    }))
}
